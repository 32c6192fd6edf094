"""The random key in the cookie: it names a result, so that sharing it twice gives one share."""

import re

from django.http import HttpResponse
from django.test import Client, RequestFactory

from quiz import sheet
from quiz.editions import Published
from quiz.models import Quiz, SharedResult
from quiz.sheet import StoredSheet
from tests.web.helpers import (
    COOKIE,
    answers_of,
    chosen,
    finish,
    page,
    publish_again,
    send,
    to_send,
)

KEY = re.compile("[A-Za-z0-9_-]{22}")
OLD = "1.short." + "ab-x" * 4  # as cookies were before they had a key


def old_cookie(payload: str = OLD) -> str:
    response = HttpResponse()
    response.set_signed_cookie(COOKIE, payload, salt="quiz.sheet.crossroads")
    return response.cookies[COOKIE].value


def read(client: Client) -> StoredSheet:
    request = RequestFactory().get("/")
    request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
    stored = sheet.read(request, "crossroads")
    assert stored is not None
    return stored


def score(client: Client, answers: dict[str, str], edition: int = 1) -> str:
    """Send these answers from the result page; the key that the cookie has then."""
    assert send(client, "/result/", to_send("short", answers, edition)).status_code == 303
    return read(client).key


def test_every_sheet_has_a_key_of_its_own(published: Published) -> None:
    keys = set()
    for _ in range(20):
        client = Client()
        finish(client, "short", answers_of(published, "short"))
        keys.add(read(client).key)
    assert len(keys) == 20
    assert [key for key in keys if not KEY.fullmatch(key)] == []


def test_the_key_stays_with_the_same_answers_and_changes_with_others(
    visitor: Client, shipped_quiz: Quiz, published: Published
) -> None:
    answers = answers_of(published, "short")
    first = score(visitor, answers)
    assert score(visitor, answers) == first
    changed = score(visitor, {**answers, "q01": "b"})
    back = score(visitor, answers)
    publish_again(shipped_quiz)
    newer = score(visitor, answers, edition=2)
    assert len({first, changed, back, newer}) == 4


def test_sending_the_quiz_again_with_the_same_answers_keeps_the_key(
    visitor: Client, published: Published
) -> None:
    """A second press, or going back: the same result, so the same share."""
    answers = answers_of(published, "short")
    finish(visitor, "short", answers)
    first = read(visitor).key
    finish(visitor, "short", answers)
    assert read(visitor).key == first
    finish(visitor, "short", {**answers, "q01": "b"})
    assert read(visitor).key != first


def test_the_key_changes_with_the_form(visitor: Client, published: Published) -> None:
    """The same answers are another result where more was asked."""
    answers = answers_of(published, "short")
    first = score(visitor, answers)
    finish(visitor, "full", answers)
    assert read(visitor).answers == answers
    assert read(visitor).key != first


def test_a_key_is_only_taken_over_from_the_same_sheet(published: Published) -> None:
    answers = answers_of(published, "short")
    before = StoredSheet(published, "short", answers, key="k" * 22)
    for given, kept in ((answers, True), ({**answers, "q01": "b"}, False)):
        response = HttpResponse()
        sheet.write(response, StoredSheet(published, "short", given), before)
        assert (".kkkkkkkkkkkkkkkkkkkkkk:" in response.cookies[COOKIE].value) == kept


def test_an_old_cookie_without_a_key_is_still_a_result_and_is_shared_once(
    visitor: Client,
) -> None:
    visitor.cookies[COOKIE] = old_cookie()
    shown = page(visitor.get("/result/"))
    assert "".join(chosen(shown).values()) == "abxabxabxabx"
    assert KEY.fullmatch(read(visitor).key)
    for name in ("Ana", "Ben"):
        assert send(visitor, "/result/share/", {"name": name}).status_code == 303
    assert SharedResult.objects.get().name == "Ben"
    assert page(visitor.get("/result/shared/")).section("Change what is shown").all("form") != []


def test_an_old_cookies_key_stays_when_it_is_written_anew(visitor: Client) -> None:
    visitor.cookies[COOKIE] = old_cookie()
    stored = read(visitor)
    assert score(visitor, dict(stored.answers)) == stored.key


def test_old_cookies_have_different_keys(visitor: Client) -> None:
    keys = set()
    for letters in ("ab-x", "bb-x"):
        visitor.cookies[COOKIE] = old_cookie("1.short." + letters * 4)
        keys.add(read(visitor).key)
    assert len(keys) == 2
