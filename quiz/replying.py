"""What a visitor says of their own result: kept once for each result, without the answers.

The row is found again by a keyed hash of the random key in the cookie of answers. That key is
stored nowhere, so a row leads to nobody; and the same form sent many times at once is one row.
A cookie beside it says in this browser what was said, so that it can be shown and changed.
"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from quiz.cookies import DAY, Cookie, of_quiz
from quiz.core.document import Document
from quiz.core.verdict import CLOSE, FEW, Verdict
from quiz.models import Reply
from quiz.sheet import KEPT_DAYS, StoredSheet

SAID = "reply"  # how the name of the cookie ends
HASH_LETTERS = 32  # 128 bits
Title, Fits, Side = Reply.Title, Reply.Fits, Reply.Side
FITS = {Fits.YES: "Yes", Fits.PARTLY: "Partly", Fits.NO: "No"}
FITS_TOLD = {
    Fits.YES: "that this fits you",
    Fits.PARTLY: "that this fits you partly",
    Fits.NO: "that this does not fit you",
}


class NoVerdict(ValueError):
    """With too few answers, nothing was said that could fit."""


@dataclass(frozen=True)
class Said:
    """A title and whether the result fits; each may be empty, not both."""

    title: str
    fits: str


def titles(document: Document) -> dict[str, str]:
    """What can be said of a title, in words."""
    return {
        Title.LEFT: document.role(document.left).name,
        Title.RIGHT: document.role(document.right).name,
        Title.OTHER: "Both, or something else",
        Title.LEARNING: "Studying, or looking for work",
    }


def in_words(document: Document, said: Said) -> str:
    """What was said, after "You said": "that your title is ML Engineer and that this fits you"."""
    names = titles(document)
    told = {
        Title.LEFT: f"that your title is {names[Title.LEFT]}",
        Title.RIGHT: f"that your title is {names[Title.RIGHT]}",
        Title.OTHER: "that your title is both, or something else",
        Title.LEARNING: "that you are studying, or looking for work",
    }
    parts = [told.get(said.title, ""), FITS_TOLD.get(said.fits, "")]
    return " and ".join(part for part in parts if part)


def can_reply(verdict: Verdict) -> bool:
    """Whether there is a verdict to speak of."""
    return verdict.band != FEW


def said_of(request: HttpRequest, sheet: StoredSheet) -> Said | None:
    """What this browser said of this very result; None if nothing.

    All that a result page depends on here: one cookie, no query.
    """
    parts = _cookie(sheet.published.document.quiz).read(request).split(".")
    if len(parts) != 3:
        return None
    key, title, fits = parts
    known = title in {"", *Title} and fits in {"", *Fits} and (title or fits)
    return Said(title, fits) if known and key == sheet.key else None


def keep(response: HttpResponse, sheet: StoredSheet, said: Said) -> None:
    """Write the reply to this result, in the place of an earlier one; raises NoVerdict, Error."""
    verdict = sheet.published.verdict(sheet.form, sheet.answers)
    if not can_reply(verdict):
        raise NoVerdict
    row = Reply(
        result=mark_of(sheet),
        edition_id=sheet.published.pk,
        band=verdict.band,
        side=_side(verdict),
        title=said.title,
        fits=said.fits,
        month=timezone.localdate().replace(day=1),
    )
    # One statement, so that the same form sent many times at once makes one row.
    Reply.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["result"], update_fields=["title", "fits"]
    )
    cookie = _cookie(sheet.published.document.quiz)
    cookie.write(response, f"{sheet.key}.{said.title}.{said.fits}")


def take_back(response: HttpResponse, sheet: StoredSheet) -> None:
    """Delete the reply to this result, if there is one; raises Error."""
    Reply.objects.filter(result=mark_of(sheet)).delete()
    forget(response, sheet.published.document.quiz)


def forget(response: HttpResponse, quiz: str) -> None:
    """Delete from this browser what it said."""
    _cookie(quiz).forget(response)


def _side(verdict: Verdict) -> str:
    """The role that the result names; none where it is too close to call."""
    if verdict.band == CLOSE:
        return ""
    return Side.LEFT if verdict.toward == verdict.document.left else Side.RIGHT


def mark_of(sheet: StoredSheet) -> str:
    """Not what a share keeps of the same key, so that the two cannot be laid side by side."""
    return salted_hmac("quiz.replying", sheet.key, algorithm="sha256").hexdigest()[:HASH_LETTERS]


def _cookie(quiz: str) -> Cookie:
    return of_quiz(quiz, SAID, KEPT_DAYS * DAY)
