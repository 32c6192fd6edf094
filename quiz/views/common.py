"""What several views need: a page of nobody or of one visitor, a redirect after a form."""

import re
from collections.abc import Callable, Hashable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirectBase

from careers import pages
from quiz import editions, wording
from quiz.editions import EditionDamaged, EditionMissing, Published
from quiz.models import LARGEST_NUMBER


class SeeOther(HttpResponseRedirectBase):
    """After a form: fetch the next page with GET (303)."""

    status_code = 303


def current_edition(quiz: str) -> Published:
    """The current edition; 404 where the quiz has none."""
    try:
        return editions.current(quiz)
    except EditionDamaged:
        raise
    except EditionMissing as error:
        raise Http404(str(error)) from None


def public_page(
    request: HttpRequest,
    published: Published,
    template: str,
    context: Callable[[], dict[str, Any]] = dict,
    *also: Hashable,
) -> HttpResponse:
    """A page of an edition that is the same for everyone; ``also`` names what else it shows."""
    key = (published.document.quiz, published.number, *also)
    return pages.serve(request, key, template, lambda: {**edition_context(published), **context()})


def rests_on(
    response: HttpResponse, ask: Callable[[HttpRequest], Hashable], facts: Hashable
) -> HttpResponse:
    """Let this answer be sent again to every request of which ``ask`` says the same ``facts``.

    They must name everything that the answer depends on but the address and the encoding;
    None is of a request that has to be looked at. Nothing that was not verified may be in them.
    """
    response.rests_on = ask, facts
    return response


def private(response: HttpResponse) -> HttpResponse:
    """Results are for this browser and for no index."""
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def posted_edition(request: HttpRequest, quiz: str) -> Published | None:
    """The edition that a sent form answers, current or older; None if there is no such."""
    number = request.POST.get("edition", "")
    # The length first: Python refuses to read a number of thousands of digits.
    if not (re.fullmatch("[0-9]{1,10}", number) and int(number) <= LARGEST_NUMBER):
        return None
    try:
        return editions.get(quiz, int(number))
    except EditionMissing:
        return None


def minutes_in(seconds: int) -> int:
    """In whole minutes, one at least."""
    return max(1, round(seconds / 60))


def edition_context(published: Published) -> dict[str, Any]:
    """What every page of an edition may name."""
    document = published.document
    return {
        "quiz": document.quiz,
        "edition": published.number,
        "document": document,
        "fragments": published.fragments,
        "left": document.role(document.left),
        "right": document.role(document.right),
        "words": wording.phrases(document),
    }
