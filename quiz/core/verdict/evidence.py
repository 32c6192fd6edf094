"""The verdict on ticks: what practitioners who ticked the same are called.

    z = base + Σ pull of the answered items     natural log-odds of the right role's title
    p = 1 / (1 + e^−z)                          as many practitioners of each title

A point is a tenth of log-odds, the unit of the weights. z is exact; p, the odds and the lean
are floating point numbers made of it.
"""

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from quiz.core.document import TICKED, UNTICKED
from quiz.core.explain import Change
from quiz.core.verdict.base import (
    CLEAR,
    CLOSE,
    FEW,
    LEAN,
    Contribution,
    Verdict,
    change_json,
    flip_json,
)

FEWEST_TICKS = 3
CLOSE_TO, CLEAR_FROM = Fraction(65, 100), Fraction(85, 100)  # the likelier title's share
POINTS = 10  # in 1 of log-odds
MOVERS = 3
# Of |lean|.
CLOSE_EDGE, CLEAR_EDGE = 100 * (2 * CLOSE_TO - 1), 100 * (2 * CLEAR_FROM - 1)


@dataclass(frozen=True)
class Mover:
    """An item to tick or untick, and the share of the right role's title after that."""

    change: Change
    p: float


@dataclass(frozen=True)
class EvidenceVerdict(Verdict):
    """A share of practitioners, from what somebody does and uses."""

    @property
    def z(self) -> Fraction:
        return Fraction(self.total, self.sheet.bank.unit)

    @property
    def base(self) -> Fraction:
        """The z of an average practitioner, as many of each title."""
        return Fraction(self.sheet.bank.base, self.sheet.bank.unit)

    @property
    def base_tenths(self) -> int:
        """The base as shown, in tenths of a point."""
        return round(self.base * POINTS * 10)

    @property
    def total_tenths(self) -> int:
        """The sum of the base and all pieces as shown."""
        return self.base_tenths + sum(piece.tenths for piece in self.by_answer)

    @property
    def odds(self) -> float:
        """How many have the right role's title for each one who has the left one's."""
        return math.exp(self.z)

    @cached_property
    def p(self) -> Fraction:
        """The share of those who ticked the same that has the right role's title."""
        return Fraction(likelihood(self.z))

    @property
    def of_hundred(self) -> int:
        """The same of 100, in whole people."""
        return of_hundred(self.p)

    @cached_property
    def lean(self) -> Fraction:
        """Of 100 who ticked the same, how many more have the right title than the left: 2p − 1."""
        return Fraction(lean_of(self.z))

    @property
    def lean_tenths(self) -> int:
        return round(self.lean * 10)

    @property
    def ticked(self) -> int:
        return sum(key == TICKED for key in self.sheet.chosen.values())

    @cached_property
    def band(self) -> str:
        if self.ticked < FEWEST_TICKS:
            return FEW
        return band_of(self.lean)

    @property
    def close_edge(self) -> Fraction:
        return CLOSE_EDGE

    @property
    def clear_edge(self) -> Fraction:
        return CLEAR_EDGE

    @cached_property
    def movers(self) -> tuple[Mover, ...]:
        """The answers that, each changed alone, would move the share most; the most first."""
        found = [self._mover(slug, key) for slug, key in self.sheet.chosen.items()]
        now = float(self.p)
        return tuple(sorted(found, key=lambda mover: -abs(mover.p - now))[:MOVERS])

    def to_json(self) -> dict[str, Any]:
        answers = self.sheet.answers
        return {
            "form": self.sheet.form,
            "answered": self.answered,
            "ticked": self.ticked,
            "z": float(self.z),
            "p": float(self.p),
            "odds": self.odds,
            "base": float(self.base),
            "lean": float(self.lean),
            "band": self.band,
            "toward": self.toward,
            "contributions": [
                {"question": c.slug, "option": answers.get(c.slug), "log_odds": _log_odds(c)}
                for c in self.by_answer
            ],
            "groups": [{"slug": c.slug, "log_odds": _log_odds(c)} for c in self.by_trait],
            "flip": flip_json(self.flip),
            "movers": [{**change_json(mover.change), "p": mover.p} for mover in self.movers],
        }

    def _mover(self, slug: str, key: str) -> Mover:
        other = UNTICKED if key == TICKED else TICKED
        pulls = self.sheet.bank.pulls[slug]
        z = Fraction(self.total - pulls[key] + pulls[other], self.sheet.bank.unit)
        return Mover(Change(slug, key, other), likelihood(z))

    @property
    def _reach(self) -> int:
        return 100 * self.sheet.bank.unit // POINTS


def likelihood(z: Fraction | float) -> float:
    """The share, 0–1, that natural log-odds stand for."""
    return 1 / (1 + math.exp(-z))


def of_hundred(p: Fraction | float) -> int:
    """A share in whole people of 100; halves go to the larger side, so that it mirrors."""
    share, half = Fraction(p), Fraction(1, 2)
    most = int(100 * max(share, 1 - share) + half)
    return most if share >= half else 100 - most


def lean_of(z: Fraction | float) -> float:
    """100 · (2p − 1), mirrored exactly."""
    return 100 * math.tanh(z / 2)


def band_of(lean: Fraction | float) -> str:
    """The band of a lean with ticks enough."""
    size = abs(float(lean))
    if size <= CLOSE_EDGE:
        return CLOSE
    return LEAN if size <= CLEAR_EDGE else CLEAR


def _log_odds(piece: Contribution) -> float:
    return float(piece.points / POINTS)
