"""Where the pictures of /validity/ are drawn, in the SVG's units; tables repeat what they say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quiz.core.discrimination import RocPoint, Step
from quiz.core.validation import Band

# The square from 0 to 100 %, both ways, of calibration and ROC.
SIDE, MARGIN, BASE = 320, 40, 280
LENGTH = BASE - 10
TICKS = (0, 25, 50, 75, 100)

# Columns: the left title's grow upwards from the axis, the right one's downwards.
AXIS, TALLEST, GAP = 110, 96, 3


@dataclass(frozen=True)
class Tick:
    """A percentage on an axis and its place."""

    percent: int
    place: float


@dataclass(frozen=True)
class Dot:
    """A band: its place, how large it is, and the ends of its interval (None: no interval)."""

    x: float
    y: float
    radius: float
    top: float | None
    bottom: float | None


@dataclass(frozen=True)
class Column:
    """A tenth: ``up`` is the height of the left title's share, ``down`` of the right one's."""

    x: float
    width: float
    up: float
    top: float
    down: float


def ticks_across() -> list[Tick]:
    return [Tick(percent, across(percent / 100)) for percent in TICKS]


def ticks_up() -> list[Tick]:
    return [Tick(percent, up(percent / 100)) for percent in TICKS]


def across(share: float) -> float:
    return round(MARGIN + LENGTH * share, 1)


def up(share: float) -> float:
    return round(BASE - LENGTH * share, 1)


def calibration(bands: Sequence[Band]) -> list[Dot]:
    """What was said, across, against what was, up; as large as the band has people."""
    largest = max(band.people for band in bands)
    return [
        Dot(
            x=across(band.said),
            y=up(band.were),
            radius=round(3 + 5 * (band.people / largest) ** 0.5, 1),
            top=None if band.were_high is None else up(band.were_high),
            bottom=None if band.were_low is None else up(band.were_low),
        )
        for band in bands
        if band.said is not None and band.were is not None
    ]


def roc(points: Iterable[RocPoint]) -> str:
    """A polyline's points: the left title's share across, the right one's up."""
    return " ".join(f"{across(p.of_left):g},{up(p.of_right):g}" for p in points)


def distribution(columns: Sequence[Step]) -> list[Column]:
    """Each title's people by tenth, as shares of that title; the largest share at full height."""
    left, right = sum(step.left for step in columns), sum(step.right for step in columns)
    shares = [(step.left / left, step.right / right) for step in columns]
    largest = max(max(pair) for pair in shares)
    width = LENGTH / len(columns)
    return [
        Column(
            x=round(MARGIN + at * width + GAP / 2, 1),
            width=round(width - GAP, 1),
            up=round(TALLEST * of_left / largest, 1),
            top=round(AXIS - TALLEST * of_left / largest, 1),
            down=round(TALLEST * of_right / largest, 1),
        )
        for at, (of_left, of_right) in enumerate(shares)
    ]
