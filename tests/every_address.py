"""Every address of the site outside the admin, read from the site itself, with an example of each.

One without an example fails in ``address``, by its name.
"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from careers.models import Role, Trait
from quiz import cards
from quiz.models import SharedResult

# Django's part of an address that every quiz but the front one has.
OTHER = "q/<other_quiz:quiz>/"


def names() -> Iterator[str]:
    """Of every address outside the admin."""
    return _names(get_resolver().url_patterns, "")


def _names(patterns: list[Any], below: str) -> Iterator[str]:
    for found in patterns:
        place = below + str(found.pattern)
        if isinstance(found, URLPattern):
            yield found.name
        elif place not in {settings.ADMIN_PATH, OTHER}:
            assert isinstance(found, URLResolver)
            yield from _names(found.url_patterns, place)


def address(name: str, row: SharedResult) -> str:
    """An example of the address of this name."""
    pictures = {"card": cards.card_address, "story": cards.story_address}
    if name in pictures:
        return pictures[name](row)
    of_share = ("shared-result", "compare-with-mine", "invite", "agree", "guess", "delete-share")
    examples: dict[str, list[str]] = {
        **{shown: [row.token] for shown in (*of_share, "embed")},
        **{shown: [Role.objects.all()[0].slug] for shown in ("role", "role-data")},
        "trait": [Trait.objects.all()[0].slug],
        "compare": [f"{row.token}/{row.token}"],
    }
    try:
        return reverse(name, args=examples.get(name, []))
    except NoReverseMatch:
        return reverse(name, args=[settings.FRONT_QUIZ])
