"""The roles explained. Every page is the same for everyone and kept until a fact changes."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from careers import library, linked_data, pages, revision
from careers.models import Role
from careers.pairs import NoPair

View = Callable[..., HttpResponse]


def readable(view: View) -> View:
    """Only to be read: anything else is 405, told before Django asks a form for its token."""
    return csrf_exempt(require_http_methods(["GET", "HEAD"])(view))


@readable
def role(request: HttpRequest, slug: str) -> HttpResponse:
    """One role: what it is, what it asks for, what it pays, how to get in and try it."""

    def context() -> dict[str, Any]:
        found = Role.objects.filter(slug=slug).first()
        if found is None:
            raise Http404(f"no role {slug}")
        return library.role_page(found)

    return _page(request, "careers/role.html", context)


@readable
def compare(request: HttpRequest) -> HttpResponse:
    """The first two roles side by side."""
    return _page(request, "careers/compare.html", library.compare_page)


@readable
def role_data(request: HttpRequest, slug: str) -> HttpResponse:
    """The role for programs, in the words of schema.org (JSON-LD)."""
    found = get_object_or_404(Role, slug=slug)
    address = request.build_absolute_uri(reverse("role", args=[slug]))
    response = JsonResponse(linked_data.of_role(found, address), content_type="application/ld+json")
    response.headers["Cache-Control"] = pages.CACHE_CONTROL
    return response


def _page(
    request: HttpRequest, template: str, context: Callable[[], dict[str, Any]]
) -> HttpResponse:
    def found() -> dict[str, Any]:
        try:
            return context()
        except NoPair as error:
            raise Http404(str(error)) from None

    return pages.serve(request, revision.current(), template, found)
