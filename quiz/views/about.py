"""Around the quiz: the landing page, how it works, privacy, accessibility, health."""

from typing import Any

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache

from quiz import editions
from quiz.answer_fields import SECONDS_A_QUESTION
from quiz.editions import EditionMissing
from quiz.entrance import allow
from quiz.faces import face_of
from quiz.sheet import KEPT_DAYS
from quiz.views.common import SeeOther, current_edition, minutes_in, public_page


@allow("GET", "HEAD")
def home(request: HttpRequest, quiz: str) -> HttpResponse:
    """The landing page; the form itself where the rule has none."""
    published = current_edition(quiz)
    face = face_of(published.document)
    if not face.has_home:
        return SeeOther(reverse("take", args=[quiz]))

    def context() -> dict[str, Any]:
        verdict = published.verdict("short", published.document.sample)
        minutes = minutes_in(SECONDS_A_QUESTION * len(verdict.sheet.questions))
        return {**face.result(verdict), "sample": True, "minutes": minutes}

    return public_page(request, published, face.template("home"), context)


@allow("GET", "HEAD")
def how_it_works(request: HttpRequest, quiz: str) -> HttpResponse:
    """The rule, with a worked example computed from the current edition."""
    published = current_edition(quiz)
    face = face_of(published.document)
    return public_page(
        request, published, face.template("methods"), lambda: face.methods(published)
    )


@allow("GET", "HEAD")
def privacy(request: HttpRequest) -> HttpResponse:
    published = current_edition(settings.FRONT_QUIZ)
    return public_page(request, published, "about/privacy.html", lambda: {"days": KEPT_DAYS})


@allow("GET", "HEAD")
def accessibility(request: HttpRequest) -> HttpResponse:
    return public_page(request, current_edition(settings.FRONT_QUIZ), "about/accessibility.html")


@never_cache
@allow("GET", "HEAD")
def health(request: HttpRequest) -> HttpResponse:
    """200 when the site can serve, 503 when not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        number = editions.current(settings.FRONT_QUIZ).number
    except Error:
        return JsonResponse({"database": "unreachable", "edition": None}, status=503)
    except EditionMissing:
        return JsonResponse({"database": "ok", "edition": None}, status=503)
    return JsonResponse({"database": "ok", "edition": number})
