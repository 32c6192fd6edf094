"""The visitor's answers: one signed cookie per quiz, and nothing else is kept about them.

The cookie holds the edition, the form, a letter per question and a random key:
``3.short.ab-x….`` and 22 characters, where ``-`` is a question not answered. The key names
this result without telling anything of it, so that sharing it twice gives one share.
"""

import hashlib
import re
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse

from quiz import editions
from quiz.cookies import DAY, Cookie, cookie_name
from quiz.core.document import FORMS, Document
from quiz.core.scoring import AnswerError, Answers, read_sheet
from quiz.editions import EditionDamaged, EditionMissing, Published

ANSWERS = "answers"  # how the name of the cookie ends
KEPT_DAYS = 180
UNANSWERED = "-"
KEY_BYTES = 16
KEY = re.compile("[A-Za-z0-9_-]{22}")
UNREADABLE = (ValueError, EditionMissing, AnswerError)


@dataclass(frozen=True)
class StoredSheet:
    """Answers together with the edition that they answer.

    ``key`` is random, not part of what is said, and empty until the sheet is written.
    """

    published: Published
    form: str
    answers: Answers
    key: str = field(default="", compare=False)


def read(request: HttpRequest, quiz: str) -> StoredSheet | None:
    """This visitor's sheet; None without one, or where the cookie was tampered with.

    A request is told again what it was told before: many parts of an answer ask.
    """
    told: dict[str, StoredSheet | None] = request.__dict__.setdefault("sheets", {})
    if quiz not in told:
        told[quiz] = _read_or_none(request, quiz)
    return told[quiz]


def is_of_damaged_edition(request: HttpRequest, quiz: str) -> bool:
    """Whether there is a sheet that cannot be read because its edition cannot."""
    try:
        _read(request, quiz)
    except EditionDamaged:
        return True
    except UNREADABLE:
        pass
    return False


def _read_or_none(request: HttpRequest, quiz: str) -> StoredSheet | None:
    try:
        return _read(request, quiz)
    except UNREADABLE:
        return None


def _read(request: HttpRequest, quiz: str) -> StoredSheet:
    """Raises one of UNREADABLE."""
    cookie = _cookie(quiz)
    # Before there were keys, a cookie had three parts; its signature is as good as one.
    parts = cookie.read(request).split(".")
    parts += [_key_from(request.COOKIES[cookie.name])] if len(parts) == 3 else []
    return _unpack(quiz, parts)


def write(response: HttpResponse, sheet: StoredSheet, before: StoredSheet | None = None) -> None:
    """Keep a sheet in this browser. ``before`` is the one it held: if the same, so is the key."""
    quiz = sheet.published.document.quiz
    key = before.key if before == sheet else secrets.token_urlsafe(KEY_BYTES)
    _cookie(quiz).write(response, f"{_pack(sheet)}.{key}")


def forget(response: HttpResponse, quiz: str) -> None:
    _cookie(quiz).forget(response)


def _cookie(quiz: str) -> Cookie:
    """Its salt differs by quiz, so that one quiz's cookie does not pass for another's."""
    return Cookie(cookie_name(quiz, ANSWERS), KEPT_DAYS * DAY, salt=f"quiz.sheet.{quiz}")


def _pack(sheet: StoredSheet) -> str:
    letters = _letters(sheet.published.document, sheet.form, sheet.answers)
    return f"{sheet.published.number}.{sheet.form}.{letters}"


def _letters(document: Document, form: str, answers: Answers) -> str:
    return "".join(answers.get(question.slug, UNANSWERED) for question in document.form(form))


def _unpack(quiz: str, parts: list[str]) -> StoredSheet:
    number, form, letters, key = parts
    published = editions.get(quiz, int(number))
    if form not in FORMS or not KEY.fullmatch(key):
        raise ValueError(f"no form {form!r} or no key")
    questions = published.document.form(form)
    pairs = zip(questions, letters, strict=True)
    answers = {question.slug: letter for question, letter in pairs if letter != UNANSWERED}
    read_sheet(published.bank, form, answers)
    return StoredSheet(published, form, answers, key)


def _key_from(cookie: str) -> str:
    digest = hashlib.sha256(cookie.encode()).digest()[:KEY_BYTES]
    return urlsafe_b64encode(digest).decode().rstrip("=")
