"""The study's pages on the work check's answers: what is ticked, and what a change would do."""

import csv
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from quiz import editions
from quiz.models import AnswerSheet, Edition, Quiz
from tests.counted import client_of
from tests.web.checks import lists
from tests.web.helpers import page

TICKED = ("cpp", "neural", "gpu")
PAGE_QUERIES = 9


@pytest.fixture
def check(shipped_quiz: Quiz) -> Quiz:
    return Quiz.objects.get(slug=settings.CHECK_QUIZ)


@pytest.fixture
def publisher(db: None) -> Client:
    return client_of("publisher")


def count(check: Quiz, sheets: int, *ticked: str) -> None:
    answers = {q.slug: "y" if q.slug in ticked else "n" for q in check.questions.all()}
    edition, day = Edition.objects.get(quiz=check), date(2026, 1, 31)
    AnswerSheet.objects.bulk_create(
        AnswerSheet(edition=edition, form="short", answers=answers, day=day, option_order=0)
        for _ in range(sheets)
    )


def address(check: Quiz, end: str = "") -> str:
    pk = Edition.objects.get(quiz=check).pk
    return f"{reverse('admin:quiz_edition_statistics', args=[pk])}{end}"


def test_below_thirty_sheets_only_their_number_is_shown(check: Quiz, publisher: Client) -> None:
    count(check, 29, *TICKED)
    text = page(publisher.get(address(check))).one("main").text
    assert "Not enough answers yet: 29 of 30." in text
    assert "What they tick" not in text
    assert publisher.get(address(check, "short.csv")).status_code == 404


def test_it_shows_results_and_ticks_and_no_figure_of_the_other_rule(
    check: Quiz, publisher: Client, django_assert_max_num_queries: Any
) -> None:
    count(check, 30, *TICKED)
    count(check, 10, "r")
    publisher.get(address(check))
    with django_assert_max_num_queries(PAGE_QUERIES):
        shown = page(publisher.get(address(check)))
    text = shown.one("main").text
    assert [h.text for h in shown.all("h2") if "item" in h.text] == ["24 items"]
    rows = [[cell.text for cell in tr.all("th", "td")] for tr in shown.all("tr")]
    assert ["Would likely be called ML Engineer", "30", "75.0%", ""] in rows
    assert ["Too few ticks to say (fewer than 3)", "10", "25.0%", ""] in rows
    assert ["6", "R", "10", "25.0%", "", "34.6%", "11.2%", "0", "0"] in rows
    assert ["12", "C++", "30", "75.0%", "", "12.4%", "26.4%", "0", "0"] in rows
    assert "of the 30 sheets with ticks enough" in text
    others = ("alpha", "Item–rest", "random sheets", "enjoy", "Order 1")
    assert [word for word in others if word in text] == []


def test_the_csv_gives_pulls_in_log_odds(check: Quiz, publisher: Client) -> None:
    count(check, 30, *TICKED)
    answer = publisher.get(address(check, "short.csv"))
    head, *rows = csv.reader(answer.content.decode("utf-8-sig").splitlines())
    assert head[8] == "pull in log-odds"
    found = {(row[3], row[5]): row[6:] for row in rows}
    assert found["r", "n"] == ["Not ticked", "no", "0.2290", "30", "1.000000"]
    assert found["cpp", "y"] == ["Ticked", "no", "0.4030", "30", "1.000000"]
    assert publisher.get(address(check, "full.csv")).status_code == 404


def test_publishing_tells_what_a_new_weight_does(check: Quiz, publisher: Client) -> None:
    count(check, 100, *TICKED)
    check.questions.filter(slug="cpp").update(weight=-5)
    shown = page(publisher.get(reverse("admin:quiz_quiz_publish", args=[check.pk])))
    rows = [[cell.text for cell in tr.all("th", "td")] for tr in shown.all("tr")]
    assert ["cpp", "weight 0.5 → −0.5"] in rows
    assert [
        "You would likely be called ML Engineer",
        "You could be called either",
        "100",
    ] in rows
    assert "points, of which 2 are 1 person of 100" in shown.one("main").text
    warnings = [item.text for item in shown.all("li") if "speaks for" in item.text]
    assert len(warnings) == 1
    assert warnings[0].startswith("cpp speaks for Data Scientist, but 12 % of")


def test_the_draft_and_the_edition_can_be_tried(check: Quiz, publisher: Client) -> None:
    check.questions.filter(slug="cpp").update(text="C++, any version")
    preview = reverse("admin:quiz_quiz_preview", args=[check.pk])
    shown = page(publisher.get(preview))
    assert "C++, any version" in shown.one("main").text
    assert "Full form" not in shown.text
    ticked = lists(editions.current(check.slug).document, TICKED)
    sent = publisher.post(preview, {"edition": "2", "form": "short", **ticked})
    assert page(sent).one("h1").text == "You would likely be called ML Engineer"
    result = reverse("admin:quiz_quiz_preview_result", args=[check.pk])
    assert "These are the sample’s answers" in page(publisher.get(result)).text


def test_an_edition_becomes_the_draft_again(check: Quiz, publisher: Client) -> None:
    check.questions.filter(slug="cpp").update(weight=1, left_share=None)
    check.checklists.filter(slug="act").update(text="?")
    check.questions.filter(slug="gpu").delete()
    Quiz.objects.filter(pk=check.pk).update(intercept=0)
    pk = Edition.objects.get(quiz=check).pk
    address = reverse("admin:quiz_edition_draft", args=[pk])
    asked = page(publisher.get(address))
    form = asked.one("main").all("form")[-1]
    data = {f.attrs["name"]: f.attrs.get("value") or "" for f in form.all("input")
            if f.attrs.get("name")}  # fmt: skip
    assert publisher.post(address, data).status_code == 303
    shown = page(publisher.get(reverse("admin:quiz_quiz_check", args=[check.pk])))
    assert "Nothing changed since edition 1" in shown.one("main").text
