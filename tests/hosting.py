"""For tests of the files under docs/hosting: programs to run them, and places to run them in."""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from tests.postgres import install

HOSTING = settings.BASE_DIR / "docs" / "hosting"
PATIENCE = 20  # seconds


def found_or_installed(program: str, package: str) -> str:
    if not shutil.which(program) and os.geteuid() == 0 and shutil.which("apt-get"):
        install([package])
    if path := shutil.which(program):
        return path
    pytest.skip(f"{program} is not here and could not be installed")


def replaced(file: Path, changes: dict[str, str]) -> str:
    """The file with what each machine has of its own; everything that is named must be there."""
    text = file.read_text()
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)
