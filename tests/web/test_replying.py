"""Two questions after a result: kept once, without a link to anybody, changed or left."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, Settings

from careers import remembered
from quiz import editions
from quiz.core.verdict import Verdict
from quiz.editions import Published
from quiz.models import AnswerSheet, Quiz, Reply, SharedResult
from quiz.views import replies as views
from tests.web.helpers import (
    COOKIE,
    URLENCODED,
    Element,
    chosen,
    fields,
    finish,
    first_edition,
    heading,
    page,
    publish_again,
    quick,
    send,
    sheet_in_band,
    to_send,
)
from tests.web.shares import share

REPLY = "/result/reply/"
SAID = "crossroads-reply"
FOREIGN = {"Sec-Fetch-Site": "cross-site", "Origin": "https://other.example"}
BAD_FIELDS: dict[str, dict[str, Any]] = {
    "nothing": {},
    "nothing in both": {"title": "", "fits": ""},
    "no such title": {"title": "baker"},
    "a title in words": {"title": "Data Scientist"},
    "no such word on the fit": {"title": "left", "fits": "maybe"},
    "a NUL": {"title": "left\0"},
    "a title twice": {"title": ["left", "right"]},
    "the same title twice": {"title": ["left", "left"]},
    "a field of the verdict": {"title": "left", "band": "clear"},
    "a field of another place": {"title": "left", "q01": "a"},
    "taken back by another word": {"take": "yes"},
    "a long title": {"title": "x" * 60_000},
}


def kept() -> list[dict[str, Any]]:
    return list(Reply.objects.order_by("pk").values())


def said() -> list[tuple[str, str]]:
    return list(Reply.objects.order_by("pk").values_list("title", "fits"))


def reply(client: Client, **choices: str) -> HttpResponse:
    response = send(client, REPLY, choices)
    assert (response.status_code, response.headers["Location"]) == (303, "/result/#reply")
    return response


def signer(salt: str, name: str = SAID) -> signing.TimestampSigner:
    """As the site signs cookies of this name."""
    return signing.get_cookie_signer(salt=name + salt)


def block(client: Client) -> Element:
    return page(client.get("/result/")).one(id="reply")


@pytest.fixture
def verdict(published: Published) -> Verdict:
    return sheet_in_band(published, "short", "clear", -1)


@pytest.fixture
def sue(visitor: Client, verdict: Verdict) -> Client:
    """Somebody whose result leans clearly to the left."""
    finish(visitor, "short", verdict.sheet.answers)
    return visitor


# What is asked, and that it can be left


def test_the_result_asks_two_questions_of_which_nothing_is_chosen(sue: Client) -> None:
    asked = block(sue)
    form = asked.one("form", method="post", action=REPLY)
    assert {
        group.one("legend").text: {
            label.one("input").attrs["value"]: label.text for label in group.all("label")
        }
        for group in form.all("fieldset")
    } == {
        "What is your title?": {
            "left": "Data Scientist",
            "right": "ML Engineer",
            "other": "Both, or something else",
            "learning": "Studying, or looking for work",
        },
        "Does this fit you?": {"yes": "Yes", "partly": "Partly", "no": "No"},
    }
    assert (chosen(form), fields(form)) == ({}, {})
    assert [e for e in form.all("input") if "required" in e.attrs] == []
    assert "Answer one, both or neither" in asked.text


def test_it_comes_after_all_that_the_result_says(sue: Client) -> None:
    sections = [e.attrs.get("id") for e in page(sue.get("/result/")).all("section")]
    assert sections.index("reply") > max(map(sections.index, ("why", "next", "share")))


def test_who_leaves_it_has_sent_nothing(sue: Client) -> None:
    sue.get("/result/")
    assert (kept(), SAID in sue.cookies) == ([], False)


def test_a_sample_and_too_few_answers_are_not_asked_about(
    visitor: Client, published: Published
) -> None:
    assert page(visitor.get("/sample/")).all(id="reply") == []
    finish(visitor, "short", sheet_in_band(published, "short", "few", 1).sheet.answers)
    assert page(visitor.get("/result/")).all(id="reply") == []
    refused = page(send(visitor, REPLY, {"fits": "yes"}), 409)
    assert refused.one("h1").text == "Nothing to ask yet"
    assert refused.with_text("Answer more", "a").attrs["href"] == "/result/#answers"
    assert kept() == []


# What is kept


@pytest.mark.parametrize(
    ("band", "side", "row_side"),
    [("close", 1, ""), ("leans", -1, "left"), ("leans", 1, "right"), ("clear", 1, "right")],
)
@pytest.mark.parametrize("form", ["short", "full"])
def test_it_is_kept_with_the_verdict_and_the_month_alone(
    visitor: Client, published: Published, form: str, band: str, side: int, row_side: str
) -> None:
    finish(visitor, form, sheet_in_band(published, form, band, side).sheet.answers)
    reply(visitor, title="learning", fits="partly")
    (row,) = kept()
    assert row == {
        "result": row["result"],
        "edition_id": published.pk,
        "band": band,
        "side": row_side,
        "title": "learning",
        "fits": "partly",
        "month": timezone.localdate().replace(day=1),
    }


@pytest.mark.parametrize("choices", [{"title": "other"}, {"fits": "no"}])
def test_each_question_can_be_left(sue: Client, choices: dict[str, str]) -> None:
    reply(sue, **choices)
    assert said() == [(choices.get("title", ""), choices.get("fits", ""))]


@given(
    title=st.sampled_from(["", *Reply.Title.values]), fits=st.sampled_from(["", *Reply.Fits.values])
)
@quick
def test_any_choice_is_kept_shown_and_changed(visitor: Client, title: str, fits: str) -> None:
    Reply.objects.all().delete()
    finish(visitor, "short", sheet_in_band(first_edition(), "short", "leans", 1).sheet.answers)
    sent = {"title": title, "fits": fits}
    response = send(visitor, REPLY, sent)
    if not (title or fits):
        assert response.status_code == 400
        return
    assert said() == [(title, fits)]
    assert chosen(block(visitor)) == {name: value for name, value in sent.items() if value}
    told = block(visitor).all("p")[0].text
    assert ("title" in told or "studying" in told, "fit" in told) == (title != "", fits != "")


def test_nothing_in_a_reply_leads_to_a_sheet_or_a_share(sue: Client) -> None:
    """The same visitor is counted, shares and replies: no value is in two of the rows."""
    share(sue, name="Sue")
    reply(sue, title="left", fits="yes")
    (row,), (shared,) = kept(), SharedResult.objects.values()
    (counted,) = AnswerSheet.objects.values()
    assert len(row["result"]) == 32
    _, key = sue.cookies[COOKIE].value.partition(":")[0].rsplit(".", 1)
    assert key not in str((row, counted, shared))
    assert {row["result"], row["result"][:16]} & {str(value) for value in shared.values()} == set()
    assert not str(shared["sheet"]).startswith(row["result"])
    assert [f.name for f in Reply._meta.fields if f.is_relation] == ["edition"]
    assert "id" not in row


def test_the_mark_cannot_be_made_without_the_secret_key(sue: Client, settings: Settings) -> None:
    reply(sue, fits="yes")
    answers = sue.cookies[COOKIE].value.partition(":")[0]
    settings.SECRET_KEY = "another" * 8
    other = Client()
    signed = signer("quiz.sheet.crossroads", COOKIE).sign(answers)
    other.cookies[COOKIE] = signed
    reply(other, fits="yes")
    assert len({row["result"] for row in kept()}) == 2


# Once for each result


def test_the_same_reply_sent_many_times_counts_once(sue: Client) -> None:
    for _ in range(32):
        reply(sue, title="right", fits="yes")
    assert said() == [("right", "yes")]


def test_browsers_that_never_take_the_second_cookie_count_once(sue: Client) -> None:
    answers = sue.cookies[COOKIE].value
    for fits in ("yes", "no"):
        other = Client()
        other.cookies[COOKIE] = answers
        reply(other, fits=fits)
    assert said() == [("", "no")]


def test_another_visitor_with_the_same_answers_counts_too(sue: Client, verdict: Verdict) -> None:
    other = Client()
    finish(other, "short", verdict.sheet.answers)
    for client in (sue, other):
        reply(client, title="left")
    assert said() == [("left", "")] * 2


def test_another_result_of_the_same_browser_is_asked_about_anew(
    sue: Client, published: Published
) -> None:
    reply(sue, title="left", fits="yes")
    finish(sue, "short", sheet_in_band(published, "short", "clear", 1).sheet.answers)
    assert chosen(block(sue)) == {}
    reply(sue, title="right")
    assert sorted(said()) == [("left", "yes"), ("right", "")]


# Changed, taken back, forgotten


def test_the_result_says_thank_you_and_what_was_said(sue: Client) -> None:
    reply(sue, title="right", fits="partly")
    told = block(sue)
    assert told.one("h2").text == "Thank you"
    assert "You said that your title is ML Engineer and that this fits you partly." in told.text
    assert chosen(told) == {"title": "right", "fits": "partly"}


def test_it_can_be_changed(sue: Client) -> None:
    reply(sue, title="right", fits="partly")
    before = kept()
    form = block(sue).one("form")
    reply(sue, **{**fields(form), "fits": "no"})
    assert kept() == [{**before[0], "fits": "no"}]
    reply(sue, title="other")
    assert said() == [("other", "")]


def test_it_can_be_taken_back(sue: Client) -> None:
    reply(sue, title="right", fits="partly")
    form = block(sue).one("form")
    button = form.with_text("Take it back", "button")
    reply(sue, **fields(form), **{button.attrs["name"]: button.attrs["value"]})
    assert (kept(), chosen(block(sue))) == ([], {})
    reply(sue, take="back")
    assert kept() == []


def test_forgetting_the_answers_forgets_what_was_said(sue: Client, verdict: Verdict) -> None:
    reply(sue, title="right")
    response = send(sue, "/result/forget/", {})
    ended = {name: cookie["max-age"] for name, cookie in response.cookies.items()}
    assert ended == {COOKIE: 0, SAID: 0, "crossroads-with": 0}
    finish(sue, "short", verdict.sheet.answers)
    assert chosen(block(sue)) == {}
    assert said() == [("right", "")]


def test_the_cookie_is_closed_to_scripts_and_other_sites(sue: Client) -> None:
    cookie = reply(sue, title="right", fits="yes").cookies[SAID]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["max-age"] == 180 * 24 * 60 * 60


# What is not believed


def test_the_verdict_is_the_cookies_whatever_is_sent(sue: Client) -> None:
    sent = {"title": "left", "band": "close", "side": "right", "edition": "99"}
    assert heading(send(sue, REPLY, sent), 400) == "Check your choices"
    reply(sue, title="left")
    assert [(row["band"], row["side"]) for row in kept()] == [("clear", "left")]


def test_without_a_result_there_is_nothing_to_speak_of(visitor: Client) -> None:
    assert heading(send(visitor, REPLY, {"fits": "yes"}), 404) == "No result here yet"
    visitor.cookies[COOKIE] = "1.short." + "a" * 16 + "." + "k" * 22 + ":forged:" + "s" * 43
    assert heading(send(visitor, REPLY, {"fits": "yes"}), 404) == "No result here yet"
    assert kept() == []


@pytest.mark.parametrize(
    "value",
    [
        "",
        ".",
        "..",
        "{key}.left",
        "{key}.left.yes.no",
        "{key}..",
        "{key}.boss.yes",
        "other.left.yes",
    ],
)
def test_a_signed_cookie_of_nonsense_says_nothing(sue: Client, value: str) -> None:
    key = sue.cookies[COOKIE].value.partition(":")[0].rsplit(".", 1)[1]
    sue.cookies[SAID] = signer(SAID).sign(value.format(key=key))
    assert chosen(block(sue)) == {}
    sue.cookies[SAID] = signer(SAID).sign(f"{key}.left.yes")
    assert chosen(block(sue)) == {"title": "left", "fits": "yes"}


@pytest.mark.parametrize("salt", ["messages", "quiz.sheet.crossroads", "other-reply"])
def test_a_cookie_signed_for_something_else_says_nothing(sue: Client, salt: str) -> None:
    key = sue.cookies[COOKIE].value.partition(":")[0].rsplit(".", 1)[1]
    sue.cookies[SAID] = signer(salt).sign(f"{key}.left.yes")
    assert chosen(block(sue)) == {}


def test_a_result_of_an_older_edition_is_counted_under_that_edition(
    sue: Client, published: Published, shipped_quiz: Quiz
) -> None:
    newer = publish_again(shipped_quiz)
    reply(sue, fits="yes")
    assert [row["edition_id"] for row in kept()] == [published.pk]
    assert newer.pk != published.pk


@pytest.mark.parametrize("kind", BAD_FIELDS)
def test_a_bad_field_keeps_nothing_and_says_so(sue: Client, kind: str) -> None:
    response = send(sue, REPLY, BAD_FIELDS[kind])
    shown = page(response, 400)
    assert shown.one("h1").text == "Check your choices"
    assert shown.one(role="alert").all("p")[0].text
    assert shown.with_text("Back to your result", "a").attrs["href"] == "/result/"
    assert (kept(), dict(response.cookies)) == ([], {})


def test_a_bad_field_leaves_an_earlier_reply_and_the_good_choice(sue: Client) -> None:
    reply(sue, title="left", fits="yes")
    again = page(send(sue, REPLY, {"title": "right", "fits": "maybe"}), 400)
    assert chosen(again.one("form")) == {"title": "right"}
    assert said() == [("left", "yes")]


def test_a_file_is_no_answer(sue: Client) -> None:
    response = sue.post(REPLY, {"title": SimpleUploadedFile("title", b"left")})
    assert (heading(response, 400), kept()) == ("Check your choices", [])


def test_a_huge_body_another_encoding_and_another_site_are_refused(sue: Client) -> None:
    body = urlencode({"title": "left"})
    answers = [
        sue.post(REPLY, body + "&x=" + "x" * 70_000, content_type=URLENCODED),
        sue.post(REPLY, body, content_type=f"{URLENCODED}; charset=utf-7"),
        send(sue, REPLY, {"title": "left"}, headers=FOREIGN),
    ]
    assert [answer.status_code for answer in answers] == [413, 400, 403]
    assert kept() == []


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete", "options"])
def test_it_is_a_post_alone(sue: Client, method: str) -> None:
    response = getattr(sue, method)(REPLY)
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")


# A wish not to be counted; the database; what it costs


def test_a_reply_counts_although_the_browser_asks_not_to_be_counted(visitor: Client) -> None:
    privacy = {"Sec-GPC": "1"}
    answers = dict(first_edition().document.sample)
    send(visitor, "/quiz/", to_send("short", answers), headers=privacy)
    assert AnswerSheet.objects.count() == 0
    assert "even if your browser asks sites not to count you" in block(visitor).text
    assert send(visitor, REPLY, {"fits": "yes"}, headers=privacy).status_code == 303
    assert said() == [("", "yes")]


@pytest.mark.parametrize("act", ["keep", "take_back"])
def test_while_the_database_is_away_a_kind_sentence_and_nothing_lost(
    sue: Client, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    def refuse(*whatever: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(views.replying, act, refuse)
    sent = {"title": "right", "fits": "no", **({"take": "back"} if act == "take_back" else {})}
    response = send(sue, REPLY, sent)
    shown = page(response, 503)
    assert shown.one("h1").text == "That did not work"
    assert "nothing was kept of it" in shown.one("main").text
    assert chosen(shown.one("form")) == {"title": "right", "fits": "no"}
    assert (dict(response.cookies), kept()) == ({}, [])
    assert heading(sue.get("/result/"), 200) == "You clearly lean Data Scientist"


def test_a_reply_costs_one_query_and_showing_it_none(
    sue: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    monkeypatch.setattr(remembered, "RECHECK_SECONDS", 3600)
    editions.forget()
    sue.get("/result/")
    with django_assert_num_queries(1):
        reply(sue, title="left")
    with django_assert_num_queries(0):
        assert chosen(block(sue)) == {"title": "left"}


# What the privacy page says


def test_privacy_names_every_field_of_a_reply(visitor: Client) -> None:
    told = page(visitor.get("/privacy/")).one("section", id="replies")
    named = [name for item in told.all("li") for name in item.attrs["data-told"].split()]
    assert sorted(named) == sorted(field.name for field in Reply._meta.get_fields())
    assert "a reply counts even if your browser sends the Global Privacy Control" in told.text
    assert "for 180 days" in told.text
