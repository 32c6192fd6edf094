"""Columns drawn on the server: where each stands, in the SVG's units.

A table beside each picture says the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from django.utils.dateformat import format as format_date

from quiz.admin.numbers import signed

WIDTH, HEIGHT, BASE, TOP = 640, 150, 124, 14
GAP = 0.2  # of a column's room
LEAN_STEP = 5  # points of lean per column
MOST_DAYS = 60


@dataclass(frozen=True)
class Column:
    """A counted range, ``name`` in words, and its rectangle."""

    name: str
    count: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Label:
    """Words under the columns; ``anchor`` as in SVG."""

    text: str
    x: float
    anchor: str


@dataclass(frozen=True)
class Columns:
    """A picture. ``marks`` are the places of dashed lines; ``highest`` is the tallest's count."""

    columns: tuple[Column, ...]
    labels: tuple[Label, ...]
    marks: tuple[float, ...] = ()

    @property
    def highest(self) -> int:
        return max(column.count for column in self.columns)


def leans(counts: Mapping[str, int], edges: tuple[Fraction, ...]) -> Columns:
    """Sheets by lean, from −100 to +100: each column is five whole points around its middle.

    ``edges`` are leans on the right side, marked on both.
    """
    middles = range(-100, 101, LEAN_STEP)
    by_middle = dict.fromkeys(middles, 0)
    for lean, count in counts.items():
        by_middle[round(int(lean) / LEAN_STEP) * LEAN_STEP] += count
    named = [(_lean_range(middle), count) for middle, count in by_middle.items()]
    marks = [_lean_place(edge * side) for edge in edges for side in (-1, 1)]
    ticks = [("−100", -100), ("−50", -50), ("0", 0), ("+50", 50), ("+100", 100)]
    labels = [Label(text, _lean_place(Fraction(lean)), "middle") for text, lean in ticks]
    labels[0], labels[-1] = Label("−100", 0, "start"), Label("+100", WIDTH, "end")
    return Columns(_columns(named), tuple(labels), tuple(marks))


def days(counts: Mapping[str, int]) -> Columns:
    """Sheets by day, in equal runs of days where there would be too many columns."""
    by_day = {date.fromisoformat(day): count for day, count in counts.items()}
    first, last = min(by_day), max(by_day)
    run = (last - first).days // MOST_DAYS + 1
    sums = [0] * ((last - first).days // run + 1)
    for day, count in by_day.items():
        sums[(day - first).days // run] += count
    starts = [first + timedelta(days=run * index) for index in range(len(sums))]
    named = [(_run_name(day, run, last), n) for day, n in zip(starts, sums, strict=True)]
    return Columns(_columns(named), _ends(_day(first), _day(last)))


def places(counts: list[int]) -> Columns:
    """Something counted at each question of the form, in order."""
    named = [(f"question {number}", count) for number, count in enumerate(counts, start=1)]
    return Columns(_columns(named), _ends("question 1", f"question {len(counts)}"))


def _columns(named: list[tuple[str, int]]) -> tuple[Column, ...]:
    room = WIDTH / len(named)
    width = min(room * (1 - GAP), 40)
    highest = max(1, *(count for _, count in named))
    heights = [(BASE - TOP) * count / highest for _, count in named]
    return tuple(
        Column(
            name=name,
            count=count,
            x=round(room * (index + 0.5) - width / 2, 1),
            y=round(BASE - height, 1),
            width=round(width, 1),
            height=round(height, 1),
        )
        for index, ((name, count), height) in enumerate(zip(named, heights, strict=True))
    )


def _ends(first: str, last: str) -> tuple[Label, ...]:
    if first == last:
        return (Label(first, WIDTH / 2, "middle"),)
    return (Label(first, 0, "start"), Label(last, WIDTH, "end"))


def _lean_place(lean: Fraction) -> float:
    """Where a lean lies, between the outer edges of the first and the last column."""
    outermost = Fraction(100) + Fraction(LEAN_STEP, 2)
    return round(float((lean + outermost) / (2 * outermost) * WIDTH), 1)


def _lean_range(middle: int) -> str:
    """The whole leans of a column: "−7 to −3"; the outermost stop at 100."""
    low, high = max(middle - 2, -100), min(middle + 2, 100)
    return f"{signed(low)} to {signed(high)}"


def _run_name(first: date, run: int, last: date) -> str:
    if run == 1:
        return _day(first)
    return f"{_day(first)} to {_day(min(first + timedelta(days=run - 1), last))}"


def _day(day: date) -> str:
    return format_date(day, "j M Y")
