"""The verdict on interests: a lean, and how rare it is among random answer sheets.

A point is a hundredth of how far the answered questions could have reached.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from quiz.core.chance import Chance, chance
from quiz.core.explain import interests
from quiz.core.scoring import Score, score
from quiz.core.verdict.base import CLEAR, CLOSE, FEW, LEAN, Verdict, flip_json

FEWEST_ANSWERS = 6
LEANS = Fraction(1, 5)
CLEARLY = Fraction(1, 100)


@dataclass(frozen=True)
class InterestVerdict(Verdict):
    """A lean from what somebody would enjoy."""

    @cached_property
    def score(self) -> Score:
        return score(self.sheet)

    @cached_property
    def chance(self) -> Chance:
        """Of random sheets that answer the same questions."""
        return chance(self.sheet.bank.pulls[slug].values() for slug in self.sheet.chosen)

    @property
    def lean(self) -> Fraction:
        return self.score.lean

    @property
    def lean_tenths(self) -> int:
        return sum(piece.tenths for piece in self.by_answer)

    @cached_property
    def p(self) -> Fraction:
        """The share of random sheets that lean at least as far, either way."""
        return self.chance.p(self.total)

    @cached_property
    def band(self) -> str:
        if self.answered < FEWEST_ANSWERS:
            return FEW
        if self.p > LEANS:
            return CLOSE
        return LEAN if self.p > CLEARLY else CLEAR

    @cached_property
    def close_edge(self) -> Fraction:
        return self.edge(LEANS)

    @cached_property
    def clear_edge(self) -> Fraction:
        return self.edge(CLEARLY)

    def edge(self, limit: Fraction) -> Fraction:
        """The greatest |lean| of these questions that random sheets reach with p > ``limit``."""
        return self.score.share(self.chance.edge(limit))

    @cached_property
    def interests(self) -> Mapping[str, Fraction | None]:
        return interests(self.sheet)

    def to_json(self) -> dict[str, Any]:
        answers = self.sheet.answers
        return {
            "form": self.sheet.form,
            "answered": self.answered,
            "lean": float(self.lean),
            "p": float(self.p),
            "band": self.band,
            "toward": self.toward,
            "contributions": [
                {"question": c.slug, "option": answers.get(c.slug), "points": float(c.points)}
                for c in self.by_answer
            ],
            "traits": [
                {
                    "slug": c.slug,
                    "contribution": float(c.points),
                    "interest": _float(self.interests[c.slug]),
                }
                for c in self.by_trait
            ],
            "flip": flip_json(self.flip),
        }

    @property
    def _reach(self) -> int:
        return self.score.reach


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
