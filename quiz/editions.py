"""Reading editions: the only way pages get a quiz.

An edition never changes, so each is read once per process and kept. Which one is current
is asked again after at most a second, so that publishing in one process reaches the others
and a warm page costs no query.
"""

import logging
import time
from dataclasses import dataclass
from functools import lru_cache

from django.db import DatabaseError

from quiz.core.document import Document, checksum, read_document
from quiz.core.scoring import Bank
from quiz.models import Edition

RECHECK_SECONDS = 1.0

log = logging.getLogger(__name__)


class EditionMissing(LookupError):
    """No such edition, or nothing published yet."""


@dataclass(frozen=True)
class Published:
    """An edition ready to be asked and scored. ``pk`` is its row, ``number`` its name."""

    pk: int
    number: int
    document: Document
    bank: Bank


@dataclass
class _Latest:
    """What is known to be current, and until when (monotonic seconds) to believe it."""

    number: int = 0
    believed_until: float = 0.0


@lru_cache(maxsize=64)
def get(quiz: str, number: int) -> Published:
    """The edition of this quiz with this number; raises EditionMissing."""
    row = Edition.objects.filter(quiz__slug=quiz, number=number).first()
    if row is None:
        raise EditionMissing(f"{quiz} has no edition {number}")
    if checksum(row.document) != row.checksum:
        raise EditionMissing(f"{quiz} edition {number} is damaged: its checksum differs")
    document = read_document(row.document)
    return Published(row.pk, row.number, document, Bank(document))


def current(quiz: str) -> Published:
    """The newest edition; raises EditionMissing where nothing is published.

    While the database cannot be asked, the edition last known goes on being served.
    """
    latest = _latest(quiz)
    if time.monotonic() >= latest.believed_until:
        _ask_again(quiz, latest)
    if not latest.number:
        raise EditionMissing(f"{quiz} has no edition yet")
    return get(quiz, latest.number)


def forget() -> None:
    """Drop everything kept in this process: after publishing, and between tests."""
    get.cache_clear()
    _latest.cache_clear()


@lru_cache(maxsize=64)  # a bound, since anyone may ask for any slug
def _latest(quiz: str) -> _Latest:
    return _Latest()


def _ask_again(quiz: str, latest: _Latest) -> None:
    newest = Edition.objects.filter(quiz__slug=quiz).order_by("-number")
    try:
        latest.number = newest.values_list("number", flat=True).first() or 0
    except DatabaseError:
        if not latest.number:
            raise
        log.exception("cannot ask which edition of %s is current", quiz)
    latest.believed_until = time.monotonic() + RECHECK_SECONDS
