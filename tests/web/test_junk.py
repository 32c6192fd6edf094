"""Bad input: a clear page, valid answers kept, no cookie, no counted sheet, never a crash."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from quiz.editions import Published
from quiz.models import AnswerSheet, Quiz
from tests.web.helpers import (
    ADDRESSES,
    URLENCODED,
    answers_of,
    chosen,
    fields,
    heading,
    page,
    publish_again,
    send,
    to_send,
)

each_form = pytest.mark.parametrize("form", ["short", "full"])
everywhere = pytest.mark.parametrize("address", [*ADDRESSES.values(), "/result/"])

FORM_OF = {"/quiz/": "short", "/quiz/full/": "full", "/result/": "short"}
HEADINGS = {
    "/quiz/": "Data scientist or ML engineer?",
    "/quiz/full/": "Data scientist or ML engineer?",
    "/result/": "That could not be scored",
}
Data = dict[str, Any]

# What is wrong with one field, and which answers are lost by it.
BAD_FIELDS: dict[str, tuple[Data, set[str]]] = {
    "unknown field": ({"q99": "a"}, set()),
    "field of another place": ({"csrfmiddlewaretoken": "a"}, set()),
    "field with a NUL": ({"q01\0": "a"}, set()),
    "unknown value": ({"q01": "z"}, {"q01"}),
    "upper case": ({"q01": "A"}, {"q01"}),
    "two letters": ({"q01": "ab"}, {"q01"}),
    "NUL": ({"q01": "a\0"}, {"q01"}),
    "repeated": ({"q01": ["a", "a"]}, {"q01"}),
    "repeated and different": ({"q01": ["a", "b"]}, {"q01"}),
    "repeated order": ({"order": ["1", "1"]}, set()),
    "repeated edition": ({"edition": ["1", "1"]}, set()),
    "order 9": ({"order": "9"}, set()),
    "order as text": ({"order": "first"}, set()),
    "unknown form": ({"form": "medium"}, set()),
    "no form": ({"form": None}, set()),
    "empty form": ({"form": ""}, set()),
    "counting": ({"counting": "yes"}, set()),
    "count": ({"count": "no"}, set()),
    "unanswered": ({"unanswered": "all"}, set()),
    "no edition": ({"edition": None}, set()),
    **{
        f"edition {text[:12]!r}": ({"edition": text}, set())
        for text in (
            *("", "0", "-1", "+1", "1.5", "1e0", "one", " 1", "1\0", "２", "¹", "2", "2147483648"),
            *("9" * 30, "9" * 5000, "0" * 5000, "0" * 11 + "9" * 30),
        )
    },
}
# Whole bodies that hold no form, and their content types.
BODIES: dict[str, tuple[str, bytes]] = {
    "nothing": (URLENCODED, b""),
    "only separators": (URLENCODED, b"&&==&&"),
    "JSON": ("application/json", b'{"edition": 1, "form": "short", "q01": "a"}'),
    "text": ("text/plain", b"edition=1&form=short&q01=a"),
    "no type": ("", b"edition=1&form=short&q01=a"),
    "XML": ("application/xml", b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
    "bytes that are not UTF-8": (URLENCODED, b"edition=1&form=short&q01=\xff\xfe"),
    "percent encodings that are not UTF-8": (URLENCODED, b"edition=1&form=short&q01=%ff%fe"),
    "broken percent encodings": (URLENCODED, b"edition=1&form=short&q01=%zz&%"),
    "a NUL": (URLENCODED, b"edition=1&form=short&q01=%00"),
}
MULTIPART = "multipart/form-data; boundary=here"
LARGE_FILE = (
    b'--here\r\nContent-Disposition: form-data; name="q01"; filename="a"\r\n\r\n'
    + b"a" * 70_000
    + b"\r\n--here--\r\n"
)
# Bodies that are refused before any page looks at them.
REFUSED: dict[str, tuple[int, str, bytes]] = {
    "70 KB": (413, URLENCODED, b"q01=" + b"a" * 70_000),
    "70 KB in a file": (413, MULTIPART, LARGE_FILE),
    "600 fields": (400, URLENCODED, "&".join(f"f{n}=a" for n in range(600)).encode()),
    "UTF-16": (400, f"{URLENCODED}; charset=utf-16", "edition=1".encode("utf-16")),
    "a codec of Python's": (400, f"{URLENCODED}; charset=rot13", b"edition=1"),
    "multipart without a boundary": (400, "multipart/form-data", b"edition=1"),
    "multipart that breaks off": (400, "multipart/form-data; boundary=", b"--\r\nContent-Dis"),
}


def damaged(form: str, answers: dict[str, str], bad: Data) -> Data:
    """A finished form with some fields replaced, or left out where the value is None."""
    data = {**to_send(form, answers), **bad}
    return {name: value for name, value in data.items() if value is not None}


def leaves_nothing(response: HttpResponse) -> bool:
    return not response.cookies and not AnswerSheet.objects.exists()


@each_form
@pytest.mark.parametrize("mistake", BAD_FIELDS)
def test_a_bad_field_shows_the_form_again_with_the_valid_answers(
    visitor: Client, published: Published, form: str, mistake: str
) -> None:
    bad, lost = BAD_FIELDS[mistake]
    answers = answers_of(published, form)
    response = send(visitor, ADDRESSES[form], damaged(form, answers, bad))
    again = page(response, 400)
    title = r"Error: \d+ questions: Data scientist or ML engineer\? · Crossroads"
    assert re.fullmatch(title, again.one("title").text)
    assert again.one(role="alert").one("h2").text == "There is a problem"
    assert len(again.one(role="alert").all("li")) == 1
    kept = {slug: key for slug, key in answers.items() if slug not in lost}
    assert chosen(again.one("form")) == kept
    assert leaves_nothing(response)


@pytest.mark.parametrize("mistake", BAD_FIELDS)
def test_a_bad_field_does_not_change_a_result(
    visitor: Client, published: Published, mistake: str
) -> None:
    before = answers_of(published, "short", "b")
    bad, _ = BAD_FIELDS[mistake]
    send(visitor, "/result/", to_send("short", before))
    response = send(visitor, "/result/", damaged("short", answers_of(published, "short"), bad))
    assert heading(response, 400) == "That could not be scored"
    assert leaves_nothing(response)
    assert chosen(page(visitor.get("/result/"))) == before


@each_form
def test_the_form_of_the_other_address_is_not_taken_for_this_one(
    visitor: Client, published: Published, form: str
) -> None:
    other = {"short": "full", "full": "short"}[form]
    answers = answers_of(published, form)
    response = send(visitor, ADDRESSES[form], to_send(other, answers))
    assert chosen(page(response, 400).one("form")) == answers
    assert leaves_nothing(response)


@each_form
def test_an_empty_answer_is_a_missing_one(visitor: Client, published: Published, form: str) -> None:
    answers = answers_of(published, form)
    response = send(visitor, ADDRESSES[form], damaged(form, answers, {"q01": ""}))
    again = page(response, 422)
    assert [link.attrs["href"] for link in again.one(role="alert").all("a")] == ["#q01-1"]
    del answers["q01"]
    assert chosen(again.one("form")) == answers
    assert leaves_nothing(response)


@everywhere
@pytest.mark.parametrize("kind", BODIES)
def test_a_body_that_holds_no_form_is_answered_with_a_clear_page(
    visitor: Client, address: str, kind: str
) -> None:
    content_type, body = BODIES[kind]
    response = visitor.generic("POST", address, body, content_type=content_type)
    assert heading(response, 400) == HEADINGS[address]
    assert leaves_nothing(response)


@everywhere
@pytest.mark.parametrize("kind", REFUSED)
def test_a_body_that_is_too_large_or_damaged_is_refused(
    visitor: Client, address: str, kind: str
) -> None:
    status, content_type, body = REFUSED[kind]
    response = visitor.generic("POST", address, body, content_type=content_type)
    assert heading(response, status) == "That was not understood"
    assert leaves_nothing(response)


@everywhere
def test_a_file_in_the_place_of_an_answer_is_no_answer(
    visitor: Client, published: Published, address: str
) -> None:
    answers = answers_of(published, FORM_OF[address], "b")
    file = SimpleUploadedFile("a", b"a")
    response = visitor.post(address, {**to_send(FORM_OF[address], answers), "q01": file})
    del answers["q01"]
    assert heading(response, 400) == HEADINGS[address]
    assert leaves_nothing(response)
    if address != "/result/":
        assert chosen(page(response, 400).one("form")) == answers


@everywhere
def test_a_multipart_form_is_a_form(visitor: Client, published: Published, address: str) -> None:
    answers = answers_of(published, FORM_OF[address], "b")
    response = visitor.post(address, to_send(FORM_OF[address], answers))
    assert (response.status_code, response.headers["Location"]) == (303, "/result/")
    assert chosen(page(visitor.get("/result/"))) == answers


@each_form
def test_a_sheet_for_an_edition_that_does_not_exist_can_be_sent_again(
    visitor: Client, published: Published, form: str
) -> None:
    answers = answers_of(published, form, "b")
    response = send(visitor, ADDRESSES[form], to_send(form, answers, edition=7))
    again = page(response, 400)
    assert again.one(role="alert").one("li").text == (
        "This page was out of date. Your answers are kept: check them and send them again."
    )
    assert leaves_nothing(response)
    sent = send(visitor, ADDRESSES[form], fields(again.one("form")))
    assert (sent.status_code, sent.headers["Location"]) == (303, "/result/")
    assert chosen(page(visitor.get("/result/"))) == answers


@pytest.mark.parametrize("address", ADDRESSES.values())
def test_a_sheet_for_an_older_edition_is_scored_by_that_edition(
    visitor: Client, shipped_quiz: Quiz, published: Published, address: str
) -> None:
    assert publish_again(shipped_quiz).number == 2
    form = FORM_OF[address]
    send(visitor, address, to_send(form, answers_of(published, form), edition=1))
    assert visitor.get("/result.json").json()["edition"] == 1
    shown = page(visitor.get("/result/"))
    first = published.document.questions[0]
    assert shown.with_text(first.text, "legend").tag == "legend"
    assert AnswerSheet.objects.get().edition_id == published.pk


@pytest.mark.parametrize("reading", [Client.get, Client.head])
def test_junk_in_the_query_changes_nothing(
    visitor: Client, reading: Callable[..., HttpResponse]
) -> None:
    plain = reading(visitor, "/methods/")
    query = urlencode({"q01": "<script>", "edition": "-1", "\0": "é"})
    assert reading(visitor, f"/methods/?{query}").headers == plain.headers
