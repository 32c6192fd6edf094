"""Refusing forms that another site sends, without a token in the page.

A token per visitor would make every page private to one visitor and set a cookie before
the first answer. Instead the browser itself says where a form comes from: Sec-Fetch-Site in
every current browser, Origin in those of the last decade, neither of which a page can forge.
A request with neither is no browser's form post, so it carries no visitor's cookie unless
its sender already has it.
"""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponse]


def same_origin_posts(view: View) -> View:
    """Answer 403 to a POST from another origin, in place of Django's token check."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method == "POST" and not is_same_origin(request):
            return render(request, "403.html", status=403)
        return view(request, *args, **kwargs)

    return guarded


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
