"""Answers that are sent again as they are: the same to the byte, and never a moment too long."""

from time import monotonic
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.shortcuts import render
from django.test import Client, RequestFactory, TestCase
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from careers import pages, remembered, revision
from careers.models import Role
from config import kept
from quiz.editions import Published
from quiz.models import Quiz, SharedResult
from tests.web.helpers import (
    COOKIE,
    answers_of,
    finish,
    page,
    publish_again,
    send,
    serve_order,
)

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


def somebody_else(visitor: Client) -> Client:
    """Another browser, at the same process."""
    other = Client()
    other.handler = visitor.handler
    return other


def test_a_result_is_sent_again_to_nobody_else(visitor: Client, published: Published) -> None:
    other = somebody_else(visitor)
    finish(visitor, "short", answers_of(published, "short", "a"))
    finish(other, "short", answers_of(published, "short", "b"))
    mine, theirs = visitor.get("/result/").content, other.get("/result/").content
    assert mine != theirs
    assert visitor.get("/result/").content == mine
    assert other.get("/result/").content == theirs
    other.cookies.clear()
    assert other.get("/result/").status_code == 404


@pytest.mark.parametrize("encoding", ["", "gzip", "br", "br, gzip", "gzip;q=0"])
def test_a_result_asked_again_is_the_same_to_the_byte(
    visitor: Client, published: Published, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    finish(visitor, "short", answers_of(published, "short", "a"))
    more = {"headers": {"accept-encoding": encoding}}
    first = whole(visitor.get("/result/", **more))
    monkeypatch.setattr("quiz.result.page", None)
    assert whole(visitor.get("/result/", **more)) == first
    assert first[2]["Cache-Control"] == "private, no-cache"
    best = {"gzip": "gzip", "br": "br", "br, gzip": "br"}
    assert first[2].get("Content-Encoding") == best.get(encoding)


def test_a_forged_cookie_is_sent_nothing_that_was_kept(
    visitor: Client, published: Published
) -> None:
    finish(visitor, "short", answers_of(published, "short", "a"))
    visitor.get("/result/")
    visitor.get("/result/")
    other, cookie = somebody_else(visitor), visitor.cookies[COOKIE].value
    other.cookies[COOKIE] = cookie[:-1] + ("a" if cookie[-1] != "a" else "b")
    assert other.get("/result/").status_code == 404


def test_changed_answers_show_at_once(visitor: Client, published: Published) -> None:
    pages = []
    for key in "aba":
        finish(visitor, "short", answers_of(published, "short", key))
        pages += [visitor.get("/result/").content for _ in range(2)]
    assert pages[0] == pages[1] == pages[4] == pages[5]
    assert pages[2] == pages[3] != pages[0]


def test_what_was_shared_and_taken_back_shows_on_the_result_at_once(
    visitor: Client, published: Published
) -> None:
    finish(visitor, "short", answers_of(published, "short", "a"))
    seen = [page(visitor.get("/result/")).text for _ in range(2)]
    send(visitor, "/result/share/", {"name": "Ana"})
    seen += [page(visitor.get("/result/")).text for _ in range(2)]
    send(visitor, f"/r/{SharedResult.objects.get().token}/delete/", {})
    seen += [page(visitor.get("/result/")).text for _ in range(2)]
    assert ["This result is shared" in text for text in seen] == [False] * 2 + [True] * 2 + [
        False
    ] * 2


def shared_by(sharer: Client, published: Published, name: str = "Ana") -> str:
    """The address of a result that was shared, and seen twice."""
    finish(sharer, "short", answers_of(published, "short", "a"))
    send(sharer, "/result/share/", {"name": name})
    address = f"/r/{SharedResult.objects.get().token}/"
    stranger = somebody_else(sharer)
    assert stranger.get(address).content == stranger.get(address).content
    return address


def test_a_shared_result_is_asked_for_at_most_once_a_second(
    visitor: Client,
    published: Published,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    monkeypatch.setattr(remembered, "RECHECK_SECONDS", 1000)
    address, stranger = shared_by(visitor, published), somebody_else(visitor)
    for shown in (address, address.replace("/r/", "/embed/")):
        stranger.get(shown)
        views = whole(asked_of_the_views(stranger, monkeypatch, shown))
        with django_assert_num_queries(0):
            assert whole(stranger.get(shown)) == views


@pytest.mark.parametrize("change", ["deleted", "expired"])
def test_what_another_process_does_to_a_share_shows_after_a_second(
    visitor: Client, published: Published, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    address, stranger = shared_by(visitor, published), somebody_else(visitor)
    row = SharedResult.objects.filter(token=address.split("/")[2])
    if change == "deleted":
        row.delete()
    else:
        row.update(expires_on=timezone.localdate())
    monkeypatch.setattr(remembered, "time", SimpleNamespace(monotonic=lambda: monotonic() + 1.1))
    assert stranger.get(address).status_code == 410


def test_a_share_that_is_deleted_or_renamed_here_shows_at_once(
    visitor: Client, published: Published
) -> None:
    address, stranger = shared_by(visitor, published), somebody_else(visitor)
    send(visitor, "/result/share/", {"name": "Zoë"})
    assert "Zoë" in page(stranger.get(address)).one("h1").text
    send(visitor, f"{address}delete/", {})
    assert stranger.get(address).status_code == 410


@pytest.mark.parametrize("shown", ["r", "embed"])
def test_a_page_that_a_change_overtook_is_not_sent_again(
    visitor: Client, published: Published, monkeypatch: pytest.MonkeyPatch, shown: str
) -> None:
    address, stranger = shared_by(visitor, published), somebody_else(visitor)
    send(visitor, "/result/share/", {"name": "Ben"})
    module = f"quiz.views.{'sharing' if shown == 'r' else 'embedding'}.render"

    def slow(*asked: Any, **more: Any) -> HttpResponse:
        drawn = render(*asked, **more)
        send(visitor, "/result/share/", {"name": "Zoë"})
        return drawn

    with monkeypatch.context() as patch:
        patch.setattr(module, slow)
        assert "Ben" in stranger.get(address.replace("/r/", f"/{shown}/")).content.decode()
    assert "Zoë" in stranger.get(address.replace("/r/", f"/{shown}/")).content.decode()


def test_a_share_is_never_sent_again_beyond_its_last_day(
    visitor: Client, published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembered, "RECHECK_SECONDS", 10**9)
    address, stranger = shared_by(visitor, published), somebody_else(visitor)
    last = SharedResult.objects.get().expires_on
    monkeypatch.setattr("quiz.sharing.timezone", SimpleNamespace(localdate=lambda: last))
    assert stranger.get(address).status_code == 410


def as_wsgi(client: Client, address: str, **more: Any) -> dict[str, Any]:
    """A visitor's request as the server hands it over."""
    return RequestFactory(**client.defaults).get(address, **more).environ


@pytest.mark.parametrize("encoding", ["", "gzip", "br, gzip"])
@pytest.mark.parametrize("address", KEPT)
def test_what_is_found_without_django_is_the_same_to_the_byte(
    visitor: Client, address: str, encoding: str
) -> None:
    asked = as_wsgi(visitor, address, headers={"accept-encoding": encoding})
    assert kept.at_once(asked) is None
    _, body, headers, _ = whole(visitor.get(address, headers={"accept-encoding": encoding}))
    found = kept.at_once(asked)
    assert (found.status, found.body, dict(found.fields)) == (200, body, headers)


def test_what_a_browser_has_already_is_found_without_django(visitor: Client) -> None:
    had = {"headers": {"if-none-match": visitor.get("/quiz/").headers["ETag"]}}
    _, _, headers, _ = whole(visitor.get("/quiz/", **had))
    found = kept.at_once(as_wsgi(visitor, "/quiz/", **had))
    assert (found.status, found.body, dict(found.fields)) == (304, b"", headers)


def test_what_may_have_changed_is_not_found_without_asking(
    visitor: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    visitor.get("/quiz/")
    asked = as_wsgi(visitor, "/quiz/")
    with django_assert_num_queries(0):
        assert kept.at_once(asked)
        monkeypatch.setattr(
            remembered, "time", SimpleNamespace(monotonic=lambda: monotonic() + 1.1)
        )
        assert kept.at_once(asked) is None
        serve_order(monkeypatch, 1)
        assert kept.at_once(asked) is None


@pytest.mark.parametrize("path", ["/quiz/\xc3\xa9", "/\xff\xfe", "", "//", "/quiz"])
def test_a_strange_path_is_left_to_django_as_it_came(visitor: Client, path: str) -> None:
    visitor.get("/quiz/")
    asked = {**as_wsgi(visitor, "/quiz/"), "PATH_INFO": path}
    before = {**asked}
    assert kept.at_once(asked) is None
    assert asked == before


def test_nothing_but_a_plain_get_is_answered_without_django(
    visitor: Client, published: Published, settings: Any
) -> None:
    finish(visitor, "short", answers_of(published, "short", "a"))
    for address in ("/quiz/", "/result/"):
        visitor.get(address)
    asked = as_wsgi(visitor, "/quiz/")
    for change in (
        {"REQUEST_METHOD": "HEAD"},
        {"REQUEST_METHOD": "POST"},
        {"QUERY_STRING": "x=1"},
        {"CONTENT_TYPE": "text/plain; charset=\0"},
        {"HTTP_HOST": "evil.example"},
        {"HTTP_ACCEPT_ENCODING": "x" * 201},
        {"PATH_INFO": "/result/", "HTTP_COOKIE": visitor.cookies.output(header="", attrs=[])},
    ):
        assert kept.at_once({**asked, **change}) is None, change
    assert kept.at_once(asked)
    settings.DEBUG = True
    assert kept.at_once(asked) is None


@pytest.mark.parametrize("address", ["/", "/quiz/"])
def test_what_a_browser_has_already_costs_nothing_twice(
    visitor: Client, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    had = {"headers": {"if-none-match": visitor.get(address).headers["ETag"]}}
    first = whole(visitor.get(address, **had))
    monkeypatch.setattr("careers.pages.serve", None)
    assert whole(visitor.get(address, **had)) == first
    assert first[0] == 304
    with pytest.raises(TypeError):
        visitor.get(address, headers={"if-none-match": f'{had["headers"]["if-none-match"]}, "x"'})


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
    monkeypatch.setattr(kept, "MOST_BYTES_OF_OTHERS", 50_000)
    monkeypatch.setattr(pages, "MOST_OF_OTHERS", 8)
    monkeypatch.setattr(pages, "MOST_PAGES", len(HONEST))
    first = {host: visitor.get("/quiz/", headers={"host": host}).content for host in HONEST}
    rendered = {**pages._pages}
    for host in STRANGE:
        shown = visitor.get("/quiz/", headers={"host": host})
        assert (shown.status_code, f"//{host}/" in shown.content.decode()) == (200, True)
    named, others = kept.memory._now.named.for_everyone, kept.memory._now.others.for_everyone
    assert (len(named._answers), 0 < others.size <= 50_000) == (len(HONEST), True)
    assert (pages._pages, 0 < len(pages._of_others) <= 8) == (rendered, True)
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


def test_only_so_many_bytes_are_kept(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_BYTES", 200_000)
    first = {
        address: visitor.get(address, headers={"host": "testserver"}).content for address in KEPT
    }
    assert {
        address: visitor.get(address, headers={"host": "testserver"}).content for address in KEPT
    } == first
    shelf = kept.memory._now.named.for_everyone
    assert 0 < shelf.size <= 200_000
    assert shelf.size == sum(answer.size for answer in shelf._answers.values())


def test_a_site_that_never_reached_its_database_still_answers(visitor: Client) -> None:
    revision.forget()

    def refuse(*query: object) -> None:
        raise OperationalError("no such host")

    with connection.execute_wrapper(refuse):
        response = visitor.get("/healthz/")
    assert (response.status_code, response.json()["database"]) == (503, "unreachable")
