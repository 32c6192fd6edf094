"""Answers that are sent again as they are: the same to the byte, and never a moment too long."""

from typing import Any

import pytest
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client, TestCase

from careers import revision
from careers.models import Role
from config import kept
from quiz.editions import Published
from quiz.models import Quiz
from tests.web.helpers import answers_of, finish, page, publish_again, quick_quiz, serve_order

shipped_quiz = quick_quiz

KEPT = ["/", "/quiz/", "/quiz/full/", "/sample/", "/roles/compare/", "/sources/", "/privacy/"]


@pytest.fixture(autouse=True)
def one_order(monkeypatch: pytest.MonkeyPatch) -> None:
    serve_order(monkeypatch, 0)


def whole(response: HttpResponse) -> tuple[int, bytes, dict[str, str], str]:
    """Everything that a browser is sent."""
    headers = dict(response.headers.items())
    return response.status_code, response.content, headers, response.cookies.output()


def asked_of_the_views(
    client: Client, monkeypatch: pytest.MonkeyPatch, address: str, **more: Any
) -> HttpResponse:
    """The answer of the whole chain, with nothing kept."""
    with monkeypatch.context() as patch:
        patch.setattr(kept, "_plain", lambda request: False)
        return client.get(address, **more)


@pytest.mark.parametrize("encoding", ["", "gzip", "br, gzip", "identity", "gzip;q=0"])
@pytest.mark.parametrize("address", KEPT)
def test_a_kept_answer_is_the_same_to_the_byte(
    visitor: Client, monkeypatch: pytest.MonkeyPatch, address: str, encoding: str
) -> None:
    more = {"headers": {"accept-encoding": encoding}}
    views = whole(asked_of_the_views(visitor, monkeypatch, address, **more))
    first, again = (whole(visitor.get(address, **more)) for _ in range(2))
    assert first == again == views
    assert "Content-Security-Policy" in again[2]


def test_a_kept_answer_asks_nothing_of_the_views(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = visitor.get("/quiz/")
    monkeypatch.setattr("careers.pages.serve", None)
    assert visitor.get("/quiz/").content == first.content
    with pytest.raises(TypeError):
        visitor.get("/quiz/full/")


def test_what_a_browser_has_already_is_not_sent_again(visitor: Client) -> None:
    etag = visitor.get("/quiz/").headers["ETag"]
    response = visitor.get("/quiz/", headers={"if-none-match": etag})
    assert (response.status_code, response.content) == (304, b"")


def test_a_head_request_has_no_body(visitor: Client) -> None:
    body = visitor.get("/quiz/").content
    response = visitor.head("/quiz/")
    assert (response.status_code, response.content, body != b"") == (200, b"", True)


def test_publishing_shows_at_the_next_request(visitor: Client, shipped_quiz: Quiz) -> None:
    visitor.get("/quiz/")
    publish_again(shipped_quiz, "Which of these first?")
    assert "Which of these first?" in page(visitor.get("/quiz/")).text


def test_a_changed_fact_shows_at_the_next_request(visitor: Client) -> None:
    visitor.get("/roles/compare/")
    Role.objects.filter(slug="data-scientist").update(long_name="Scientist of data")
    with TestCase.captureOnCommitCallbacks(execute=True):
        revision.bump()
    assert "Scientist of data" in page(visitor.get("/roles/compare/")).text


def test_the_next_order_shows_when_it_is_its_time(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = visitor.get("/quiz/").content
    serve_order(monkeypatch, 1)
    assert visitor.get("/quiz/").content != first
    serve_order(monkeypatch, 0)
    assert visitor.get("/quiz/").content == first


def test_a_result_is_never_kept(visitor: Client, published: Published) -> None:
    other = Client(handler=visitor.handler)
    other.handler = visitor.handler
    finish(visitor, "short", answers_of(published, "short", "a"))
    finish(other, "short", answers_of(published, "short", "b"))
    mine, theirs = visitor.get("/result/").content, other.get("/result/").content
    assert mine != theirs
    assert visitor.get("/result/").content == mine
    other.cookies.clear()
    assert other.get("/result/").status_code == 404


def test_every_host_is_answered_for_itself_and_a_strange_one_not_at_all(
    visitor: Client, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    for host, status in (("testserver", 200), ("other.example", 200), ("evil.example", 400)):
        for _ in range(2):
            response = visitor.get("/", headers={"host": host})
            assert response.status_code == status
            assert (f"//{host}/" in response.content.decode()) == (status == 200)


HONEST = ["testserver", "testserver:80"]
STRANGE = [f"testserver:{port}" for port in range(1000, 1040)] + ["TestServer", "testserver."]


def test_invented_ports_and_spellings_push_out_no_answer_but_their_own(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST_OTHERS", 5)
    first = {host: visitor.get("/quiz/", headers={"host": host}).content for host in HONEST}
    for host in STRANGE:
        shown = visitor.get("/quiz/", headers={"host": host})
        assert (shown.status_code, f"//{host}/" in shown.content.decode()) == (200, True)
    middleware = visitor.handler._middleware_chain.__wrapped__
    assert (len(middleware._answers), len(middleware._others) <= 5) == (len(HONEST), True)
    monkeypatch.setattr("careers.pages.serve", None)
    again = {host: visitor.get("/quiz/", headers={"host": host}).content for host in HONEST}
    assert again == first


def test_an_address_with_a_query_is_asked_of_the_views(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.get("/quiz/")
    monkeypatch.setattr("careers.pages.serve", None)
    with pytest.raises(TypeError):
        visitor.get("/quiz/?x=1")


def test_only_so_many_answers_are_kept(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_ANSWERS", 3)
    first = {address: visitor.get(address).content for address in KEPT}
    assert {address: visitor.get(address).content for address in KEPT} == first
    middleware = visitor.handler._middleware_chain.__wrapped__
    assert len(middleware._answers) <= 3


def test_a_site_that_never_reached_its_database_still_answers(visitor: Client) -> None:
    revision.forget()

    def refuse(*query: object) -> None:
        raise OperationalError("no such host")

    with connection.execute_wrapper(refuse):
        response = visitor.get("/healthz/")
    assert (response.status_code, response.json()["database"]) == (503, "unreachable")
