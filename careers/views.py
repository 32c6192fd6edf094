"""The roles explained. Every page is the same for everyone and kept until a fact changes."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods

from careers import library, pages, revision
from careers.models import Role
from careers.pairs import NoPair


@require_http_methods(["GET", "HEAD"])
def role(request: HttpRequest, slug: str) -> HttpResponse:
    """One role: what it is, what it asks for, what it pays, how to get in and try it."""

    def context() -> dict[str, Any]:
        found = Role.objects.filter(slug=slug).first()
        if found is None:
            raise Http404(f"no role {slug}")
        return library.role_page(found)

    return _page(request, "careers/role.html", context)


@require_http_methods(["GET", "HEAD"])
def compare(request: HttpRequest) -> HttpResponse:
    """The first two roles side by side."""
    return _page(request, "careers/compare.html", library.compare_page)


def _page(
    request: HttpRequest, template: str, context: Callable[[], dict[str, Any]]
) -> HttpResponse:
    def render() -> str:
        try:
            return render_to_string(template, context())
        except NoPair as error:
            raise Http404(str(error)) from None

    return pages.serve(request, (request.path, revision.current()), render)
