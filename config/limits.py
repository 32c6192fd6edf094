"""How often one address may send, share, or ask for links that lead nowhere.

What is counted lies in the cache "limits": in Redis for all machines together, else in the
memory of each process, so that an address may do so much in each of them. A key there is a
digest under the secret key, of the address, what is counted and the stretch of time; it is gone
when the stretch is over. Nothing of it reaches a disk or a log. While Redis is gone, each process
counts for itself.

What another site makes a visitor's browser do counts towards nothing of the visitor's: its forms
are refused anyway, and links that it shows in frames or as pictures are counted apart.

Not django-ratelimit: no release since 2023, three questions to Redis for one count, a warning
with Django's own Redis cache, and no word on when to come back.
"""

import time
from collections.abc import Callable
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from config import clients
from quiz.entrance import is_same_origin

ANSWERS, SHARING, UNKNOWN = "answers", "sharing", "unknown"
SENT = {"take": ANSWERS, "take-full": ANSWERS, "result": ANSWERS}  # any other form is SHARING
FREE = {"forget"}  # deletes a cookie, and is a visitor's right
LOOKED_UP = {"token", "tokens"}  # what an address has in it that asks for a share
OF_PICTURES = {"card", "story"}


class LimitsMiddleware:
    """429 for who is over a limit. The admin has its own: see AXES_FAILURE_LIMIT."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 404 and _looks_up(request):
            count(UNKNOWN, request)
        return response

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        request.sender = clients.address(request)
        if (what := _sent(request)) and count(what, request):
            return too_many(request, what)
        if _looks_up(request) and is_over(UNKNOWN, request):
            return too_many(request, UNKNOWN)
        return None


def _sent(request: HttpRequest) -> str | None:
    """What a form of ours counts as; None for any other request."""
    match = request.resolver_match
    if request.method != "POST" or not is_same_origin(request):
        return None
    if "admin" in match.app_names or match.url_name in FREE:
        return None
    return SENT.get(match.url_name, SHARING)


def _looks_up(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and (
        match.url_name == "oembed" or not LOOKED_UP.isdisjoint(match.kwargs)
    )


def _is_shown_elsewhere(request: HttpRequest) -> bool:
    """Whether it is part of another site's page. Who pretends that has two counts, no more."""
    site, within = request.headers.get("Sec-Fetch-Site"), request.headers.get("Sec-Fetch-Dest")
    return site in {"cross-site", "same-site"} and within != "document"


# Counting


def count(what: str, request: HttpRequest) -> bool:
    """Count one more by this request's address; whether that is over the limit."""
    limit = settings.LIMITS[what]
    if not limit:
        return False
    counted: int = caches["limits"].count(_key(what, request), settings.LIMIT_SECONDS)
    return counted > limit


def is_over(what: str, request: HttpRequest) -> bool:
    """Whether this address has used up its limit; counts nothing."""
    limit = settings.LIMITS[what]
    return bool(limit) and caches["limits"].counted(_key(what, request)) >= limit


def _key(what: str, request: HttpRequest) -> str:
    """Where no address is seen, as on a Unix socket without proxies, all are one."""
    stretch = int(time.time() // settings.LIMIT_SECONDS)
    where = " elsewhere" if _is_shown_elsewhere(request) else ""
    counted = f"{what}{where} {stretch} {request.sender}".encode()
    return blake2b(counted, key=_secret(), digest_size=16).hexdigest()


def _secret() -> bytes:
    secret: str = settings.SECRET_KEY
    return secret.encode()[:64]  # as much as BLAKE2 takes


# Answering


def too_many(request: HttpRequest, what: str) -> HttpResponse:
    """429 in the form that the address answers in, with the seconds until it counts anew."""
    seconds = settings.LIMIT_SECONDS - int(time.time() % settings.LIMIT_SECONDS)
    response = _words(request, what, -(-seconds // 60))
    response.headers["Retry-After"] = str(seconds)
    response.headers["Cache-Control"] = "no-store"
    return response


def _words(request: HttpRequest, what: str, minutes: int) -> HttpResponse:
    name = request.resolver_match.url_name
    short = f"Too much was asked from your network. Try again in {minutes} minutes."
    if name == "oembed":
        return JsonResponse({"error": short}, status=429)
    if name in OF_PICTURES:
        return HttpResponse(f"{short}\n", status=429, content_type="text/plain; charset=utf-8")
    context: dict[str, Any] = {"what": what, "minutes": minutes}
    return render(request, "429.html", context, status=429)
