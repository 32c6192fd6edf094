"""What is installed: the packages that the .in files name, all pinned with their hashes."""

import re

import pytest
from django.conf import settings

RUNTIME, DEVELOPMENT = "requirements", "requirements-dev"
each = pytest.mark.parametrize("name", [RUNTIME, DEVELOPMENT])


def lines(file: str) -> list[str]:
    """The requirements of a file, each on one line, without comments."""
    text = (settings.BASE_DIR / file).read_text().replace("\\\n", " ")
    found = (line.partition(" #")[0].strip() for line in text.splitlines())
    return [line for line in found if line and not line.startswith("#")]


def pins(file: str) -> dict[str, str]:
    """Version by name, in the one spelling of names that the index knows."""
    found = [re.split(r"==|[ ;]", line)[:2] for line in lines(file) if not line.startswith("-")]
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in found}


@each
def test_every_package_is_pinned_with_hashes(name: str) -> None:
    pinned = re.compile(r"[\w.-]+==[\w.]+( ; [^-]+?)?( +--hash=sha256:[0-9a-f]{64})+")
    assert [line for line in lines(f"{name}.txt") if not pinned.fullmatch(line)] == []


@each
def test_what_is_asked_for_is_what_is_pinned(name: str) -> None:
    asked = {key.partition("[")[0]: version for key, version in pins(f"{name}.in").items()}
    pinned = pins(f"{name}.txt")
    assert {key: pinned.get(key) for key in asked} == asked != {}


def test_development_runs_what_the_site_runs() -> None:
    runtime, development = pins(f"{RUNTIME}.txt"), pins(f"{DEVELOPMENT}.txt")
    assert {key: development.get(key) for key in runtime} == runtime


@each
@pytest.mark.parametrize("ending", ["in", "txt"])
def test_no_index_and_no_folder_is_named(name: str, ending: str) -> None:
    text = (settings.BASE_DIR / f"{name}.{ending}").read_text()
    assert re.findall(r"\S*://\S*|\S*index-url\S*|\S*find-links\S*|(?<!\S)/\S+", text) == []
