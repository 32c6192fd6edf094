"""One computed verdict, from which page, JSON, card and tags are all made."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from quiz.core.chance import Chance, chance
from quiz.core.document import Document
from quiz.core.explain import (
    Change,
    flip,
    interests,
    pulls_by_answer,
    pulls_by_trait,
    round_to_sum,
)
from quiz.core.scoring import Answers, Bank, Score, Sheet, read_sheet, score

FEWEST_ANSWERS = 6
LEANS = Fraction(1, 5)
CLEARLY = Fraction(1, 100)

FEW, CLOSE, LEAN, CLEAR = "few", "close", "leans", "clear"


@dataclass(frozen=True)
class Contribution:
    """One question's or trait's share of the lean.

    ``pull`` is in 1/unit of the bank, ``points`` is exact, ``tenths`` is what is shown:
    rounded to a tenth so that the shown pieces add up to the shown lean.
    """

    slug: str
    pull: int
    points: Fraction
    tenths: int


@dataclass(frozen=True)
class Verdict:
    """Everything that a result says about one sheet."""

    sheet: Sheet
    score: Score
    chance: Chance
    by_answer: tuple[Contribution, ...]
    by_trait: tuple[Contribution, ...]
    interests: dict[str, Fraction | None]
    flip: tuple[Change, ...]

    @property
    def lean(self) -> Fraction:
        return self.score.lean

    @property
    def lean_tenths(self) -> int:
        """The lean as shown, in tenths of a point."""
        return sum(piece.tenths for piece in self.by_answer)

    @property
    def document(self) -> Document:
        return self.sheet.bank.document

    @property
    def asked(self) -> int:
        """The number of questions in the form."""
        return len(self.sheet.questions)

    @property
    def answered(self) -> int:
        """The number of questions with a scored option chosen."""
        return len(self.sheet.chosen)

    @cached_property
    def p(self) -> Fraction:
        """The share of random sheets that lean at least as far, either way."""
        return self.chance.p(self.score.total)

    @property
    def band(self) -> str:
        """How firm: few, close, leans or clear."""
        if self.answered < FEWEST_ANSWERS:
            return FEW
        if self.p > LEANS:
            return CLOSE
        return LEAN if self.p > CLEARLY else CLEAR

    @property
    def toward(self) -> str | None:
        """The slug of the role on the lean's side, whatever the band; None for exactly 0."""
        if self.score.total == 0:
            return None
        return self.document.right if self.score.total > 0 else self.document.left

    def edge(self, limit: Fraction) -> Fraction:
        """The greatest |lean| of these questions that random sheets reach with p > ``limit``."""
        return self.score.share(self.chance.edge(limit))

    def to_json(self) -> dict[str, Any]:
        """The verdict as in ``/result.json``, without the edition's number. Not rounded."""
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
            "flip": {
                "count": len(self.flip),
                "changes": [
                    {"question": c.question, "from": c.old, "to": c.new} for c in self.flip
                ],
            },
        }


def read_verdict(bank: Bank, form: str, answers: Answers) -> Verdict:
    """The verdict on these answers; raises AnswerError where the form does not offer one."""
    sheet = read_sheet(bank, form, answers)
    result = score(sheet)
    return Verdict(
        sheet=sheet,
        score=result,
        chance=chance(bank.pulls[slug].values() for slug in sheet.chosen),
        by_answer=_contributions(result, pulls_by_answer(sheet)),
        by_trait=_contributions(result, pulls_by_trait(sheet)),
        interests=interests(sheet),
        flip=flip(sheet, result),
    )


def _contributions(result: Score, pulls: dict[str, int]) -> tuple[Contribution, ...]:
    tenths = round_to_sum(list(pulls.values()), result.reach)
    return tuple(
        Contribution(slug, pull, result.share(pull), shown)
        for (slug, pull), shown in zip(pulls.items(), tenths, strict=True)
    )


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
