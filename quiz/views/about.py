"""Around the quiz: the landing page, how it works, privacy, accessibility, health."""

from typing import Any

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from quiz import editions, methods, result
from quiz.editions import EditionMissing
from quiz.entrance import allow
from quiz.sheet import KEPT_DAYS
from quiz.views.common import current_edition, minutes_for, public_page


@allow("GET", "HEAD")
def home(request: HttpRequest, quiz: str) -> HttpResponse:
    published = current_edition(quiz)

    def context() -> dict[str, Any]:
        verdict = published.verdict("short", published.document.sample)
        minutes = minutes_for(len(verdict.sheet.questions))
        return {**result.page(verdict), "sample": True, "minutes": minutes}

    return public_page(request, published, "quiz/home.html", context)


@allow("GET", "HEAD")
def how_it_works(request: HttpRequest, quiz: str) -> HttpResponse:
    """The rule, with a worked example computed from the current edition."""
    published = current_edition(quiz)
    return public_page(
        request, published, "quiz/methods.html", lambda: methods.worked_example(published)
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
