"""The draft of a quiz as it stands: its document, what is wrong with it, how far answers pull."""

from dataclasses import dataclass, replace
from functools import cached_property

from django.http import HttpRequest

from quiz.core.checks import Problem, check
from quiz.core.document import Document, Question, checksum, write_document
from quiz.core.scoring import Bank
from quiz.models import Quiz
from quiz.publishing import assemble

MOST_KEPT = 8


@dataclass(frozen=True)
class Reach:
    """How far the full form's questions, each answered, could pull either way, in 1/``unit``.

    ``most`` is the largest single pull, by which bars are drawn to one scale.
    """

    left: int
    right: int
    most: int
    unit: int


class Standing:
    """A draft with its problems and its pulls, each worked out when first asked for."""

    def __init__(self, document: Document) -> None:
        self.document = document

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """Up to a third of a second for thirty questions."""
        return check(self.document)

    @cached_property
    def bank(self) -> Bank:
        """What can be scored of the draft, which may make no sense as a whole."""
        known = self.document.gaps
        questions = (_scorable(question, known) for question in self.document.questions)
        return Bank(replace(self.document, questions=tuple(q for q in questions if q.scored)))

    def problems_of(self, slug: str) -> list[Problem]:
        return [problem for problem in self.problems if problem.question == slug]

    def pulls(self, slug: str) -> dict[str, int]:
        """By option key, in 1/``bank.unit``; empty where nothing can be scored."""
        return self.bank.pulls.get(slug, {})

    def reach_without(self, slug: str = "") -> Reach:
        """Of every question but this one."""
        others = [pulls.values() for name, pulls in self.bank.pulls.items() if name != slug]
        return Reach(
            left=-sum(min(pulls) for pulls in others),
            right=sum(max(pulls) for pulls in others),
            most=max((abs(pull) for pulls in others for pull in pulls), default=0),
            unit=self.bank.unit,
        )


_kept: dict[str, Standing] = {}


def standing_of(quiz: Quiz, request: HttpRequest) -> Standing:
    """Read once for a request; checked once for a draft, as long as nothing in it changes."""
    seen: dict[int, Standing] = request.__dict__.setdefault("standings", {})
    if quiz.pk not in seen:
        seen[quiz.pk] = _remembered(assemble(quiz))
    return seen[quiz.pk]


def _remembered(document: Document) -> Standing:
    digest = checksum(write_document(document))
    found = _kept.pop(digest, None) or Standing(document)
    _kept[digest] = found
    for oldest in list(_kept)[:-MOST_KEPT]:
        _kept.pop(oldest, None)
    return found


def _scorable(question: Question, traits: dict[str, int]) -> Question:
    """Without points to traits that this quiz does not compare."""
    options = (
        replace(option, points={t: n for t, n in option.points.items() if t in traits})
        for option in question.options
    )
    return replace(question, options=tuple(options))
