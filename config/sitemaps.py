"""The addresses that search engines may list, with the day each page really last changed."""

from datetime import datetime

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from careers import revision
from careers.models import Role, Trait
from quiz import editions
from quiz.editions import EditionMissing

OF_THE_QUIZ = ("home", "take", "take-full", "sample", "methods")


class QuizPages(Sitemap):
    """What changes when an edition is published."""

    def items(self) -> list[str]:
        return [reverse(name, args=[settings.FRONT_QUIZ]) for name in OF_THE_QUIZ]

    def location(self, item: str) -> str:
        return item

    def lastmod(self, item: str) -> datetime | None:
        try:
            return editions.current(settings.FRONT_QUIZ).published_at
        except EditionMissing:
            return None


class LibraryPages(Sitemap):
    """What changes with the facts."""

    def items(self) -> list[str]:
        roles = [reverse("role", args=[role.slug]) for role in Role.objects.all()]
        traits = [reverse("trait", args=[trait.slug]) for trait in Trait.objects.all()]
        return [reverse("compare-roles"), *roles, *traits, reverse("sources")]

    def location(self, item: str) -> str:
        return item

    def lastmod(self, item: str) -> datetime | None:
        return revision.changed_at()


class ValidityPage(Sitemap):
    """What changes when an edition of either quiz is published."""

    def items(self) -> list[str]:
        return [reverse("validity")]

    def location(self, item: str) -> str:
        return item

    def lastmod(self, item: str) -> datetime | None:
        return max(_published(settings.FRONT_QUIZ) + _published(settings.CHECK_QUIZ), default=None)


def _published(quiz: str) -> list[datetime]:
    """When its current edition was; nothing where there is none."""
    try:
        return [editions.current(quiz).published_at]
    except EditionMissing:
        return []


class CheckPages(Sitemap):
    """What changes when an edition of the work check is published; nothing before the first."""

    def items(self) -> list[str]:
        names = ("take", "sample", "methods") if _published(settings.CHECK_QUIZ) else ()
        return [reverse(name, args=[settings.CHECK_QUIZ]) for name in names]

    def location(self, item: str) -> str:
        return item

    def lastmod(self, item: str) -> datetime | None:
        return max(_published(settings.CHECK_QUIZ), default=None)


sitemaps = {
    "quiz": QuizPages,
    "check": CheckPages,
    "library": LibraryPages,
    "validity": ValidityPage,
}
