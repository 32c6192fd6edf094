"""Asking: the form, and what is sent back."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from quiz import counting, editions, sheet
from quiz.core.document import Question
from quiz.editions import EditionMissing, Published
from quiz.forms import LARGEST_NUMBER, AnswerForm
from quiz.orders import ORDERS, order_now
from quiz.origin import same_origin_posts
from quiz.sheet import StoredSheet
from quiz.views.shared import SeeOther, current_edition, edition_context, private, public_page

OUT_OF_DATE = "This page was out of date. Your answers are kept: check them and send them again."


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_posts
def take(request: HttpRequest, quiz: str, form: str) -> HttpResponse:
    """The short or the full form; a POST to the same address answers it."""
    published = current_edition(quiz)
    if request.method == "POST":
        return _receive(request, published, form)
    order = order_now()

    def context() -> dict[str, Any]:
        return _context(AnswerForm(published, form, order=order), form)

    return public_page(request, published, "quiz/take.html", context, order)


@require_http_methods(["GET", "HEAD"])
def take_the_rest(request: HttpRequest, quiz: str) -> HttpResponse:
    """The full form for someone who answered the short one: only what is new is asked."""
    stored = sheet.read(request, quiz)
    if stored is None:
        return SeeOther(reverse("take-full", args=[quiz]))
    if stored.form == "full":
        return SeeOther(reverse("result", args=[quiz]))
    asked = [q.slug for q in stored.published.document.questions if not q.short]
    form = AnswerForm(
        stored.published, "full", order=order_now(), answers=stored.answers, asked=asked
    )
    context = {**_context(form, "full"), "kept": len(stored.answers)}
    return private(_page(request, stored.published, context))


def _receive(request: HttpRequest, current: Published, form: str) -> HttpResponse:
    published = posted_edition(request, current.document.quiz)
    if published is None:
        sent = AnswerForm(current, form, data=request.POST)
        sent.full_clean()
        return _again(request, current, sent, form, status=400, message=OUT_OF_DATE)
    sent = AnswerForm(published, form, data=request.POST)
    if not sent.is_valid():
        return _again(request, published, sent, form, status=400)
    if sent.missing:
        return _again(request, published, sent, form, status=422, missing=sent.missing)
    return _finish(request, published, sent, form)


def posted_edition(request: HttpRequest, quiz: str) -> Published | None:
    """The edition that a sent form answers, current or older; None if there is no such."""
    number = request.POST.get("edition", "")
    # The length first: Python refuses to read a number of thousands of digits.
    if not (re.fullmatch("[0-9]{1,10}", number) and int(number) <= LARGEST_NUMBER):
        return None
    try:
        return editions.get(quiz, int(number))
    except EditionMissing:
        return None


def _finish(
    request: HttpRequest, published: Published, sent: AnswerForm, form: str
) -> HttpResponse:
    quiz = published.document.quiz
    finished = StoredSheet(published, form, sent.answers)
    wanted = sent.may_be_counted and not counting.asks_not_to_be_counted(request)
    # The same sheet sent again, by a second press or after going back, counts once.
    if wanted and sheet.read(request, quiz) != finished:
        counting.count(finished, sent.cleaned_data["order"])
    response = SeeOther(reverse("result", args=[quiz]))
    sheet.write(response, finished)
    return response


def _again(
    request: HttpRequest,
    published: Published,
    sent: AnswerForm,
    form: str,
    *,
    status: int,
    message: str = "",
    missing: list[Question] | None = None,
) -> HttpResponse:
    """The form once more, with the valid answers kept and what is wrong at the top."""
    order = sent.cleaned_data.get("order")
    shown = AnswerForm(published, form, order=order if order in ORDERS else 0, answers=sent.answers)
    problems = [message] if message else list(sent.non_field_errors())
    if not problems and status == 400:
        problems = ["Some of what was sent is not an answer of this quiz."]
    missing = missing or []
    context = {
        **_context(shown, form),
        "problems": problems,
        "missing": [shown[question.slug] for question in missing],
        "missing_slugs": {question.slug for question in missing},
    }
    response = _page(request, published, context, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _page(
    request: HttpRequest, published: Published, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    context = {**edition_context(published), **context}
    return render(request, "quiz/take.html", context, status=status)


def _context(form: AnswerForm, name: str) -> dict[str, Any]:
    return {"form": form, "form_name": name, "total": len(form.asked)}
