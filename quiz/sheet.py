"""The visitor's answers: one signed cookie per quiz, and nothing else is kept about them.

The cookie holds the edition, the form and a letter per question: ``3.short.ab-x…`` where
``-`` is a question not answered.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from quiz import editions
from quiz.core.document import FORMS, Document
from quiz.core.scoring import AnswerError, Answers, read_sheet
from quiz.editions import EditionMissing, Published

KEPT_DAYS = 180
UNANSWERED = "-"


@dataclass(frozen=True)
class StoredSheet:
    """Answers together with the edition that they answer."""

    published: Published
    form: str
    answers: Answers


def read(request: HttpRequest, quiz: str) -> StoredSheet | None:
    """This visitor's sheet; None without one, or where the cookie was tampered with."""
    try:
        value = request.get_signed_cookie(
            cookie_name(quiz), salt=_salt(quiz), max_age=KEPT_DAYS * 24 * 60 * 60
        )
        return _unpack(quiz, value)
    except (KeyError, ValueError, signing.BadSignature, EditionMissing, AnswerError):
        return None


def write(response: HttpResponse, sheet: StoredSheet) -> None:
    quiz = sheet.published.document.quiz
    response.set_signed_cookie(
        cookie_name(quiz),
        _pack(sheet),
        salt=_salt(quiz),
        max_age=KEPT_DAYS * 24 * 60 * 60,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponse, quiz: str) -> None:
    response.delete_cookie(cookie_name(quiz), samesite="Lax")


def cookie_name(quiz: str) -> str:
    return f"{quiz}-answers"


def _salt(quiz: str) -> str:
    """Differs by quiz, so that one quiz's cookie does not pass for another's."""
    return f"quiz.sheet.{quiz}"


def _pack(sheet: StoredSheet) -> str:
    letters = _letters(sheet.published.document, sheet.form, sheet.answers)
    return f"{sheet.published.number}.{sheet.form}.{letters}"


def _letters(document: Document, form: str, answers: Answers) -> str:
    return "".join(answers.get(question.slug, UNANSWERED) for question in document.form(form))


def _unpack(quiz: str, value: str) -> StoredSheet:
    number, form, letters = value.split(".")
    published = editions.get(quiz, int(number))
    if form not in FORMS:
        raise ValueError(f"no form {form!r}")
    questions = published.document.form(form)
    pairs = zip(questions, letters, strict=True)
    answers = {question.slug: letter for question, letter in pairs if letter != UNANSWERED}
    read_sheet(published.bank, form, answers)
    return StoredSheet(published, form, answers)
