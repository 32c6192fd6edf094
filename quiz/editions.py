"""Reading editions: the only way pages get a quiz.

An edition never changes, so each is read once per process and kept. Which one is current
is asked again after at most a second, so that publishing in one process reaches the others
and a warm page costs no query.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial

from careers.remembered import Remembered
from quiz.core.document import Document, checksum, read_document
from quiz.core.scoring import Answers, Bank
from quiz.core.verdict import Verdict, read_verdict
from quiz.models import Edition


class EditionMissing(LookupError):
    """No such edition, or nothing published yet."""


@dataclass(frozen=True)
class Published:
    """An edition ready to be asked and scored. ``pk`` is its row, ``number`` its name."""

    pk: int
    number: int
    document: Document
    bank: Bank
    published_at: datetime

    def verdict(self, form: str, answers: Answers) -> Verdict:
        """The verdict on these answers; raises AnswerError."""
        return read_verdict(self.bank, form, answers)


# The number of the newest edition, by quiz: only of quizzes that have one, since anyone may
# ask for any slug.
_latest: dict[str, Remembered[int]] = {}


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
    latest = _latest.get(quiz) or Remembered(partial(_newest, quiz))
    number = latest.get()
    if not number:
        raise EditionMissing(f"{quiz} has no edition yet")
    _latest[quiz] = latest
    return get(quiz, number)


def forget() -> None:
    """Drop everything kept in this process: after publishing, and between tests."""
    get.cache_clear()
    _latest.clear()


def _newest(quiz: str) -> int:
    """0 where nothing is published."""
    newest = Edition.objects.filter(quiz__slug=quiz).order_by("-number")
    return newest.values_list("number", flat=True).first() or 0
