"""A trait explained: what both roles ask for of it, and the questions that measure it.

The demands are the library's as they stand; the questions, and whether they move a result,
are the current edition's.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from careers import library, revision
from careers.models import Source, Trait
from careers.pairs import NoPair, pair_of
from quiz.core.document import Document, Question, Role
from quiz.entrance import allow
from quiz.views.common import current_edition, public_page


@dataclass(frozen=True)
class OptionRow:
    """An option that gives points to the trait, and the role it pulls to (None: neither)."""

    text: str
    points: str
    toward: Role | None


@dataclass(frozen=True)
class EvidenceRow:
    """What a question rests on; ``source`` is None where the library no longer has it."""

    slug: str
    source: Source | None
    note: str


@dataclass(frozen=True)
class QuestionRow:
    """A question that measures the trait."""

    question: Question
    options: list[OptionRow]
    evidence: list[EvidenceRow]


@allow("GET", "HEAD")
def trait(request: HttpRequest, slug: str) -> HttpResponse:
    published = current_edition(settings.FRONT_QUIZ)

    def context() -> dict[str, Any]:
        found = Trait.objects.filter(slug=slug).first()
        if found is None:
            raise Http404(f"no trait {slug}")
        try:
            pair = pair_of(published.document.left, published.document.right)
        except NoPair as error:
            raise Http404(str(error)) from None
        return {**library.trait_page(found, pair), **_in_the_quiz(published.document, slug)}

    return public_page(request, published, "careers/trait.html", context, revision.current())


def _in_the_quiz(document: Document, slug: str) -> dict[str, Any]:
    """The trait's part in the edition; ``gap`` is None where it has none."""
    asked = slug in {trait.slug for trait in document.traits}
    sources = {source.slug: source for source in Source.objects.all()}
    measuring = [
        question
        for question in document.questions
        if any(option.points.get(slug) for option in question.scored)
    ]
    return {
        "gap": abs(document.gap(slug)) if asked else None,
        "toward": _toward(document, slug, 1) if asked else None,
        "questions": [_question_row(document, q, slug, sources) for q in measuring],
    }


def _question_row(
    document: Document, question: Question, slug: str, sources: dict[str, Source]
) -> QuestionRow:
    options = [
        OptionRow(option.text, _signed(points), _toward(document, slug, points))
        for option in question.scored
        if (points := option.points.get(slug, 0))
    ]
    evidence = [
        EvidenceRow(each.source, sources.get(each.source), each.note) for each in question.evidence
    ]
    return QuestionRow(question, options, evidence)


def _toward(document: Document, slug: str, points: int) -> Role | None:
    """The role that points for this trait pull to; None where both ask for it alike."""
    pull = document.gap(slug) * points
    if pull == 0:
        return None
    return document.role(document.right if pull > 0 else document.left)


def _signed(points: int) -> str:
    return f"+{points}" if points > 0 else f"−{-points}"
