"""What stands between the server and the views, beside Django's own.

Sessions, accounts and messages are for the admin's addresses alone. Everyone else's pages
carry no cookie, and must not answer to one: a request outside the admin never reads or
deletes a session.
"""

import logging
import re
from collections.abc import Callable
from functools import cache

import brotli
from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.defaults import bad_request
from django_otp.middleware import OTPMiddleware

from careers.pages import best_encoding
from quiz.editions import EditionDamaged, NoneSound
from quiz.entrance import is_small

NO_GZIP = re.compile(r"\bgzip\s*;\s*q=0(\.0{0,3})?\s*(,|$)", re.IGNORECASE)
RETRY_SECONDS = 30
COMPRESSED = re.compile(r"image/(?!svg)", re.IGNORECASE)
# Of Brotli's qualities, for what is made for one visitor: of a result it takes a seventh of the
# time of gzip as Django has it, and an eighth more bytes.
QUICKLY = 1

log = logging.getLogger(__name__)


class _OnlyForAdmin:
    """Mixed in before a middleware: elsewhere the request passes by it."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(f"/{settings.ADMIN_PATH}"):
            return super().__call__(request)
        return self.get_response(request)


class SmallBodiesMiddleware:
    """413 before Django reads the whole of a body, of whoever sends it, to find a token in it.

    Views that look for no token, or later, have an entrance of their own that asks for the size:
    ``quiz.entrance`` and, where files are taken, ``quiz.admin.gate``.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        if getattr(view, "csrf_exempt", False) or is_small(request):
            return None
        return render(request, "400.html", status=413)


class AdminSessionMiddleware(_OnlyForAdmin, SessionMiddleware):
    pass


class AdminAuthenticationMiddleware(_OnlyForAdmin, AuthenticationMiddleware):
    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        """Who reaches for what is not theirs is in the log, by the account's number."""
        if isinstance(error, PermissionDenied) and hasattr(request, "user"):
            page = request.resolver_match.view_name
            log.warning("refused: account %s, %s %s", request.user.pk, request.method, page)


class AdminSecondFactorMiddleware(_OnlyForAdmin, OTPMiddleware):
    pass


class AdminMessageMiddleware(_OnlyForAdmin, MessageMiddleware):
    pass


class CompressionMiddleware(GZipMiddleware):
    """Compresses what no view has compressed, and pictures never.

    Results and shared results (``rests_on``) by Brotli for who takes it: nothing that a stranger
    chooses stands beside a secret there. Elsewhere Django's gzip adds bytes by chance.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        accepted = request.headers.get("Accept-Encoding", "")
        if COMPRESSED.match(response.headers.get("Content-Type", "")):
            return response
        if "Content-Encoding" in response.headers:
            return response
        whole = hasattr(response, "rests_on") and response.status_code == 200
        if whole and best_encoding(accepted) == "br":
            return _quickly(response)
        if NO_GZIP.search(accepted):  # Django reads it as a wish for gzip
            return response
        return super().process_response(request, response)


def _quickly(response: HttpResponse) -> HttpResponse:
    """By Brotli, with what Django says of its gzip, too."""
    response.content = brotli.compress(response.content, quality=QUICKLY)
    response.headers["Content-Length"] = str(len(response.content))
    response.headers["Content-Encoding"] = "br"
    patch_vary_headers(response, ["Accept-Encoding"])
    etag = response.headers.get("ETag", "")
    if etag.startswith('"'):
        response.headers["ETag"] = f"W/{etag}"
    return response


class DatabaseGoneMiddleware:
    """A kind page for whoever needs the database while it cannot be asked, or what is damaged.

    What needs none goes on: pages of a known edition, a quiz sent in, its result.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, (OperationalError, InterfaceError)):
            log.error("the database could not be asked: %s", error)
            return self._later(request, "503.html")
        if isinstance(error, EditionDamaged):
            log.error("a page could not be shown: %s", error)
            none_sound = isinstance(error, NoneSound)
            return self._later(request, "quiz/damaged.html", none_sound=none_sound)
        return None

    def _later(self, request: HttpRequest, template: str, **context: bool) -> HttpResponse:
        page = render(request, template, context, status=503)
        page.headers["Retry-After"] = str(RETRY_SECONDS)
        page.headers["Cache-Control"] = "no-store"
        return page


# What django-csp leaves on an answer whose view asks for another policy.
OF_ITS_OWN = {"_csp_config", "_csp_update", "_csp_replace", "_csp_exempt"}


class PolicyMiddleware(CSPMiddleware):
    """django-csp's, which puts the policy together for each answer; nearly all have the same."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if settings.DEBUG or not vars(response).keys().isdisjoint(OF_ITS_OWN):
            return super().process_response(request, response)
        response.headers[HEADER] = _usual_policy()
        return response


@cache
def _usual_policy() -> str:
    return build_policy()


class CrossOriginMiddleware:
    """Keep what we send to our own pages, and their processes to themselves.

    A view that means its answer for other sites says so in the same header.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        return response


class Utf8Middleware:
    """Refuse a body or query in any encoding but UTF-8, which is what our forms are sent in.

    Django would decode it by whatever codec of Python's bears the name that the sender chose.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        charset = request.content_params.get("charset", "utf-8")
        if charset.lower().replace("_", "-") not in {"utf-8", "utf8"}:
            request.encoding = "utf-8"
            return bad_request(request, None)
        return self.get_response(request)
