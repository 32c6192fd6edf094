"""Every source of the site, and what rests on it: facts and traits, and the quiz's questions."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from careers import citations, revision
from careers.citations import Place, SourceRow
from careers.models import Trait
from quiz import editions
from quiz.core.document import Document
from quiz.editions import EditionMissing, Published
from quiz.entrance import allow
from quiz.views.common import current_edition, public_page


@allow("GET", "HEAD")
def sources(request: HttpRequest) -> HttpResponse:
    published, check = current_edition(settings.FRONT_QUIZ), _check_edition()

    def context() -> dict[str, Any]:
        rows = citations.source_rows()
        by_slug = {row.source.slug: row for row in rows}
        _add_questions(by_slug, published.document)
        if check is not None:
            _add_weights(by_slug, check.document)
        return {"rows": rows}

    seen = (revision.current(), check and check.number)
    return public_page(request, published, "careers/sources.html", context, *seen)


def _check_edition() -> Published | None:
    """The work check, which a site need not have."""
    try:
        return editions.current(settings.CHECK_QUIZ)
    except EditionMissing:
        return None


def _add_weights(rows: dict[str, SourceRow], document: Document) -> None:
    """All weights of a check are shown on one page."""
    place = Place(reverse("methods", args=[document.quiz]), "The weights of its items")
    for source in {item.source for question in document.questions for item in question.evidence}:
        if source in rows:
            rows[source].add(document.title, place)


def _add_questions(rows: dict[str, SourceRow], document: Document) -> None:
    """A question is shown on the page of the trait that it gives the most options points to."""
    known = set(Trait.objects.values_list("slug", flat=True))
    for number, question in enumerate(document.questions, 1):
        measured = [slug for option in question.scored for slug in option.points if slug in known]
        if not measured:
            continue
        page = reverse("trait", args=[max(measured, key=measured.count)])
        place = Place(f"{page}#{question.slug}", f"Question\u00a0{number}")
        for evidence in question.evidence:
            if evidence.source in rows:
                rows[evidence.source].add("Questions of the quiz", place)
