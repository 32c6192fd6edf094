"""How well the quizzes work: what was measured, on whom, and what was not."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from quiz import editions, validity
from quiz.editions import EditionMissing, Published
from quiz.entrance import allow
from quiz.measured import measured
from quiz.views.common import current_edition, public_page


@allow("GET", "HEAD")
def show(request: HttpRequest) -> HttpResponse:
    """At most a few minutes old: new sheets do not make a kept answer old at once."""
    published, work_check = current_edition(settings.FRONT_QUIZ), _work_check()
    counted = measured(published)

    def context() -> dict[str, object]:
        return validity.page(published, work_check, counted)

    checked = work_check.number if work_check else None
    return public_page(request, published, "quiz/validity.html", context, checked, *counted.key)


def _work_check() -> Published | None:
    try:
        return editions.current(settings.CHECK_QUIZ)
    except EditionMissing:
        return None
