"""What a sheet comes to by its rule, made ready to be told of many sheets quickly."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

from quiz.core.chance import chance
from quiz.core.document import EVIDENCE, INTEREST, TICKED
from quiz.core.scoring import Bank
from quiz.core.verdict import CLEAR, CLEARLY, CLOSE, FEW, FEWEST_ANSWERS, FEWEST_TICKS, LEAN, LEANS
from quiz.core.verdict.evidence import band_of, lean_of, likelihood

KEPT_EDGES = 4096
MILLION = 1_000_000


class Cell(NamedTuple):
    """One option of one question. An opt-out has zeros throughout.

    ``lowest`` and ``highest`` are the least and the greatest pull of the question's options.
    """

    slug: str
    key: str
    place: int
    bit: int = 0
    pull: int = 0
    left: int = 0
    lowest: int = 0
    highest: int = 0


class Gauge(Protocol):
    """Of one form of an edition. ``total`` is the sheet's, in 1/unit of the bank, with the base."""

    def band(self, cells: Sequence[Cell], total: int) -> str: ...

    def whole_lean(self, cells: Sequence[Cell], total: int) -> int:
        """The sheet's lean in whole points, halves away from 0."""

    def share(self, total: int) -> int:
        """Of a million who ticked the same, how many have the right title; 0 of interests."""


def gauge_of(bank: Bank, form: str) -> Gauge:
    """By the rule of the document."""
    return _GAUGES[bank.document.rule](bank, form)


class EdgeGauge:
    """Of interests. A sheet's band needs the distribution of random sheets over the questions
    it answered.

    For a complete sheet the two edges are at hand. With gaps, whose pulls span at most
    ``slack``, the complete form decides all but the totals within ``slack`` of an edge
    (leaving questions out moves a random total by no more than that); only for these is the
    distribution itself worked out, once for each set of answered questions that is met.
    """

    def __init__(self, bank: Bank, form: str) -> None:
        questions = bank.document.form(form)
        self._offered = [tuple(bank.pulls[question.slug].values()) for question in questions]
        self._all = 2 ** len(questions) - 1
        self._span = sum(_largest(pulls) for pulls in self._offered)
        self._edges = lru_cache(maxsize=KEPT_EDGES)(self._find_edges)
        self._complete_edges = self._find_edges(self._all)

    def band(self, cells: Sequence[Cell], total: int) -> str:
        mask = sum(cell.bit for cell in cells)
        if mask.bit_count() < FEWEST_ANSWERS:
            return FEW
        slack = 0
        if mask != self._all:
            slack = self._span - sum(max(-cell.lowest, cell.highest) for cell in cells)
        for which, band in enumerate((CLOSE, LEAN)):
            if self._is_within(which, abs(total), mask, slack):
                return band
        return CLEAR

    def whole_lean(self, cells: Sequence[Cell], total: int) -> int:
        """0 where nothing could pull."""
        left, right = -sum(cell.lowest for cell in cells), sum(cell.highest for cell in cells)
        reach = max(left, right)
        size = (200 * abs(total) + reach) // (2 * reach) if reach else 0
        return size if total > 0 else -size

    def share(self, total: int) -> int:
        return 0

    def _is_within(self, which: int, distance: int, mask: int, slack: int) -> bool:
        """Whether a total this far from 0 lies within one of the two edges."""
        edge = self._complete_edges[which]
        if distance + slack <= edge:
            return True
        return distance - slack <= edge and distance <= self._edges(mask)[which]

    def _find_edges(self, mask: int) -> tuple[int, int]:
        """The edges of "too close" and of "leans" where the questions of ``mask`` are answered."""
        answered = (pulls for at, pulls in enumerate(self._offered) if mask >> at & 1)
        random = chance(answered)
        return random.edge(LEANS), random.edge(CLEARLY)


class TickGauge:
    """Of ticks: all of it follows from the total and the number of ticks."""

    def __init__(self, bank: Bank, form: str) -> None:
        self._unit = bank.unit

    def band(self, cells: Sequence[Cell], total: int) -> str:
        if sum(cell.key == TICKED for cell in cells) < FEWEST_TICKS:
            return FEW
        return band_of(lean_of(total / self._unit))

    def whole_lean(self, cells: Sequence[Cell], total: int) -> int:
        size = int(abs(lean_of(total / self._unit)) + 0.5)
        return size if total > 0 else -size

    def share(self, total: int) -> int:
        return round(MILLION * likelihood(total / self._unit))


def _largest(pulls: tuple[int, ...]) -> int:
    return max(abs(pull) for pull in pulls)


_GAUGES: Mapping[str, type[EdgeGauge] | type[TickGauge]] = {
    INTEREST: EdgeGauge,
    EVIDENCE: TickGauge,
}
