"""What a request must be before a view reads it: of an allowed method, small, from here.

Forms carry no token. A token per visitor would make every page private to one visitor and
set a cookie before the first answer. Instead the browser itself says where a form comes from:
Sec-Fetch-Site in every current browser, Origin in those of the last decade, neither of which
a page can forge. A request with neither is no browser's form post, so it carries no visitor's
cookie unless its sender already has it.
"""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponse]
FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}


def allow(*methods: str) -> Callable[[View], View]:
    """Let these methods in; a POST only from our own pages and no larger than a form can be.

    Answers 405, 403, 411 or 413 otherwise. Takes the place of Django's token check. Django
    itself limits only what is not an uploaded file.
    """

    def decorate(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def entrance(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if request.method not in methods:
                return _not_allowed(request, methods)
            if request.method == "POST" and not is_same_origin(request):
                return render(request, "403.html", status=403)
            if request.method == "POST" and not says_its_length(request):
                return render(request, "400.html", status=411)
            if request.method == "POST" and not is_small(request):
                return render(request, "400.html", status=413)
            return view(request, *args, **kwargs)

        return entrance

    return decorate


def says_its_length(request: HttpRequest) -> bool:
    """Whether the body is not sent in pieces without an end, which would be read as empty."""
    return "Transfer-Encoding" not in request.headers or bool(request.META.get("CONTENT_LENGTH"))


def is_form(request: HttpRequest) -> bool:
    """Whether the body is a form, or nothing at all: JSON and text are read as an empty form."""
    return request.content_type in FORMS or not int(request.META.get("CONTENT_LENGTH") or "0")


def is_small(request: HttpRequest) -> bool:
    """Whether the body, as announced, is no larger than any of our forms could be."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdigit()):  # "²" is a digit too, but no number
        return False
    return int(length[:12]) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def sender(request: HttpRequest) -> str | None:
    """The address that a request comes from, as the middleware found it out; never kept."""
    return getattr(request, "sender", None)


def is_same_origin(request: HttpRequest) -> bool:
    """Whether this request was sent by one of our own pages, or by no page at all."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}  # "none": the person, not a page
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    try:
        parts = urlsplit(origin)
    except ValueError:  # such as "http://[": no browser sends that
        return False
    return parts.scheme == request.scheme and parts.netloc == request.get_host()


def _not_allowed(request: HttpRequest, methods: tuple[str, ...]) -> HttpResponse:
    response = render(request, "405.html", status=405)
    response.headers["Allow"] = ", ".join(methods)
    return response
