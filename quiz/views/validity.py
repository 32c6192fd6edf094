"""How well the quizzes work: what was measured, on whom, and what was not."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from quiz import editions, replies, validity
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

    said = [replies.of_quiz(each.document) for each in (published, work_check) if each]
    also = (work_check.number if work_check else None, *counted.key, *said)
    return public_page(request, published, "quiz/validity.html", context, *also)


def _work_check() -> Published | None:
    try:
        return editions.current(settings.CHECK_QUIZ)
    except EditionMissing:
        return None
