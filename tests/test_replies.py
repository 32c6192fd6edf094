"""What the replies say together: two tables, from thirty people on, and what they cost."""

from collections.abc import Iterable
from itertools import count
from typing import Any

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from careers import remembered
from config.kept import memory
from quiz import editions, replies
from quiz.editions import Published
from quiz.models import Reply
from quiz.replies import Cell, Told
from tests.counted import address, client_of, publish_another, publish_kitchen
from tests.web.helpers import Element, page, read_html

FEW = "fewer than 30"
numbers = count()


@pytest.fixture
def kitchen(db: None) -> Published:
    """Baker or cook?"""
    return publish_kitchen()


def said(published: Published, people: int, **what: str) -> None:
    """So many replies of one kind."""
    row: dict[str, Any] = {"band": "clear", "side": "left", **what}
    month = timezone.localdate().replace(day=1)
    Reply.objects.bulk_create(
        Reply(result=f"{next(numbers):032x}", edition_id=published.pk, month=month, **row)
        for _ in range(people)
    )


def told(published: Published) -> Told:
    replies.forget()
    return replies.of_quiz(published.document)


def cells(element: Element) -> list[list[str]]:
    return [[c.text for c in row.all("th", "td")] for row in element.one("tbody").all("tr")]


def shown(told: Told) -> list[list[list[str]]]:
    text = render_to_string("quiz/_replies.html", {"replies": told})
    return [cells(table) for table in read_html(text).all("table")]


def test_without_replies_there_is_no_number(kitchen: Published) -> None:
    text = render_to_string("quiz/_replies.html", {"replies": told(kitchen)})
    assert read_html(text).text == (
        "Not enough people have answered the two questions after their result yet: "
        "a number is shown from 30 people on."
    )


@pytest.mark.parametrize(("people", "number"), [(29, FEW), (30, "30")])
def test_a_number_is_shown_from_thirty_people_on(
    kitchen: Published, people: int, number: str
) -> None:
    said(kitchen, 30, title="learning")
    said(kitchen, people, title="left", band="leans", side="right")
    titles, fits = shown(told(kitchen))
    assert titles == [
        ["Baker", FEW, FEW, number],
        ["Cook", FEW, FEW, FEW],
        ["Both, or something else", FEW, FEW, FEW],
        ["Studying, or looking for work", "30", FEW, FEW],
    ]
    assert {row[-1] for row in fits} == {FEW}


def test_shares_of_a_title_are_shown_only_where_no_cell_of_it_is_left_out(
    kitchen: Published,
) -> None:
    """Otherwise the share would tell the number that is left out."""
    for band, side, people in (("clear", "left", 40), ("leans", "left", 20), ("close", "", 30)):
        said(kitchen, people, title="left", band=band, side=side)
    said(kitchen, 29, title="left", band="leans", side="right")
    assert shown(told(kitchen))[0][0] == ["Baker", "60", "30", FEW]
    said(kitchen, 1, title="left", band="clear", side="right")
    assert shown(told(kitchen))[0][0] == ["Baker", "60 (50 %)", "30 (25 %)", "30 (25 %)"]


def test_the_fit_is_told_by_how_firm_the_result_was(kitchen: Published) -> None:
    for fits, people in (("yes", 20), ("partly", 15), ("no", 5)):
        said(kitchen, people, fits=fits)
    said(kitchen, 29, fits="yes", band="close", side="")
    said(kitchen, 500, title="left", band="close", side="")
    assert shown(told(kitchen))[1] == [
        ["A clear lean", "50 %", "38 %", "12 %", "40"],
        ["A lean", *["–not shown"] * 3, FEW],
        ["Could be either", *["–not shown"] * 3, FEW],
    ]


def test_all_editions_of_a_quiz_count_together_and_each_by_itself(kitchen: Published) -> None:
    newer = publish_another("Another?")
    said(kitchen, 20, title="left")
    said(newer, 45, title="left")
    every = told(newer)
    assert every.titles[0].cells[0] == Cell("65")
    by_edition = [replies.of_edition(p.pk, p.document) for p in (kitchen, newer)]
    assert [each.titles[0].cells[0] for each in by_edition] == [Cell(), Cell("45")]
    assert [each.any for each in by_edition] == [False, True]


def test_what_is_told_of_a_quiz_is_asked_for_once_in_five_minutes(
    kitchen: Published,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    clock = [1000.0]
    monkeypatch.setattr(remembered.time, "monotonic", lambda: clock[0])
    replies.forget()
    said(kitchen, 30, title="left")
    with django_assert_num_queries(2):
        before = replies.of_quiz(kitchen.document)
    said(kitchen, 30, title="left")
    clock[0] += replies.RECOUNTED_SECONDS - 1
    with django_assert_num_queries(0):
        assert replies.of_quiz(kitchen.document) == before
    clock[0] += 1
    with django_assert_num_queries(2):
        assert replies.of_quiz(kitchen.document).titles[0].cells[0] == Cell("60")


def test_what_is_told_can_be_part_of_a_pages_key(kitchen: Published) -> None:
    said(kitchen, 30, title="left")
    assert hash(told(kitchen)) == hash(told(kitchen))


def regions(section: Element) -> Iterable[str]:
    return [e.attrs["aria-label"] for e in section.all("div", role="region")]


def test_editors_see_the_tables_of_an_edition(kitchen: Published) -> None:
    editor = client_of("editor")
    newer = publish_another("Another?")
    said(newer, 31, title="right", fits="no", side="right")
    section = page(editor.get(address(newer))).section("What people said of their result")
    assert regions(section) == ["Titles and results", "Whether results fit"]
    titles, fits = section.all("table")
    assert cells(titles)[1] == ["Cook", FEW, FEW, "31"]
    assert cells(fits)[0] == ["A clear lean", "0 %", "0 %", "100 %", "31"]
    older = page(editor.get(address(kitchen))).section("What people said of their result")
    assert (regions(older), "Not enough replies yet." in older.text) == ([], True)


def test_validity_shows_both_quizzes_and_is_drawn_anew_with_new_numbers(
    published: Published,
) -> None:
    """As soon as the whole answer, which is held for a few minutes, is made again."""
    check = editions.current(settings.CHECK_QUIZ)
    page(Client().get("/validity/"))
    for each, people in ((published, 30), (check, 40)):
        said(each, people, title="left", fits="yes")
    replies.forget()
    memory.forget()
    shown = page(Client().get("/validity/"))
    for part, people in (("first-quiz", "30"), ("work-check", "40")):
        region = shown.one("section", id=part).one("div", **{"aria-label": "Titles and results"})
        assert cells(region)[0] == ["Data Scientist", people, FEW, FEW]
