"""The signed cookie: what was written is read again, and nothing else is believed."""

import time
from types import SimpleNamespace

import pytest
from django.core import signing
from django.http import HttpResponse
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from quiz import sheet
from quiz.core.document import checksum, write_document
from quiz.editions import Published
from quiz.models import Edition, Quiz
from quiz.sheet import StoredSheet
from tests.web.helpers import (
    COOKIE,
    answers_of,
    chosen,
    finish,
    first_edition,
    heading,
    page,
    quick,
    send,
    sheets,
    to_send,
)

DAY = 24 * 60 * 60
OLD = "1.short." + "ab-x" * 4  # as cookies were before they had a key
KEY = "key_of-22-characters01"
PAYLOAD = f"{OLD}.{KEY}"

FORGED = {
    "nothing": "",
    "only the payload": PAYLOAD,
    "no time": f"{PAYLOAD}:{'a' * 43}",
    "signed by somebody else": signing.TimestampSigner(key="x" * 50, salt="s").sign(PAYLOAD),
    "signed for something else": signing.get_cookie_signer(salt="messages").sign(PAYLOAD),
    "signs only": ":::::",
    "letters of elsewhere": "é",
    "bytes": "\x01\x7f",
    "very long": "a" * 5000,
}
NONSENSE = [
    *("", ".", "..", "...", "1", "1.short", "1.short.", "1.short.aaaa.", "short.1.aaaa"),
    *(f"{OLD}.{key}" for key in ("", "a", "a" * 21, "a" * 23, "a" * 21 + "é", "a" * 21 + "=")),
    *(f"{PAYLOAD}.", f"{PAYLOAD}.a", f".{PAYLOAD}", f"1.short.{KEY}", f"1..{KEY}"),
    *("1.short." + "a" * 15, "1.short." + "a" * 17, "1.short." + "a" * 30, "1.full." + "a" * 29),
    *("1.short." + "z" * 16, "1.short." + "A" * 16, "1.short." + "é" * 16, "1.short." + "\0" * 16),
    *(f"1.{form}." + "a" * 16 for form in ("", "Short", "medium", "short ")),
    *(f"{number}.short." + "a" * 16 for number in ("0", "2", "-1", "1.5", "one", "")),
    *("9" * 30 + ".short." + "a" * 16, "9" * 5000 + ".short." + "a" * 16),
]


def cookie_with(payload: str) -> str:
    """The cookie's value for this payload, signed by the site itself."""
    response = HttpResponse()
    response.set_signed_cookie(COOKIE, payload, salt="quiz.sheet.crossroads")
    return response.cookies[COOKIE].value


def coming_with(cookie: str) -> Client:
    client = Client()
    client.cookies[COOKIE] = cookie
    return client


def has_no_result(client: Client) -> bool:
    """Whether the result page, its JSON and the page of further questions say so, kindly."""
    data, more = client.get("/result.json"), client.get("/result/more/")
    assert heading(client.get("/result/"), 404) == "No result here yet"
    assert (data.status_code, data.json()) == (
        404,
        {"error": "There is no result in this browser. Take the quiz first."},
    )
    return (more.status_code, more.headers["Location"]) == (303, "/quiz/full/")


def test_a_cookie_as_the_site_signs_it_is_believed(visitor: Client) -> None:
    shown = page(coming_with(cookie_with(PAYLOAD)).get("/result/"))
    assert "".join(chosen(shown).values()) == "abxabxabxabx"


def test_without_a_cookie_there_is_no_result(visitor: Client) -> None:
    assert has_no_result(visitor)


@pytest.mark.parametrize("kind", FORGED)
def test_a_forged_cookie_is_no_result(visitor: Client, kind: str) -> None:
    assert has_no_result(coming_with(FORGED[kind]))


@pytest.mark.parametrize("lost", [1, 10, 43, 44, 51, 60])
def test_a_truncated_cookie_is_no_result(visitor: Client, lost: int) -> None:
    assert has_no_result(coming_with(cookie_with(PAYLOAD)[:-lost]))


@pytest.mark.parametrize("change", [("ab-x", "bb-x"), ("short", "fulls"), ("1.", "2.")])
def test_a_changed_answer_is_no_result(visitor: Client, change: tuple[str, str]) -> None:
    value = cookie_with(PAYLOAD)
    assert value.replace(*change, 1) != value
    assert has_no_result(coming_with(value.replace(*change, 1)))


def test_the_signature_of_other_answers_is_no_result(visitor: Client) -> None:
    own, other = (cookie_with(f"1.short.{letter * 16}.{KEY}").split(":", 1) for letter in "ab")
    assert has_no_result(coming_with(f"{own[0]}:{other[1]}"))


@pytest.mark.parametrize("payload", NONSENSE)
def test_signed_nonsense_is_no_result(visitor: Client, payload: str) -> None:
    assert has_no_result(coming_with(cookie_with(payload)))


@pytest.mark.parametrize(("age", "gone"), [(180 * DAY - 60, False), (180 * DAY + 60, True)])
def test_a_result_is_kept_for_180_days(
    visitor: Client, monkeypatch: pytest.MonkeyPatch, age: int, gone: bool
) -> None:
    client = coming_with(cookie_with(PAYLOAD))
    later = time.time() + age
    monkeypatch.setattr(signing, "time", SimpleNamespace(time=lambda: later))
    assert client.get("/result.json").status_code == (404 if gone else 200)
    assert not gone or has_no_result(client)


@pytest.fixture
def another_quiz(published: Published, shipped_quiz: Quiz) -> str:
    """A second quiz with the same questions; its address."""
    quiz = Quiz.objects.create(
        slug="another", title="Another", left=shipped_quiz.left, right=shipped_quiz.right
    )
    document = {**write_document(published.document), "quiz": quiz.slug}
    Edition.objects.create(quiz=quiz, number=1, document=document, checksum=checksum(document))
    return "/q/another/"


def test_each_quiz_has_a_result_of_its_own(
    visitor: Client, published: Published, another_quiz: str
) -> None:
    finish(visitor, "short", answers_of(published, "short", "a"))
    data = to_send("short", answers_of(published, "short", "b"))
    response = send(visitor, f"{another_quiz}quiz/", data)
    assert response.headers["Location"] == f"{another_quiz}result/"
    shown = [chosen(page(visitor.get(f"{place}result/"))) for place in ("/", another_quiz)]
    assert shown == [answers_of(published, "short", key) for key in "ab"]


def test_the_cookie_of_another_quiz_is_no_result_here(
    visitor: Client, published: Published, another_quiz: str
) -> None:
    send(visitor, f"{another_quiz}quiz/", to_send("short", answers_of(published, "short")))
    assert has_no_result(coming_with(visitor.cookies["another-answers"].value))


@given(data=st.data())
@quick
def test_any_sheet_is_read_as_it_was_written(shipped_quiz: Quiz, data: st.DataObject) -> None:
    published = first_edition()
    form, answers = data.draw(sheets(published.document))
    written = StoredSheet(published, form, answers)
    response = HttpResponse()
    sheet.write(response, written)
    request = RequestFactory().get("/")
    request.COOKIES = {COOKIE: response.cookies[COOKIE].value}
    assert sheet.read(request, "crossroads") == written


@given(value=st.text())
@quick
def test_no_text_is_believed_without_a_signature(shipped_quiz: Quiz, value: str) -> None:
    request = RequestFactory().get("/")
    request.COOKIES = {COOKIE: value}
    assert sheet.read(request, "crossroads") is None


@given(payload=st.text() | st.text("0123.shortfulabcdex-"))
@quick
def test_no_signed_text_breaks_the_reading(shipped_quiz: Quiz, payload: str) -> None:
    request = RequestFactory().get("/")
    request.COOKIES = {COOKIE: cookie_with(payload)}
    assert sheet.read(request, "crossroads") is None
