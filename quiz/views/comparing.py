"""Shared results side by side, by an address that holds the tokens of all of them."""

import re
from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from quiz import compared, comparing, shared_result, sharing
from quiz.compared import FEWEST_PEOPLE, MOST_PEOPLE, Entry, NotComparable
from quiz.entrance import allow
from quiz.models import SharedResult
from quiz.views.common import SeeOther, private
from quiz.views.sharing import kept_a_minute

LONGEST_PASTE = 4000
PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


@allow("GET", "HEAD")
def compare(request: HttpRequest, tokens: str = "") -> HttpResponse:
    """Two to eight shared results; with fewer, a form that takes more in the field ``with``."""
    asked = list(dict.fromkeys(token for token in tokens.split("/") if token))
    if "with" in request.GET:
        return _add_pasted(request, asked)
    if len(asked) > MOST_PEOPLE:
        return _instead(request, asked[:MOST_PEOPLE], "too_many", 400)
    shares = sharing.find_all(asked)
    if len(shares) < len(asked):
        return _missing(request, asked, shares)
    if len(asked) < FEWEST_PEOPLE:
        return _instead(request, asked, "more", 200)
    return _compared(request, asked, shares)


def _compared(request: HttpRequest, asked: list[str], shares: list[SharedResult]) -> HttpResponse:
    # In the order in which they were shared, so that the address's order changes nothing.
    in_order = sorted(shares, key=lambda share: share.pk)
    try:
        people = compared.people([_entry(share) for share in in_order])
    except NotComparable:
        return _instead(request, [], "different", 400)
    context = {
        **comparing.page(people),
        "quiz": shares[0].edition.quiz.slug,
        "tokens": asked,
        "most": MOST_PEOPLE,
    }
    first_gone = min(shares, key=lambda share: share.expires_on or date.max)
    return kept_a_minute(request, first_gone, render(request, "quiz/compare.html", context))


def _entry(share: SharedResult) -> Entry:
    name = shared_result.who(share) if share.name else ""
    return Entry(name, share.edition.number, sharing.reading(share), share.answers)


def _missing(request: HttpRequest, asked: list[str], shares: list[SharedResult]) -> HttpResponse:
    """410 where a share was taken back or has expired; 404 where there never was one."""
    found = [share.token for share in shares]
    if not all(sharing.is_ours(token) for token in asked):
        return _instead(request, found, "unknown", 404)
    gone = [PLACES[at] for at, token in enumerate(asked) if token not in found]
    return _instead(request, found, "gone", 410, gone)


def _add_pasted(request: HttpRequest, asked: list[str]) -> HttpResponse:
    """The comparison of what stands in the address and what was pasted."""
    pasted = re.findall(rf"(?<![\w-]){sharing.TOKEN.pattern}(?![\w-])", _pasted(request))
    if not pasted:
        return _instead(request, asked, "nothing", 400)
    together = dict.fromkeys([*asked, *pasted])
    # One more than fit, so that the page can say so.
    address = "/".join([*together][: MOST_PEOPLE + 1])
    return SeeOther(reverse("compare", args=[address]))


def _pasted(request: HttpRequest) -> str:
    return "\n".join(request.GET.getlist("with"))[:LONGEST_PASTE]


def _instead(
    request: HttpRequest, tokens: Sequence[str], why: str, status: int, gone: Sequence[str] = ()
) -> HttpResponse:
    """What is wrong, and a form that begins with those of ``tokens`` that can be compared."""
    context = {"why": why, "tokens": tokens, "gone": gone, "most": MOST_PEOPLE}
    page = render(request, "quiz/compare_more.html", context, status=status)
    page.headers["Referrer-Policy"] = "no-referrer"
    return private(page)
