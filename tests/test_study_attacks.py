"""The study against hostile texts and files: shown as typed, refused with a reason, at once."""

from copy import deepcopy
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from careers.models import Role, Source, Trait
from quiz.models import Edition, Option, Question, Quiz
from tests.makers import everything
from tests.study import (
    address,
    apply,
    count_sheets,
    edited,
    edition_address,
    editor,
    exported,
    post,
    publisher,
    quiz,
    said,
    sent_by,
    shown,
    somebody,
    upload,
)
from tests.web.helpers import page

__all__ = ["editor", "publisher", "quiz"]

MARKUP = "\"'></template></script><img src=x onerror=alert(1)>{{ 7 }}{% now 'Y' %}"
RAW = b"<img src=x"

# What reads badly in a file, with the reason that is told. Each stands for the quiz's title.
BAD_TITLES = {
    "a date that is none": ('!!timestamp "soon"', "line 2: tags (!) are not read."),
    "a truth that is none": ('!!bool "perhaps"', "line 2: tags (!) are not read."),
    "a number without digits": ('!!int ""', "line 2: tags (!) are not read."),
    "an object of Python": ("!!python/name:os.system", "line 2: tags (!) are not read."),
    "a tag of nobody": ("! x", "line 2: tags (!) are not read."),
    "half a character": ('"\\ud800"', "line 2: a character that cannot be kept."),
    "a NUL": ('"a\\0b"', "line 2: a character that cannot be kept."),
    "a number to the base of 60": ("1" + ":1" * 200_000, "line 2: a text of more than 5000"),
    "a number of half a million digits": ("0x" + "f" * 500_000, "line 2: a text of more than 5000"),
    "lists without end": ("[" * 500_000, "line 2: nested too deeply."),
    "lists without end, and an anchor": ("&a " + "[" * 500_000, "line 2: nested too deeply."),
    "aliases": ("[&a [x, x], *a]", "line 2: aliases (*) and anchors (&) are not read."),
}


def with_title(body: bytes, title: str) -> bytes:
    first, _, *others = body.split(b"\n")
    return b"\n".join([first, b"title: " + title.encode(), *others])


@pytest.mark.parametrize(("title", "reason"), BAD_TITLES.values(), ids=BAD_TITLES)
def test_a_hostile_file_is_refused_with_a_reason_and_changes_nothing(
    quiz: Quiz, publisher: Client, title: str, reason: str
) -> None:
    before = everything()
    (alert,) = said(
        page(upload(publisher, quiz, with_title(exported(publisher, quiz), title)), 400)
    )
    assert reason in alert
    assert everything() == before


def test_a_file_of_very_many_rows_is_refused_before_the_database_is_locked(
    quiz: Quiz, publisher: Client, django_assert_max_num_queries: Any
) -> None:
    def multiply(data: Any) -> None:
        first = data["questions"][0]
        data["questions"] += [{**deepcopy(first), "slug": f"q{n}"} for n in range(100, 200)]

    before, body = everything(), edited(publisher, quiz, multiply)
    with django_assert_max_num_queries(15):
        (alert,) = said(page(upload(publisher, quiz, body), 400))
    assert "are more than the 1200 that can be imported here." in alert
    assert everything() == before


def test_a_file_of_markup_is_shown_as_it_is_written(quiz: Quiz, publisher: Client) -> None:
    def spoil(data: dict[str, list[dict[str, str]]]) -> None:
        data["questions"][0]["text"] = MARKUP

    answer = upload(publisher, quiz, edited(publisher, quiz, spoil))
    assert MARKUP in page(answer).one("main").text
    assert RAW not in answer.content


def test_a_file_waits_for_who_uploaded_it_alone(quiz: Quiz, publisher: Client) -> None:
    body = edited(publisher, quiz, lambda data: data.update(title="Mine"))
    opened = page(upload(publisher, quiz, body))
    other = somebody("other", "Publisher", is_staff=True)
    before = everything()
    assert apply(other, quiz, opened).status_code == 409
    publisher.logout()
    assert apply(publisher, quiz, opened).headers["Location"].startswith("/admin/login/")
    assert everything() == before


# Texts with markup


@pytest.fixture
def hostile(quiz: Quiz, publisher: Client) -> Quiz:
    """A published quiz whose every text is markup, with a draft that differs from it."""
    Question.objects.update(text=MARKUP, why=MARKUP)
    Option.objects.filter(key="a").update(text=MARKUP)
    Trait.objects.update(name=MARKUP[:40], definition=MARKUP)
    Source.objects.update(title=MARKUP, publisher=MARKUP[:40])
    Role.objects.update(summary=MARKUP, line=MARKUP)
    post(publisher, quiz, sent_by(shown(publisher, quiz), note=MARKUP))
    assert Edition.objects.latest("number").note == MARKUP
    quiz.questions.filter(slug="q01").update(text=f"Now {MARKUP}")
    count_sheets(quiz, 30)
    return quiz


def test_markup_in_any_text_is_text_on_every_page_of_the_study(
    hostile: Quiz, publisher: Client
) -> None:
    question = hostile.questions.get(slug="q01")
    newest = Edition.objects.latest("number").number
    of_quiz = ["publish", "check", "import", "preview", "preview_full", "preview_result"]
    of_edition = ["differences", "draft", "statistics", "preview", "preview_result", "history"]
    places = [
        *(address(hostile, name) for name in [*of_quiz, "history", "change"]),
        *(edition_address(name, newest) for name in [*of_edition, "change"]),
        edition_address("statistics"),
        reverse("admin:quiz_question_change", args=[question.pk]),
        reverse("admin:quiz_question_add"),
        *(reverse(f"admin:quiz_{model}_changelist") for model in ("question", "quiz", "edition")),
        reverse("admin:index"),
    ]
    answers = {place: publisher.get(place) for place in places}
    assert {place: answer.status_code for place, answer in answers.items()} == dict.fromkeys(
        places, 200
    )
    assert [place for place, answer in answers.items() if RAW in answer.content] == []
    # The markup did reach most of them, as text.
    assert sum(b"&lt;img src=x" in answer.content for answer in answers.values()) >= 15


def test_a_draft_reaches_no_visitor(hostile: Quiz, publisher: Client) -> None:
    """Neither by a preview nor by a page that is kept for everyone."""
    places = ["/", "/quiz/", "/quiz/full/", "/sample/", "/methods/", "/embed/quiz/"]
    before = [Client().get(place).content for place in places]
    hostile.questions.update(text="Only a draft?")
    hostile.title = "Only a draft"
    hostile.save()
    for name in ("preview", "preview_full", "preview_result", "check", "publish"):
        answer = publisher.get(address(hostile, name))
        assert b"Only a draft" in answer.content
        assert "no-store" in answer.headers["Cache-Control"]
    assert [Client().get(place).content for place in places] == before


def test_the_log_of_what_editors_did_holds_no_answers(hostile: Quiz, publisher: Client) -> None:
    told = " ".join(LogEntry.objects.values_list("change_message", flat=True))
    assert told == " ".join([f"Published edition 2: {MARKUP}"] * 2)
