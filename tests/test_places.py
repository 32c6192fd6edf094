"""Who gets a place to work in: few at once, pictures one by one, and forms only when whole."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from threading import Event, Lock, get_ident
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client
from granian.rsgi import ProtocolError

from careers import remembered
from config import places
from quiz import cards, counting
from quiz.editions import Published
from quiz.views.cards import BUSY
from tests import loops
from tests.web.helpers import answers_of, finish
from tests.web.shares import share

CARD = "/r/some-token/card-some-fingerprint.png"
HEADERS = (("host", "testserver"),)


class Site:
    """Stands for the site: each request stays until it may leave."""

    def __init__(self) -> None:
        self.may_leave, self._lock = Event(), Lock()
        self.inside: list[str] = []
        self.most, self.busy, self.threads = 0, 0, set[int]()

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> HttpResponse:
        start("200 OK", [])
        path = environ["PATH_INFO"]
        if BUSY in environ:
            self.busy += 1
            return HttpResponse(b"busy")
        with self._lock:
            self.inside.append(path)
            self.most = max(self.most, len(self.inside))
            self.threads.add(get_ident())
        assert self.may_leave.wait(10)
        with self._lock:
            self.inside.remove(path)
        return HttpResponse(environ["wsgi.input"].read())


class Sender:
    """Stands for granian: a body as it comes, and what was answered."""

    def __init__(self, *pieces: bytes, leaves: bool = False) -> None:
        self.pieces, self.leaves = pieces, leaves
        self.read, self.told = 0, (0, [], b"")

    async def __call__(self) -> bytes:
        if self.leaves:
            raise ProtocolError
        return b"".join([piece async for piece in self])

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            self.read += len(piece)
            yield piece
        if self.leaves:
            yield b""  # granian's word for it

    def response_bytes(self, status: int, headers: list[Any], body: bytes) -> None:
        self.told = (status, headers, body)

    def response_empty(self, status: int, headers: list[Any]) -> None:
        self.told = (status, headers, b"")


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    site = Site()
    monkeypatch.setattr(places, "site", site)
    yield site
    site.may_leave.set()


def scope(path: str, *headers: tuple[str, str], **more: str) -> Any:
    """A request as granian hands it over."""
    usual = {"server": "127.0.0.1:8000", "client": "127.0.0.2:40000", "http_version": "1.1"}
    usual |= {"method": "GET", "query_string": "", "scheme": "http"}
    fields = [*HEADERS, *headers]
    return SimpleNamespace(
        path=path, headers=SimpleNamespace(items=lambda: fields), **(usual | more)
    )


async def ask(
    application: places.Application, path: str, sender: Sender | None = None, length: str = ""
) -> tuple[int, bytes]:
    """The status and body of the answer."""
    sender = sender or Sender()
    asked = [("content-length", length)] if length else []
    await application.__rsgi__(scope(path, *asked, method="POST" if length else "GET"), sender)
    return sender.told[0], sender.told[2]


async def wait_for(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


def test_few_work_at_once_whoever_waits(site: Site) -> None:
    async def crowd() -> list[tuple[int, bytes]]:
        application = places.Application()
        asked = [asyncio.create_task(ask(application, "/result/")) for _ in range(20)]
        await wait_for(lambda: len(site.inside) == places.PLACES)
        site.may_leave.set()
        return await asyncio.gather(*asked)

    assert loops.run(crowd()) == [(200, b"")] * 20
    assert (site.most, len(site.threads)) == (places.PLACES, places.PLACES)


def test_forms_that_wait_keep_no_page_waiting(site: Site) -> None:
    async def crowd() -> tuple[int, bytes]:
        application = places.Application()
        forms = [
            asyncio.create_task(ask(application, "/result/share/", Sender(b"a=b"), "3"))
            for _ in range(20)
        ]
        await wait_for(lambda: len(site.inside) == places.PLACES)
        asked = asyncio.create_task(ask(application, "/result/"))
        await wait_for(lambda: "/result/" in site.inside)
        site.may_leave.set()
        await asyncio.gather(*forms)
        return await asked

    assert loops.run(crowd()) == (200, b"")
    assert site.most == places.PLACES + 1


def test_a_page_that_is_kept_needs_no_place(
    site: Site, visitor: Client, published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembered, "RECHECK_SECONDS", 1000)
    body = visitor.get("/quiz/", headers={"host": "testserver"}).content

    async def crowd() -> tuple[int, bytes]:
        application = places.Application()
        asked = [asyncio.create_task(ask(application, "/result/")) for _ in range(20)]
        await wait_for(lambda: len(site.inside) == places.PLACES)
        kept = await ask(application, "/quiz/")
        site.may_leave.set()
        await asyncio.gather(*asked)
        return kept

    assert loops.run(crowd()) == (200, body)


def test_who_sends_slowly_takes_up_no_place(site: Site) -> None:
    site.may_leave.set()

    class Slow(Sender):
        async def __call__(self) -> bytes:
            await asyncio.sleep(3600)
            return b""

    async def crowd() -> tuple[int, bytes]:
        application = places.Application()
        slow = [asyncio.create_task(ask(application, "/quiz/", Slow(), "9")) for _ in range(500)]
        await asyncio.sleep(0)
        told = await ask(application, "/quiz/", Sender(b"q01", b"=a"), "5")
        for each in slow:
            each.cancel()
            with suppress(asyncio.CancelledError):
                await each
        return told

    assert loops.run(crowd()) == (200, b"q01=a")
    assert site.most == 1


def test_a_sheet_is_counted_before_its_answer_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    may_count, counted = Event(), []

    def site(environ: dict[str, Any], start: Callable[..., Any]) -> HttpResponse:
        counting.count(environ["wsgi.input"].read())
        start("303 See Other", [])
        return HttpResponse()

    def count_all(sheets: list[Any]) -> None:
        assert may_count.wait(10)
        counted.extend(sheets)

    monkeypatch.setattr(places, "site", site)
    monkeypatch.setattr(counting, "count_all", count_all)

    async def crowd() -> list[tuple[int, bytes]]:
        application = places.Application()
        senders = [Sender(b"q01=%d" % number) for number in range(9)]
        forms = [asyncio.create_task(ask(application, "/quiz/", each, "5")) for each in senders]
        await asyncio.sleep(0.1)
        assert [sender.told[0] for sender in senders] == [0] * 9
        may_count.set()
        return await asyncio.gather(*forms)

    assert loops.run(crowd()) == [(303, b"")] * 9
    assert sorted(counted) == [b"q01=%d" % number for number in range(9)]


def test_every_answer_is_handed_over_whole_and_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = StreamingHttpResponse(iter([b"one, ", b"two"]))

    def site(environ: dict[str, Any], start: Callable[..., Any]) -> StreamingHttpResponse:
        start("404 Not Found", [("X-A", "b")])
        return drawn

    monkeypatch.setattr(places, "site", site)
    sender = Sender()
    loops.run(places.Application().__rsgi__(scope("/static/site.css"), sender))
    assert (*sender.told, drawn.closed) == (404, [("X-A", "b")], b"one, two", True)


def test_pictures_are_drawn_one_by_one_and_leave_the_places_to_pages(site: Site) -> None:
    crowd = places.LONGEST_LINE + 5

    async def flood() -> list[tuple[int, bytes]]:
        application = places.Application()
        pictures = [asyncio.create_task(ask(application, CARD)) for _ in range(crowd)]
        await wait_for(lambda: site.busy == 5)
        pages = [asyncio.create_task(ask(application, "/result/")) for _ in range(places.PLACES)]
        await wait_for(lambda: len(site.inside) == places.PLACES + 1)
        assert await ask(application, CARD) == (200, b"busy")  # though no place is free
        assert site.inside.count(CARD) == 1
        site.may_leave.set()
        told = await asyncio.gather(*pictures, *pages)
        return [*told, await ask(application, CARD)]  # the line is as long as before

    told = loops.run(flood())
    assert (told.count((200, b"busy")), told[-1]) == (5, (200, b""))


@pytest.mark.parametrize(
    ("pieces", "length", "told"),
    [
        ([b"q01", b"=a"], "5", (200, b"q01=a")),
        ([b"q01"], "5", (400, b"")),
        ([], "5", (400, b"")),
        ([b"unread"], "", (200, b"")),
        ([b"unread"], "0", (200, b"")),
        ([b"unread"], "-5", (200, b"")),
        ([b"unread"], "²", (200, b"")),
    ],
)
def test_half_a_form_is_worked_on_by_nobody(
    site: Site, pieces: list[bytes], length: str, told: tuple[int, bytes]
) -> None:
    site.may_leave.set()
    assert loops.run(ask(places.Application(), "/quiz/", Sender(*pieces), length)) == told


def test_a_sender_who_is_gone_is_no_failure(site: Site) -> None:
    gone = Sender(b"q0", leaves=True)
    assert loops.run(ask(places.Application(), "/quiz/", gone, "5")) == (400, b"")


def refuse(environ: dict[str, Any], start: Callable[..., Any]) -> HttpResponse:
    start("413 Content Too Large", [])
    return HttpResponse()


def test_what_is_too_large_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "site", refuse)
    sender = Sender(b"a" * 70_000)
    asked = ask(places.Application(), "/quiz/", sender, "70000")
    assert (loops.run(asked), sender.read) == ((413, b""), 0)


def test_a_file_of_the_admin_is_read_piece_by_piece(site: Site) -> None:
    site.may_leave.set()
    sender = Sender(b"a" * 50_000, b"b" * 50_000)
    asked = ask(places.Application(), "/admin/import/", sender, "100000")
    assert loops.run(asked) == (200, b"a" * 50_000 + b"b" * 50_000)


def test_a_file_whose_sender_leaves_or_stops_is_an_error_of_reading(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(places, "SECONDS_FOR_A_PIECE", 0.05)

    class Stopped(Sender):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield b"a"
            await asyncio.sleep(3600)

    def site(environ: dict[str, Any], start: Callable[..., Any]) -> HttpResponse:
        start("200 OK", [])
        with pytest.raises(OSError):
            environ["wsgi.input"].read()
        return HttpResponse(b"said so")

    monkeypatch.setattr(places, "site", site)
    for sender in (Sender(b"a", leaves=True), Stopped()):
        asked = ask(places.Application(), "/admin/import/", sender, "100000")
        assert loops.run(asked) == (200, b"said so")


def test_a_request_is_handed_to_django_as_wsgi_has_it() -> None:
    environ = places.environ_of(
        scope(
            "/é/ \ufffd",
            ("x-a", "1"),
            ("x-a", "2"),
            ("cookie", "a=1"),
            ("cookie", "b=2"),
            ("content-type", "text/plain"),
            ("content-length", "5"),
            ("x_forwarded_for", "10.0.0.1"),
            server="[::1]:8000",
            client="[::2]:40000",
            query_string="q=é",
        )
    )
    assert environ.pop("wsgi.input").read() == b""
    assert environ == {
        **places.ALWAYS,
        "CONTENT_LENGTH": "5",
        "CONTENT_TYPE": "text/plain",
        "HTTP_COOKIE": "a=1;b=2",
        "HTTP_HOST": "testserver",
        "HTTP_X_A": "1,2",
        "PATH_INFO": "/é/ \ufffd".encode().decode("latin-1"),
        "QUERY_STRING": "q=é".encode().decode("latin-1"),
        "REMOTE_ADDR": "::2",
        "REQUEST_METHOD": "GET",
        "SERVER_NAME": "::1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
    }


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
