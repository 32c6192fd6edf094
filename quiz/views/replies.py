"""Two questions about a result that a visitor may answer, change, take back or leave."""

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from quiz import replying, sheet
from quiz.entrance import allow
from quiz.reply_form import ReplyForm
from quiz.replying import NoVerdict
from quiz.sheet import StoredSheet
from quiz.views.common import SeeOther, current_edition, edition_context, private
from quiz.views.results import no_result


@allow("POST")
def reply(request: HttpRequest, quiz: str) -> HttpResponse:
    """Keep what is said of this browser's result. Which result that is, its own cookie tells.

    A browser that asks not to be counted is heard all the same: this is sent on purpose.
    """
    current_edition(quiz)
    stored = sheet.read(request, quiz)
    if stored is None:
        return private(no_result(request, quiz))
    form = ReplyForm(stored.published.document, request.POST, request.FILES)
    if not form.is_valid():
        return _not_kept(request, stored, form, 400)
    try:
        return _kept(stored, form)
    except NoVerdict:
        return _not_kept(request, stored, form, 409)
    except Error:
        return _not_kept(request, stored, form, 503)


def _kept(stored: StoredSheet, form: ReplyForm) -> HttpResponse:
    response = SeeOther(f"{reverse('result', args=[stored.published.document.quiz])}#reply")
    if form.said is None:
        replying.take_back(response, stored)
    else:
        replying.keep(response, stored, form.said)
    return response


def _not_kept(
    request: HttpRequest, stored: StoredSheet, form: ReplyForm, status: int
) -> HttpResponse:
    """Why nothing was kept, with what was chosen."""
    context = {
        **edition_context(stored.published),
        "reply_form": form,
        "problems": form.non_field_errors() or ["Some of what was sent is not an answer here."],
        "few": status == 409,
        "failed": status == 503,
    }
    return private(render(request, "quiz/reply_again.html", context, status=status))
