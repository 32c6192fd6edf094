"""What the study says that publishing would do to results, and who is shown it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quiz import editions, impact
from quiz.models import Edition, Effect, Quiz
from tests.study import (
    CHANGE,
    QUIZ_PAGES,
    address,
    changes,
    count_one,
    count_sheets,
    editor,
    publisher,
    quiz,
    shown,
    sums,
)
from tests.web.helpers import page

__all__ = ["editor", "publisher", "quiz"]

PAGE_QUERIES = 45

# Impact


def test_counted_sheets_are_scored_under_both(quiz: Quiz, publisher: Client) -> None:
    count_sheets(quiz, 100)
    Effect.objects.filter(option__question__slug="q01").delete()
    opened = shown(publisher, quiz).section("What it does to results")
    assert "The last 100 sheets counted, scored under edition 1" in opened.text
    assert sums(opened) == ["0", "0", "0", "0"]
    quiz.questions.filter(slug="q01").delete()
    opened = shown(publisher, quiz).section("What it does to results")
    assert sums(opened) == ["0", "0", "0", "100"]
    drawn = opened.one("svg").all("rect")
    assert len(drawn) == len(opened.one("details").one("tbody").all("tr")) == 1


def test_with_too_few_counted_invented_sheets_are_scored_and_it_says_so(
    quiz: Quiz, publisher: Client
) -> None:
    count_sheets(quiz, 99)
    opened = shown(publisher, quiz).section("What it does to results")
    assert "40 sheets, invented and answered at random" in opened.text
    assert sums(opened) == ["0", "0", "40", "0"]
    assert "No lean moves." in opened.text


def test_what_sheets_cannot_tell_of_new_questions_is_said(quiz: Quiz, publisher: Client) -> None:
    told = "answer what is new"
    assert told not in shown(publisher, quiz).text
    quiz.questions.filter(slug="q01").update(slug="q77")
    Quiz.objects.update(sample={})
    opened = shown(publisher, quiz).section("What it does to results")
    said = f"Few or none of these sheets {told} (q77), so its pull is hardly in these numbers."
    assert said in [p.text for p in opened.all("p")]


def test_only_this_quizs_sheets_are_read_and_only_so_far_back(
    quiz: Quiz, monkeypatch: pytest.MonkeyPatch
) -> None:
    count_sheets(quiz, 3, "b")
    other = Quiz.objects.create(slug="other", title="?", left=quiz.right, right=quiz.left)
    strange = Edition.objects.create(quiz=other, number=1, document={}, checksum="0")
    count_one(strange, {"q01": "a"})
    count_sheets(quiz, 2)
    for answers in ({}, {"q99": "a"}):
        count_one(Edition.objects.get(quiz=quiz), answers)
    document = editions.get(quiz.slug, 1).document

    def found() -> list[str]:
        return [answers["q01"] for _, answers in impact.recent_sheets(quiz, document)]

    assert found() == ["a", "a", "b", "b", "b"]
    monkeypatch.setattr(impact, "MOST_SHEETS", 4)
    assert found() == ["a", "a", "b", "b"]
    monkeypatch.setattr(impact, "LOOKED_THROUGH", 4)
    assert found() == ["a", "a"]


def test_the_pages_ask_few_queries_however_many_questions_there_are(
    quiz: Quiz, publisher: Client, editor: Client
) -> None:
    count_sheets(quiz, 120)
    quiz.questions.update(why="Otherwise.")
    for client, where in ((publisher, address(quiz)), (editor, address(quiz, "check"))):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(where).status_code == 200
        assert len(asked) <= PAGE_QUERIES


# An editor's page


def test_an_editor_checks_the_draft_without_a_form(quiz: Quiz, editor: Client) -> None:
    opened = page(editor.get(address(quiz, "check")))
    assert changes(opened) == [CHANGE]
    assert opened.section("What it does to results").one("dl")
    assert opened.one("main").all("form") == []
    assert address(quiz) not in [link.attrs["href"] for link in opened.all("a")]


def test_only_a_publisher_is_led_to_publish(quiz: Quiz, editor: Client, publisher: Client) -> None:
    where = reverse("admin:quiz_quiz_change", args=[quiz.pk])
    for client, allowed in ((editor, False), (publisher, True)):
        links = {link.attrs.get("href") for link in page(client.get(where)).all("a")}
        assert [address(quiz, name) in links for name in QUIZ_PAGES[:4]] == [
            allowed,
            True,
            True,
            allowed,
        ]
