"""Where things are drawn: the templates hold the SVG, this module the coordinates.

Every picture repeats what a text or a table beside it says.
"""

from dataclasses import dataclass
from fractions import Fraction

from quiz.core.document import HIGHEST_DEMAND
from quiz.core.verdict import CLEARLY, LEANS, Verdict

LINE_WIDTH = 640
LINE_MARGIN = 20
HILL_HEIGHT = 56
HILL_BASE = 64
HILL_STEP = 5  # points of lean per slice of the hill

SCALE_WIDTH = 200
SCALE_MARGIN = 10


@dataclass(frozen=True)
class LeanLine:
    """The line between the two roles, in the SVG's units.

    ``close_from`` and ``width`` are the undecided middle, ``hill`` is a polygon's points.
    """

    place: float
    close_from: float
    width: float
    clear_left: float
    clear_right: float
    hill: str


@dataclass(frozen=True)
class TraitScale:
    """One trait's row: the two demands as places, the interest as a bar's width or None."""

    left: float
    right: float
    interest: float | None


def lean_line(verdict: Verdict) -> LeanLine:
    """The person's place, the undecided middle and where random sheets land."""
    close, clear = verdict.edge(LEANS), verdict.edge(CLEARLY)
    return LeanLine(
        place=_on_line(verdict.lean),
        close_from=_on_line(-close),
        width=_on_line(close) - _on_line(-close),
        clear_left=_on_line(-clear),
        clear_right=_on_line(clear),
        hill=_hill(verdict),
    )


def trait_scale(left: int, right: int, interest: Fraction | None) -> TraitScale:
    """Demands 0–5 and interest 0–100 on one scale."""
    return TraitScale(
        left=_on_scale(Fraction(left, HIGHEST_DEMAND)),
        right=_on_scale(Fraction(right, HIGHEST_DEMAND)),
        interest=None
        if interest is None
        else round(float(interest / 100 * (SCALE_WIDTH - 2 * SCALE_MARGIN)), 1),
    )


def _on_line(lean: Fraction) -> float:
    half = Fraction(LINE_WIDTH, 2) - LINE_MARGIN
    return round(float(LINE_WIDTH / 2 + lean / 100 * half), 1)


def _on_scale(share: Fraction) -> float:
    return round(float(SCALE_MARGIN + share * (SCALE_WIDTH - 2 * SCALE_MARGIN)), 1)


def _hill(verdict: Verdict) -> str:
    """The distribution of random sheets in slices of the lean, the tallest at full height."""
    slices = dict.fromkeys(range(-100, 101, HILL_STEP), 0)
    for total, count in verdict.chance.counts.items():
        slices[HILL_STEP * round(float(verdict.score.share(total)) / HILL_STEP)] += count
    tallest = max(slices.values())
    tops = (
        f"{_on_line(Fraction(lean)):g},{HILL_BASE - HILL_HEIGHT * count / tallest:.1f}"
        for lean, count in slices.items()
    )
    ends = _on_line(Fraction(-100)), _on_line(Fraction(100))
    return f"{ends[0]:g},{HILL_BASE} {' '.join(tops)} {ends[1]:g},{HILL_BASE}"
