"""Every source of the site, and what rests on it: facts and traits, and the quiz's questions."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from careers import citations, revision
from careers.citations import Place, SourceRow
from careers.models import Trait
from quiz.core.document import Document
from quiz.entrance import allow
from quiz.views.common import current_edition, public_page


@allow("GET", "HEAD")
def sources(request: HttpRequest) -> HttpResponse:
    published = current_edition(settings.FRONT_QUIZ)

    def context() -> dict[str, Any]:
        rows = citations.source_rows()
        _add_questions({row.source.slug: row for row in rows}, published.document)
        return {"rows": rows}

    return public_page(request, published, "careers/sources.html", context, revision.current())


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
