"""Where several people's marks stand on one line between the two roles, in the picture's units.

The picture is 400 wide. A mark stands above its place on the line; one that would overlap with
another stands higher.
"""

from collections.abc import Sequence
from dataclasses import dataclass

MIDDLE, HALF = 200, 180
MARK = 38  # the room that a mark needs
STEM = 28  # from the line to the middle of the lowest marks
PEAK = 20  # above the highest
FOOT = 10  # below the line
FURTHEST_TENTHS = 1000


@dataclass(frozen=True)
class Mark:
    """``x`` is the place on the line, ``y`` the middle of the mark above it."""

    x: float
    y: int


@dataclass(frozen=True)
class Line:
    """The marks in the order of their leans' list; how far down the line is, and the picture."""

    marks: list[Mark]
    axis: int
    height: int


def line(leans: Sequence[int]) -> Line:
    """Leans in tenths of a point, −1000 … +1000, on one line."""
    places = [MIDDLE + lean * HALF / FURTHEST_TENTHS for lean in leans]
    rows = _rows(places)
    axis = PEAK + STEM + max(rows, default=0) * MARK
    marks = [
        Mark(round(x, 1), axis - STEM - row * MARK) for x, row in zip(places, rows, strict=True)
    ]
    return Line(marks, axis, axis + FOOT)


def _rows(places: Sequence[float]) -> list[int]:
    """For each place the lowest row, counted from 0, where nothing to its left is too near."""
    rows, ends = [0] * len(places), list[float]()
    for at in sorted(range(len(places)), key=lambda index: places[index]):
        row = next((row for row, end in enumerate(ends) if places[at] - end >= MARK), len(ends))
        ends[row : row + 1] = [places[at]]
        rows[at] = row
    return rows
