"""What a friend can do with a shared result: guess it, and compare with it."""

import logging
from secrets import token_urlsafe

from django import forms
from django.conf import settings
from django.db import Error, IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from quiz import friends, once, own_shares, shared_result, sharing, sheet, wording
from quiz.cookies import DAY, Cookie
from quiz.core.document import Document
from quiz.entrance import allow, sender
from quiz.exact_form import ExactForm
from quiz.models import SharedResult
from quiz.share_form import ShareForm
from quiz.shared_result import EITHER, LEFT, RIGHT
from quiz.views.common import SeeOther, private
from quiz.views.sharing import no_share, of_share

MARK_BYTES = 12
GUESSED_SECONDS = DAY

log = logging.getLogger(__name__)


class AgreeForm(ShareForm):
    """Yes or no, and a name for the share that a yes makes."""

    include = keep = None
    answer = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])


class GuessForm(ExactForm):
    """One of the three, and the mark of the page that it was chosen on."""

    guess = forms.ChoiceField(choices=[(way, way) for way in (LEFT, RIGHT, EITHER)])
    mark = forms.RegexField("^[A-Za-z0-9_-]{16}$", required=False)


# Comparing with a friend


@allow("GET", "HEAD", "POST")
@of_share
def invite(request: HttpRequest, share: SharedResult) -> HttpResponse:
    """For a friend who was sent this address; a POST remembers who asked and leads to the quiz."""
    if request.method == "POST":
        response = SeeOther(reverse("take", args=[share.edition.quiz.slug]))
        friends.remember(response, share)
        return response
    return _invitation(request, share, AgreeForm())


@allow("POST")
def agree(request: HttpRequest, token: str) -> HttpResponse:
    """The friend's answer. Yes makes a share of their result, if there is none, and pairs both."""
    form, share = AgreeForm(request.POST, request.FILES), sharing.find(token)
    if not form.is_valid():
        return no_share(request, token) if share is None else _invitation(request, share, form, 400)
    if form.cleaned_data["answer"] == "no":
        return _declined(request, token)
    return _too_late(request, token) if share is None else _agreed(request, share, form)


def _agreed(request: HttpRequest, asking: SharedResult, form: AgreeForm) -> HttpResponse:
    quiz = asking.edition.quiz.slug
    if not friends.asked(request, asking).ready or asking.token in own_shares.tokens(request):
        return SeeOther(reverse("invite", args=[asking.token]))
    try:
        own = _pair(request, asking, form.cleaned_data["name"])
    except IntegrityError:  # one of the two was taken back at this moment: look again
        return SeeOther(reverse("invite", args=[asking.token]))
    except Error:
        return _invitation(request, asking, form, status=503)
    response = SeeOther(reverse("compare", args=[f"{asking.token}/{own.token}"]))
    own_shares.keep(request, response, quiz, own.token)
    friends.forget(request, response, asking.token)
    return response


@transaction.atomic
def _pair(request: HttpRequest, asking: SharedResult, name: str) -> SharedResult:
    """The friend's share, paired with the one of who asked."""
    quiz = asking.edition.quiz.slug
    own = friends.own_share(request, quiz)
    if own is None:
        stored = sheet.read(request, quiz)
        own = sharing.create(stored, name, include=False, days=friends.SHARED_DAYS)
    friends.pair(asking, own)
    return own


def _declined(request: HttpRequest, token: str) -> HttpResponse:
    """Back to the friend's own result, where they are not asked again."""
    response = SeeOther("/")
    quiz = friends.forget(request, response, token)
    response.headers["Location"] = reverse("result", args=[quiz or settings.FRONT_QUIZ])
    return response


def _too_late(request: HttpRequest, token: str) -> HttpResponse:
    """The result was taken back before the friend agreed: nothing is made of theirs."""
    response = no_share(request, token)
    friends.forget(request, response, token)
    return response


def _invitation(
    request: HttpRequest, share: SharedResult, form: AgreeForm, status: int = 200
) -> HttpResponse:
    context = {
        **_about(share),
        "asked": friends.asked(request, share),
        "own": share.token in own_shares.tokens(request),
        "agree_form": form,
        "failed": status == 503,
    }
    return private(render(request, "quiz/invite.html", context, status=status))


# Guessing


@allow("GET", "HEAD", "POST")
@of_share
def guess(request: HttpRequest, share: SharedResult) -> HttpResponse:
    """Asks which way the sharer leans, and tells nothing of it before there is a guess."""
    guessed = _guessed(request, share)
    if request.method == "POST":
        return _take_guess(request, share, guessed)
    return _guess_page(request, share, guessed)


def _take_guess(request: HttpRequest, share: SharedResult, before: str | None) -> HttpResponse:
    """Count a guess, unless this browser has guessed or is the sharer's own."""
    form = GuessForm(request.POST, request.FILES)
    if not form.is_valid():
        return _guess_page(request, share, before, status=400)
    guessed = form.cleaned_data["guess"]
    response = SeeOther(reverse("guess", args=[share.token]))
    if before is None and share.token not in own_shares.tokens(request):
        # The page's own mark tells people behind one address apart.
        mark = form.cleaned_data["mark"] or (sender(request), guessed)
        _count(share, guessed, mark)
        _remember_guess(response, share, guessed)
    return response


def _count(share: SharedResult, guessed: str, mark: object) -> None:
    """Add one to right or wrong, once if the same form is sent several times at once.

    What the friend sees does not depend on whether this works.
    """
    right = guessed == shared_result.side(sharing.reading(share))
    field = "guessed_right" if right else "guessed_wrong"
    try:
        with transaction.atomic():
            if once.is_first("guess", share.pk, mark):
                SharedResult.objects.filter(pk=share.pk).update(**{field: F(field) + 1})
    except Error as error:
        log.error("a guess was not counted: %s", type(error).__name__)


def _guess_page(
    request: HttpRequest, share: SharedResult, guessed: str | None, status: int = 200
) -> HttpResponse:
    """Without a guess, nothing that the template is given has the verdict in it."""
    document = sharing.published(share).document
    context = {
        **_about(share),
        "own": share.token in own_shares.tokens(request),
        "choices": _choices(document),
        "mark": token_urlsafe(MARK_BYTES),
        "problem": status == 400,
    }
    if guessed:
        truth = shared_result.side(sharing.reading(share))
        headline = shared_result.headline(share)
        context |= {"guessed": guessed, "right_guess": guessed == truth, "headline": headline}
    return private(render(request, "quiz/guess.html", context, status=status))


def _choices(document: Document) -> list[tuple[str, str]]:
    left, right = document.role(document.left), document.role(document.right)
    return [
        (LEFT, left.name),
        (RIGHT, right.name),
        (EITHER, wording.phrases(document).either.capitalize()),
    ]


def _guessed(request: HttpRequest, share: SharedResult) -> str | None:
    """This browser's guess; None if there is none, or its cookie is not ours or another's."""
    return _guess_cookie(share).read(request) or None


def _remember_guess(response: HttpResponse, share: SharedResult, guessed: str) -> None:
    """So that the guess counts once and can be shown."""
    _guess_cookie(share).write(response, guessed)


def _guess_cookie(share: SharedResult) -> Cookie:
    """For one address; its salt differs by share, so that one's cookie is not another's."""
    # Sent to one address only, so its name may not begin as those of our other cookies do.
    prefix = "__Secure-" if settings.HTTPS else ""
    return Cookie(
        f"{prefix}{share.edition.quiz.slug}-guess",
        GUESSED_SECONDS,
        salt=f"quiz.guess.{share.token}",
        path=reverse("guess", args=[share.token]),
    )


def _about(share: SharedResult) -> dict[str, object]:
    """What any of these pages may say before the result is shown."""
    document = sharing.published(share).document
    return {
        "token": share.token,
        "name": share.name,
        "quiz": document.quiz,
        "document": document,
        "words": wording.phrases(document),
    }
