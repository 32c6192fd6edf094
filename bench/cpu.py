"""CPU per request in one process: the steadier figure on machines that are shared.

The site with every middleware and header of production, and a bare view that returns as
many bytes, in turns; the best round of each counts. What is asked may be the same again and
again, or something else each time: only the first can be answered from memory.
"""

import io
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from itertools import count, islice, repeat
from typing import Any
from wsgiref.types import WSGIApplication

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

ROUNDS = 7
REQUESTS = 60
ENCODING = "gzip, deflate, br, zstd"  # as Chromium sends it
# Another each time: the same form from one address would count once.
_senders = count(int(IPv4Address("10.0.0.0")))
Forget = Callable[[], None]
MakeSite = Callable[[], WSGIApplication]
BARE = {"ROOT_URLCONF": "bench.bare", "MIDDLEWARE": []}


@dataclass(frozen=True)
class Request:
    """What a browser sends. ``form`` makes it a POST of a plain form."""

    path: str
    cookie: str = ""
    form: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    def environ(self) -> dict[str, Any]:
        return {
            "REQUEST_METHOD": "POST" if self.form else "GET",
            "PATH_INFO": self.path,
            "QUERY_STRING": "",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "127.0.0.1",
            "REMOTE_ADDR": str(IPv4Address(next(_senders))),
            "HTTP_ACCEPT_ENCODING": ENCODING,
            "HTTP_COOKIE": self.cookie,
            "CONTENT_TYPE": "application/x-www-form-urlencoded" if self.form else "",
            "CONTENT_LENGTH": str(len(self.form)) if self.form else "",
            "wsgi.input": io.BytesIO(self.form),
            "wsgi.errors": io.StringIO(),
            "wsgi.url_scheme": "http",
            "wsgi.version": (1, 0),
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
            **self.headers,
        }


# What is measured as one: a page, or a whole visit of several.
Turn = Sequence[Request]


@dataclass(frozen=True)
class Cost:
    """Of one turn: milliseconds of CPU, those of one bare view, queries and bytes."""

    cold: float
    warm: float
    bare: float
    queries: int
    size: int

    @property
    def ratio(self) -> float:
        return self.warm / self.bare


def measure(make_site: MakeSite, turns: Iterator[Turn], forget: Forget) -> Cost:
    """What a turn costs when nothing is kept yet (``forget`` first), and when it is.

    Each measured turn is the next of ``turns``, which must not end.
    """
    cold = min(_cold(make_site(), next(turns), forget) for _ in range(3))
    site = make_site()
    size = _take(site, next(turns))
    with CaptureQueriesContext(connection) as captured:
        _take(site, next(turns))
    queries = len(captured)  # now: the next request empties what was captured
    warm_rounds, bare_rounds = [], []
    for _ in range(ROUNDS):
        warm_rounds.append(_round(site, turns))
        bare_rounds.append(bare(size))
    return Cost(cold, min(warm_rounds), min(bare_rounds), queries, size)


def bare(size: int) -> float:
    """A round of the bare view, with so many bytes: milliseconds of CPU each."""
    with _bare_site() as handler:
        return _round(handler, repeat([Request(f"/{size}")]))


@dataclass
class Answer:
    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""


def answer(handler: WSGIApplication, request: Request) -> Answer:
    """One request through the application, as a server would make it."""
    got = Answer()

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        got.status, got.headers = int(status.split()[0]), headers

    response = handler(request.environ(), start)
    got.body = b"".join(response)
    if hasattr(response, "close"):
        response.close()
    return got


def _take(handler: WSGIApplication, turn: Turn) -> int:
    """Ask for all of a turn; the bytes of the answers. Raises RuntimeError at a refusal."""
    size = 0
    for request in turn:
        got = answer(handler, request)
        if got.status >= 400:
            raise RuntimeError(f"{request.path} answered {got.status}.")
        size += len(got.body)
    return size


def _cold(site: WSGIApplication, turn: Turn, forget: Forget) -> float:
    forget()
    before = time.process_time()
    _take(site, turn)
    return (time.process_time() - before) * 1000


def _round(handler: WSGIApplication, turns: Iterator[Turn]) -> float:
    _take(handler, next(turns))
    chosen = list(islice(turns, REQUESTS))
    before = time.process_time()
    for turn in chosen:
        _take(handler, turn)
    return (time.process_time() - before) / REQUESTS * 1000


@contextmanager
def _bare_site() -> Iterator[WSGIHandler]:
    with override_settings(**BARE):
        yield WSGIHandler()
