"""Counted sheets of the little quiz or the shipped one, and who looks at what they say."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from quiz import editions
from quiz.editions import Published
from quiz.models import AnswerSheet, Question, Quiz
from quiz.publishing import publish
from tests.makers import make_quiz
from tests.web.helpers import Element, page

DAY = date(2026, 1, 31)


def publish_kitchen() -> Published:
    """The little quiz as its first edition: three questions, two of them in the short form."""
    quiz = make_quiz()
    publish(quiz, note="First")
    return editions.current(quiz.slug)


def publish_another(text: str) -> Published:
    """Its next edition, whose first question reads like this."""
    Question.objects.filter(slug="q01").update(text=text)
    edition = publish(Quiz.objects.get(slug="kitchen"), note="Another text")
    return editions.get("kitchen", edition.number)


def client_of(who: str) -> Client:
    client = Client()
    if who != "visitor":
        user = get_user_model().objects.create_user(who, is_staff=who != "stranger")
        user.groups.set(Group.objects.filter(name=who.title()))
        client.force_login(user)
    return client


def address(published: Published, form: str | None = None) -> str:
    """Of the page, or of a form's CSV file."""
    if form is None:
        return reverse("admin:quiz_edition_statistics", args=[published.pk])
    return reverse("admin:quiz_edition_statistics_csv", args=[published.pk, form])


def count(
    published: Published, number: int, answers: Mapping[str, str], form: str = "short", **more: Any
) -> None:
    row = {"form": form, "answers": answers, "day": DAY, **more}
    sheets = (AnswerSheet(edition_id=published.pk, **row) for _ in range(number))
    AnswerSheet.objects.bulk_create(sheets)


def count_worked(kitchen: Published) -> None:
    """35 sheets of the short form, whose figures test_statistics_figures works out.

    Pulls: q01 −6, 6, 0, q02 −3, 3; reach 9. Totals: 9 twenty times, −6 ten times, 0 five times.
    """
    count(kitchen, 20, {"q01": "b", "q02": "b"}, option_order=1)
    count(kitchen, 10, {"q01": "a", "q02": "x"}, option_order=3, day=date(2026, 2, 2))
    count(kitchen, 5, {"q01": "c"})


def section(response: HttpResponse, form: str = "short") -> Element:
    """What the page says of a form."""
    return page(response).one("section", **{"aria-labelledby": form})


def table(part: Element, name: str) -> list[list[str]]:
    """The rows of the table in a named region, without its head."""
    (region,) = [
        r for r in part.all("div", role="region") if r.attrs["aria-label"].startswith(name)
    ]
    return rows(region)


def rows(part: Element) -> list[list[str]]:
    found = [[cell.text for cell in row.all("th", "td")] for row in part.all("tr")]
    return found[1:]
