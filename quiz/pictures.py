"""Where things are drawn: the templates hold the SVG, this module the coordinates.

Every picture repeats what a text or a table beside it says.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from quiz.core.chance import Chance
from quiz.core.document import HIGHEST_DEMAND
from quiz.core.verdict import Verdict

LINE_WIDTH = 640
LINE_MARGIN = 20
LINE_STEP = Fraction(LINE_WIDTH // 2 - LINE_MARGIN, 100)  # for each point of lean
HILL_HEIGHT = 56
HILL_BASE = 64
HILL_STEP = 8  # points of lean per slice of the hill

SCALE_WIDTH = 200
SCALE_MARGIN = 10


@dataclass(frozen=True)
class LeanLine:
    """The line between the two roles, in the SVG's units.

    ``close_from`` and ``width`` are the undecided middle, ``hill`` is a polygon's points;
    empty where it is not known.
    """

    place: float
    close_from: float
    width: float
    clear_left: float
    clear_right: float
    hill: str

    @property
    def at(self) -> str:
        """The place as it is drawn."""
        return f"{self.place:.1f}"

    @property
    def marks(self) -> tuple[float | str, ...]:
        """All but the place: the same for many sheets."""
        return self.close_from, self.width, self.clear_left, self.clear_right, self.hill


@dataclass(frozen=True)
class TraitScale:
    """One trait's row: the two demands as places, the interest as a bar's width or None."""

    left: float
    right: float
    interest: float | None


def lean_line(verdict: Verdict) -> LeanLine:
    """The person's place, the undecided middle and where random sheets land."""
    close, clear = verdict.close_edge, verdict.clear_edge
    return LeanLine(
        place=_on_line(verdict.lean),
        close_from=_on_line(-close),
        width=round(_on_line(close) - _on_line(-close), 1),
        clear_left=_on_line(-clear),
        clear_right=_on_line(clear),
        hill=_hill(verdict.chance, verdict.score.reach),
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
    return round(LINE_WIDTH / 2 + float(lean * LINE_STEP), 1)


def _on_scale(share: Fraction) -> float:
    return round(float(SCALE_MARGIN + share * (SCALE_WIDTH - 2 * SCALE_MARGIN)), 1)


@lru_cache(maxsize=64)  # nearly every sheet answers every question of its form
def _hill(chance: Chance, reach: int) -> str:
    """The distribution of random sheets over the lean, the tallest slice at full height."""
    heights = _slices(chance, reach)
    across = [_on_line(Fraction(HILL_STEP * index - 100)) for index in range(len(heights))]
    tops = [HILL_BASE - HILL_HEIGHT * height / max(heights) for height in heights]
    outline = [(across[0], HILL_BASE), *zip(across, tops, strict=True), (across[-1], HILL_BASE)]
    return " ".join(f"{x:g},{y:.0f}" for x, y in outline)


def _slices(chance: Chance, reach: int) -> list[float]:
    """Shares of random sheets from −100 to +100, each split between its two nearest slices.

    Splitting keeps the outline smooth where possible totals and slices do not line up.
    """
    heights = [0.0] * (200 // HILL_STEP + 2)
    for total, count in chance.counts.items():
        place = ((100 * total / reach if reach else 0.0) + 100) / HILL_STEP
        share = count / chance.sheets
        heights[int(place)] += share * (1 - place % 1)
        heights[int(place) + 1] += share * (place % 1)
    return heights[:-1]
