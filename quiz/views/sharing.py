"""Sharing: a result under an address of its own, seen by others, managed and taken back."""

from collections.abc import Callable, Hashable
from datetime import UTC, datetime, time
from functools import partial, wraps
from hashlib import sha256
from typing import Any

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.crypto import constant_time_compare

from quiz import cards, own_shares, share_links, shared_result, sharing, sheet
from quiz.entrance import allow, is_form
from quiz.models import SharedResult
from quiz.share_form import ShareForm
from quiz.sheet import StoredSheet
from quiz.views.common import SeeOther, current_edition, edition_context, private, rests_on
from quiz.views.results import no_result

NOT_A_FORM = "What was sent is not a form. Choose below and send it again."
LONGEST_KEPT = 60  # seconds; a deleted share vanishes within them

ShareView = Callable[[HttpRequest, SharedResult], HttpResponse]


def of_share(view: ShareView) -> Callable[[HttpRequest, str], HttpResponse]:
    """Hand a view the share of its token; 410 where it is no longer shared, 404 else."""

    @wraps(view)
    def find(request: HttpRequest, token: str) -> HttpResponse:
        share = sharing.find(token)
        return no_share(request, token) if share is None else view(request, share)

    return find


def no_share(request: HttpRequest, token: str, **context: Any) -> HttpResponse:
    """410 for what was deleted or has expired; one and the same 404 for everything else."""
    if sharing.is_ours(token):
        return private(render(request, "quiz/gone.html", context, status=410))
    return private(render(request, "quiz/shared_unknown.html", status=404))


# The sharer


@allow("POST")
def share(request: HttpRequest, quiz: str) -> HttpResponse:
    """Share the result of this browser, or change how it is shared."""
    current_edition(quiz)
    stored = sheet.read(request, quiz)
    if stored is None:
        return private(no_result(request, quiz))
    form = ShareForm(request.POST, request.FILES)
    if not sharing.can_share(stored):
        return _not_shared(request, stored, form, status=409, few=True)
    if not is_form(request):
        form.add_error(None, NOT_A_FORM)
    if not form.is_valid():
        return _not_shared(request, stored, form, status=400)
    try:
        token = _create(stored, form).token
    except Error:
        return _not_shared(request, stored, form, status=503, failed=True)
    response = SeeOther(reverse("shared", args=[quiz]))
    own_shares.keep(request, response, quiz, token)
    return response


@allow("GET", "HEAD")
def shared(request: HttpRequest, quiz: str) -> HttpResponse:
    """The sharer's page: the link, what others see, the choices, how to take it back."""
    edition = edition_context(current_edition(quiz))
    newest, *others = own_shares.shares(request, quiz) or [None]
    if newest is None:
        return private(render(request, "quiz/share_none.html", edition, status=404))
    context = {
        **shared_result.page(newest),
        **_links(request, newest),
        **_frames(request, newest),
        "form": _form_for(request, newest),
        "guesses": newest.guessed_right + newest.guessed_wrong,
        "pairs": [_pair(newest, other) for other in sharing.paired_with(newest)],
        "others": [shared_result.page(other) for other in others],
    }
    return private(render(request, "quiz/share.html", context))


@allow("GET", "HEAD", "POST")
def delete(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, then delete. Only from the browser that shared it, or with the private link's key."""
    share = sharing.find(token, expired=True)
    if share is None:
        return no_share(request, token, deleted=True)
    key = (request.POST if request.method == "POST" else request.GET).get("key", "")
    if not (token in own_shares.tokens(request) or constant_time_compare(key, share.delete_key)):
        return private(render(request, "quiz/share_not_yours.html", status=403))
    if request.method == "POST":
        return _delete(request, share)
    context = {**shared_result.page(share), "key": key}
    return private(render(request, "quiz/share_delete.html", context))


def _delete(request: HttpRequest, share: SharedResult) -> HttpResponse:
    if not sharing.delete(share):
        return no_share(request, share.token, deleted=True)
    cards.forget(share.token)
    response = SeeOther(reverse("delete-share", args=[share.token]))
    own_shares.forget(request, response, share.edition.quiz.slug, share.token)
    return response


def _create(stored: StoredSheet, form: ShareForm) -> SharedResult:
    chosen = form.cleaned_data
    return sharing.create(stored, chosen["name"], bool(chosen["include"]), form.days)


def _not_shared(
    request: HttpRequest, stored: StoredSheet, form: ShareForm, status: int, **why: bool
) -> HttpResponse:
    """Why this result is not shared now, with the choices kept."""
    context = {
        **edition_context(stored.published),
        "form": form,
        "problems": [problem for problems in form.errors.values() for problem in problems],
        **why,
    }
    return private(render(request, "quiz/share_again.html", context, status=status))


def _form_for(request: HttpRequest, share: SharedResult) -> ShareForm | None:
    """To change the choices, while this browser still holds the result that was shared."""
    stored = sheet.read(request, share.edition.quiz.slug)
    if stored is None or sharing.of_sheet(stored) != share.sheet:
        return None
    return ShareForm(share=share)


def _pair(share: SharedResult, other: SharedResult) -> dict[str, str]:
    address = reverse("compare", args=[f"{share.token}/{other.token}"])
    return {"who": shared_result.who(other), "address": address}


def _links(request: HttpRequest, share: SharedResult) -> dict[str, Any]:
    """The addresses that the sharer sends on or keeps."""
    link = _full(request, "shared-result", share)
    text = shared_result.invitation(share)
    return {
        "link": link,
        "text": text,
        "guess_link": _full(request, "guess", share),
        "invite_link": _full(request, "invite", share),
        "delete_link": f"{_full(request, 'delete-share', share)}?key={share.delete_key}",
        "mail": share_links.mail(text, text, link),
        "networks": share_links.networks(text, link),
        "qr": share_links.qr_code(link),
        "card": cards.card_address(share),
        "card_alt": cards.alt(share),
        "story": cards.story_address(share),
    }


def _frames(request: HttpRequest, share: SharedResult) -> dict[str, str]:
    """HTML for other sites: of this result, and of the quiz itself."""
    document = sharing.published(share).document
    quiz = request.build_absolute_uri(reverse("embed-quiz", args=[document.quiz]))
    title = shared_result.headline(share)
    return {
        "embed_code": share_links.frame(_full(request, "embed", share), title),
        "quiz_code": share_links.frame(quiz, document.title, *share_links.QUIZ_FRAME),
    }


# Everybody else


@allow("GET", "HEAD")
@of_share
def show(request: HttpRequest, share: SharedResult) -> HttpResponse:
    """A shared result: the same page for everyone."""
    context = {
        **shared_result.page(share),
        "link": _full(request, "shared-result", share),
        "card": request.build_absolute_uri(cards.card_address(share)),
        "card_alt": cards.alt(share),
        "oembed": request.build_absolute_uri(reverse("oembed")),
    }
    return kept_for_all(request, share, render(request, "quiz/shared.html", context))


def kept_for_all(request: HttpRequest, share: SharedResult, page: HttpResponse) -> HttpResponse:
    """As ``kept_a_minute``; and here for as long as what stands under its token is the same."""
    # Of the row that the page was made from: by now there may be another.
    facts = _facts(sharing.shown_of(share))
    return rests_on(kept_a_minute(request, share, page), partial(_facts_under, share.token), facts)


def _facts_under(token: str, request: HttpRequest) -> Hashable:
    shown = sharing.shown(token)
    return shown and _facts(shown)


def _facts(shown: sharing.Shown) -> Hashable:
    """What a page of a share rests on, and what caches are told."""
    return shown, seconds_kept(shown, LONGEST_KEPT)


@allow("GET", "HEAD")
@of_share
def compare_with_mine(request: HttpRequest, share: SharedResult) -> HttpResponse:
    """On to the comparison with what this browser shared of the same quiz, if it did."""
    quiz = share.edition.quiz.slug
    mine = [own.token for own in own_shares.shares(request, quiz) if own.pk != share.pk]
    if mine:
        return private(SeeOther(reverse("compare", args=[f"{share.token}/{mine[0]}"])))
    return private(SeeOther(reverse("invite", args=[share.token])))


def kept_a_minute(request: HttpRequest, share: SharedResult, page: HttpResponse) -> HttpResponse:
    """For every cache, but never longer than a minute or than the share may be seen."""
    etag = f'"{sha256(page.content).hexdigest()[:20]}"'
    page.headers["Cache-Control"] = f"public, max-age={seconds_kept(share, LONGEST_KEPT)}"
    page.headers["X-Robots-Tag"] = "noindex"
    page.headers["Referrer-Policy"] = "no-referrer"
    page.headers["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=page)


def seconds_kept(share: SharedResult | sharing.Shown, longest: int) -> int:
    """How long a copy may be kept: ``longest``, and never beyond the share's own end."""
    if share.expires_on is None:
        return longest
    end = datetime.combine(share.expires_on, time(), UTC)
    return max(0, min(longest, int((end - datetime.now(UTC)).total_seconds())))


def _full(request: HttpRequest, name: str, share: SharedResult) -> str:
    return request.build_absolute_uri(reverse(name, args=[share.token]))
