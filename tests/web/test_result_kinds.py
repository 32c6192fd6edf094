"""The result page of too few answers, of answers that balance, and of the invented sheet."""

import pytest
from django.test import Client

from quiz import wording
from quiz.core.verdict import read_verdict
from quiz.editions import Published
from tests.web.helpers import finish, page, sheet_in_band


@pytest.mark.parametrize("form", ["short", "full"])
def test_too_few_answers_explain_nothing_that_chance_decides(
    visitor: Client, published: Published, form: str
) -> None:
    finish(visitor, form, sheet_in_band(published, form, "few", 1).sheet.answers)
    shown = page(visitor.get("/result/"))
    headings = [element.text for element in shown.all("h2")]
    assert [h for h in headings if h in {"Why", "What would flip it"}] == []
    assert [h for h in headings if h.startswith("The other side")] == []
    assert shown.all("figure") == []


def test_answers_that_balance_exactly_lean_nowhere(visitor: Client, published: Published) -> None:
    neutral = {
        question.slug: "c" if question.kind == "agree" else "x"
        for question in published.document.form("full")
    }
    assert read_verdict(published.bank, "full", neutral).answered >= 6
    finish(visitor, "full", neutral)
    shown = page(visitor.get("/result/"))
    assert shown.one("h1").text == "You could enjoy either"
    assert shown.one("figcaption").one("strong").text == "0.0, exactly in the middle"
    assert shown.section("What would flip it").all("li") == []
    why = shown.section("Why")
    assert [p.text for p in why.all("p")][1:] == ["No answer pulled this way."] * 2


def test_the_sample_is_a_result_marked_as_invented(visitor: Client, published: Published) -> None:
    shown = page(visitor.get("/sample/"))
    verdict = read_verdict(published.bank, "short", published.document.sample)
    assert shown.one("h1").text == wording.headline(verdict)
    assert shown.one(role="note").one("strong").text == "A sample."
    assert shown.all("form", "input", "button") == []
