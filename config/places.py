"""The application as ``manage.py serve`` runs it: one thread listens, few work.

granian calls it by RSGI, its own interface: the thread that listens takes in a form whole and
hands over an answer whole, however slowly the other side sends or reads, and holds no thread
meanwhile. What is sent again as it is (config/kept.py) it sends by itself. All else is Django's,
by WSGI, in one of a few places: threads, each with its own connection to the database. Forms have
theirs and pages have theirs, so that a form that waits for the database's lock keeps no page.
Sheets are counted by a thread of its own, all that came meanwhile in one transaction, before
their answers are sent.

Pictures are the costliest thing that a stranger can ask for. They stand in a line of their own,
so that one at a time is drawn, on the whole machine. When the line is full, the view is told,
and asks them to come back; a thread of its own sees to that, so that no page waits for it.
"""

import asyncio
import fcntl
import os
import re
import sys
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from functools import lru_cache
from importlib import import_module
from io import BufferedReader, BytesIO, RawIOBase
from typing import Any, NamedTuple, TypeAlias, TypeVar

from django.conf import settings
from django.db import close_old_connections
from granian.rsgi import HTTPProtocol, ProtocolClosed, ProtocolError, Scope

from config.wsgi import application as site  # the first of ours: it sets Django up

# isort: split
from config import kept
from config.together import Together
from quiz import counting
from quiz.views.cards import BUSY

PLACES = 2  # for pages, and for forms; more in a process would only wait for one another
LONGEST_LINE = 16  # pictures that wait
LATER = 10  # how much nicer than pages pictures are to all who wait for a core
# Seconds for which a thread that draws may keep a page from going on; Python's own 0.005 would
# be added at each of a page's queries, since it lets others go on while it asks.
LONGEST_TURN = 0.001
SECONDS_FOR_A_PIECE = 10  # of a large body, whose sender keeps a place waiting
PICTURE = re.compile(r"/r/[^/]+/(card|story)-[^/]+\.png")
ALWAYS = {
    "SCRIPT_NAME": "",
    "wsgi.errors": sys.stderr,
    "wsgi.multiprocess": True,
    "wsgi.multithread": True,
    "wsgi.run_once": False,
    "wsgi.version": (1, 0),
}

Environ: TypeAlias = dict[str, Any]
Answered = TypeVar("Answered")


class Sent(NamedTuple):
    """An answer as granian takes it."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Application:
    """``leaving``: this process takes no more connections, and closes each with an answer."""

    def __init__(self) -> None:
        self.leaving = False
        self._for_pages = ThreadPoolExecutor(PLACES, "page")
        self._for_forms = ThreadPoolExecutor(PLACES, "form")
        # On Linux, niceness is a thread's own.
        self._easel = ThreadPoolExecutor(1, "easel", os.nice, (LATER,))
        self._at_the_door = ThreadPoolExecutor(1, "door", os.nice, (LATER,))
        self._in_line = 0
        self._counted = Together(_count, "count")

    async def __rsgi__(self, scope: Scope, sender: HTTPProtocol) -> None:
        environ = environ_of(scope)
        if again := kept.at_once(environ):
            self._send(sender, again.status, again.fields, again.body)
        elif await take_in(environ, sender):
            self._send(sender, *await self._answer(environ))
        else:
            self._send(sender, 400, [], b"")

    def _send(
        self, sender: HTTPProtocol, status: int, headers: list[tuple[str, str]], body: bytes
    ) -> None:
        """When leaving, so that no request comes on a connection that is being closed."""
        last = [("connection", "close")] if self.leaving else []
        sender.response_bytes(status, headers + last, body)

    async def _answer(self, environ: Environ) -> Sent:
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            sent, finished = await _in(self._for_forms, _received, environ)
            for sheet in finished:
                await self._counted.done(sheet)
            return sent
        if not PICTURE.fullmatch(environ["PATH_INFO"]):
            return await _in(self._for_pages, worked_on, environ)
        if self._in_line >= LONGEST_LINE:
            return await _in(self._at_the_door, worked_on, {**environ, BUSY: True})
        self._in_line += 1
        try:
            return await _in(self._easel, _drawn, environ)
        finally:
            self._in_line -= 1


def _in(
    threads: ThreadPoolExecutor, work: Callable[[Environ], Answered], environ: Environ
) -> Awaitable[Answered]:
    return asyncio.get_running_loop().run_in_executor(threads, work, environ)


def worked_on(environ: Environ) -> Sent:
    """Django's answer."""
    head: list[Any] = []
    with closing(site(environ, lambda *told: head.extend(told))) as response:
        body = b"".join(response)
    return Sent(int(head[0].split()[0]), head[1], body)


def _received(environ: Environ) -> tuple[Sent, list[counting.Finished]]:
    """The same of a form, with the sheets to be counted before it is sent."""
    with counting.collecting() as finished:
        return worked_on(environ), finished


def _count(finished: list[counting.Finished]) -> None:
    close_old_connections()  # as Django does before each request
    counting.count_all(finished)


def _drawn(environ: Environ) -> Sent:
    with _only_process():
        return worked_on(environ)


_turn = (settings.VAR_DIR / "pictures.lock").open("w")  # whoever dies has let go of it


@contextmanager
def _only_process() -> Iterator[None]:
    fcntl.flock(_turn, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(_turn, fcntl.LOCK_UN)


def environ_of(scope: Scope) -> Environ:
    """A request without its body as WSGI has it (PEP 3333): text of bytes, one by one."""
    name, _, port = scope.server.rpartition(":")
    return {
        **ALWAYS,
        **_fields(scope.headers.items()),
        "PATH_INFO": _bytewise(scope.path),
        "QUERY_STRING": _bytewise(scope.query_string),
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "REQUEST_METHOD": scope.method,
        "SERVER_NAME": name.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "wsgi.input": BytesIO(),
        "wsgi.url_scheme": scope.scheme,
    }


def _fields(headers: list[tuple[str, str]]) -> dict[str, str]:
    """What came several times becomes one, as in RFC 9110, section 5.3."""
    fields: dict[str, str] = {}
    for header, value in headers:
        if name := _variable(header):
            before = fields.get(name)
            between = ";" if name == "HTTP_COOKIE" else ","
            fields[name] = value if before is None else f"{before}{between}{value}"
    return fields


@lru_cache(maxsize=256)
def _variable(header: str) -> str:
    """Its name in WSGI; "" for one with an underscore, which could pass for another there."""
    name = header.upper().replace("-", "_")
    if "_" in header:
        return ""
    return name if name in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{name}"


def _bytewise(text: str) -> str:
    return text if text.isascii() else text.encode().decode("latin-1")


async def take_in(environ: Environ, sender: HTTPProtocol) -> bool:
    """Read a body no larger than a form; False where its sender left before the end.

    What is larger the site refuses, or reads piece by piece.
    """
    length = environ.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdigit()) or not int(length[:12]):
        return True
    if int(length[:12]) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        environ["wsgi.input"] = BufferedReader(Pieces(sender, int(length)))
        return True
    try:
        body = await sender()
    except (ProtocolClosed, ProtocolError):
        return False
    environ["wsgi.input"] = BytesIO(body)
    return len(body) == int(length)


class Pieces(RawIOBase):
    """A body that is read while somebody works on it, in another thread than the one it is in.

    ``length`` is how many bytes it should have.
    """

    def __init__(self, sender: HTTPProtocol, length: int) -> None:
        self._loop = asyncio.get_running_loop()
        self._coming = aiter(sender)
        self._missing = length
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Raises OSError where nothing comes for ``SECONDS_FOR_A_PIECE``, or ever will."""
        if not self._rest and self._missing > 0:
            coming = asyncio.run_coroutine_threadsafe(self._next(), self._loop)
            self._rest = coming.result(SECONDS_FOR_A_PIECE)
            self._missing -= len(self._rest)
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size

    async def _next(self) -> bytes:
        piece = await anext(self._coming, b"")
        if not piece:  # as granian tells of a sender who has left, too
            raise OSError("its sender has left")
        return piece


import_module(settings.ROOT_URLCONF)  # or a reload would not find that a view cannot be loaded
application = Application()
sys.setswitchinterval(LONGEST_TURN)
