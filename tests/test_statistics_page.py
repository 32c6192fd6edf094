"""The page of what the answers say: who sees it, from when on, at what cost."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from quiz import tallies
from quiz.core.document import FORMS
from quiz.editions import Published
from quiz.models import Edition, Quiz, Tally
from tests.counted import address, client_of, count, publish_another, publish_kitchen, section
from tests.makers import everything
from tests.web.helpers import page, sheet_in_band

PAGE_QUERIES = 10
CSV_QUERIES = 7


@pytest.fixture
def kitchen(db: None) -> Published:
    return publish_kitchen()


@pytest.fixture
def editor(db: None) -> Client:
    return client_of("editor")


# Who


@pytest.mark.parametrize("form", [None, *FORMS])
def test_who_may_see_it(kitchen: Published, form: str | None) -> None:
    for each in FORMS:
        count(kitchen, 30, {"q01": "a"}, each)
    where = address(kitchen, form)
    login = f"/admin/login/?next={where}"
    answers = {
        who: client_of(who).get(where)
        for who in ("visitor", "stranger", "colleague", "editor", "publisher")
    }
    assert {who: answer.status_code for who, answer in answers.items()} == {
        "visitor": 302,
        "stranger": 302,
        "colleague": 403,
        "editor": 200,
        "publisher": 200,
    }
    assert [answers[who].headers["Location"] for who in ("visitor", "stranger")] == [login] * 2


def test_who_may_not_see_it_reads_no_sheet(kitchen: Published) -> None:
    count(kitchen, 30, {"q01": "a"})
    for who in ("visitor", "stranger", "colleague"):
        client_of(who).get(address(kitchen))
    assert Tally.objects.count() == 0


@pytest.mark.parametrize("form", [None, "short"])
def test_no_cache_may_keep_it(kitchen: Published, editor: Client, form: str | None) -> None:
    count(kitchen, 30, {"q01": "a"})
    held = editor.get(address(kitchen, form)).headers["Cache-Control"].split(", ")
    assert {"no-store", "private"} <= set(held)


# Bad addresses and methods


@pytest.mark.parametrize("pk", [0, 999, 10**30])
@pytest.mark.parametrize("end", ["", "short.csv"])
def test_no_such_edition(kitchen: Published, editor: Client, pk: int, end: str) -> None:
    response = editor.get(f"/admin/quiz/edition/{pk}/statistics/{end}")
    assert page(response, 404).one("h1").text == "There is no such page"


@pytest.mark.parametrize("form", ["medium", "SHORT", "short.csv", "few", "%00"])
def test_no_such_form(kitchen: Published, editor: Client, form: str) -> None:
    count(kitchen, 30, {"q01": "a"})
    response = editor.get(f"/admin/quiz/edition/{kitchen.pk}/statistics/{form}.csv")
    assert page(response, 404).one("h1").text == "There is no such page"


def test_a_damaged_edition_has_no_figures(kitchen: Published, editor: Client) -> None:
    quiz = Quiz.objects.get()
    damaged = Edition.objects.create(quiz=quiz, number=7, document={}, checksum="0")
    where = reverse("admin:quiz_edition_statistics", args=[damaged.pk])
    assert page(editor.get(where), 404).one("h1").text == "There is no such page"


@pytest.mark.parametrize("form", [None, "short"])
def test_it_can_only_be_read(kitchen: Published, editor: Client, form: str | None) -> None:
    count(kitchen, 30, {"q01": "a"})
    before = everything()
    response = editor.post(address(kitchen, form), {"form": "short"})
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")
    assert everything() == before


# From when on


def test_too_few_sheets_say_only_how_many_they_are(kitchen: Published, editor: Client) -> None:
    count(kitchen, 29, {"q01": "a"})
    part = section(editor.get(address(kitchen)))
    assert part.one("h2").text == "Short form: 2 questions"
    assert part.one("p").text == "Not enough answers yet: 29 of 30."
    assert part.all("table", "svg", "a", "h3") == []
    response = editor.get(address(kitchen, "short"))
    assert page(response, 404).one("h1").text == "There is no such page"
    assert "Content-Disposition" not in response.headers


def test_thirty_sheets_of_one_form_say_nothing_of_the_other(
    kitchen: Published, editor: Client
) -> None:
    count(kitchen, 30, {"q01": "a"})
    response = editor.get(address(kitchen))
    assert [h.text for h in section(response, "short").all("h3")] == [
        "How they lean",
        "When they came",
        "How well the questions hang together",
        "The questions",
        "The options",
        "The order the options were shown in",
    ]
    assert section(response, "full").one("p").text == "Not enough answers yet: 0 of 30."
    assert editor.get(address(kitchen, "full")).status_code == 404


def test_sheets_of_another_edition_do_not_count(kitchen: Published, editor: Client) -> None:
    count(publish_another("Another text?"), 30, {"q01": "a"})
    assert section(editor.get(address(kitchen))).one("p").text == "Not enough answers yet: 0 of 30."


def test_sheets_that_do_not_fit_are_told_and_not_counted(
    kitchen: Published, editor: Client
) -> None:
    count(kitchen, 29, {"q01": "a"})
    count(kitchen, 2, {"q09": "a"})
    told = [p.text for p in section(editor.get(address(kitchen))).all("p")]
    assert told == [
        "Not enough answers yet: 29 of 30.",
        "2 sheets do not fit this form and are left out.",
    ]


def test_very_many_sheets_are_read_in_steps(
    kitchen: Published, editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tallies, "MOST_SHEETS", 30)
    count(kitchen, 50, {"q01": "a"})
    first, second = (section(editor.get(address(kitchen))) for _ in range(2))
    reading = "30 of 50 sheets read so far. Reload to read on."
    assert [p.text for p in first.all("p")][:2] == [
        reading,
        "30 sheets. Download the options as CSV",
    ]
    assert [p.text for p in second.all("p")][:1] == ["50 sheets. Download the options as CSV"]


# What it costs, and what it may not hold


def test_nothing_on_the_page_breaks_the_policy(published: Published, editor: Client) -> None:
    for form in FORMS:
        count(published, 30, sheet_in_band(published, form, "leans", 1).sheet.answers, form)
    response = editor.get(address(published))
    everything = page(response).all()
    assert [e.tag for e in everything if "style" in e.attrs or e.tag == "style"] == []
    assert [e.tag for e in everything if any(name.startswith("on") for name in e.attrs)] == []
    assert [e for e in everything if e.tag == "script" and "src" not in e.attrs] == []
    ids = [e.attrs["id"] for e in everything if "id" in e.attrs]
    assert sorted(ids) == sorted(set(ids))
    main = page(response).one("div", id="content-main")
    assert {svg.attrs.get("aria-hidden") for svg in main.all("svg")} == {"true"}


def test_the_page_is_read_in_few_queries(
    published: Published, editor: Client, django_assert_num_queries: Any
) -> None:
    for form in FORMS:
        count(published, 60, sheet_in_band(published, form, "leans", 1).sheet.answers, form)
    editor.get(address(published))
    with django_assert_num_queries(PAGE_QUERIES):
        editor.get(address(published))
    with django_assert_num_queries(CSV_QUERIES):
        editor.get(address(published, "short"))
