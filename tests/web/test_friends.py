"""A friend guesses a shared result, or agrees to be compared with it."""

import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Barrier, Thread
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import signing
from django.db import DatabaseError, connection, connections
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from careers import remembered
from quiz import friends, sharing
from quiz.editions import Published
from quiz.models import AnswerSheet, Pairing, Quiz, SharedResult
from quiz.views import friends as friend_views
from tests.web.compared import MARKUP, expire, main_heading, owner_of, second_quiz, share
from tests.web.helpers import (
    Element,
    answers_of,
    finish,
    page,
    send,
    sheet_in_band,
)

DAY = 24 * 60 * 60
WITH, GUESS, OWN = "crossroads-with", "crossroads-guess", "crossroads-shares"
ASKED = "Ana asked to compare with you"
YES, NO = {"answer": "yes"}, {"answer": "no"}

WRONG_TOKENS = ["a", "a" * 32, "a" * 3000, "%00", "%C3%A9", "%FF", "<b>", "a b", "'--", "{{7}}"]
PAGES = {"invite": "with/", "agree": "with/answer/", "guess": "guess/"}
FOREIGN = {"Sec-Fetch-Site": "cross-site", "Origin": "https://other.example"}


@pytest.fixture
def ana(published: Published) -> SharedResult:
    """Ana leans ML Engineer, and shows none of her answers."""
    return share(published, "Ana", side=1)


def at(shared: SharedResult, name: str) -> str:
    return reverse(name, args=[shared.token])


def with_a_result(published: Published, band: str = "leans", side: int = -1) -> Client:
    """A friend's browser that has finished the quiz."""
    client = Client()
    finish(client, "short", sheet_in_band(published, "short", band, side).sheet.answers)
    return client


def invited(published: Published, shared: SharedResult, band: str = "leans") -> Client:
    """A friend who followed the invitation and then finished the quiz."""
    client = Client()
    assert send(client, at(shared, "invite"), {}).headers["Location"] == "/quiz/"
    finish(client, "short", sheet_in_band(published, "short", band, -1).sheet.answers)
    return client


def asks(response: HttpResponse) -> list[str]:
    return [
        h.text for h in page(response).all("h2") if h.text.endswith("asked to compare with you")
    ]


def answer_form(shown: Element, shared: SharedResult) -> Element:
    return shown.one("form", method="post", action=at(shared, "agree"))


def counts(shared: SharedResult) -> tuple[int, int]:
    shared.refresh_from_db()
    return shared.guessed_right, shared.guessed_wrong


def later(monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    now = time.time() + seconds
    monkeypatch.setattr(signing, "time", SimpleNamespace(time=lambda: now))


# The invitation


def test_the_invitation_explains_and_shows_nothing_of_the_result(
    visitor: Client, ana: SharedResult
) -> None:
    response = visitor.get(at(ana, "invite"))
    shown = page(response)
    assert shown.one("main").one("h1").text == "Compare with Ana"
    assert [button.text for button in shown.one("main").all("button")] == ["Take the quiz"]
    assert "leans" not in shown.one("main").text
    assert dict(response.cookies) == {}
    assert response.headers["Cache-Control"] == "private, no-cache"


def test_taking_the_quiz_remembers_who_asked_in_one_cookie_for_a_day(
    visitor: Client, ana: SharedResult
) -> None:
    response = send(visitor, at(ana, "invite"), {})
    assert (response.status_code, response.headers["Location"]) == (303, "/quiz/")
    assert [*response.cookies] == [WITH]
    cookie = response.cookies[WITH]
    kept = (cookie["max-age"], cookie["httponly"], cookie["samesite"], cookie["path"])
    assert kept == (DAY, True, "Lax", "/")
    assert Pairing.objects.count() == 0


def test_who_has_a_result_already_may_compare_at_once(
    published: Published, ana: SharedResult
) -> None:
    friend = with_a_result(published)
    shown = page(friend.get(at(ana, "invite")))
    buttons = [button.text for button in answer_form(shown, ana).all("button")]
    assert buttons == ["Compare", "No thanks"]
    response = send(friend, at(ana, "agree"), YES)
    own = SharedResult.objects.exclude(pk=ana.pk).get()
    assert response.headers["Location"] == f"/compare/{ana.token}/{own.token}/"


def test_a_sharer_is_told_that_the_address_is_for_a_friend(ana: SharedResult) -> None:
    shown = page(owner_of(ana).get(at(ana, "invite")))
    assert shown.one("main").one("h1").text == "Compare with a friend"
    assert shown.one("main").all("form") == []
    assert shown.one("input").attrs["value"] == f"http://testserver{at(ana, 'invite')}"


def test_an_invitation_to_another_quiz_leads_there(
    visitor: Client, shipped_quiz: Quiz, published: Published
) -> None:
    other = share(second_quiz(shipped_quiz, published), "Ana")
    response = send(visitor, at(other, "invite"), {})
    assert response.headers["Location"] == "/q/another/quiz/"
    assert [*response.cookies] == ["another-with"]


# The friend's leave


def test_after_the_quiz_the_friend_is_asked_and_nothing_is_made_before_the_yes(
    published: Published, ana: SharedResult
) -> None:
    friend = invited(published, ana)
    response = friend.get("/result/")
    assert asks(response) == [ASKED]
    assert "kept 30 days" in answer_section(response).text
    assert "not your single answers" in answer_section(response).text
    assert (SharedResult.objects.count(), Pairing.objects.count()) == (1, 0)


def answer_section(response: HttpResponse) -> Element:
    return page(response).section(ASKED)


def test_a_yes_makes_one_share_without_answers_and_pairs_the_two(
    published: Published, ana: SharedResult
) -> None:
    friend = invited(published, ana)
    response = send(friend, at(ana, "agree"), {**YES, "name": " Ben "})
    own = SharedResult.objects.exclude(pk=ana.pk).get()
    assert (response.status_code, response.headers["Location"]) == (
        303,
        f"/compare/{ana.token}/{own.token}/",
    )
    assert (own.name, own.answers, (own.expires_on - own.created_on).days) == ("Ben", None, 30)
    assert [(p.asked, p.agreed) for p in Pairing.objects.all()] == [(ana, own)]
    assert {name: cookie.value == "" for name, cookie in response.cookies.items()} == {
        WITH: True,
        OWN: False,
    }
    shown = page(friend.get(response.headers["Location"]))
    assert shown.one("h1").text == "Ana and Ben compared"
    assert asks(friend.get("/result/")) == []


def test_the_one_who_asked_finds_the_comparison(published: Published, ana: SharedResult) -> None:
    address = send(invited(published, ana), at(ana, "agree"), YES).headers["Location"]
    links = [a.attrs["href"] for a in page(owner_of(ana).get("/result/shared/")).all("a")]
    assert address in links


def test_a_no_is_final_and_makes_nothing(published: Published, ana: SharedResult) -> None:
    friend = invited(published, ana)
    response = send(friend, at(ana, "agree"), NO)
    assert (response.status_code, response.headers["Location"]) == (303, "/result/")
    assert response.cookies[WITH].value == ""
    assert asks(friend.get("/result/")) == []
    assert (SharedResult.objects.count(), Pairing.objects.count()) == (1, 0)


def test_a_share_that_the_friend_has_already_is_used_as_it_is(
    published: Published, ana: SharedResult
) -> None:
    friend = invited(published, ana)
    send(friend, "/result/share/", {"name": "Ben", "keep": "forever", "include": "yes"})
    own = SharedResult.objects.get(name="Ben")
    before = (own.name, own.answers, own.expires_on)
    assert answer_form(page(friend.get("/result/")), ana).all("input") == []
    response = send(friend, at(ana, "agree"), {**YES, "name": "Another"})
    assert response.headers["Location"] == f"/compare/{ana.token}/{own.token}/"
    own.refresh_from_db()
    assert (own.name, own.answers, own.expires_on) == before
    assert SharedResult.objects.count() == 2


def test_what_was_shared_here_before_is_not_compared_without_its_answers(
    published: Published, ana: SharedResult
) -> None:
    """Who forgot them has left the browser to somebody else."""
    friend = invited(published, ana)
    send(friend, "/result/share/", {"name": "Ben"})
    send(friend, "/result/forget/", {})
    assert friend.cookies[WITH].value == ""
    assert "take the quiz" in page(friend.get(at(ana, "invite"))).one("main").text.lower()
    assert send(friend, at(ana, "agree"), YES).headers["Location"] == at(ana, "invite")
    assert Pairing.objects.count() == 0


def test_agreeing_twice_or_each_with_the_other_is_one_pairing(
    published: Published, ana: SharedResult
) -> None:
    ben, cleo = invited(published, ana), invited(published, ana)
    for friend, name in ((ben, "Ben"), (cleo, "Cleo")):
        send(friend, "/result/share/", {"name": name})
    bens, cleos = (SharedResult.objects.get(name=name) for name in ("Ben", "Cleo"))
    for asking, friend in ((cleos, ben), (cleos, ben), (bens, cleo)):
        assert send(friend, at(asking, "agree"), YES).status_code == 303
    assert [(p.asked, p.agreed) for p in Pairing.objects.all()] == [(cleos, bens)]


def test_nobody_is_compared_with_themselves(published: Published, ana: SharedResult) -> None:
    owner = owner_of(ana)
    owner.cookies.update(send(Client(), at(ana, "invite"), {}).cookies)
    finish(owner, "short", answers_of(published, "short"))
    assert asks(owner.get("/result/")) == []
    response = send(owner, at(ana, "agree"), YES)
    assert response.headers["Location"] == at(ana, "invite")
    assert Pairing.objects.count() == 0


def test_with_too_few_answers_the_friend_is_asked_for_more(
    published: Published, ana: SharedResult
) -> None:
    friend = invited(published, ana, band="few")
    shown = page(friend.get("/result/"))
    assert "Ana asked to compare with you. Answer a few more questions first" in shown.text
    assert shown.all("form", action=at(ana, "agree")) == []
    assert send(friend, at(ana, "agree"), YES).headers["Location"] == at(ana, "invite")
    assert SharedResult.objects.count() == 1


def test_without_a_result_a_yes_leads_back_to_the_invitation(ana: SharedResult) -> None:
    response = send(Client(), at(ana, "agree"), YES)
    assert (response.status_code, response.headers["Location"]) == (303, at(ana, "invite"))
    assert SharedResult.objects.count() == 1


@pytest.mark.parametrize("way", ["deleted", "expired"])
def test_a_result_taken_back_meanwhile_is_told_kindly(
    published: Published, ana: SharedResult, way: str
) -> None:
    friend, address = invited(published, ana), at(ana, "agree")
    ana.delete() if way == "deleted" else expire(ana)
    shown = page(friend.get("/result/"))
    assert "Their result is no longer shared" in shown.text
    assert "Ana" not in shown.one("main").text.split()
    assert shown.one("form", action=address).one("button").attrs["value"] == "no"
    late = send(friend, address, YES)
    assert main_heading(late, 410) == "No longer shared"
    assert late.cookies[WITH].value == ""
    assert (SharedResult.objects.filter(name="").count(), Pairing.objects.count()) == (0, 0)


def test_all_right_puts_a_wish_that_is_gone_away(published: Published, ana: SharedResult) -> None:
    friend, address = invited(published, ana), at(ana, "agree")
    ana.delete()
    response = send(friend, address, NO)
    assert (response.status_code, response.headers["Location"]) == (303, "/result/")
    assert "no longer shared" not in page(friend.get("/result/")).text


def test_when_the_database_fails_nothing_is_made_and_it_can_be_tried_again(
    published: Published, ana: SharedResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*args: object) -> None:
        raise DatabaseError

    friend = invited(published, ana)
    with monkeypatch.context() as patch:
        patch.setattr(friends, "pair", fails)
        response = send(friend, at(ana, "agree"), {**YES, "name": "Ben"})
    shown = page(response, 503)
    assert shown.one(role="alert").text.startswith("That did not work just now")
    assert answer_form(shown, ana).one("input").attrs["value"] == "Ben"
    assert (SharedResult.objects.count(), dict(response.cookies)) == (1, {})
    assert send(friend, at(ana, "agree"), YES).headers["Location"].startswith("/compare/")


BAD_ANSWERS: dict[str, Any] = {
    "nothing": {},
    "neither": {"answer": "perhaps"},
    "twice": {"answer": ["yes", "yes"]},
    "yes and no": {"answer": ["no", "yes"]},
    "an unknown field": {"answer": "yes", "keep_for": "1"},
    "a field of another form": {"answer": "yes", "include": "yes"},
    "two names": {"answer": "yes", "name": ["a", "b"]},
    "a long name": {"answer": "yes", "name": "a" * 41},
    "a NUL": {"answer": "yes\0"},
}


@pytest.mark.parametrize("kind", BAD_ANSWERS)
def test_an_answer_that_is_not_understood_is_asked_again(
    published: Published, ana: SharedResult, kind: str
) -> None:
    friend = invited(published, ana)
    response = send(friend, at(ana, "agree"), BAD_ANSWERS[kind])
    shown = page(response, 400)
    assert shown.one(role="alert").text
    assert [b.text for b in answer_form(shown, ana).all("button")] == ["Compare", "No thanks"]
    assert (SharedResult.objects.count(), dict(response.cookies)) == (1, {})
    assert asks(friend.get("/result/")) == [ASKED]


FORGED: dict[str, Callable[[SharedResult], str]] = {
    "nothing": lambda ana: "",
    "only the token": lambda ana: ana.token,
    "signed by somebody else": lambda ana: signing.TimestampSigner(key="x" * 50).sign(ana.token),
    "signed for something else": lambda ana: signing.get_cookie_signer(salt=OWN).sign(ana.token),
    "signed for another cookie": lambda ana: signing.get_cookie_signer(salt=f"{OWN}{OWN}").sign(
        ana.token
    ),
    "letters of elsewhere": lambda ana: "é",
    "very long": lambda ana: "a" * 5000,
}


@pytest.mark.parametrize("kind", FORGED)
def test_a_forged_wish_is_nobodys(published: Published, ana: SharedResult, kind: str) -> None:
    friend = with_a_result(published)
    friend.cookies[WITH] = FORGED[kind](ana)
    assert asks(friend.get("/result/")) == []


def test_a_signed_wish_of_nobody_is_told_as_gone(published: Published) -> None:
    friend = with_a_result(published)
    response = HttpResponse()
    response.set_signed_cookie(WITH, "nonsense", salt=WITH)
    friend.cookies[WITH] = response.cookies[WITH].value
    assert "Their result is no longer shared" in page(friend.get("/result/")).text


@pytest.mark.parametrize(("age", "asked"), [(DAY - 60, [ASKED]), (DAY + 60, [])])
def test_a_wish_is_kept_for_a_day(
    published: Published,
    ana: SharedResult,
    monkeypatch: pytest.MonkeyPatch,
    age: int,
    asked: list[str],
) -> None:
    friend = invited(published, ana)
    later(monkeypatch, age)
    assert asks(friend.get("/result/")) == asked


def test_a_name_with_markup_is_shown_as_typed(published: Published) -> None:
    ana = share(published, MARKUP)
    friend = invited(published, ana)
    assert asks(friend.get("/result/")) == [f"{MARKUP} asked to compare with you"]
    invitation = page(Client().get(at(ana, "invite")))
    assert invitation.one("main").one("h1").text == f"Compare with {MARKUP}"
    asked = page(Client().get(at(ana, "guess")))
    assert asked.one("h1").text == f"Which way do you think {MARKUP} leans?"


def test_without_a_wish_the_result_asks_the_database_nothing_for_it(
    published: Published,
    ana: SharedResult,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    monkeypatch.setattr(remembered, "RECHECK_SECONDS", 3600)
    plain, friend = with_a_result(published), invited(published, ana)
    for client in (plain, friend):
        client.get("/result/")
    with django_assert_num_queries(0):
        plain.get("/result/")
    with django_assert_num_queries(0):
        assert asks(friend.get("/result/")) == [ASKED]


# Guessing


MARK = re.compile(r'(?<=name="mark" value=")[\w-]{16}')


@pytest.mark.parametrize(("band", "side"), [("leans", -1), ("clear", 1), ("close", 1)])
def test_before_a_guess_the_page_tells_nothing_of_the_result(
    published: Published, band: str, side: int
) -> None:
    answers = sheet_in_band(published, "short", band, side).sheet.answers
    shared = share(published, "Ana", answers=answers, include=True)
    twin = share(published, "Ana", band="close", side=-side)
    bodies = [
        MARK.sub("", Client().get(at(each, "guess")).content.decode().replace(each.token, ""))
        for each in (shared, twin)
    ]
    assert bodies[0] == bodies[1]
    shown = page(Client().get(at(shared, "guess")))
    assert shown.one("h1").text == "Which way do you think Ana leans?"
    assert [label.text for label in shown.all("label")] == [
        *("Data Scientist", "ML Engineer", "Could enjoy either")
    ]
    assert [e for e in shown.all("meta") if "og:" in (e.attrs.get("property") or "")] == []


@pytest.mark.parametrize(
    ("band", "side", "truth"),
    [("leans", -1, "left"), ("clear", 1, "right"), ("close", 1, "either"), ("close", -1, "either")],
)
@pytest.mark.parametrize("guessed", ["left", "right", "either"])
def test_a_guess_is_counted_and_told_right_or_wrong(
    visitor: Client, published: Published, band: str, side: int, truth: str, guessed: str
) -> None:
    shared = share(published, "Ana", band=band, side=side)
    response = send(visitor, at(shared, "guess"), {"guess": guessed})
    assert (response.status_code, response.headers["Location"]) == (303, at(shared, "guess"))
    assert counts(shared) == ((1, 0) if guessed == truth else (0, 1))
    shown = page(visitor.get(at(shared, "guess"))).one("main")
    assert shown.one("h1").text == ("You guessed right" if guessed == truth else "Not this time")
    verdict = {"left": "leans Data Scientist", "right": "clearly leans ML Engineer"}
    assert f"Ana {verdict.get(truth, 'could enjoy either')}." in shown.text
    assert f"/r/{shared.token}/" in [a.attrs["href"] for a in shown.all("a")]


def test_the_same_browser_counts_once_however_often_it_guesses_or_reloads(
    visitor: Client, ana: SharedResult
) -> None:
    for guessed in ("right", "left", "right"):
        send(visitor, at(ana, "guess"), {"guess": guessed})
        visitor.get(at(ana, "guess"))
    assert counts(ana) == (1, 0)
    assert page(visitor.get(at(ana, "guess"))).one("h1").text == "You guessed right"


def test_the_cookie_is_for_this_page_alone_and_a_day(visitor: Client, ana: SharedResult) -> None:
    response = send(visitor, at(ana, "guess"), {"guess": "left"})
    assert [*response.cookies] == [GUESS]
    cookie = response.cookies[GUESS]
    kept = (cookie["path"], cookie["max-age"], cookie["httponly"], cookie["samesite"])
    assert kept == (at(ana, "guess"), DAY, True, "Lax")


def test_a_guess_of_another_result_or_a_forged_one_does_not_stop_the_count(
    visitor: Client, published: Published, ana: SharedResult
) -> None:
    ben = share(published, "Ben", side=1)
    send(visitor, at(ana, "guess"), {"guess": "right"})
    assert page(visitor.get(at(ben, "guess"))).one("h1").text == "Which way do you think Ben leans?"
    send(visitor, at(ben, "guess"), {"guess": "right"})
    visitor.cookies[GUESS] = "right"
    send(visitor, at(ben, "guess"), {"guess": "left"})
    assert (counts(ana), counts(ben)) == ((1, 0), (1, 1))


def test_after_a_day_it_is_a_new_guess(
    visitor: Client, ana: SharedResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(visitor, at(ana, "guess"), {"guess": "right"})
    later(monkeypatch, DAY + 60)
    assert page(visitor.get(at(ana, "guess"))).one("h1").text == "Which way do you think Ana leans?"


def test_a_sharers_own_guess_is_not_counted(ana: SharedResult) -> None:
    owner = owner_of(ana)
    assert main_heading(owner.get(at(ana, "guess")), 200) == "Let a friend guess"
    response = send(owner, at(ana, "guess"), {"guess": "right"})
    assert (response.status_code, counts(ana)) == (303, (0, 0))
    assert GUESS not in response.cookies


def test_nothing_of_a_guess_is_kept_but_the_count(visitor: Client, ana: SharedResult) -> None:
    columns = [field.name for field in SharedResult._meta.fields if "guessed" not in field.name]
    before = SharedResult.objects.values(*columns).get()
    send(visitor, at(ana, "guess"), {"guess": "right"})
    assert SharedResult.objects.values(*columns).get() == before
    assert (Pairing.objects.count(), AnswerSheet.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "data",
    [
        *({}, {"guess": ""}, {"guess": "up"}, {"guess": "LEFT"}, {"guess": "left\0"}),
        *({"guess": "left", "more": "1"}, {"guess": ["left", "right"]}, {"more": "left"}),
    ],
)
def test_what_is_no_guess_is_asked_again(
    visitor: Client, ana: SharedResult, data: dict[str, Any]
) -> None:
    response = send(visitor, at(ana, "guess"), data)
    shown = page(response, 400)
    assert shown.one(role="alert").text == "Choose one of the three."
    assert shown.one("title").text.startswith("Error: ")
    assert (counts(ana), dict(response.cookies)) == ((0, 0), {})


def test_a_count_that_fails_does_not_keep_the_friend_from_the_result(
    visitor: Client, ana: SharedResult, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    def fails(**values: object) -> None:
        raise DatabaseError("the guess was left")

    monkeypatch.setattr(
        friend_views, "SharedResult", SimpleNamespace(objects=SimpleNamespace(filter=fails))
    )
    response = send(visitor, at(ana, "guess"), {"guess": "left"})
    assert (response.status_code, counts(ana)) == (303, (0, 0))
    assert caplog.messages == ["a guess was not counted: DatabaseError"]


@pytest.fixture
def database_file(
    ana: SharedResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """A copy of the test's database as it is served from: other threads connect to it."""
    if connection.vendor != "sqlite":
        pytest.skip("threads of a test meet only in a file")
    file = tmp_path / "site.sqlite3"
    file.write_bytes(connection.connection.serialize())
    with closing(sqlite3.connect(file)) as copy:
        copy.execute("PRAGMA journal_mode=WAL")
    monkeypatch.setitem(connections.settings["default"], "NAME", str(file))
    yield file


def test_guesses_at_the_same_moment_are_all_counted(ana: SharedResult, database_file: Path) -> None:
    together, statuses = Barrier(8), list[int]()

    def guess_in_turn(number: int) -> None:
        together.wait()
        for turn in range(5):
            guessed = {"guess": "right" if (number + turn) % 2 else "left"}
            guessed["mark"] = f"{number}-{turn}".ljust(16, "-")
            statuses.append(send(Client(), at(ana, "guess"), guessed).status_code)
        connection.close()

    threads = [Thread(target=guess_in_turn, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [303] * 40
    with closing(sqlite3.connect(database_file)) as copy:
        rows = copy.execute("SELECT guessed_right, guessed_wrong FROM quiz_sharedresult")
        assert rows.fetchall() == [(20, 20)]


# Every entrance


@pytest.mark.parametrize("token", WRONG_TOKENS)
@pytest.mark.parametrize("name", PAGES)
def test_a_token_that_never_was_leads_nowhere(
    visitor: Client, published: Published, name: str, token: str
) -> None:
    address = f"/r/{token}/{PAGES[name]}"
    statuses = {send(visitor, address, YES).status_code}
    if name != "agree":
        statuses.add(visitor.get(address).status_code)
    assert statuses == {404}
    assert dict(visitor.cookies) == {}


@pytest.mark.parametrize("name", PAGES)
def test_a_result_that_is_gone_is_told(visitor: Client, ana: SharedResult, name: str) -> None:
    address = at(ana, name)
    ana.delete()
    assert main_heading(send(visitor, address, YES), 410) == "No longer shared"


@pytest.mark.parametrize("name", PAGES)
def test_a_form_from_elsewhere_is_refused(
    published: Published, ana: SharedResult, name: str
) -> None:
    friend = with_a_result(published)
    response = send(friend, at(ana, name), {**YES, "guess": "left"}, headers=FOREIGN)
    assert main_heading(response, 403) == "That was not accepted"
    assert dict(response.cookies) == {}
    assert (counts(ana), SharedResult.objects.count()) == ((0, 0), 1)


@pytest.mark.parametrize("name", PAGES)
def test_a_body_that_is_too_large_is_refused(visitor: Client, ana: SharedResult, name: str) -> None:
    response = send(visitor, at(ana, name), {"name": "a" * 70_000})
    assert main_heading(response, 413) == "That was not understood"
    assert counts(ana) == (0, 0)


@pytest.mark.parametrize(("name", "methods"), [("agree", "POST"), ("guess", "GET, HEAD, POST")])
def test_other_methods_are_not_allowed(
    visitor: Client, ana: SharedResult, name: str, methods: str
) -> None:
    response = visitor.put(at(ana, name))
    assert (response.status_code, response.headers["Allow"]) == (405, methods)


@pytest.mark.parametrize("name", ["invite", "guess"])
def test_the_pages_are_for_this_browser_and_no_index(
    visitor: Client, ana: SharedResult, name: str
) -> None:
    response = visitor.get(at(ana, name))
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert response.headers["X-Robots-Tag"] == "noindex"
    # With "no-referrer" an older browser would say that our own form comes from nowhere.
    assert response.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("name", ["invite", "guess"])
def test_a_warm_page_asks_the_database_once(
    visitor: Client,
    ana: SharedResult,
    name: str,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    monkeypatch.setattr(remembered, "RECHECK_SECONDS", 3600)
    visitor.get(at(ana, name))
    with django_assert_num_queries(1):
        assert visitor.get(at(ana, name)).status_code == 200


def test_no_single_answer_is_told_without_the_tick(published: Published, ana: SharedResult) -> None:
    friend = Client()
    send(friend, at(ana, "guess"), {"guess": "left"})
    texts = {o.text for q in published.document.questions for o in q.options if len(o.text) > 20}
    bodies = [friend.get(at(ana, name)).content.decode() for name in ("guess", "invite")]
    assert [text for text in texts for body in bodies if text in body] == []
    assert sharing.find(ana.token) == ana
