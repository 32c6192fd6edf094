"""Addresses of the quiz that a page belongs to."""

from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse

register = template.Library()


@register.simple_tag(takes_context=True)
def quiz_url(context: dict[str, Any], name: str) -> str:
    """The page of this name of the context's quiz; of the front quiz on pages of none."""
    return reverse(name, args=[context.get("quiz") or settings.FRONT_QUIZ])
