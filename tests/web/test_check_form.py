"""/work-check/: four checklists, sent whole, in part, twice or wrongly; nothing of it is lost."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from careers import remembered
from quiz import editions, once
from quiz.editions import Published
from quiz.models import AnswerSheet
from tests.web.checks import (
    CHECK,
    ENGINEER,
    LISTS,
    NONE,
    RESULT,
    answers,
    boxes,
    check,
    lists,
    send_lists,
    tick,
    ticks,
)
from tests.web.helpers import heading, page, quick

check = check

BAD: dict[str, dict[str, Any]] = {
    "no such item": {"list-act": ["decisions", "dancing"]},
    "an item of another checklist": {"list-act": ["sql"]},
    "an item twice": {"list-lang": ["sql", "sql"]},
    "an empty tick": {"list-lang": [""]},
    "a NUL": {"list-lang": ["sql\0"]},
    "no such checklist": {"list-other": ["sql"]},
    "an item by its own name": {"sql": "y"},
    "a question of the other quiz": {"q01": "a"},
    "the full form": {"form": "full"},
    "a field twice": {"count": ["yes", "yes"]},
}


def whole(check: Published) -> dict[str, list[str]]:
    return lists(check.document, ENGINEER)


def counted() -> list[dict[str, str]]:
    return list(AnswerSheet.objects.order_by("pk").values_list("answers", flat=True))


# What is asked


def test_four_checklists_each_with_a_way_to_say_none(visitor: Client, check: Published) -> None:
    shown = page(visitor.get(CHECK))
    groups = shown.one("form").all("fieldset")
    assert [group.one("h2").text for group in groups] == [g.text for g in check.document.groups]
    for number, (group, asked) in enumerate(zip(groups, check.document.groups, strict=True), 1):
        said = [(box.one("input").attrs["value"], box.text) for box in group.all("label")]
        items = [(item.slug, item.text) for item in check.document.items(asked.slug)]
        assert said == [*items, (NONE, "None of these")]
        assert f"Checklist {number} of 4" in group.text
    assert boxes(shown) == {}
    assert shown.one("h1").text == "What is your job, really?"


def test_it_is_the_same_for_everyone_and_needs_no_cookie(visitor: Client, check: Published) -> None:
    response = visitor.get(CHECK)
    assert not response.cookies
    assert response.headers["Cache-Control"] == "public, max-age=0, s-maxage=60, must-revalidate"


# What is sent


@given(ticked=st.sets(st.sampled_from([*ENGINEER, "r", "sql", "decisions", "plotly", "java"])))
@quick
def test_any_ticks_are_the_answers_of_the_result(visitor: Client, ticked: set[str]) -> None:
    check = editions.current("work-check")
    tick(visitor, check, ticked)
    wanted = {q.slug: "y" if q.slug in ticked else "n" for q in check.document.questions}
    assert answers(visitor) == wanted


def test_a_sheet_is_counted_once_and_the_same_one_not_again(
    visitor: Client, check: Published
) -> None:
    for _ in range(2):
        tick(visitor, check, ENGINEER)
    (row,) = counted()
    assert {slug for slug, key in row.items() if key == "y"} == set(ENGINEER)
    assert len(row) == len(check.document.questions)


@pytest.mark.parametrize("headers", [{"Sec-GPC": "1"}, {}])
def test_who_does_not_want_to_be_counted_is_not(
    visitor: Client, check: Published, headers: dict[str, str]
) -> None:
    sent = {**whole(check), "edition": "1", "form": "short"}
    more = {} if headers else {"counting": "asked"}
    response = visitor.post(CHECK, {**sent, **more}, headers=headers)
    assert (response.status_code, counted(), ticks(visitor)) == (303, [], set(ENGINEER))


# What is left


def test_a_checklist_left_is_told_from_none_of_these(visitor: Client, check: Published) -> None:
    sent = whole(check)
    assert sent["list-tool"] == ["vscode"]
    del sent["list-tool"], sent["list-act"]
    sent["list-lang"] = [NONE]
    again = page(send_lists(visitor, sent), 422)
    alert = again.one(role="alert")
    assert alert.one("h2").text == "2 checklists left"
    texts = {f"list-{g.slug}": g.text for g in check.document.groups}
    left = ("list-act", "list-tool")
    assert [(a.attrs["href"], a.text) for a in alert.all("a")] == [
        (f"#{name}-1", texts[name]) for name in left
    ]
    assert {again.one(id=f"{name}-1").attrs["type"] for name in left} == {"checkbox"}
    assert boxes(again.one("form")) == sent
    assert again.one("title").text.startswith("Error: ")
    assert (counted(), dict(visitor.cookies)) == ([], {})


def test_who_goes_on_without_has_these_items_not_answered(
    visitor: Client, check: Published
) -> None:
    sent = whole(check)
    del sent["list-tool"]
    button = page(send_lists(visitor, sent), 422).one(role="alert").one("button")
    assert (button.attrs["name"], button.attrs["value"]) == ("unanswered", "leave")
    response = send_lists(visitor, sent, unanswered="leave")
    assert (response.status_code, response.headers["Location"]) == (303, RESULT)
    tools = {item.slug for item in check.document.items("tool")}
    assert {slug for slug, key in answers(visitor).items() if key is None} == tools


def test_ticks_beside_none_of_these_are_asked_about_and_kept(
    visitor: Client, check: Published
) -> None:
    sent = {**whole(check), "list-lang": ["cpp", "bash", NONE]}
    again = page(send_lists(visitor, sent), 422)
    assert again.one(role="alert").one("h2").text == "1 checklist left"
    shown = boxes(again.one("form"))
    assert {name: set(values) for name, values in shown.items()} == {
        name: set(values) for name, values in sent.items()
    }
    assert "You ticked something and “None of these” too." in again.one(id="list-lang").text
    assert counted() == []


# What is wrong


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_field_keeps_nothing_and_shows_the_good_ticks_again(
    visitor: Client, check: Published, kind: str
) -> None:
    sent = {**whole(check), **BAD[kind]}
    response = send_lists(visitor, sent)
    again = page(response, 400)
    assert again.one(role="alert").one("h2").text == "There is a problem"
    untouched = {name: values for name, values in whole(check).items() if name not in BAD[kind]}
    assert untouched.items() <= boxes(again.one("form")).items()
    assert (dict(response.cookies), counted()) == ({}, [])


def test_of_a_checklist_with_a_bad_tick_the_good_ones_stay(
    visitor: Client, check: Published
) -> None:
    again = page(send_lists(visitor, {**whole(check), **BAD["no such item"]}), 400)
    assert boxes(again.one("form"))["list-act"] == ["decisions"]


@pytest.mark.parametrize("edition", ["0", "99", "x", "9" * 5000, ""])
def test_another_edition_is_told_and_the_ticks_kept(
    visitor: Client, check: Published, edition: str
) -> None:
    again = page(send_lists(visitor, whole(check), edition=edition), 400)
    assert "This page was out of date." in again.one(role="alert").text
    assert boxes(again.one("form")) == whole(check)


def test_nothing_at_all_and_a_file_are_refused(visitor: Client, check: Published) -> None:
    assert "No answers arrived." in page(visitor.post(CHECK), 400).one(role="alert").text
    file = SimpleUploadedFile("sql", b"sql")
    sent = {"edition": "1", "form": "short", "list-lang": file}
    assert page(visitor.post(CHECK, sent), 400).one(role="alert").one("h2").text


def test_there_is_one_form_and_nothing_more_to_answer(visitor: Client, check: Published) -> None:
    tick(visitor, check, ENGINEER)
    more = visitor.get("/work-check/result/more/")
    assert (more.status_code, more.headers["Location"]) == (303, RESULT)
    assert heading(visitor.get("/work-check/quiz/full/"), 404) == "There is no such page"


def test_the_form_costs_no_query_once_it_is_known(
    visitor: Client,
    check: Published,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    monkeypatch.setattr(remembered, "RECHECK_SECONDS", 3600)
    editions.forget()
    Client().get(CHECK)
    with django_assert_num_queries(0):
        assert Client().get(CHECK).status_code == 200
    # To begin, whether it is new, that it was there, the row, to end; on PostgreSQL with a lock.
    monkeypatch.setattr(once, "CLEARING", 2**32)  # or one in a thousand clears up, too
    with django_assert_num_queries(6 if connection.vendor == "postgresql" else 5):
        tick(visitor, check, ENGINEER)


def test_every_checklist_has_a_name_of_its_own(check: Published) -> None:
    assert tuple(lists(check.document, [])) == LISTS
