"""The editors' study in tests: who works there, its addresses, and what its pages show."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, TestCase
from django.urls import reverse

from quiz import editions, impact
from quiz.models import AnswerSheet, Edition, Quiz
from tests.web.helpers import Element, answers_of, fields, page

NOTE = "Clearer words"
QUIZ_PAGES = ["publish", "check", "export", "import", "import_apply"]
EDITION_PAGES = ["differences", "draft"]


def somebody(name: str, *groups: str, **more: Any) -> Client:
    user = get_user_model().objects.create_user(name, **more)
    user.groups.set(Group.objects.filter(name__in=groups))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def publisher(db: None) -> Client:
    return somebody("publisher", "Publisher", is_staff=True)


@pytest.fixture
def editor(db: None) -> Client:
    return somebody("editor", "Editor", is_staff=True)


@pytest.fixture
def quiz(shipped_quiz: Quiz, monkeypatch: pytest.MonkeyPatch) -> Quiz:
    """A draft that differs from edition 1 in one text; few sheets are invented to try it on."""
    monkeypatch.setattr(impact, "INVENTED", 20)
    shipped_quiz.questions.filter(slug="q01").update(text="Which would you rather?")
    return shipped_quiz


def address(quiz: Quiz, name: str = "publish") -> str:
    return reverse(f"admin:quiz_quiz_{name}", args=[quiz.pk])


def edition_address(name: str, number: int = 1) -> str:
    """Of the edition with this number of the one quiz that is tried, beside the work check."""
    edition = Edition.objects.exclude(quiz__slug=settings.CHECK_QUIZ).get(number=number)
    return reverse(f"admin:quiz_edition_{name}", args=[edition.pk])


def shown(client: Client, quiz: Quiz, status: int = 200) -> Element:
    return page(client.get(address(quiz)), status)


def form_of(opened: Element) -> Element:
    """The form that publishes: the one on the page that is not the logout's."""
    return opened.one("main").one("form")


def sent_by(opened: Element, **more: str) -> dict[str, str]:
    data = {name: value for name, value in fields(form_of(opened)).items() if name}
    warned = {"read": "on"} if form_of(opened).all("input", name="read") else {}
    return {**data, **warned, "note": NOTE, **more}


def post(client: Client, quiz: Quiz, data: Any) -> HttpResponse:
    with TestCase.captureOnCommitCallbacks(execute=True):
        return client.post(address(quiz), data)


def said(opened: Element) -> list[str]:
    return [alert.text for alert in opened.all("p", role="alert")]


def changes(opened: Element) -> list[tuple[str, str]]:
    tables = opened.all("table", **{"class": "differences"})
    rows = [row for table in tables for row in table.one("tbody").all("tr")]
    return [(row.one("th").text, row.one("td").text) for row in rows]


CHANGE = (
    "q01",
    "text “Your team gives you a free week to work on anything useful. Which pulls you most?” "
    "→ “Which would you rather?”",
)


def count_sheets(quiz: Quiz, number: int, key: str = "a") -> None:
    published = editions.get(quiz.slug, 1)
    AnswerSheet.objects.bulk_create(
        AnswerSheet(
            edition_id=published.pk,
            form="short",
            answers=answers_of(published, "short", key),
            day=date(2026, 1, 31),
        )
        for _ in range(number)
    )


def count_one(edition: Edition, answers: dict[str, str]) -> None:
    AnswerSheet.objects.create(edition=edition, form="short", answers=answers, day="2026-01-31")


def sums(opened: Element) -> list[str]:
    return [dd.text for dd in opened.one("dl").all("dd")]


# Files


def exported(client: Client, quiz: Quiz) -> bytes:
    return client.get(address(quiz, "export")).content


def upload(client: Client, quiz: Quiz, body: bytes, **more: Any) -> HttpResponse:
    file = SimpleUploadedFile("any-name.txt", body)
    return client.post(address(quiz, "import"), {"file": file, **more})


def apply(client: Client, quiz: Quiz, opened: Element, **more: str) -> HttpResponse:
    data = {**fields(form_of(opened)), **more}
    return client.post(address(quiz, "import_apply"), data)


def edited(client: Client, quiz: Quiz, change: Callable[[Any], object]) -> bytes:
    """The export with this change."""
    data = yaml.safe_load(exported(client, quiz))
    change(data)
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False).encode()
