"""Reading editions: the only way pages get a quiz.

An edition never changes, so each is read once per process and kept. Which one is current
is asked again after at most a second, so that publishing in one process reaches the others
and a warm page costs no query.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Max

from careers.remembered import Remembered
from quiz.core.document import Document, checksum
from quiz.core.reading import read_document
from quiz.core.scoring import Answers, Bank
from quiz.core.verdict import Verdict, read_verdict
from quiz.models import Edition


class EditionMissing(LookupError):
    """No such edition, or nothing published yet."""


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


@lru_cache(maxsize=64)
def get(quiz: str, number: int) -> Published:
    """The edition of this quiz with this number; raises EditionMissing."""
    row = Edition.objects.filter(quiz__slug=quiz, number=number).first()
    if row is None:
        raise EditionMissing(f"{quiz} has no edition {number}")
    if checksum(row.document) != row.checksum:
        raise EditionMissing(f"{quiz} edition {number} is damaged: its checksum differs")
    document = read_document(row.document)
    return Published(row.pk, row.number, document, Bank(document), row.published_at)


def current(quiz: str) -> Published:
    """The newest edition; raises EditionMissing where nothing is published.

    While the database cannot be asked, the edition last known goes on being served.
    """
    newest = newest_of_all()
    seen, number = _latest.get(quiz, (None, 0))
    if seen != newest:
        number = _newest(quiz)
        if not number:
            raise EditionMissing(f"{quiz} has no edition yet")
        _latest[quiz] = (newest, number)
    return get(quiz, number)


def newest_of_all() -> int:
    """A number that rises whenever any quiz is published; 0 before the first."""
    return _newest_of_all.get()


def forget() -> None:
    """Drop everything kept in this process: after publishing, and between tests."""
    get.cache_clear()
    _latest.clear()
    _newest_of_all.forget()


def _newest(quiz: str) -> int:
    """0 where nothing is published."""
    newest = Edition.objects.filter(quiz__slug=quiz).order_by("-number")
    return newest.values_list("number", flat=True).first() or 0


def _largest_key() -> int:
    return Edition.objects.aggregate(largest=Max("pk"))["largest"] or 0


_newest_of_all = Remembered(_largest_key)
