"""Pages that are the same for everyone: rendered once, kept in memory in every encoding.

Such a page carries no cookie and varies with nothing but ``Accept-Encoding``, so that
browsers revalidate it by its ETag and shared caches may hold it for a minute.
"""

import gzip
import hashlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, patch_vary_headers

CACHE_CONTROL = "public, max-age=0, s-maxage=60, must-revalidate"
MOST_PAGES = 256
# Under names that no setting lists: an invented port, any name where a wildcard is allowed.
# Apart and compressed in a fiftieth of the time, so that who invents names costs others little.
MOST_OF_OTHERS = 64
BEST, QUICK = 11, 5  # qualities of brotli
ENCODINGS = ("br", "gzip")  # best first


@dataclass(frozen=True)
class Page:
    """A rendered page: its body by encoding ("" is as it is) and a digest of that body."""

    bodies: dict[str, bytes]
    digest: str


_pages: dict[Hashable, Page] = {}
_of_others: dict[Hashable, Page] = {}


def serve(
    request: HttpRequest, key: Hashable, template: str, context: Callable[[], dict[str, Any]]
) -> HttpResponse:
    """The page kept for this address under ``key``, rendered now if it is not kept yet.

    ``key`` must name everything else that the text depends on: the edition, the revision,
    the option order. The template finds its own full address in ``page_address``.
    """
    address = request.build_absolute_uri(request.path)

    def render() -> str:
        return render_to_string(template, {**context(), "page_address": address})

    page = _page((address, key), render, is_named(request))
    encoding = best_encoding(request.headers.get("Accept-Encoding", ""))
    etag = f'"{page.digest}-{encoding or "plain"}"'
    response = HttpResponse(page.bodies[encoding])
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.headers["Cache-Control"] = CACHE_CONTROL
    response.headers["ETag"] = etag
    patch_vary_headers(response, ["Accept-Encoding"])
    answer = get_conditional_response(request, etag=etag, response=response)
    answer.same_for_everyone = True
    return answer


def is_named(request: HttpRequest) -> bool:
    """Whether it is asked by a name of the settings, alone or with the port that it came to."""
    host: str = request.META.get("HTTP_HOST", "")
    return host.removesuffix(f":{request.META['SERVER_PORT']}") in settings.ALLOWED_HOSTS


def forget() -> None:
    """Drop every kept page: between tests."""
    _pages.clear()
    _of_others.clear()


def _page(key: Hashable, render: Callable[[], str], named: bool) -> Page:
    kept, most = (_pages, MOST_PAGES) if named else (_of_others, MOST_OF_OTHERS)
    page = kept.get(key)
    if page is None or settings.DEBUG:
        if len(kept) >= most:
            kept.clear()
        page = kept[key] = _encode(render().encode(), BEST if named else QUICK)
    return page


def _encode(body: bytes, quality: int) -> Page:
    brotlied = brotli.compress(body, quality=quality)
    bodies = {"": body, "gzip": gzip.compress(body, mtime=0), "br": brotlied}
    return Page(bodies, hashlib.sha256(body).hexdigest()[:20])


def best_encoding(header: str) -> str:
    """The best of ``ENCODINGS`` that an Accept-Encoding header allows, or ""."""
    allowed = set()
    for part in header.lower().split(","):
        name, _, quality = part.strip().partition(";")
        if quality.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}:
            allowed.add(name.strip())
    return next((encoding for encoding in ENCODINGS if encoding in allowed), "")
