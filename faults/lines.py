"""Connections that a process which ends must not close under a request that is on its way."""

import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException
from threading import Event, Thread
from urllib.parse import urlencode, urlsplit

from bench.scripts import ORIGIN
from tests.browser.server import Server
from tests.plain_browser import PlainBrowser, first_answers

MOST_SECONDS = 60  # for an answer
LATE = 0.2  # seconds from a connection to its request, as on a bad line
EVERY = 0.02  # seconds from one such connection to the next
KEPT = 4  # at a time

OK, SEE_OTHER = 200, 303


@contextmanager
def late_ones(server: Server) -> Iterator[list[bool]]:
    """Connections whose request comes late; after the context, whether each was answered."""
    address = urlsplit(server.url).netloc

    def come(over: Event) -> list[bool]:
        coming: list[Future[bool]] = []
        with ThreadPoolExecutor(2 * int(LATE / EVERY)) as threads:
            while not over.wait(EVERY):
                coming.append(threads.submit(_asked_late, address))
        return [one.result() for one in coming]

    with _beside(come) as answered:
        yield answered


@contextmanager
def kept_ones(server: Server) -> Iterator[list[bool]]:
    """Sheets over connections that are kept, as a proxy does; whether each was accepted."""
    address = urlsplit(server.url).netloc
    form = first_answers(PlainBrowser().get(f"{server.url}/quiz/").text)

    def come(over: Event) -> list[bool]:
        with ThreadPoolExecutor(KEPT) as threads:
            coming = [threads.submit(_sheets_sent, address, form, over) for _ in range(KEPT)]
        return [sent for one in coming for sent in one.result()]

    with _beside(come) as accepted:
        yield accepted


@contextmanager
def _beside(come: Callable[[Event], list[bool]]) -> Iterator[list[bool]]:
    """What it gives, told when to stop, is in the list after the context."""
    over, given = Event(), list[bool]()
    thread = Thread(target=lambda: given.extend(come(over)))
    thread.start()
    try:
        yield given
    finally:
        over.set()
        thread.join()


def _asked_late(address: str) -> bool:
    host, _, port = address.partition(":")
    request = f"GET /quiz/ HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    try:
        with socket.create_connection((host, int(port)), MOST_SECONDS) as line:
            time.sleep(LATE)
            line.sendall(request.encode())
            return line.makefile("rb").read().startswith(f"HTTP/1.1 {OK} ".encode())
    except OSError:
        return False


def _sheets_sent(address: str, form: dict[str, str], over: Event) -> list[bool]:
    """One after another on one connection, which the server alone may close."""
    sent: list[bool] = []
    with closing(HTTPConnection(address, timeout=MOST_SECONDS)) as line:
        while not over.is_set():
            sent.append(_sheet_sent(line, form))
    return sent


def _sheet_sent(line: HTTPConnection, form: dict[str, str]) -> bool:
    try:
        line.request("POST", "/quiz/", urlencode(form), ORIGIN)
        answer = line.getresponse()
        answer.read()
    except (OSError, HTTPException):
        line.close()
        return False
    return answer.status == SEE_OTHER
