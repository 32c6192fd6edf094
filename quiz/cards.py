"""The pictures of a shared result: addresses, words for who cannot see them, and keeping.

What is drawn comes from the same reading as the page and its tags. A picture's address holds a
fingerprint of all that is on it, so that a changed name or drawing has another address. Each
picture is drawn once and kept under its share's token, so that deleting finds it.
"""

import hashlib
import json
import logging
from threading import BoundedSemaphore

from django.conf import settings
from django.core.cache import caches
from django.urls import reverse

from quiz import sharing, wording
from quiz.card_drawing import CARD, DESIGN, STORY, Card, draw, drawable
from quiz.core.document import Document, Role
from quiz.core.summary import Reading
from quiz.core.verdict import CLEAR, LEAN
from quiz.models import SharedResult

INVITATION = "Which one are you?"
SIZE = (CARD.width, CARD.height)  # in pixels, for those who ask before they fetch
LAYOUTS = {"card": CARD, "story": STORY}
FINGERPRINT_DIGITS = 16

# Drawing is the costliest thing that a stranger can ask for: never more than this many at once
# in a process, so that the other threads go on serving pages.
AT_ONCE = 2
LONGEST_WAIT = 2.0  # seconds
_drawing = BoundedSemaphore(AT_ONCE)

logger = logging.getLogger(__name__)


class Busy(Exception):
    """Too many pictures are being drawn in this process."""


# What is on a card


def card(reading: Reading, name: str) -> Card:
    """What a card says of this reading; "Someone" where the name cannot be drawn."""
    document, summary = reading.document, reading.summary
    who = drawable(name) or sharing.NOBODY
    role = document.role(reading.toward) if reading.band in (LEAN, CLEAR) else None
    said = wording.headline(reading, who).removeprefix(who)
    return Card(
        name=who,
        verb=said.removesuffix(role.name if role else "").strip(),
        role=_role_name(role) if role else "",
        side=_side(document, role),
        left=_role_name(document.role(document.left)),
        right=_role_name(document.role(document.right)),
        place=summary.lean_tenths,
        close=summary.close_tenths,
        clear=summary.clear_tenths,
        invitation=INVITATION,
        address=_site_address(document.quiz),
    )


def alt(share: SharedResult) -> str:
    """The picture in words."""
    reading = sharing.reading(share)
    drawn = card(reading, share.name)
    place = wording.lean_in_words(reading)
    return f"{drawn.headline}. On a line from {drawn.left} to {drawn.right}: {place}."


def _side(document: Document, role: Role | None) -> str:
    if role is None:
        return ""
    return "right" if role.slug == document.right else "left"


def _role_name(role: Role) -> str:
    return drawable(role.name) or role.slug


def _site_address(quiz: str) -> str:
    """Where the quiz is, as one would write it down; empty where the host may be any.

    From the settings, not from the request: whoever asks cannot choose what is drawn.
    """
    host = settings.ALLOWED_HOSTS[0].removeprefix(".")
    return "" if host == "*" else host + reverse("home", args=[quiz]).rstrip("/")


# Addresses


def card_address(share: SharedResult) -> str:
    """Of the picture for previews of links, 1200 × 630."""
    return _address(share, "card")


def story_address(share: SharedResult) -> str:
    """Of the picture for stories, 1080 × 1920."""
    return _address(share, "story")


def fingerprint(share: SharedResult) -> str:
    """Differs where anything that is drawn differs."""
    drawn = vars(card(sharing.reading(share), share.name))
    everything = json.dumps([DESIGN, drawn], sort_keys=True)
    return hashlib.sha256(everything.encode()).hexdigest()[:FINGERPRINT_DIGITS]


def _address(share: SharedResult, kind: str) -> str:
    return reverse(kind, args=[share.token, fingerprint(share)])


# Drawing once


def picture(share: SharedResult, kind: str) -> bytes:
    """The "card" or "story" of a share as PNG; raises Busy."""
    wanted = fingerprint(share)
    kept = _kept(share, kind, wanted)
    if kept is not None:
        return kept
    if not _drawing.acquire(timeout=LONGEST_WAIT):
        raise Busy
    try:
        # Perhaps it was drawn while this request waited.
        return _kept(share, kind, wanted) or _draw_and_keep(share, kind, wanted)
    finally:
        _drawing.release()


def forget(token: str) -> None:
    """Remove both pictures of a share."""
    caches["cards"].delete_many([_key(token, kind) for kind in LAYOUTS])


def _kept(share: SharedResult, kind: str, wanted: str) -> bytes | None:
    fingerprint, drawn = caches["cards"].get(_key(share.token, kind), ("", None))
    return drawn if fingerprint == wanted else None


def _draw_and_keep(share: SharedResult, kind: str, wanted: str) -> bytes:
    drawn = draw(card(sharing.reading(share), share.name), LAYOUTS[kind])
    try:
        caches["cards"].set(_key(share.token, kind), (wanted, drawn))
    except OSError:
        logger.exception("a picture was drawn but could not be kept")
    if not SharedResult.objects.filter(pk=share.pk).exists():
        forget(share.token)  # deleted while this was drawn
    return drawn


def _key(token: str, kind: str) -> str:
    return f"{kind}:{token}"
