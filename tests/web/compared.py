"""Shared results to compare, guess and frame."""

import secrets

from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from quiz import editions, own_shares, sharing
from quiz.core.document import checksum, write_document
from quiz.core.scoring import Answers
from quiz.editions import Published
from quiz.models import Edition, Quiz, SharedResult
from quiz.sheet import StoredSheet
from tests.web.helpers import page, sheet_in_band

MARKUP = "<b>Ana</b>\"'&amp;{{ quiz }}"


def share(
    published: Published,
    name: str = "",
    *,
    band: str = "leans",
    side: int = 1,
    form: str = "short",
    answers: Answers | None = None,
    include: bool = False,
    days: int | None = 30,
) -> SharedResult:
    """A live share of a sheet of this band and side, or of these answers."""
    if answers is None:
        answers = sheet_in_band(published, form, band, side).sheet.answers
    sheet = StoredSheet(published, form, answers, key=secrets.token_urlsafe(16))
    return sharing.create(sheet, name, include, days)


def expire(shared: SharedResult) -> None:
    """Its last day was yesterday."""
    SharedResult.objects.filter(pk=shared.pk).update(expires_on=timezone.localdate())


def second_quiz(shipped_quiz: Quiz, published: Published) -> Published:
    """Another quiz with the same questions."""
    quiz = Quiz.objects.create(
        slug="another", title="Another", left=shipped_quiz.left, right=shipped_quiz.right
    )
    return next_edition(quiz, published)


def next_edition(quiz: Quiz, published: Published, **changes: object) -> Published:
    """An edition more, whose document differs in these values."""
    number = quiz.editions.count() + 1
    document = {**write_document(published.document), "quiz": quiz.slug, **changes}
    Edition.objects.create(quiz=quiz, number=number, document=document, checksum=checksum(document))
    editions.forget()
    return editions.get(quiz.slug, number)


def tokens(*shares: SharedResult) -> str:
    return "/".join(each.token for each in shares)


def owner_of(shared: SharedResult) -> Client:
    """The browser from which this was shared."""
    response, client = HttpResponse(), Client()
    request = RequestFactory().get("/")
    own_shares.keep(request, response, shared.edition.quiz.slug, shared.token)
    client.cookies.update(response.cookies)
    return client


def main_heading(response: HttpResponse, status: int) -> str:
    return page(response, status).one("main").one("h1").text
