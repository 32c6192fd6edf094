"""What the server itself refuses or sits out: heads and bodies that are too large or too slow."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlencode

import pytest

from quiz.management.commands import serve
from tests.browser.server import Server, serving
from tests.plain_browser import PlainBrowser, first_answers

HOST = b"Host: localhost\r\n"
FORM = b"POST /quiz/ HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n" + HOST
SLOW = 60  # far more than can be worked on at once
AT_ONCE = 3  # seconds; what waits for the rest of a body never ends


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("limits"), WORKERS="1") as server:
        yield server


@pytest.fixture(scope="module")
def half_a_head(server: Server) -> Iterator[tuple[socket.socket, float]]:
    """A request that was begun, and when; asked for first, so that nobody waits for its end."""
    with connected(server) as sender:
        sender.sendall(b"GET /quiz/ HTTP/1.1\r\n" + HOST)
        yield sender, time.monotonic()


def connected(server: Server) -> socket.socket:
    return socket.create_connection(("127.0.0.1", int(server.environment["PORT"])), AT_ONCE)


def answered(server: Server, request: bytes) -> int:
    """The status; raises TimeoutError where the server waits for more."""
    with connected(server) as sender:
        sender.sendall(request)
        return int(sender.recv(4000).split()[1])


def head(path: bytes = b"/quiz/", more: bytes = b"") -> bytes:
    return b"GET " + path + b" HTTP/1.1\r\n" + HOST + more + b"\r\n"


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (head(b"/quiz/?" + b"a" * 8000), 200),
        (head(b"/quiz/?" + b"a" * 70_000), 414),
        (head(more=b"X: " + b"a" * 8000 + b"\r\n"), 200),
        (head(more=b"X: " + b"a" * 500_000 + b"\r\n"), 431),
        (head(more=b"".join(b"X-%d: a\r\n" % n for n in range(90))), 200),
        (head(more=b"".join(b"X-%d: a\r\n" % n for n in range(150))), 431),
    ],
    ids=["line", "long line", "header", "long header", "90 headers", "150 headers"],
)
def test_a_head_may_be_so_large(
    half_a_head: object, server: Server, request_: bytes, status: int
) -> None:
    assert answered(server, request_) == status


@pytest.mark.parametrize(
    ("rest", "status"),
    [
        (b"Content-Length: 65537\r\n\r\n", 413),
        (b"Content-Length: 1000000000000\r\n\r\nq01=a", 413),
        (b"Expect: 100-continue\r\nContent-Length: 70000\r\n\r\n", 413),
        (b"Transfer-Encoding: chunked\r\n\r\n", 411),
        (b"Transfer-Encoding: chunked\r\n\r\n5\r\nq01=a\r\n", 411),
        (b"Content-Length: -5\r\n\r\n", 400),
        (b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n", 400),
    ],
)
def test_a_body_that_is_too_large_or_has_no_length_is_refused_before_it_is_sent(
    server: Server, rest: bytes, status: int
) -> None:
    assert answered(server, FORM + rest) == status


UPLOAD = b"Content-Type: multipart/form-data; boundary=b\r\nCookie: csrftoken=" + b"a" * 32
UPLOAD += b"\r\n" + HOST
PART = b'--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\na'


@pytest.mark.parametrize("path", [b"/admin/login/", b"/admin/quiz/quiz/1/import/"])
def test_no_stranger_uploads_a_file(server: Server, path: bytes) -> None:
    length = b"Content-Length: 1000000\r\n\r\n"
    status = {b"/admin/login/": 413}.get(path, 302)  # to the login, unread
    assert answered(server, b"POST " + path + b" HTTP/1.1\r\n" + UPLOAD + length + PART) == status


def test_who_sends_forms_slowly_keeps_nobody_else_waiting(server: Server) -> None:
    browser, page = PlainBrowser(), f"{server.url}/quiz/"
    form = first_answers(browser.get(page).text)
    with ExitStack() as stack:
        for _ in range(SLOW):
            sender = stack.enter_context(connected(server))
            sender.sendall(FORM + b"Content-Length: 1000\r\n\r\nq01=")
        start = time.monotonic()
        assert [browser.get(page).status, browser.post(page, **form).status] == [200, 303]
        assert browser.get(f"{server.url}/result/").status == 200
        assert time.monotonic() - start < 3 * AT_ONCE
    # They left in the middle: nothing of it is taken for a form.
    assert browser.get(page).status == 200
    assert server.rows("SELECT count(*) FROM quiz_answersheet") == [(1,)]


def test_half_a_head_is_not_waited_for_for_ever(
    half_a_head: tuple[socket.socket, float], server: Server
) -> None:
    sender, begun = half_a_head
    sender.settimeout(serve.HEADER_SECONDS + 5)
    told = sender.recv(4000)  # raises TimeoutError where nothing ends
    assert (told == b"" or b" 408 " in told, time.monotonic() - begun > 5) == (True, True)


def test_a_form_that_comes_in_pieces_is_read_whole(server: Server) -> None:

    form = first_answers(PlainBrowser().get(f"{server.url}/quiz/").text) | {"q01": "b"}
    body = urlencode(form).encode()
    with connected(server) as sender:
        sender.sendall(FORM + b"Content-Length: %d\r\n\r\n" % len(body))
        for at in range(0, len(body), 50):
            sender.sendall(body[at : at + 50])
            time.sleep(0.02)
        assert int(sender.recv(4000).split()[1]) == 303
