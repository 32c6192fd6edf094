"""What docs/security.md claims: every test it names is there, and every met item says where."""

import re
from pathlib import Path

from django.conf import settings

PAGE = settings.BASE_DIR / "docs" / "security.md"
STATES = {"met", "partly", "open", "host"}
NAMED = re.compile(r"`([\w/]+\.py)::(test_\w+)`")
ITEMS = re.compile(r"V(\d+)\.(\d+)\.(\d+)(?: to V\1\.\2\.(\d+))?")


def rows(*headings: str) -> list[list[str]]:
    """The cells of the table with these headings."""
    line = f"| {' | '.join(headings)} |\n"
    body = PAGE.read_text().split(line)[1].partition("\n\n")[0].splitlines()[1:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in body]


def requirements() -> list[list[str]]:
    return rows("item", "about", "state", "where, or what is missing")


def numbers(cell: str) -> list[tuple[int, int, int]]:
    """The items of a cell such as "V1.1.2, V3.4.3 to V3.4.5"."""
    return [
        (int(chapter), int(section), item)
        for chapter, section, first, last in ITEMS.findall(cell)
        for item in range(int(first), int(last or first) + 1)
    ]


def test_every_test_that_the_page_names_exists() -> None:
    named = NAMED.findall(PAGE.read_text())
    missing = [
        f"{file}::{name}"
        for file, name in named
        if not re.search(rf"^def {name}\(", read(Path("tests") / file), re.MULTILINE)
    ]
    assert (missing, len(named) > 60) == ([], True)


def test_every_other_test_on_the_page_is_named_with_its_file() -> None:
    assert re.findall(r"\btest_\w+(?!\.py|\w)", NAMED.sub("", PAGE.read_text())) == []


def test_every_way_in_is_held_by_a_test() -> None:
    ways = rows("way in", "threat", "what stands there", "held by")
    assert [way for way in ways if not NAMED.findall(way[3])] == []


def test_every_requirement_has_one_state() -> None:
    assert {state for _, _, state, _ in requirements()} == STATES
    listed = [number for row in requirements() for number in numbers(row[0])]
    assert len(listed) == len(set(listed)) > 100


def test_every_file_that_the_page_names_exists() -> None:
    text = NAMED.sub("", PAGE.read_text())
    files = re.findall(r"`([\w./]+\.(?:py|txt)|Makefile|config/staff)`", text)
    assert [file for file in files if not (settings.BASE_DIR / file).exists()] == []


def read(file: Path) -> str:
    return (settings.BASE_DIR / file).read_text() if (settings.BASE_DIR / file).exists() else ""
