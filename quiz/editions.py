"""Reading editions: the only way pages get a quiz.

An edition never changes, so each is read once per process and kept. Which one is current
is asked again after at most a second, so that publishing in one process reaches the others
and a warm page costs no query.
"""

import logging
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import OperationalError
from django.db.models import Max

from careers.remembered import Remembered
from quiz.core.decoding import DocumentError
from quiz.core.document import Document, checksum
from quiz.core.reading import read_document
from quiz.core.scoring import Answers, Bank
from quiz.core.verdict import Verdict, read_verdict
from quiz.models import Edition

MOST_KEPT = 64  # editions
MOST_TRIED = 100  # editions, from the newest on, until one is sound
NO_UTF8 = "Could not decode to UTF-8"  # how SQLite's complaint begins

log = logging.getLogger(__name__)


class EditionMissing(LookupError):
    """No such edition, or nothing published yet."""


class EditionDamaged(EditionMissing):
    """It is there, but not as it was published."""


class NoneSound(EditionDamaged):
    """All editions of this quiz are damaged: it cannot be served."""


@dataclass(frozen=True)
class Published:
    """An edition ready to be asked and scored. ``pk`` is its row, ``number`` its name.

    ``fragments`` are the parts of its pages that were rendered already, ``fields`` those of its
    forms by name.
    """

    pk: int
    number: int
    document: Document
    bank: Bank
    published_at: datetime
    fragments: dict[Hashable, str] = field(default_factory=dict, compare=False, repr=False)
    fields: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def verdict(self, form: str, answers: Answers) -> Verdict:
        """The verdict on these answers; raises AnswerError."""
        return read_verdict(self.bank, form, answers)


# The number of the newest edition by quiz, and what ``newest_of_all`` was when it was asked
# for. Only of quizzes that have one, since anyone may ask for any slug.
_latest: dict[str, tuple[int, int]] = {}


# By the checksum of its document.
_banks: dict[str, Bank] = {}


@lru_cache(maxsize=MOST_KEPT)
def get(quiz: str, number: int) -> Published:
    """The edition of this quiz with this number; raises EditionMissing or EditionDamaged."""
    try:
        row = _row(quiz, number)
        if row is None:
            raise EditionMissing(f"{quiz} has no edition {number}")
        if checksum(row.document) != row.checksum:
            raise _Unsound("its checksum differs")
        bank = _bank(row)
    except (_Unsound, DocumentError) as error:
        raise EditionDamaged(f"{quiz} edition {number} is damaged: {error}") from None
    return Published(row.pk, row.number, bank.document, bank, row.published_at)


def current(quiz: str) -> Published:
    """The newest edition that is sound; raises EditionMissing where nothing is published.

    NoneSound where all are damaged. While the database cannot be asked, the edition last
    known goes on being served.
    """
    newest = newest_of_all()
    seen, number = _latest.get(quiz, (None, 0))
    if seen != newest:
        number = _newest_sound(quiz)
        _latest[quiz] = (newest, number)
    return get(quiz, number)


def newest_of_all() -> int:
    """A number that rises whenever any quiz is published; 0 before the first."""
    return _newest_of_all.get()


def newest_if_known() -> int | None:
    """The same where the database need not be asked for it, or None."""
    return _newest_of_all.if_known()


def forget() -> None:
    """Ask the database anew, in this process: after publishing, and between tests."""
    get.cache_clear()
    _latest.clear()
    _newest_of_all.forget()


class _Unsound(Exception):
    """What is wrong with a row."""


def _row(quiz: str, number: int) -> Edition | None:
    try:
        return Edition.objects.filter(quiz__slug=quiz, number=number).first()
    except OperationalError as error:
        if not str(error).startswith(NO_UTF8):
            raise
        raise _Unsound("its document is no text") from None


def _bank(row: Edition) -> Bank:
    """What a row's document says, whose checksum is right; raises DocumentError.

    Kept for good, since the same document always says the same: publishing one quiz makes no
    process read every other again.
    """
    bank = _banks.get(row.checksum)
    if bank is None:
        if len(_banks) >= MOST_KEPT:
            _banks.clear()
        bank = _banks[row.checksum] = Bank(read_document(row.document))
    return bank


def _newest_sound(quiz: str) -> int:
    """Its number. Tells the log of each that is passed over."""
    rows = Edition.objects.filter(quiz__slug=quiz).order_by("-number")
    missing = EditionMissing(f"{quiz} has no edition yet")
    for number in rows.values_list("number", flat=True)[:MOST_TRIED]:
        try:
            return get(quiz, number).number
        except EditionDamaged as error:
            log.error("%s; the one before it is served", error)
            missing = NoneSound(str(error))
    raise missing


def _largest_key() -> int:
    return Edition.objects.aggregate(largest=Max("pk"))["largest"] or 0


_newest_of_all = Remembered(_largest_key)
