"""Addresses. The front quiz has the short ones, the work check its own under /work-check/,
and any other quiz those of the front quiz under /q/.
"""

from django.conf import settings
from django.urls import include, path, register_converter
from django.urls.converters import SlugConverter

from quiz.views import (
    about,
    cards,
    comparing,
    embedding,
    friends,
    replies,
    results,
    sharing,
    sources,
    taking,
    traits,
    validity,
)


class FrontQuiz:
    """The front quiz in an address: written as nothing at all."""

    regex = ""

    def to_python(self, value: str) -> str:
        return settings.FRONT_QUIZ

    def to_url(self, value: str) -> str:
        """Raises ValueError for any other quiz, so that its address is looked for elsewhere."""
        if value != settings.FRONT_QUIZ:
            raise ValueError
        return ""


register_converter(FrontQuiz, "front")


class CheckQuiz:
    """The work check in an address: its own slug and no other."""

    regex = settings.CHECK_QUIZ

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        """Raises ValueError for any other quiz, so that its address is looked for elsewhere."""
        if value != settings.CHECK_QUIZ:
            raise ValueError
        return value


register_converter(CheckQuiz, "check_quiz")


class OtherQuiz(SlugConverter):
    """The slug of any quiz but those two, whose pages have one address each."""

    def to_python(self, value: str) -> str:
        if value in {settings.FRONT_QUIZ, settings.CHECK_QUIZ}:
            raise ValueError(value)
        return value

    to_url = to_python


register_converter(OtherQuiz, "other_quiz")

# What follows the place of a quiz, whichever it is.
answered_pages = [
    path("result/", results.show, name="result"),
    path("result/more/", taking.take_the_rest, name="take-the-rest"),
    path("result/share/", sharing.share, name="share"),
    path("result/shared/", sharing.shared, name="shared"),
    path("result/reply/", replies.reply, name="reply"),
    path("result/forget/", results.forget, name="forget"),
    path("result/forgotten/", results.forgotten, name="forgotten"),
    path("result.json", results.download, name="download"),
    path("sample/", results.sample, name="sample"),
    path("embed/quiz/", embedding.embed_quiz, name="embed-quiz"),
    path("methods/", about.how_it_works, name="methods"),
]

# Where a quiz has a place of its own: "/" for the front quiz, "/q/<slug>/" for another.
quiz_pages = [
    path("", about.home, name="home"),
    path("quiz/", taking.take, {"form": "short"}, name="take"),
    path("quiz/full/", taking.take, {"form": "full"}, name="take-full"),
    *answered_pages,
]

# The work check begins with its form, and has one only: its other names lead there, too.
check_pages = [
    path("", taking.take, {"form": "short"}, name="take"),
    path("", taking.take, {"form": "short"}, name="take-full"),
    path("", taking.take, {"form": "short"}, name="home"),
    *answered_pages,
]

# A token tells which quiz it is of.
shared_pages = [
    path("", sharing.show, name="shared-result"),
    path("compare/", sharing.compare_with_mine, name="compare-with-mine"),
    path("with/", friends.invite, name="invite"),
    path("with/answer/", friends.agree, name="agree"),
    path("guess/", friends.guess, name="guess"),
    path("delete/", sharing.delete, name="delete-share"),
    path("card-<slug:fingerprint>.png", cards.card, name="card"),
    path("story-<slug:fingerprint>.png", cards.story, name="story"),
]

urlpatterns = [
    path("q/<other_quiz:quiz>/", include(quiz_pages)),
    path("<check_quiz:quiz>/", include(check_pages)),
    path("<front:quiz>", include(quiz_pages)),
    path("r/<str:token>/", include(shared_pages)),
    path("embed/<str:token>/", embedding.embed, name="embed"),
    path("oembed/", embedding.oembed, name="oembed"),
    path("compare/", comparing.compare, name="compare"),
    path("compare/<path:tokens>/", comparing.compare, name="compare"),
    path("traits/<slug:slug>/", traits.trait, name="trait"),
    path("validity/", validity.show, name="validity"),
    path("sources/", sources.sources, name="sources"),
    path("privacy/", about.privacy, name="privacy"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("healthz/", about.health, name="health"),
]
