"""Scoring a sheet: pulls that add up, in exact integers.

    total = base + Σ pull of the chosen options
    lean  = 100 · total / max(reach left, reach right)          of interests

What an option pulls is worked out in ``weighing``; what a total of ticks means, in
``verdict.evidence``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from quiz.core.document import FORMS, Document, Question
from quiz.core.weighing import weigh

Answers = Mapping[str, str]


class AnswerError(ValueError):
    """An answer that the form does not offer: ``question`` and ``reason`` say which and why."""

    def __init__(self, question: str, reason: str) -> None:
        super().__init__(f"{question}: {reason}")
        self.question = question
        self.reason = reason


@dataclass(frozen=True)
class Scale:
    """What a question gives a trait: by option key the points above the least, and the most."""

    question: Question
    above: Mapping[str, int]
    most: int


class Bank:
    """A document with its pulls worked out, ready to score any number of sheets.

    ``base``, ``pulls[question][key]`` and ``parts[question][key][trait or group]`` are in
    1/``unit``; the parts of an option add up to its pull. Opt-outs have neither.
    ``leftmost`` and ``rightmost`` are, by question, the option that pulls furthest to that side.
    ``scales[trait]`` are the questions that touch the trait, in order.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        weighed = weigh(document)
        self.unit, self.base, self.parts = weighed.unit, weighed.base, weighed.parts
        self.pulls = {
            slug: {key: sum(pulls.values()) for key, pulls in options.items()}
            for slug, options in self.parts.items()
        }
        pulling = {slug: pulls for slug, pulls in self.pulls.items() if pulls}
        self.leftmost = {slug: min(pulls, key=pulls.__getitem__) for slug, pulls in pulling.items()}
        self.rightmost = {
            slug: max(pulls, key=pulls.__getitem__) for slug, pulls in pulling.items()
        }
        self.scales = {trait.slug: self._scales(trait.slug) for trait in document.traits}

    def _scales(self, trait: str) -> tuple["Scale", ...]:
        touching = (q for q in self.document.questions if any(trait in o.points for o in q.scored))
        return tuple(_scale(question, trait) for question in touching)


def _scale(question: Question, trait: str) -> Scale:
    points = {option.key: option.points.get(trait, 0) for option in question.scored}
    least = min(points.values())
    above = {key: number - least for key, number in points.items()}
    return Scale(question, above, max(above.values()))


@dataclass(frozen=True)
class Sheet:
    """Answers that were checked against a bank's form: ``chosen`` holds the scored ones."""

    bank: Bank
    form: str
    answers: Answers
    chosen: Mapping[str, str]

    @property
    def questions(self) -> tuple[Question, ...]:
        return self.bank.document.form(self.form)


@dataclass(frozen=True)
class Score:
    """A sheet's total and reach, in 1/unit of its bank; ``reach`` is the larger side's."""

    total: int
    reach_left: int
    reach_right: int

    @property
    def reach(self) -> int:
        return max(self.reach_left, self.reach_right)

    def share(self, pull: int) -> Fraction:
        """A pull as points of the lean; 0 where nothing answered could pull at all."""
        return Fraction(100 * pull, self.reach) if self.reach else Fraction(0)

    @property
    def lean(self) -> Fraction:
        """−100 … +100, + towards the right role."""
        return self.share(self.total)


def read_sheet(bank: Bank, form: str, answers: Answers) -> Sheet:
    """A checked sheet; raises AnswerError for an unknown form, question or option key."""
    if form not in FORMS:
        raise AnswerError("form", f"should be one of {', '.join(FORMS)}")
    questions = bank.document.form_by_slug(form)
    for slug, key in answers.items():
        if slug not in questions:
            raise AnswerError(slug, f"no such question in the {form} form")
        if not questions[slug].offers(key):
            raise AnswerError(slug, "no such option")
    in_order = {slug: answers[slug] for slug in questions if slug in answers}
    chosen = {slug: key for slug, key in in_order.items() if key in bank.pulls[slug]}
    return Sheet(bank, form, in_order, chosen)


def total(sheet: Sheet) -> int:
    """Base and pulls of the answered questions, in 1/unit of the bank."""
    return sheet.bank.base + sum(sheet.bank.pulls[slug][key] for slug, key in sheet.chosen.items())


def score(sheet: Sheet) -> Score:
    """The sheet's total and how far its answered questions could have reached each way."""
    offered = [sheet.bank.pulls[slug] for slug in sheet.chosen]
    return Score(
        total=total(sheet),
        reach_left=-sum(min(pulls.values()) for pulls in offered),
        reach_right=sum(max(pulls.values()) for pulls in offered),
    )
