"""What the tests of the pages about the roles share: their addresses, every page as a tree."""

import pytest
from django.test import Client
from django.urls import reverse

from careers.models import Trait
from tests.web.helpers import Element, page

LEFT, RIGHT = "data-scientist", "machine-learning-engineer"
ROLES = [f"/roles/{LEFT}/", f"/roles/{RIGHT}/"]
COMPARE = "/roles/compare/"
PAGES = [*ROLES, COMPARE, "/traits/insight/", "/sources/"]

_shipped_pages: dict[str, Element] = {}


@pytest.fixture
def shipped_pages(visitor: Client) -> dict[str, Element]:
    """Every page of the library with the shipped content, read once for all tests.

    Every module says ``all_pages = shipped_pages``.
    """
    if not _shipped_pages:
        traits = [reverse("trait", args=[trait.slug]) for trait in Trait.objects.all()]
        _shipped_pages.update({each: page(visitor.get(each)) for each in {*PAGES, *traits}})
    return _shipped_pages


def classed(shown: Element, name: str) -> list[Element]:
    """The elements of a class, in order."""
    return [e for e in shown.all() if name in (e.attrs.get("class") or "").split()]


def inner(shown: Element, name: str) -> Element:
    (found,) = classed(shown, name)
    return found
