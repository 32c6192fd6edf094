"""An edition that is damaged in the database: the one before is served, and nobody is misled."""

import json
import logging

import pytest
from django.db import connection
from django.test import Client

from quiz import editions
from quiz.editions import EditionDamaged, Published
from quiz.models import Edition, Question, Quiz
from quiz.publishing import publish
from tests.careful import expected, told
from tests.web.helpers import answers_of, finish, heading, page
from tests.web.shares import share

TITLE = "This result cannot be shown just now"
DAMAGED = "crossroads edition 2 is damaged: its checksum differs"


@pytest.fixture
def visitors(visitor: Client, published: Published) -> tuple[Client, Client, str]:
    """Who answered edition 1, who edition 2 and shared it, and the token; then 2 is damaged."""
    finish(visitor, "short", answers_of(published, "short"))
    Question.objects.filter(slug="q01").update(text="Which would you rather?")
    publish(Quiz.objects.get(slug="crossroads"), note="")
    editions.forget()
    later = Client()
    finish(later, "short", answers_of(editions.current("crossroads"), "short"), 2)
    token = share(later, keep="365").token
    document = Edition.objects.get(number=2).document
    document["questions"][0]["text"] = "Which would you father?"
    Edition._base_manager.filter(number=2).update(document=document)
    editions.forget()
    return visitor, later, token


def test_the_edition_before_is_served_and_the_log_says_why(
    visitors: tuple[Client, Client, str], caplog: pytest.LogCaptureFixture
) -> None:
    assert [editions.current("crossroads").number for _ in range(2)] == [1, 1]
    told = f"{DAMAGED}; the one before it is served"
    assert caplog.record_tuples == [("quiz.editions", logging.ERROR, told)]
    assert json.loads(Client().get("/healthz/").content) == {"database": "ok", "edition": 1}


def test_a_result_of_the_damaged_edition_says_so_and_the_answers_stay(
    visitors: tuple[Client, Client, str],
) -> None:
    earlier, later, _ = visitors
    assert heading(earlier.get("/result/"), 200).startswith("You")
    response = later.get("/result/")
    shown = page(response, 503)
    assert shown.one("h1").text == TITLE
    assert "Your answers are still in this browser" in shown.one("main").text
    assert told(response) == expected()
    assert not response.cookies
    answer = later.get("/result.json")
    assert (answer.status_code, json.loads(answer.content)) == (
        503,
        {"error": "The edition that was answered is damaged. The answers are kept."},
    )


def test_a_share_of_the_damaged_edition_says_so(
    visitors: tuple[Client, Client, str], caplog: pytest.LogCaptureFixture
) -> None:
    _, _, token = visitors
    response = Client().get(f"/r/{token}/")
    assert heading(response, 503) == TITLE
    assert response.headers["Cache-Control"] == "no-store"
    assert told(response) == expected()
    assert f"a page could not be shown: {DAMAGED}" in caplog.messages


def test_who_answered_the_damaged_edition_may_take_the_quiz_again(
    visitors: tuple[Client, Client, str],
) -> None:
    _, later, _ = visitors
    finish(later, "short", answers_of(editions.current("crossroads"), "short"))
    assert heading(later.get("/result/"), 200).startswith("You")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL checks what it keeps")
@pytest.mark.parametrize(
    ("bytes_written", "reason"),
    [(b"\xff{}", "its document is no text"), (b"{", "its checksum differs")],
)
def test_what_is_no_document_at_all_is_damaged(
    published: Published, bytes_written: bytes, reason: str
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute("UPDATE quiz_edition SET document = CAST(%s AS TEXT)", [bytes_written])
        cursor.execute("PRAGMA ignore_check_constraints = OFF")
    editions.forget()
    for read in (lambda: editions.get("crossroads", 1), lambda: editions.current("crossroads")):
        with pytest.raises(EditionDamaged) as caught:
            read()
        assert str(caught.value) == f"crossroads edition 1 is damaged: {reason}"
    response = Client().get("/quiz/")
    assert heading(response, 503) == "The quiz cannot be shown just now"
    assert told(response) == expected()
