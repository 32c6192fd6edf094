"""Answering: this visitor's result, re-scored, downloaded, forgotten; and a sample."""

from collections.abc import Hashable
from functools import partial

from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from quiz import friends, own_shares, replying, sharing, sheet
from quiz.beside import beside, other_sheet
from quiz.core.verdict import Verdict
from quiz.editions import EditionDamaged
from quiz.entrance import allow
from quiz.faces import face_of
from quiz.forms import AnswerForm
from quiz.reply_form import ReplyForm
from quiz.replying import Said
from quiz.share_form import ShareForm
from quiz.sheet import StoredSheet
from quiz.views.common import (
    SeeOther,
    current_edition,
    edition_context,
    posted_edition,
    private,
    public_page,
    rests_on,
)
from quiz.views.taking import again

SHARE_FORM = ShareForm()  # nothing chosen yet, so the same for everyone


@allow("GET", "HEAD", "POST")
def show(request: HttpRequest, quiz: str) -> HttpResponse:
    """The result of the answers in this browser; a POST changes answers and scores again."""
    current_edition(quiz)
    if request.method == "POST":
        return _rescore(request, quiz)
    stored = sheet.read(request, quiz)
    if stored is None:
        return private(no_result(request, quiz))
    try:
        # Facts first: what changes meanwhile is then on the page, and the page is not sent again.
        facts, about_sharing = _facts(quiz, request), _about_sharing(request, stored)
    except (Error, EditionDamaged):  # a result is shown without what only the database knows
        about_sharing, facts = {"shared": False, "asked": None}, None
    face, verdict = face_of(stored.published.document), _verdict(stored)
    context = {
        **edition_context(stored.published),
        **face.result(verdict),
        "share_form": SHARE_FORM,
        "beside": beside(request, verdict),
        **_about_replying(stored, verdict, replying.said_of(request, stored)),
        **about_sharing,
    }
    page = private(render(request, face.template("result"), context))
    return rests_on(page, partial(_facts, quiz), facts)


@allow("GET", "HEAD")
def download(request: HttpRequest, quiz: str) -> HttpResponse:
    """The same verdict for programs."""
    stored = sheet.read(request, quiz)
    if stored is None and sheet.is_of_damaged_edition(request, quiz):
        reason = {"error": "The edition that was answered is damaged. The answers are kept."}
        return private(JsonResponse(reason, status=503))
    if stored is None:
        reason = {"error": "There is no result in this browser. Take the quiz first."}
        return private(JsonResponse(reason, status=404))
    data = {"edition": stored.published.number, **_verdict(stored).to_json()}
    response = JsonResponse(data)
    response.headers["Content-Disposition"] = f'attachment; filename="{quiz}-result.json"'
    return private(response)


@allow("POST")
def forget(request: HttpRequest, quiz: str) -> HttpResponse:
    """Delete the answers from this browser, where alone they are; what is shared stays."""
    response = SeeOther(reverse("forgotten", args=[quiz]))
    sheet.forget(response, quiz)
    replying.forget(response, quiz)
    friends.forget_all(response, quiz)
    # Back would show the result from there, unasked. Browsers heed it on TLS alone.
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@allow("GET", "HEAD")
def forgotten(request: HttpRequest, quiz: str) -> HttpResponse:
    return public_page(request, current_edition(quiz), "quiz/forgotten.html")


@allow("GET", "HEAD")
def sample(request: HttpRequest, quiz: str) -> HttpResponse:
    """The result page for a fixed, invented sheet."""
    published = current_edition(quiz)
    face = face_of(published.document)

    def context() -> dict[str, object]:
        verdict = published.verdict("short", published.document.sample)
        return {**face.result(verdict), "sample": True}

    return public_page(request, published, face.template("result"), context)


def _rescore(request: HttpRequest, quiz: str) -> HttpResponse:
    published = posted_edition(request, quiz)
    form_name = request.POST.get("form", "")
    if published is None or form_name not in published.document.forms:
        return private(_not_understood(request, quiz))
    sent = AnswerForm(published, form_name, data=request.POST, files=request.FILES)
    if not sent.is_valid():
        return private(_not_understood(request, quiz))
    if sent.unclear:
        return again(request, published, sent, form_name, status=422, missing=sent.unclear)
    response = SeeOther(reverse("result", args=[quiz]))
    scored = StoredSheet(published, form_name, sent.answers)
    sheet.write(response, scored, sheet.read(request, quiz))
    return response


def _verdict(stored: StoredSheet) -> Verdict:
    return stored.published.verdict(stored.form, stored.answers)


def _about_replying(stored: StoredSheet, verdict: Verdict, said: Said | None) -> dict[str, object]:
    """The two questions, or what was said; nothing where there is no verdict."""
    if not replying.can_reply(verdict):
        return {}
    document = stored.published.document
    told = replying.in_words(document, said) if said else ""
    return {"reply_form": partial(ReplyForm, document, said=said), "said": told}


def _about_sharing(request: HttpRequest, stored: StoredSheet) -> dict[str, object]:
    """What only the database knows; raises Error where it cannot be asked."""
    asked = friends.asked_by(request, stored.published.document.quiz)
    return {"shared": _is_shared(request, stored), "asked": asked}


def _facts(quiz: str, request: HttpRequest) -> Hashable:
    """What the result of this browser rests on; None where there is none."""
    stored = sheet.read(request, quiz)
    if stored is None:
        return None
    other = other_sheet(request, quiz)
    beside_it = _identity(other) if other else None
    said = replying.said_of(request, stored)
    return (_identity(stored), beside_it, said, *_shares(request, quiz, stored))


def _identity(stored: StoredSheet) -> Hashable:
    """What its verdict follows from."""
    return stored.published.pk, stored.form, tuple(stored.answers.items())


def _shares(request: HttpRequest, quiz: str, stored: StoredSheet) -> tuple[Hashable, ...]:
    """The shares that ``_about_sharing`` looks at; nothing in a browser that knows of none."""
    own, asking = own_shares.tokens(request), friends.asking_token(request, quiz)
    if not (own or asking):
        return ()
    looked_at = [*own_shares.tokens(request, quiz), asking or ""]
    return stored.key, tuple(own), *((token, sharing.shown(token)) for token in looked_at)


def _is_shared(request: HttpRequest, stored: StoredSheet) -> bool:
    """Whether this browser shared this very result; asks the database only if it shared any."""
    own = own_shares.shares(request, stored.published.document.quiz)
    return sharing.of_sheet(stored) in {share.sheet for share in own}


def no_result(request: HttpRequest, quiz: str) -> HttpResponse:
    if sheet.is_of_damaged_edition(request, quiz):
        return render(request, "quiz/damaged.html", {"quiz": quiz, "kept": True}, status=503)
    context = edition_context(current_edition(quiz))
    return render(request, "quiz/no_result.html", context, status=404)


def _not_understood(request: HttpRequest, quiz: str) -> HttpResponse:
    """400: the answers in the cookie stay as they were, so nothing is lost."""
    context = edition_context(current_edition(quiz))
    return render(request, "quiz/not_understood.html", context, status=400)
