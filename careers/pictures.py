"""Where the pictures of the role pages are drawn; every one repeats a text or table beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from careers.figures import PayFigure

SCALE_WIDTH = 200
SCALE_MARGIN = 10
OVERLAP = 12  # marks nearer than this would cover each other

PIP_WIDTH = 14
PIP_RADIUS = 5


@dataclass(frozen=True)
class Pair:
    """The places of both roles on one scale, in the SVG's units.

    ``crowded`` where the two marks would cover each other and are drawn above each other.
    """

    left: float
    right: float
    crowded: bool


@dataclass(frozen=True)
class Pip:
    """One of the marks that draw a level: the place of its middle, and whether it is filled."""

    place: int
    filled: bool


@dataclass(frozen=True)
class Box:
    """A pay range in the SVG's units: tenth to ninetieth percentile, quarters, median."""

    p10: float
    p25: float
    median: float
    p75: float
    p90: float

    @property
    def middle_half(self) -> float:
        return round(self.p75 - self.p25, 1)


@dataclass(frozen=True)
class Segment:
    """A stretch of a stacked bar: where it starts, how wide it is, in the SVG's units."""

    start: float
    width: float


def on_scale(share: Fraction) -> float:
    """A share of the scale, 0 to 1, as a place between its two margins."""
    return round(float(SCALE_MARGIN + share * (SCALE_WIDTH - 2 * SCALE_MARGIN)), 1)


def pair(left: Fraction, right: Fraction) -> Pair:
    """Two shares of the scale, 0 to 1."""
    places = on_scale(left), on_scale(right)
    return Pair(*places, crowded=abs(places[0] - places[1]) < OVERLAP)


def pips(level: int, highest: int) -> list[Pip]:
    """A row of ``highest`` marks, the first ``level`` of them filled."""
    return [
        Pip(place=PIP_RADIUS + 2 + PIP_WIDTH * index, filled=index < level)
        for index in range(highest)
    ]


def pay_box(figure: "PayFigure", top: int) -> Box:
    """A pay range on a scale from 0 to ``top`` dollars; a capped percentile is drawn at the top."""
    amounts = (figure.p10, figure.p25, figure.median, figure.p75, figure.p90)
    return Box(*(on_scale(Fraction(top if amount is None else amount, top)) for amount in amounts))


def stacked(percents: Sequence[Fraction]) -> list[Segment]:
    """Shares of 100 laid end to end over the scale."""
    segments, start = [], Fraction(0)
    for percent in percents:
        end = start + percent / 100
        segments.append(Segment(on_scale(start), round(on_scale(end) - on_scale(start), 1)))
        start = end
    return segments
