"""Asking: the form, and what is sent back."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from quiz import counting, sheet
from quiz.counting import Finished
from quiz.editions import Published
from quiz.entrance import allow, sender
from quiz.faces import face_of
from quiz.forms import AnswerForm
from quiz.orders import ORDERS, order_now
from quiz.sheet import StoredSheet
from quiz.views.common import (
    SeeOther,
    current_edition,
    edition_context,
    minutes_in,
    posted_edition,
    private,
    public_page,
)

OUT_OF_DATE = "This page was out of date. Your answers are kept: check them and send them again."
NOT_AN_ANSWER = "Some of what was sent is not an answer of this quiz."
NOTHING_SENT = "No answers arrived. Answer the questions below and send them again."


@allow("GET", "HEAD", "POST")
def take(request: HttpRequest, quiz: str, form: str) -> HttpResponse:
    """The short or the full form; a POST to the same address answers it."""
    published = current_edition(quiz)
    if request.method == "POST":
        return _receive(request, published, form)
    order = order_now()

    def context() -> dict[str, Any]:
        return form_context(AnswerForm(published, form, order=order), form)

    template = face_of(published.document).template("take")
    return public_page(request, published, template, context, order)


@allow("GET", "HEAD")
def take_the_rest(request: HttpRequest, quiz: str) -> HttpResponse:
    """The full form for someone who answered the short one: only what is new is asked."""
    current_edition(quiz)
    stored = sheet.read(request, quiz)
    if stored is None:
        return SeeOther(reverse("take-full", args=[quiz]))
    if stored.form == "full":
        return SeeOther(reverse("result", args=[quiz]))
    asked = [q.slug for q in stored.published.document.questions if not q.short]
    if not asked:
        return SeeOther(reverse("result", args=[quiz]))
    form = AnswerForm(
        stored.published, "full", order=order_now(), answers=stored.answers, asked=asked
    )
    context = {**form_context(form, "full"), "kept": len(stored.answers)}
    return private(_page(request, stored.published, context))


def _receive(request: HttpRequest, current: Published, form: str) -> HttpResponse:
    published = posted_edition(request, current.document.quiz)
    if published is None:
        sent = AnswerForm(current, form, data=request.POST, files=request.FILES)
        sent.full_clean()
        message = OUT_OF_DATE if request.POST else NOTHING_SENT
        return again(request, current, sent, form, status=400, message=message)
    sent = AnswerForm(published, form, data=request.POST, files=request.FILES)
    if not sent.is_valid():
        return again(request, published, sent, form, status=400)
    if sent.missing:
        return again(request, published, sent, form, status=422, missing=sent.missing)
    return _finish(request, published, sent, form)


def _finish(
    request: HttpRequest, published: Published, sent: AnswerForm, form: str
) -> HttpResponse:
    quiz = published.document.quiz
    before, finished = sheet.read(request, quiz), StoredSheet(published, form, sent.answers)
    wanted = sent.may_be_counted and not counting.asks_not_to_be_counted(request)
    if wanted and counting.is_new(finished, before):
        counting.count(Finished(finished, sent.cleaned_data["order"], sender(request)))
    response = SeeOther(reverse("result", args=[quiz]))
    sheet.write(response, finished, before)
    return response


def again(
    request: HttpRequest,
    published: Published,
    sent: AnswerForm,
    form: str,
    *,
    status: int,
    message: str = "",
    missing: Sequence[str] = (),
) -> HttpResponse:
    """The form once more; nothing is counted or kept."""
    context = again_context(published, sent, form, message=message, missing=missing)
    response = _page(request, published, context, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def again_context(
    published: Published,
    sent: AnswerForm,
    form: str,
    *,
    message: str = "",
    missing: Sequence[str] = (),
) -> dict[str, Any]:
    """The form once more, with the valid answers kept and what is wrong at the top."""
    order = sent.cleaned_data.get("order")
    shown = AnswerForm(published, form, order=order if order in ORDERS else 0, chosen=sent.chosen)
    problems = [message] if message else list(sent.non_field_errors())
    if not problems and not missing:
        problems = [NOT_AN_ANSWER]
    return {
        **form_context(shown, form),
        "count": sent.may_be_counted,
        "problems": problems,
        "missing": [shown[name] for name in missing],
        "missing_slugs": set(missing),
    }


def _page(
    request: HttpRequest, published: Published, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    context = {**edition_context(published), **context}
    template = face_of(published.document).template("take")
    return render(request, template, context, status=status)


def form_context(form: AnswerForm, name: str) -> dict[str, Any]:
    """What the form's page says of a form with this name."""
    total = len(form.asked)
    return {
        "form": form,
        "form_name": name,
        "total": total,
        "things": sum(len(form.parts[name].questions) for name in form.asked),
        "minutes": minutes_in(form.seconds),
        "count": True,
    }
