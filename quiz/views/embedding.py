"""What other sites may show in a frame: a shared result, the quiz, and the oEmbed of a result.

Only these pages may be framed. They are read without cookies, which browsers keep from a frame
of another site, and everything in them leads out of it.
"""

from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.clickjacking import xframe_options_exempt

from quiz import cards, share_links, shared_result, sharing
from quiz.entrance import View, allow
from quiz.forms import AnswerForm
from quiz.models import SharedResult
from quiz.orders import order_now
from quiz.share_links import FRAME_HEIGHT, FRAME_WIDTH
from quiz.views.common import current_edition, private, public_page
from quiz.views.sharing import kept_for_all, seconds_kept
from quiz.views.taking import form_context

CACHE_SECONDS = 60  # as long as a copy of the shared page
EMBEDDED = {"shared-result", "embed"}  # the pages that oEmbed knows, by name


def framable(view: View) -> View:
    """Let any site show this page in a frame, also one that isolates itself (COEP)."""

    @xframe_options_exempt
    @csp_replace({"frame-ancestors": ["*"]})
    @wraps(view)
    def framed(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return framed


@framable
@allow("GET", "HEAD")
def embed(request: HttpRequest, token: str) -> HttpResponse:
    """A shared result as a small page, with words for one that is no longer shared."""
    share = sharing.find(token)
    if share is None:
        status = 410 if sharing.is_ours(token) else 404
        return private(render(request, "quiz/embed_gone.html", status=status))
    context = shared_result.page(share)
    return kept_for_all(request, share, render(request, "quiz/embed.html", context))


@framable
@allow("GET", "HEAD")
def embed_quiz(request: HttpRequest, quiz: str) -> HttpResponse:
    """The short form on one page without a script; sending it opens the result on its own."""
    published, order = current_edition(quiz), order_now()

    def context() -> dict[str, Any]:
        return form_context(AnswerForm(published, "short", order=order), "short")

    return public_page(request, published, "quiz/embed_quiz.html", context, order)


@allow("GET", "HEAD")
def oembed(request: HttpRequest) -> HttpResponse:
    """The oEmbed 1.0 answer for a shared result, as JSON only: see https://oembed.com."""
    if request.GET.get("format", "json") != "json":
        return _refuse("Only format=json is offered.", 501)
    share = _share_at(request, request.GET.get("url", ""))
    if share is None:
        return _refuse("There is no shared result at this url.", 404)
    try:
        width, height = (
            _size(request, "maxwidth", FRAME_WIDTH),
            _size(request, "maxheight", FRAME_HEIGHT),
        )
    except ValueError:
        return _refuse("maxwidth and maxheight should be whole numbers above 0.", 400)
    response = JsonResponse(_rich(request, share, width, height))
    kept = seconds_kept(share, CACHE_SECONDS)
    response.headers["Cache-Control"] = f"public, max-age={kept}"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _share_at(request: HttpRequest, url: str) -> SharedResult | None:
    """The share whose own or embedded page this address is."""
    try:
        parts = urlsplit(url)
        match = resolve(parts.path)
    except (ValueError, Resolver404):
        return None
    here = parts.scheme in {"http", "https"} and parts.netloc == request.get_host()
    if not here or match.url_name not in EMBEDDED:
        return None
    return sharing.find(match.kwargs["token"])


def _size(request: HttpRequest, name: str, ours: int) -> int:
    """Our size or the asker's limit, whichever is less; raises ValueError."""
    limit = request.GET.get(name, str(ours))
    # The length first: Python refuses to read a number of thousands of digits.
    if not (limit.isascii() and limit.isdigit() and len(limit) <= 10 and int(limit) > 0):
        raise ValueError(name)
    return min(ours, int(limit))


def _rich(request: HttpRequest, share: SharedResult, width: int, height: int) -> dict[str, Any]:
    title = shared_result.headline(share)
    framed = request.build_absolute_uri(reverse("embed", args=[share.token]))
    return {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": "Crossroads",
        "provider_url": request.build_absolute_uri("/"),
        "cache_age": seconds_kept(share, CACHE_SECONDS),
        "width": width,
        "height": height,
        "html": share_links.frame(framed, title, width, height),
        **_thumbnail(request, share),
    }


def _thumbnail(request: HttpRequest, share: SharedResult) -> dict[str, Any]:
    """The card, unless it is larger than what was asked for."""
    wide, high = cards.CARD.width, cards.CARD.height
    fits = _size(request, "maxwidth", wide) == wide and _size(request, "maxheight", high) == high
    if not fits:
        return {}
    return {
        "thumbnail_url": request.build_absolute_uri(cards.card_address(share)),
        "thumbnail_width": wide,
        "thumbnail_height": high,
    }


def _refuse(reason: str, status: int) -> JsonResponse:
    return JsonResponse({"error": reason}, status=status)
