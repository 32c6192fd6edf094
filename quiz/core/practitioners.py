"""Real practitioners and what they ticked: the table that an evidence quiz is fitted and tested on.

The table counts identical answer sheets by year and title. It is checked when it is read, so
that whatever is computed from it can rely on it.
"""

import csv
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

TICKED, NOT_TICKED, NOT_ASKED = "1", "0", "?"
COLUMNS = ["year", "title", "ticks", "n"]


class TableError(ValueError):
    """A table that cannot be relied on: where it is wrong and why, in one sentence."""


@dataclass(frozen=True)
class About:
    """Whose answers they are, and what the table's columns mean.

    ``items`` are question slugs in the order of the ticks, ``titles`` role slugs by the
    table's own names. ``changes`` says what was done to the survey's answers.
    """

    survey: str
    licence: str
    licence_url: str
    changes: str
    titles: Mapping[str, str]
    items: tuple[str, ...]
    fitted_on: tuple[int, ...]
    tested_on: int
    sha256: str

    @property
    def credit(self) -> str:
        return f"{self.survey}, {self.licence}"

    @property
    def years(self) -> tuple[int, ...]:
        return (*self.fitted_on, self.tested_on)


@dataclass(frozen=True)
class Row:
    """``people`` of one year and role who all gave the same ticks."""

    year: int
    role: str
    ticks: str
    people: int


@dataclass(frozen=True, eq=False)  # by identity: quick to look up what was worked out of it
class Table:
    """Checked rows. Every item was put to somebody in every year."""

    about: About
    rows: tuple[Row, ...]

    def of(self, *years: int) -> list[Row]:
        return [row for row in self.rows if row.year in years]

    @cached_property
    def means(self) -> dict[int, dict[str, float]]:
        """By year and item: the share that ticked it among those who were asked.

        It stands in for an answer that was not asked for, as it did when the weights were fitted.
        """
        return {year: self._means(year) for year in self.about.years}

    def shares(self, years: Iterable[int]) -> dict[str, dict[str, float]]:
        """By item and role: the share that ticks it over all these years."""
        rows = self.of(*years)
        return {
            item: {role: self._share(rows, place, role) for role in self.about.titles.values()}
            for place, item in enumerate(self.about.items)
        }

    def _means(self, year: int) -> dict[str, float]:
        rows = self.of(year)
        return {item: _mean(rows, place) for place, item in enumerate(self.about.items)}

    def _share(self, rows: Iterable[Row], place: int, role: str) -> float:
        item = self.about.items[place]
        people, ticking = 0, 0.0
        for row in rows:
            if row.role == role:
                tick = row.ticks[place]
                people += row.people
                asked = tick != NOT_ASKED
                ticking += row.people * (int(tick) if asked else self.means[row.year][item])
        return ticking / people


def read_table(about: About, text: str) -> Table:
    """The rows of the CSV file, checked; raises TableError."""
    lines = csv.reader(text.splitlines())
    if next(lines, None) != COLUMNS:
        raise TableError(f"line 1 should be {','.join(COLUMNS)}")
    rows = tuple(_read_row(about, fields, number) for number, fields in enumerate(lines, start=2))
    _check_rows(about, rows)
    if hashlib.sha256(text.encode()).hexdigest() != about.sha256:
        raise TableError("it is not the file that its description names: the SHA-256 differs")
    return Table(about, rows)


def _read_row(about: About, fields: list[str], line: int) -> Row:
    if len(fields) != len(COLUMNS):
        raise TableError(f"line {line} should have {len(COLUMNS)} fields")
    year, title, ticks, people = fields
    if title not in about.titles:
        raise TableError(f"line {line}: unknown title {title!r}")
    if len(ticks) != len(about.items) or not set(ticks) <= {TICKED, NOT_TICKED, NOT_ASKED}:
        raise TableError(f"line {line}: the ticks should be {len(about.items)} of 1, 0 and ?")
    return Row(_whole(year, line), about.titles[title], ticks, _whole(people, line))


def _whole(text: str, line: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 7 and int(text)):
        raise TableError(f"line {line}: {text!r} should be a whole number above 0")
    return int(text)


def _check_rows(about: About, rows: tuple[Row, ...]) -> None:
    """What no single row can show: both roles in every known year, and every item asked."""
    found = {(row.year, row.role) for row in rows}
    wanted = {(year, role) for year in about.years for role in about.titles.values()}
    if found != wanted:
        year, role = sorted(found ^ wanted)[0]
        fault = "nobody" if (year, role) in wanted else "somebody of an unknown year"
        raise TableError(f"{fault} is listed for {role} in {year}")
    if len({(row.year, row.role, row.ticks) for row in rows}) < len(rows):
        raise TableError("the same answers of the same year and title are listed twice")
    for year in about.years:
        for place, item in enumerate(about.items):
            if all(row.ticks[place] == NOT_ASKED for row in rows if row.year == year):
                raise TableError(f"nobody was asked {item!r} in {year}")


def _mean(rows: list[Row], place: int) -> float:
    asked = sum(row.people for row in rows if row.ticks[place] != NOT_ASKED)
    return sum(row.people for row in rows if row.ticks[place] == TICKED) / asked
