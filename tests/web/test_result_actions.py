"""What a visitor can do with a result: change it, sharpen it, take it along, forget it."""

import pytest
from django.test import Client

from quiz.core.verdict import read_verdict
from quiz.editions import Published
from quiz.models import AnswerSheet, Quiz
from tests.web.helpers import (
    COOKIE,
    Element,
    answers_of,
    chosen,
    fields,
    finish,
    heading,
    page,
    publish_again,
    send,
    sheet_in_band,
)

each_form = pytest.mark.parametrize("form", ["short", "full"])


def form_to(shown: Element, address: str) -> Element:
    """The page's form that is sent to this address."""
    return shown.one("form", method="post", action=address)


@each_form
def test_a_changed_answer_is_scored_again_in_the_same_form(
    visitor: Client, published: Published, form: str
) -> None:
    finish(visitor, form, answers_of(published, form))
    before = visitor.cookies[COOKIE].value
    sent = {**fields(form_to(page(visitor.get("/result/")), "/result/")), "q02": "b"}
    response = send(visitor, "/result/", sent)
    assert (response.status_code, response.headers["Location"]) == (303, "/result/")
    assert [*response.cookies] == [COOKIE]
    assert visitor.cookies[COOKIE].value != before
    data = visitor.get("/result.json").json()
    assert (data["edition"], data["form"]) == (1, form)
    assert chosen(page(visitor.get("/result/"))) == {**answers_of(published, form), "q02": "b"}


def test_scoring_again_is_not_counted_and_answers_may_stay_open(
    visitor: Client, published: Published
) -> None:
    answers = answers_of(published, "short")
    del answers["q01"]
    finish(visitor, "short", answers)
    sent = {**fields(form_to(page(visitor.get("/result/")), "/result/")), "q02": "b"}
    assert send(visitor, "/result/", sent).headers["Location"] == "/result/"
    assert chosen(page(visitor.get("/result/"))) == {**answers, "q02": "b"}
    assert [row.answers for row in AnswerSheet.objects.all()] == [answers]


def test_an_older_result_is_scored_again_by_its_own_edition(
    visitor: Client, shipped_quiz: Quiz, published: Published
) -> None:
    finish(visitor, "short", answers_of(published, "short"))
    publish_again(shipped_quiz)
    sent = {**fields(form_to(page(visitor.get("/result/")), "/result/")), "q01": "b"}
    send(visitor, "/result/", sent)
    verdict = read_verdict(published.bank, "short", {**answers_of(published, "short"), "q01": "b"})
    assert visitor.get("/result.json").json() == {"edition": 1, **verdict.to_json()}


def test_the_rest_is_asked_and_the_given_answers_go_along(
    visitor: Client, published: Published
) -> None:
    given = answers_of(published, "short", "b")
    finish(visitor, "short", given)
    offer = "Answer the other 14 for a sharper read"
    links = [a for a in page(visitor.get("/result/")).all("a") if a.text == offer]
    assert {link.attrs["href"] for link in links} == {"/result/more/"}
    shown = page(visitor.get("/result/more/"))
    form = form_to(shown, "/quiz/full/")
    rest = [question for question in published.document.questions if not question.short]
    assert [f.one("h2").text for f in form.all("fieldset")] == [q.text for q in rest]
    assert [f.one("legend").all("span")[0].text for f in form.all("fieldset")] == [
        f"Question {number} of 14" for number in range(1, 15)
    ]
    hidden = {h.attrs["name"]: h.attrs["value"] for h in form.all("input", type="hidden")}
    assert {slug: hidden[slug] for slug in given} == given
    assert {name for name in hidden if name[0] == "q"} == given.keys()
    assert chosen(form) == {}


def test_the_rest_answered_makes_a_full_result(visitor: Client, published: Published) -> None:
    given = answers_of(published, "short", "b")
    finish(visitor, "short", given)
    form = form_to(page(visitor.get("/result/more/")), "/quiz/full/")
    rest = {radio.attrs["name"]: "a" for radio in form.all("input", type="radio")}
    response = send(visitor, "/quiz/full/", {**fields(form), **rest})
    assert (response.status_code, response.headers["Location"]) == (303, "/result/")
    everything = {**answers_of(published, "full", "a"), **given}
    verdict = read_verdict(published.bank, "full", everything)
    assert visitor.get("/result.json").json() == {"edition": 1, **verdict.to_json()}


def test_what_was_left_open_is_asked_when_the_rest_is_sent(
    visitor: Client, published: Published
) -> None:
    given = answers_of(published, "short", "b")
    del given["q05"]
    finish(visitor, "short", given)
    form = form_to(page(visitor.get("/result/more/")), "/quiz/full/")
    rest = {radio.attrs["name"]: "a" for radio in form.all("input", type="radio")}
    again = page(send(visitor, "/quiz/full/", {**fields(form), **rest}), 422)
    assert [link.attrs["href"] for link in again.one(role="alert").all("a")] == ["#q05-1"]
    assert chosen(again.one("form")) == {**given, **rest}


@pytest.mark.parametrize(("form", "leads_to"), [(None, "/quiz/full/"), ("full", "/result/")])
def test_the_rest_is_only_asked_after_the_short_form(
    visitor: Client, published: Published, form: str | None, leads_to: str
) -> None:
    if form:
        finish(visitor, form, answers_of(published, form))
    response = visitor.get("/result/more/")
    assert (response.status_code, response.headers["Location"]) == (303, leads_to)


def test_a_full_result_does_not_offer_more(visitor: Client, published: Published) -> None:
    finish(visitor, "full", answers_of(published, "full"))
    links = {link.attrs["href"] for link in page(visitor.get("/result/")).all("a")}
    assert {"/result/more/", "/result.json"} & links == {"/result.json"}


def test_forgetting_deletes_the_cookie(visitor: Client, published: Published) -> None:
    finish(visitor, "short", answers_of(published, "short"))
    form = form_to(page(visitor.get("/result/")), "/result/forget/")
    assert form.one("button").text == "Forget my answers"
    response = send(visitor, "/result/forget/", fields(form))
    assert (response.status_code, response.headers["Location"]) == (303, "/result/forgotten/")
    assert response.headers["Clear-Site-Data"] == '"cache"'  # nor does going back show it
    cookie = response.cookies[COOKIE]
    assert (cookie.value, cookie["max-age"], cookie["path"]) == ("", 0, "/")
    assert heading(visitor.get("/result/forgotten/"), 200) == "Your answers are forgotten"
    assert heading(visitor.get("/result/"), 404) == "No result here yet"


def test_looking_at_the_address_of_forgetting_forgets_nothing(
    visitor: Client, published: Published
) -> None:
    finish(visitor, "short", answers_of(published, "short"))
    response = visitor.get("/result/forget/")
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")
    assert chosen(page(visitor.get("/result/"))) == answers_of(published, "short")


@each_form
@pytest.mark.parametrize("band", ["few", "close", "leans", "clear"])
def test_the_numbers_can_be_downloaded(
    visitor: Client, published: Published, form: str, band: str
) -> None:
    verdict = sheet_in_band(published, form, band, -1)
    finish(visitor, form, verdict.sheet.answers)
    response = visitor.get("/result.json")
    assert response.json() == {"edition": 1, **verdict.to_json()}
    headers = ("Content-Type", "Content-Disposition", "Cache-Control", "X-Robots-Tag")
    assert [response.headers[name] for name in headers] == [
        "application/json",
        'attachment; filename="crossroads-result.json"',
        "private, no-cache",
        "noindex",
    ]


@each_form
def test_an_old_result_stays_the_same_byte_for_byte(
    visitor: Client, shipped_quiz: Quiz, published: Published, form: str
) -> None:
    finish(visitor, form, answers_of(published, form))
    addresses = ("/result/", "/result.json")
    before = [visitor.get(address).content for address in addresses]
    assert publish_again(shipped_quiz).number == 2
    assert [visitor.get(address).content for address in addresses] == before


def test_a_result_is_this_browsers_alone(visitor: Client, published: Published) -> None:
    stranger = Client()
    finish(visitor, "short", answers_of(published, "short", "a"))
    finish(stranger, "short", answers_of(published, "short", "b"))
    shown = [chosen(page(browser.get("/result/"))) for browser in (visitor, stranger)]
    assert shown == [answers_of(published, "short", key) for key in "ab"]
