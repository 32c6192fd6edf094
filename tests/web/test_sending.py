"""A finished form is sent: one cookie, one counted sheet, and on to the result."""

import logging
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from careers import gate, remembered
from quiz import editions, once
from quiz.editions import Published
from quiz.models import AnswerSheet, NewSheet, Sending
from tests.web.helpers import (
    ADDRESSES,
    COOKIE,
    answers_of,
    chosen,
    fields,
    page,
    send,
    to_send,
)

# The edition's number; to begin, to look for the same form, to remember it, to count, to end; on
# PostgreSQL also to wait for whoever counts the same.
QUERIES = 7 if connection.vendor == "postgresql" else 6
each_form = pytest.mark.parametrize("form", ["short", "full"])


def counted() -> list[dict[str, Any]]:
    """What the counted sheets hold, oldest first."""
    return list(AnswerSheet.objects.order_by("pk").values())


def answered(client: Client) -> dict[str, str | None]:
    """The answers behind this client's result."""
    data = client.get("/result.json").json()
    return {piece["question"]: piece["option"] for piece in data["contributions"]}


@each_form
def test_leads_to_the_result_of_these_answers(
    visitor: Client, published: Published, form: str
) -> None:
    answers = answers_of(published, form, "b")
    response = send(visitor, ADDRESSES[form], to_send(form, answers))
    assert (response.status_code, response.headers["Location"]) == (303, "/result/")
    assert answered(visitor) == answers


@pytest.mark.parametrize("https", [False, True])
def test_sets_one_signed_cookie_that_scripts_and_other_sites_do_not_get(
    visitor: Client, published: Published, settings: Settings, https: bool
) -> None:
    settings.HTTPS = https
    response = send(visitor, "/quiz/", to_send("short", answers_of(published, "short")))
    assert [*response.cookies] == [COOKIE]
    cookie = response.cookies[COOKIE]
    flags = {name: cookie[name] for name in ("httponly", "samesite", "secure", "path", "domain")}
    assert flags == {
        "httponly": True,
        "samesite": "Lax",
        "secure": True if https else "",
        "path": "/",
        "domain": "",
    }
    assert cookie["max-age"] == 180 * 24 * 60 * 60
    value, *signature = cookie.value.split(":")
    sheet, _, key = value.rpartition(".")
    assert (sheet, len(key)) == ("1.short." + "a" * 16, 22)
    assert [bool(part) for part in signature] == [True, True]


@each_form
def test_counts_the_sheet_once_without_a_link_to_a_person(
    visitor: Client, published: Published, form: str
) -> None:
    answers = answers_of(published, form)
    data = {**to_send(form, answers), "order": "3", "counting": "asked", "count": "yes"}
    send(visitor, ADDRESSES[form], data)
    (row,) = counted()
    assert row == {
        "id": row["id"],
        "edition_id": published.pk,
        "form": form,
        "option_order": 3,
        "answers": answers,
        "day": timezone.localdate(),
    }


def test_counts_a_sheet_that_says_nothing_about_counting_or_orders(
    visitor: Client, published: Published
) -> None:
    answers = answers_of(published, "short", "c")
    send(visitor, "/quiz/", to_send("short", {**answers_of(published, "short"), "q01": "c"}))
    (row,) = counted()
    assert (row["option_order"], row["answers"]["q01"], len(row["answers"])) == (
        None,
        "c",
        len(answers),
    )


@pytest.mark.parametrize(
    ("more", "headers"),
    [
        ({}, {"Sec-GPC": "1"}),
        ({"counting": "asked", "count": "yes"}, {"Sec-GPC": "1"}),
        ({"counting": "asked"}, {}),
    ],
    ids=["privacy signal", "privacy signal over the tick", "unticked"],
)
def test_who_does_not_want_to_be_counted_is_not_and_has_a_result(
    visitor: Client, published: Published, more: dict[str, str], headers: dict[str, str]
) -> None:
    answers = answers_of(published, "short")
    send(visitor, "/quiz/", {**to_send("short", answers), **more}, headers=headers)
    assert counted() == []
    assert answered(visitor) == answers


def test_the_same_sheet_sent_twice_by_one_browser_counts_once(
    visitor: Client, published: Published
) -> None:
    data = to_send("short", answers_of(published, "short"))
    someone_else = Client(REMOTE_ADDR="192.0.2.1")
    for browser in (visitor, visitor, someone_else):
        assert send(browser, "/quiz/", data).headers["Location"] == "/result/"
    assert [row["answers"] for row in counted()] == [answers_of(published, "short")] * 2


class Clock(SimpleNamespace):
    now = 1_800_000_000

    def time(self) -> int:
        return self.now


def test_the_same_sheet_from_one_address_counts_once_within_seconds(
    visitor: Client, published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when a button is pressed twice: the second form leaves before there is a cookie."""
    clock = Clock()
    monkeypatch.setattr(once, "time", clock)
    data = to_send("short", answers_of(published, "short"))
    for passed, rows in ((0, 1), (0, 1), (15, 1), (20, 2), (35, 2), (60, 3)):
        clock.now = Clock.now + passed
        assert send(Client(), "/quiz/", data).headers["Location"] == "/result/"
        assert len(counted()) == rows, passed
    send(Client(), "/quiz/", {**data, "order": "1"})
    send(Client(), "/quiz/", {**data, "q01": "b"})
    assert len(counted()) == 5


def test_of_what_was_sent_no_more_is_kept_than_a_short_tag_for_some_seconds(
    visitor: Client, published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = []
    for stretch in range(once.STRETCHES + 2):
        now = stretch * once.STRETCH
        monkeypatch.setattr(once, "time", SimpleNamespace(time=lambda now=now: now))
        key = "ab"[stretch % 2]
        send(Client(), "/quiz/", to_send("short", answers_of(published, "short", key)))
        once.forget_older()
        kept.append(Sending.objects.count())
    assert kept == [1] + [2] * (once.STRETCHES + 1)
    assert Sending.objects.filter(tag__gte=2**31).count() == 0


def test_another_sheet_of_the_same_browser_counts_too(
    visitor: Client, published: Published
) -> None:
    sheets = [answers_of(published, "short", key) for key in "ab"]
    for answers in sheets:
        send(visitor, "/quiz/", to_send("short", answers))
    assert [row["answers"] for row in counted()] == sheets


def test_a_database_that_cannot_count_costs_the_visitor_nothing(
    visitor: Client,
    published: Published,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def refuse(rows: list[NewSheet]) -> None:
        raise OperationalError(f"database is locked: {rows}")

    monkeypatch.setattr(AnswerSheet.objects, "add", refuse)
    answers = answers_of(published, "short")
    response = send(visitor, "/quiz/", to_send("short", answers))
    assert (response.status_code, response.headers["Location"]) == (303, "/result/")
    assert answered(visitor) == answers
    assert caplog.record_tuples == [
        ("quiz.counting", logging.ERROR, "sheets that were not counted: 1 (OperationalError)")
    ]
    assert "q01" not in caplog.text


def test_while_nothing_can_be_counted_only_one_tries_each_second(
    visitor: Client, published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, tried = [1000.0], []

    def refuse(rows: list[NewSheet]) -> None:
        tried.append(now[0])
        raise OperationalError("database is locked")

    monkeypatch.setattr(gate.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(AnswerSheet.objects, "add", refuse)
    for person, moment in enumerate((1000.0, 1000.0, 1000.9, 1001.0, 1001.5)):
        now[0] = moment
        browser = Client(REMOTE_ADDR=f"192.0.2.{person}")
        response = send(browser, "/quiz/", to_send("short", answers_of(published, "short")))
        assert response.headers["Location"] == "/result/"
    assert tried == [1000.0, 1001.0]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL locks rows")
def test_counting_waits_for_the_lock_more_briefly_than_sharing(
    visitor: Client, published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    def milliseconds() -> int:
        with connection.cursor() as cursor:
            return cursor.execute("PRAGMA busy_timeout").fetchone()[0]

    waits = []
    monkeypatch.setattr(AnswerSheet.objects, "add", lambda rows: waits.append(milliseconds()))
    send(visitor, "/quiz/", to_send("short", answers_of(published, "short")))
    assert (waits, milliseconds()) == ([250], 3000)


@each_form
def test_costs_a_few_queries_and_reading_the_result_none(
    visitor: Client,
    published: Published,
    form: str,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    monkeypatch.setattr(once, "CLEARING", 2**32)  # or one in a thousand clears up, too
    with django_assert_max_num_queries(QUERIES):
        send(visitor, ADDRESSES[form], to_send(form, answers_of(published, form)))
    assert len(counted()) == 1
    monkeypatch.setattr(remembered, "RECHECK_SECONDS", 3600)
    editions.forget()
    visitor.get("/result/")
    with django_assert_max_num_queries(0):
        for address in ("/result/", "/result.json", ADDRESSES[form]):
            assert visitor.get(address).status_code == 200


@each_form
def test_unanswered_questions_are_named_and_the_given_answers_kept(
    visitor: Client, published: Published, form: str
) -> None:
    everything = answers_of(published, form, "b")
    missing = [slug for slug in everything if slug in {"q02", "q05", "q29"}]
    given = {slug: key for slug, key in everything.items() if slug not in missing}
    response = send(visitor, ADDRESSES[form], to_send(form, given))
    again = page(response, 422)
    assert again.one("title").text.startswith("Error: ")
    alert = again.one(role="alert")
    questions = published.document.by_slug
    assert [(link.attrs["href"], link.text) for link in alert.all("a")] == [
        (f"#{slug}-1", questions[slug].text) for slug in missing
    ]
    for slug in missing:
        first = again.one(id=f"{slug}-1")
        assert (first.attrs["type"], first.attrs["name"]) == ("radio", slug)
    assert chosen(again.one("form")) == given
    assert (dict(response.cookies), counted()) == ({}, [])


def test_each_unanswered_question_says_so_itself(visitor: Client, published: Published) -> None:
    given = answers_of(published, "short")
    del given["q01"]
    again = page(send(visitor, "/quiz/", to_send("short", given)), 422)
    fieldsets = again.one("form").all("fieldset")
    described = [f.attrs["aria-describedby"] for f in fieldsets if "aria-describedby" in f.attrs]
    assert [again.one(id=name).text for name in described] == [
        "Error: No answer yet. Choose one, or “Something else / not sure”."
    ]


@each_form
def test_who_goes_on_without_has_these_questions_not_answered(
    visitor: Client, published: Published, form: str
) -> None:
    given = answers_of(published, form)
    del given["q01"], given["q29"]
    again = page(send(visitor, ADDRESSES[form], to_send(form, given)), 422)
    button = again.one(role="alert").one("button")
    sent = {**fields(again.one("form")), button.attrs["name"]: button.attrs["value"]}
    assert button.attrs["form"] == again.one("form").attrs["id"]
    response = send(visitor, ADDRESSES[form], sent)
    assert (response.status_code, response.headers["Location"]) == (303, "/result/")
    assert answered(visitor) == {**answers_of(published, form), "q01": None, "q29": None}


@each_form
def test_opt_outs_are_answers_but_none_is_scored(
    visitor: Client, published: Published, form: str
) -> None:
    answers = answers_of(published, form, "x")
    response = send(visitor, ADDRESSES[form], to_send(form, answers))
    assert (response.status_code, response.headers["Location"]) == (303, "/result/")
    assert (answered(visitor), counted()[0]["answers"]) == (answers, answers)
    assert visitor.get("/result.json").json()["answered"] == 0
