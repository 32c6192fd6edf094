"""Answering: this visitor's result, re-scored, downloaded, forgotten; and a sample."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from quiz import result, sheet
from quiz.core.verdict import Verdict, read_verdict
from quiz.forms import AnswerForm
from quiz.origin import same_origin_posts
from quiz.sheet import StoredSheet
from quiz.views.shared import SeeOther, current_edition, edition_context, private, public_page
from quiz.views.taking import posted_edition


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_posts
def show(request: HttpRequest, quiz: str) -> HttpResponse:
    """The result of the answers in this browser; a POST changes answers and scores again."""
    current_edition(quiz)
    if request.method == "POST":
        return _rescore(request, quiz)
    stored = sheet.read(request, quiz)
    if stored is None:
        return private(_no_result(request, quiz))
    verdict = _verdict(stored)
    context = {**edition_context(stored.published), **result.page(verdict)}
    return private(render(request, "quiz/result.html", context))


@require_http_methods(["GET", "HEAD"])
def download(request: HttpRequest, quiz: str) -> HttpResponse:
    """The same verdict for programs."""
    stored = sheet.read(request, quiz)
    if stored is None:
        reason = {"error": "There is no result in this browser. Take the quiz first."}
        return private(JsonResponse(reason, status=404))
    data = {"edition": stored.published.number, **_verdict(stored).to_json()}
    response = JsonResponse(data)
    response.headers["Content-Disposition"] = f'attachment; filename="{quiz}-result.json"'
    return private(response)


@require_POST
@same_origin_posts
def forget(request: HttpRequest, quiz: str) -> HttpResponse:
    """Delete the answers from this browser, where alone they are."""
    response = SeeOther(reverse("forgotten", args=[quiz]))
    sheet.forget(response, quiz)
    return response


@require_http_methods(["GET", "HEAD"])
def forgotten(request: HttpRequest, quiz: str) -> HttpResponse:
    return public_page(request, current_edition(quiz), "quiz/forgotten.html")


@require_http_methods(["GET", "HEAD"])
def sample(request: HttpRequest, quiz: str) -> HttpResponse:
    """The result page for a fixed, invented sheet."""
    published = current_edition(quiz)

    def context() -> dict[str, object]:
        verdict = read_verdict(published.bank, "short", published.document.sample)
        return {**result.page(verdict), "sample": True}

    return public_page(request, published, "quiz/result.html", context)


def _rescore(request: HttpRequest, quiz: str) -> HttpResponse:
    published = posted_edition(request, quiz)
    form_name = request.POST.get("form", "")
    if published is None or form_name not in {"short", "full"}:
        return private(_not_understood(request, quiz))
    sent = AnswerForm(published, form_name, data=request.POST)
    if not sent.is_valid():
        return private(_not_understood(request, quiz))
    response = SeeOther(reverse("result", args=[quiz]))
    sheet.write(response, StoredSheet(published, form_name, sent.answers))
    return response


def _verdict(stored: StoredSheet) -> Verdict:
    return read_verdict(stored.published.bank, stored.form, stored.answers)


def _no_result(request: HttpRequest, quiz: str) -> HttpResponse:
    context = edition_context(current_edition(quiz))
    return render(request, "quiz/no_result.html", context, status=404)


def _not_understood(request: HttpRequest, quiz: str) -> HttpResponse:
    """400: the answers in the cookie stay as they were, so nothing is lost."""
    context = edition_context(current_edition(quiz))
    return render(request, "quiz/not_understood.html", context, status=400)
