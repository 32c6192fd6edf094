"""The quiz form: every question and option, in the order that the clock says."""

import pytest
from django.test import Client

from quiz.core.document import Question
from quiz.editions import Published
from quiz.models import Quiz
from tests.web.helpers import (
    ADDRESSES,
    Element,
    chosen,
    fields,
    page,
    publish_again,
    serve_order,
)

forms = pytest.mark.parametrize(("form", "questions"), [("short", 16), ("full", 30)])
addresses = pytest.mark.parametrize("address", ADDRESSES.values())


def asked(form: Element) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Each question as read: its words, its field, and its options as (value, words)."""
    return [
        (
            fieldset.one("h2").text,
            fieldset.all("input")[0].attrs["name"],
            [(label.one("input").attrs["value"], label.text) for label in fieldset.all("label")],
        )
        for fieldset in form.all("fieldset")
    ]


def as_written(questions: tuple[Question, ...]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    return [(q.text, q.slug, [(o.key, o.text) for o in q.options]) for q in questions]


def keys(shown: Element) -> dict[str, list[str]]:
    """The option keys of each question in the order in which the page shows them."""
    return {name: [key for key, _ in options] for _, name, options in asked(shown)}


@forms
def test_asks_every_question_with_every_option_in_order(
    visitor: Client,
    published: Published,
    monkeypatch: pytest.MonkeyPatch,
    form: str,
    questions: int,
) -> None:
    serve_order(monkeypatch, 0)
    shown = asked(page(visitor.get(ADDRESSES[form])))
    assert len(shown) == questions
    assert shown == as_written(published.document.form(form))


@addresses
def test_nothing_is_chosen_beforehand(visitor: Client, address: str) -> None:
    form = page(visitor.get(address)).one("form")
    assert chosen(form) == {}
    assert fields(form).keys() == {"edition", "form", "order", "counting", "count"}


@forms
def test_in_each_order_the_opt_out_is_last_and_agree_scales_stay(
    visitor: Client,
    published: Published,
    monkeypatch: pytest.MonkeyPatch,
    form: str,
    questions: int,
) -> None:
    scales = {q.slug for q in published.document.form(form) if q.kind == "agree"}
    for order in range(4):
        serve_order(monkeypatch, order)
        shown = keys(page(visitor.get(ADDRESSES[form])))
        assert [options[-1] for options in shown.values()] == ["x"] * questions
        assert {slug for slug in scales if shown[slug] == [*"abcdex"]} == scales


@addresses
def test_over_the_four_orders_each_of_four_options_is_first_once(
    visitor: Client, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    firsts: dict[str, list[str]] = {}
    for order in range(4):
        serve_order(monkeypatch, order)
        for slug, options in keys(page(visitor.get(address))).items():
            if len(options) == 5:
                firsts.setdefault(slug, []).append(options[0])
    assert firsts
    assert {slug: sorted(first) for slug, first in firsts.items()} == {
        slug: [*"abcd"] for slug in firsts
    }


def test_neighbours_change_sides_from_one_order_to_the_next(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = []
    for order in range(4):
        serve_order(monkeypatch, order)
        shown.append("".join(keys(page(visitor.get("/quiz/")))["q01"]))
    assert shown == ["abcdx", "badcx", "cdabx", "dcbax"]


@addresses
def test_each_order_is_a_page_of_its_own(
    visitor: Client, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    etags = []
    for order in range(4):
        serve_order(monkeypatch, order)
        response = visitor.get(address)
        assert fields(page(response).one("form"))["order"] == str(order)
        etags.append(response.headers["ETag"])
    assert len(set(etags)) == 4


@pytest.mark.parametrize(
    ("seconds", "order"), [(0, 0), (299.9, 0), (300, 1), (899, 2), (1199, 3), (1200, 0)]
)
def test_the_order_changes_every_five_minutes(
    visitor: Client, monkeypatch: pytest.MonkeyPatch, seconds: float, order: int
) -> None:
    serve_order(monkeypatch, seconds / 300)
    assert fields(page(visitor.get("/quiz/")).one("form"))["order"] == str(order)


@addresses
def test_a_new_edition_is_asked_at_the_next_request(
    visitor: Client, shipped_quiz: Quiz, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    serve_order(monkeypatch, 0)
    before = visitor.get(address)
    publish_again(shipped_quiz, "Which would you rather do tomorrow?")
    after = visitor.get(address, headers={"If-None-Match": before.headers["ETag"]})
    form = page(after).one("form")
    assert fields(form)["edition"] == "2"
    first, *others = asked(form)
    assert first[0] == "Which would you rather do tomorrow?"
    assert others == asked(page(before))[1:]
