"""Addresses of the quiz that a page belongs to, and words said twice in its head."""

from functools import cache
from typing import Any
from urllib.parse import urljoin

from django import template
from django.conf import settings
from django.db import Error
from django.templatetags.static import static
from django.urls import reverse

from quiz import editions
from quiz.core.document import Document
from quiz.editions import EditionMissing

register = template.Library()


@register.simple_block_tag
def remembered(content: str) -> str:
    """What stands inside, to be said more than once: a block can only be placed once."""
    return content


@register.simple_tag(takes_context=True)
def full_address(context: dict[str, Any], file: str) -> str:
    """A static file's address with the host of the page, as previews of links need it."""
    return urljoin(context["page_address"], static(file))


@register.simple_tag
def check_link(document: Document | None = None) -> str:
    """The work check's page; nothing where it is not published.

    With the document of a quiz, only where the check is of the same two roles.
    """
    try:
        check = editions.current(settings.CHECK_QUIZ).document
    except (EditionMissing, Error):
        return ""
    if document and (document.left, document.right) != (check.left, check.right):
        return ""
    return _take(settings.CHECK_QUIZ)


@cache
def _take(quiz: str) -> str:
    return reverse("take", args=[quiz])


@register.simple_tag(takes_context=True)
def quiz_url(context: dict[str, Any], name: str) -> str:
    """The page of this name of the context's quiz; of the front quiz on pages of none."""
    return reverse(name, args=[context.get("quiz") or settings.FRONT_QUIZ])
