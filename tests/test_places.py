"""Who gets a place to work in: few at once, pictures one by one, and forms only when whole."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from threading import Event, Lock, get_ident
from typing import Any

import pytest
from django.db import connections
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from config import places
from quiz import cards
from quiz.editions import Published
from quiz.views.cards import BUSY
from tests.web.helpers import answers_of, finish, quick_quiz
from tests.web.shares import share

shipped_quiz = quick_quiz

CARD = "/r/some-token/card-some-fingerprint.png"


class Site:
    """Stands for the site: each request stays until it may leave."""

    def __init__(self) -> None:
        self.may_leave, self._lock = Event(), Lock()
        self.inside: list[str] = []
        self.most, self.connections, self.busy = 0, set[int](), 0

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> HttpResponse:
        path = environ["PATH_INFO"]
        if BUSY in environ:
            self.busy += 1
            return HttpResponse(b"busy")
        with self._lock:
            self.inside.append(path)
            self.most = max(self.most, len(self.inside))
            self.connections.add(id(connections["default"]))
        assert self.may_leave.wait(10)
        with self._lock:
            self.inside.remove(path)
        return HttpResponse(str(get_ident()))


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    site, ours = Site(), connections["default"]
    monkeypatch.setattr(places, "site", site)
    yield site
    site.may_leave.set()
    connections["default"] = ours  # a place was put in its stead in this thread, too


def ask(path: str, body: bytes = b"", length: str = "") -> list[bytes]:
    """What was sent; only the status where it was not the site's to say."""
    environ = RequestFactory().generic("POST" if length else "GET", path).environ
    environ |= {"CONTENT_LENGTH": length, "wsgi.input": BytesIO(body)}
    said: list[Any] = []
    told = [*places.application(environ, lambda *start: said.extend(start))]
    return [said[0].encode()] if said else told


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_few_work_at_once_with_as_few_connections_whoever_waits(site: Site) -> None:
    with ThreadPoolExecutor(20) as people:
        asked = [people.submit(ask, "/result/") for _ in range(20)]
        wait_for(lambda: len(site.inside) == places.PLACES)
        site.may_leave.set()
        threads = {asking.result()[0] for asking in asked}
    assert (site.most, len(site.connections)) == (places.PLACES, places.PLACES)
    assert len(threads) > places.PLACES


def test_a_page_that_is_kept_needs_no_place(
    site: Site, visitor: Client, published: Published
) -> None:
    visitor.get("/quiz/")
    with ThreadPoolExecutor(places.PLACES) as people:
        asked = [people.submit(ask, "/result/") for _ in range(places.PLACES)]
        wait_for(lambda: len(site.inside) == places.PLACES)
        assert ask("/quiz/") == [b"200 OK"]
        site.may_leave.set()
        assert len({asking.result()[0] for asking in asked}) == places.PLACES


def test_every_answer_is_handed_over_whole_and_is_closed(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = StreamingHttpResponse(iter([b"one, ", b"two"]))
    monkeypatch.setattr(places, "site", lambda environ, start: drawn)
    assert (ask("/static/site.css"), drawn.closed) == ([b"one, two"], True)


def test_pictures_take_one_place_and_leave_the_others_to_pages(site: Site) -> None:
    crowd = places.LONGEST_LINE + 5
    with ThreadPoolExecutor(crowd + 3) as people:
        pictures = [people.submit(ask, CARD) for _ in range(crowd)]
        wait_for(lambda: site.busy == 5)
        pages = [people.submit(ask, "/result/") for _ in range(places.PLACES - 1)]
        wait_for(lambda: len(site.inside) == places.PLACES)
        assert site.inside.count(CARD) == 1
        site.may_leave.set()
        told = [asking.result() for asking in (*pictures, *pages)]
    assert told.count([b"busy"]) == 5
    assert ask(CARD) != [b"busy"]  # the line is as long as before


@pytest.mark.parametrize(
    ("body", "length", "is_worked_on"),
    [
        (b"q01=a", "5", True),
        (b"q01", "5", False),
        (b"", "5", False),
        (b"", "", True),
        (b"", "0", True),
        (b"", "70000", True),  # refused by the site, unread
        (b"", "-5", True),
        (b"", "²", True),
    ],
)
def test_half_a_form_is_worked_on_by_nobody(
    site: Site, body: bytes, length: str, is_worked_on: bool
) -> None:
    site.may_leave.set()
    assert (ask("/quiz/", body, length) == [b"400 Bad Request"]) == (not is_worked_on)


def test_a_sender_who_is_gone_is_no_failure(site: Site) -> None:
    class Broken(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError("gone")

    environ = {"PATH_INFO": "/quiz/", "CONTENT_LENGTH": "5", "wsgi.input": Broken()}
    assert not places.take_in(environ)


def test_whom_a_full_line_turned_away_is_asked_to_come_back(
    visitor: Client, published: Published
) -> None:
    finish(visitor, "short", answers_of(published, "short"))
    picture = cards.card_address(share(visitor))
    refused = visitor.get(picture, **{BUSY: True})
    said = "Many pictures are being drawn just now. Try again in 5 seconds.\n"
    assert (refused.status_code, refused.content.decode()) == (503, said)
    assert (refused.headers["Retry-After"], refused.headers["Cache-Control"]) == ("5", "no-store")
    assert places.PICTURE.fullmatch(picture)
    assert places.PICTURE.fullmatch(picture.replace("card-", "story-"))
    assert not places.PICTURE.fullmatch("/result/")
