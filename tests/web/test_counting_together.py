"""Many sheets are counted in one transaction: each once, all or none."""

import logging
from datetime import date

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from quiz import counting, once
from quiz.counting import Finished
from quiz.editions import Published
from quiz.models import AnswerSheet, NewSheet
from quiz.sheet import StoredSheet
from tests.web.helpers import answers_of, send, to_send

# To begin, to look for the same forms, to remember them, to count, to end; on PostgreSQL also
# to wait for whoever counts the same.
QUERIES = 6 if connection.vendor == "postgresql" else 5


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    day = date(2026, 7, 31)
    monkeypatch.setattr(counting.timezone, "localdate", lambda: day)
    return day


def finished(published: Published, key: str, sender: str = "192.0.2.1") -> Finished:
    sheet = StoredSheet(published, "short", answers_of(published, "short", key))
    return Finished(sheet, 2, sender)


def counted() -> list[tuple[str, int, date]]:
    """The answer to q01, the order of options and the day of each, oldest first."""
    rows = AnswerSheet.objects.order_by("pk").values_list("answers", "option_order", "day")
    return [(answers["q01"], order, day) for answers, order, day in rows]


def test_each_is_counted_once_whether_the_same_came_before_or_beside_it(
    published: Published, today: date
) -> None:
    counting.count_all([finished(published, "a")])
    came = [
        finished(published, "b"),
        finished(published, "a"),
        finished(published, "b"),
        finished(published, "a", "192.0.2.2"),
        finished(published, "b"),
    ]
    counting.count_all(came)
    assert counted() == [("a", 2, today), ("b", 2, today), ("a", 2, today)]


def test_when_all_came_before_none_is_counted(published: Published, today: date) -> None:
    for _ in range(2):
        counting.count_all([finished(published, "a"), finished(published, "b")])
    assert counted() == [("a", 2, today), ("b", 2, today)]


def test_the_same_form_counts_again_when_its_time_is_over(
    published: Published, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    for stretch in (7, 8, 10):  # the second is compared with the first, the third is not
        monkeypatch.setattr(once.time, "time", lambda now=stretch * once.STRETCH: now)
        counting.count_all([finished(published, "a"), finished(published, "a")])
    assert counted() == [("a", 2, today)] * 2


def test_many_cost_as_many_queries_as_one(
    published: Published,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    monkeypatch.setattr(once, "CLEARING", 2**32)  # or one in a thousand clears up, too
    for senders in (["192.0.2.1"], [f"198.51.100.{number}" for number in range(100)]):
        come = [finished(published, "a", sender) for sender in senders]
        with django_assert_num_queries(QUERIES):
            counting.count_all(come)
    assert len(counted()) == 101


def test_where_one_cannot_be_counted_none_is_and_none_is_taken_for_the_second(
    published: Published,
    today: date,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def refuse(rows: list[NewSheet]) -> None:
        raise OperationalError(f"disk full: {rows}")

    come = [finished(published, "a"), finished(published, "b")]
    with monkeypatch.context() as patch:
        patch.setattr(AnswerSheet.objects, "add", refuse)
        counting.count_all(come)
    assert counted() == []
    assert caplog.record_tuples == [
        ("quiz.counting", logging.ERROR, "sheets that were not counted: 2 (OperationalError)")
    ]
    counting.gate.leave(done=True)
    counting.count_all(come)
    assert counted() == [("a", 2, today), ("b", 2, today)]


def test_whoever_collects_sheets_is_handed_them_uncounted(
    visitor: Client, published: Published, today: date
) -> None:
    with counting.collecting() as collected:
        response = send(visitor, "/quiz/", to_send("short", answers_of(published, "short", "b")))
    assert response.headers["Location"] == "/result/"
    assert counted() == []
    counting.count_all(collected)
    assert [(answer, day) for answer, _, day in counted()] == [("b", today)]
    other = Client(REMOTE_ADDR="192.0.2.9")
    send(other, "/quiz/", to_send("short", answers_of(published, "short", "a")))
    assert [answer for answer, _, _ in counted()] == ["b", "a"]


def test_while_nothing_can_be_written_a_sheet_waits_behind_nobody_who_tries(
    visitor: Client, published: Published, caplog: pytest.LogCaptureFixture
) -> None:
    counting.gate.leave(done=False)
    with counting.collecting() as collected:
        response = send(visitor, "/quiz/", to_send("short", answers_of(published, "short")))
    assert (response.headers["Location"], collected, counted()) == ("/result/", [], [])
    assert caplog.messages == ["sheets that were not counted: 1 (OperationalError)"]
