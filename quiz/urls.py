"""Addresses. The front quiz has the short ones; any other quiz the same ones under /q/."""

from django.conf import settings
from django.urls import include, path, register_converter
from django.urls.converters import SlugConverter

from quiz.views import about, results, sources, taking, traits


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


class OtherQuiz(SlugConverter):
    """The slug of any quiz but the front one, whose pages have one address each."""

    def to_python(self, value: str) -> str:
        if value == settings.FRONT_QUIZ:
            raise ValueError(value)
        return value

    to_url = to_python


register_converter(OtherQuiz, "other_quiz")

# Where a quiz has a place of its own: "/" for the front quiz, "/q/<slug>/" for another.
quiz_pages = [
    path("", about.home, name="home"),
    path("quiz/", taking.take, {"form": "short"}, name="take"),
    path("quiz/full/", taking.take, {"form": "full"}, name="take-full"),
    path("result/", results.show, name="result"),
    path("result/more/", taking.take_the_rest, name="take-the-rest"),
    path("result/forget/", results.forget, name="forget"),
    path("result/forgotten/", results.forgotten, name="forgotten"),
    path("result.json", results.download, name="download"),
    path("sample/", results.sample, name="sample"),
    path("methods/", about.how_it_works, name="methods"),
]

urlpatterns = [
    path("q/<other_quiz:quiz>/", include(quiz_pages)),
    path("<front:quiz>", include(quiz_pages)),
    path("traits/<slug:slug>/", traits.trait, name="trait"),
    path("sources/", sources.sources, name="sources"),
    path("privacy/", about.privacy, name="privacy"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("healthz/", about.health, name="health"),
]
