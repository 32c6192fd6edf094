"""Reading the environment: a wrong value is told in one sentence, which names the variable."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

SAMPLE_KEY = "replace-this"  # docs/hosting/systemd/crossroads.env


def flag(name: str, default: str = "0") -> bool:
    """An on-off variable: 1 or 0, off when unset unless ``default`` says otherwise."""
    value = os.environ.get(name, default)
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} should be 1 or 0, not {value!r}.")
    return value == "1"


def proxies() -> int:
    """How many of them stand before this server, each adding to X-Forwarded-For."""
    text = os.environ.get("DJANGO_PROXIES", "0")
    if not re.fullmatch("[0-9]", text):
        raise ImproperlyConfigured(f"DJANGO_PROXIES should be a number from 0 to 9, not {text!r}.")
    return int(text)


def limit(name: str, default: int) -> int:
    """How often one address may do something within LIMIT_SECONDS; 0: as often as it likes."""
    text = os.environ.get(name, str(default))
    if not re.fullmatch("[0-9]{1,6}", text):
        raise ImproperlyConfigured(f"{name} should be a number from 0 to 999999, not {text!r}.")
    return int(text)


def admin_path() -> str:
    """Where the admin is: one or more parts of an address, each ending in a slash."""
    path = os.environ.get("DJANGO_ADMIN_PATH", "admin/")
    if not re.fullmatch("([A-Za-z0-9_-]+/)+", path):
        raise ImproperlyConfigured(
            f"DJANGO_ADMIN_PATH should be like back-room/, without a slash before, not {path!r}."
        )
    return path


def words(name: str, default: str) -> list[str]:
    """A comma-separated list without its blanks."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def file_in_a_folder(name: str, default: Path) -> Path:
    """A path whose folder exists and can be written to."""
    path = Path(os.environ.get(name) or default)
    if not os.access(path.parent, os.W_OK):
        raise ImproperlyConfigured(f"{name}: the folder {path.parent} is not there to write to.")
    return path


def secret_key(file: Path, development: bool) -> str:
    """From the environment, or from ``file``, which ``make run`` writes once."""
    if key := os.environ.get("DJANGO_SECRET_KEY"):
        if len(key) < 50:
            raise ImproperlyConfigured("DJANGO_SECRET_KEY should have at least 50 characters.")
        if key.startswith(SAMPLE_KEY):
            raise ImproperlyConfigured("DJANGO_SECRET_KEY is still the one of the sample file.")
        return key
    if file.exists():
        return file.read_text().strip()
    if development:
        return "for-development-only"
    raise ImproperlyConfigured(
        "no secret key. Set DJANGO_SECRET_KEY, or run `make run` once: it writes var/secret-key."
    )


def address(name: str, read: Callable[[str], Any], example: str, otherwise: str) -> Any:
    """What ``read`` makes of an address; None when unset."""
    if not (url := os.environ.get(name)):
        return None
    try:
        return read(url)
    except ValueError:
        # Not the address itself in the message: it may hold a password.
        sentence = f"{name} should be like {example}, or left out for {otherwise}."
        raise ImproperlyConfigured(sentence) from None
