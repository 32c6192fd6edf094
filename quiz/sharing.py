"""Sharing a result: an address that nobody can guess, what is kept under it, and until when.

A token is 16 random bytes and 8 bytes that only this site can have made of them, so that the
address of a deleted share is recognised although nothing of it is kept.
"""

import hashlib
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from careers.remembered import Remembered
from quiz import editions
from quiz.core.summary import Reading, read_summary, summarise, write_summary
from quiz.core.verdict import FEW, Verdict
from quiz.editions import Published
from quiz.models import Pairing, SharedResult
from quiz.sheet import StoredSheet

RANDOM_BYTES = 16
MAC_BYTES = 8
MOST_PAIRS = 50  # shown; whoever has the link may agree, as often as they like
TOKEN = re.compile("[A-Za-z0-9_-]{32}")
NOBODY = "Someone"
LIVE, GONE, UNKNOWN = "live", "gone", "unknown"


class TooFewAnswers(ValueError):
    """A sheet without a verdict has nothing to show."""


# Tokens


def new_token() -> str:
    secret = secrets.token_bytes(RANDOM_BYTES)
    return urlsafe_b64encode(secret + _mac(secret)).decode()


def is_ours(token: str) -> bool:
    """Whether this site made the token, of a share that may be gone."""
    if not TOKEN.fullmatch(token):
        return False
    data = urlsafe_b64decode(token)
    return constant_time_compare(_mac(data[:RANDOM_BYTES]), data[RANDOM_BYTES:])


def _mac(secret: bytes) -> bytes:
    return salted_hmac("quiz.sharing.token", secret, algorithm="sha256").digest()[:MAC_BYTES]


# Finding


def find(token: str, *, expired: bool = False) -> SharedResult | None:
    """The share under this token while it may be seen, or as long as it is kept at all.

    The database is asked whatever the token looks like, so that time tells nothing of it.
    """
    ours = is_ours(token)
    share = next(iter(_rows().filter(token=token if ours else "")), None)
    if share and not expired and _is_over(share.expires_on):
        share = None
    if ours and not expired:
        _shown(token).know(share and shown_of(share))
    return share


class Shown(NamedTuple):
    """Of a share that may be seen: a digest of all that its page says, and its first day gone."""

    digest: str
    expires_on: date | None


def shown(token: str) -> Shown | None:
    """What stands under this token, asked at most once a second; None for nothing.

    So what another process changes or deletes shows here within that second.
    """
    if not is_ours(token):
        return None
    found = _shown(token).get()
    return None if found and _is_over(found.expires_on) else found


def _is_over(expires_on: date | None) -> bool:
    return expires_on is not None and expires_on <= timezone.localdate()


def shown_of(share: SharedResult) -> Shown:
    """What stands in a row that is still shared."""
    said = (
        *(share.pk, share.token, share.edition_id, share.form, share.name),
        *(share.summary, share.answers, share.created_on, share.expires_on),
    )
    return Shown(hashlib.sha256(repr(said).encode()).hexdigest(), share.expires_on)


@lru_cache(maxsize=1024)
def _shown(token: str) -> Remembered[Shown | None]:
    def ask() -> Shown | None:
        share = _live().filter(token=token).first()
        return share and shown_of(share)

    return Remembered(ask)


def find_all(tokens: Iterable[str]) -> list[SharedResult]:
    """Those that may be seen, in the order of the tokens, each once; one query."""
    ours = dict.fromkeys(token for token in tokens if is_ours(token))
    if not ours:
        return []
    found = {share.token: share for share in _live().filter(token__in=ours)}
    for token in ours:
        _shown(token).know(shown_of(found[token]) if token in found else None)
    return [found[token] for token in ours if token in found]


def state(token: str) -> str:
    """``live``, ``gone`` (deleted or expired) or ``unknown``."""
    if find(token) is not None:
        return LIVE
    return GONE if is_ours(token) else UNKNOWN


def paired_with(share: SharedResult) -> list[SharedResult]:
    """The newest of those who agreed to be compared with this one, or asked for it."""
    agreed = Pairing.objects.filter(asked=share).values("agreed")
    asked = Pairing.objects.filter(agreed=share).values("asked")
    # As one list of ids: for an "or" over two joins, every share that there is would be read.
    newest = _live().filter(pk__in=agreed.union(asked)).order_by("-pk")[:MOST_PAIRS]
    return list(newest)[::-1]


def _live() -> QuerySet[SharedResult]:
    return _rows().filter(Q(expires_on=None) | Q(expires_on__gt=timezone.localdate()))


def _rows() -> QuerySet[SharedResult]:
    """With the quiz's slug and the edition's number; its document is kept by ``editions``."""
    own = (field.name for field in SharedResult._meta.concrete_fields)
    rows = SharedResult.objects.select_related("edition__quiz")
    return rows.only(*own, "edition__number", "edition__quiz__slug").order_by()


# Reading


def published(share: SharedResult) -> Published:
    """The edition that was answered, whichever is current."""
    return editions.get(share.edition.quiz.slug, share.edition.number)


def reading(share: SharedResult) -> Reading:
    """What the share says, for wording and pictures. No single answer is in it.

    Read once for each row that was found: many parts of a page ask, and it never changes.
    """
    if not hasattr(share, "read"):
        share.read = Reading(published(share).document, read_summary(share.summary))
    found: Reading = share.read
    return found


def sharer(share: SharedResult) -> str:
    """Who shared it, for a sentence: "Ana" or "Someone"."""
    return share.name or NOBODY


# Writing


def can_share(sheet: StoredSheet) -> bool:
    """Whether there is a verdict to show."""
    return sheet.published.verdict(sheet.form, sheet.answers).band != FEW


def of_sheet(sheet: StoredSheet) -> str:
    """What a share keeps to know the result again: leads to no answer and no person."""
    return hashlib.sha256(sheet.key.encode()).hexdigest()


def create(sheet: StoredSheet, name: str, include: bool, days: int | None) -> SharedResult:
    """The share of this result, made or brought up to these choices; raises TooFewAnswers.

    One whose time is over stays over: its link, key, guesses and pairs do not come back.
    ``include`` shows the single answers too; ``days`` from today is how long it can be seen,
    None for good.
    """
    verdict = sheet.published.verdict(sheet.form, sheet.answers)
    if verdict.band == FEW:
        raise TooFewAnswers
    today = timezone.localdate()
    choices = {
        "name": name,
        "answers": dict(sheet.answers) if include else None,
        "expires_on": None if days is None else today + timedelta(days),
    }
    made = {**choices, **_new_row(sheet, verdict)}
    _expired().filter(sheet=of_sheet(sheet)).delete()
    share, _ = SharedResult.objects.update_or_create(
        sheet=of_sheet(sheet), defaults=choices, create_defaults=made
    )
    _shown(share.token).forget()
    return share


def _new_row(sheet: StoredSheet, verdict: Verdict) -> dict[str, object]:
    return {
        "token": new_token(),
        "delete_key": secrets.token_urlsafe(RANDOM_BYTES),
        "edition_id": sheet.published.pk,
        "form": sheet.form,
        "summary": write_summary(summarise(verdict)),
        "created_on": timezone.localdate(),
    }


def delete(share: SharedResult) -> bool:
    """Delete a share with its pairings; False where somebody else was faster."""
    with transaction.atomic():
        row = SharedResult.objects.select_for_update().filter(pk=share.pk).first()
        if row is not None:
            row.delete()
    _shown(share.token).forget()
    return row is not None


def _expired() -> QuerySet[SharedResult]:
    return SharedResult.objects.filter(expires_on__lte=timezone.localdate())


def delete_expired(most: int) -> list[str]:
    """Delete up to ``most`` shares whose time has run out; their tokens."""
    with transaction.atomic():
        # In the index's order: by any other, each batch would read and sort all of them.
        rows = _expired().order_by("expires_on")
        tokens = dict(rows.values_list("pk", "token")[:most])
        # To find what hangs on them Django reads the rows first: without what they say.
        SharedResult.objects.filter(pk__in=tokens).only("pk").delete()
    return list(tokens.values())
