"""The application as ``manage.py serve`` runs it: many threads may wait, few work at once.

A thread of the server belongs to one request from the first byte of its body to the last. With
only as many threads as can work, as many slow senders would stop the site. So there are far
more; each takes in a form whole, and only then one of a few places to work in. A place has the
database connection in it: there are as few of those, whichever threads they pass through.

What is sent again as it is (config/kept.py) needs no place. Every answer is handed over whole, so
that no thread waits for whoever reads it slowly.

Pictures are the costliest thing that a stranger can ask for. They stand in a line of their own,
so that one at a time takes a place, on the whole machine, and all others are left to pages. When
the line is full, the view is told, and asks them to come back.
"""

import fcntl
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from io import BytesIO
from queue import SimpleQueue
from threading import BoundedSemaphore, Lock
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

from config.wsgi import application as site  # the first of ours: it sets Django up

# isort: split
from config import kept
from quiz.views.cards import BUSY

PLACES = 4  # in each process; more would only wait for one another
LONGEST_LINE = 16  # pictures that wait, each with a thread of the server
PICTURE = re.compile(r"/r/[^/]+/(card|story)-[^/]+\.png")

_line, _first_in_line = BoundedSemaphore(LONGEST_LINE), Lock()
_turn = (settings.VAR_DIR / "pictures.lock").open("w")  # whoever dies has let go of it
_places: SimpleQueue[Any] = SimpleQueue()
for _ in range(PLACES):
    _connection = connections.create_connection(DEFAULT_DB_ALIAS)
    _connection.inc_thread_sharing()
    _places.put(_connection)


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    if not take_in(environ):
        start("400 Bad Request", [("Content-Length", "0")])
        return [b""]
    if again := kept.at_once(environ):
        start(again.line, again.fields)
        return [again.body]
    if PICTURE.fullmatch(environ["PATH_INFO"]):
        return _picture(environ, start)
    return _worked_on(environ, start)


def _picture(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    if not _line.acquire(blocking=False):
        return _worked_on({**environ, BUSY: True}, start)
    try:
        with _first_in_line, _only_process():
            return _worked_on(environ, start)
    finally:
        _line.release()


@contextmanager
def _only_process() -> Iterator[None]:
    fcntl.flock(_turn, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(_turn, fcntl.LOCK_UN)


def _worked_on(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    connections[DEFAULT_DB_ALIAS] = place = _places.get()
    try:
        with closing(site(environ, start)) as response:
            return [b"".join(response)]
    finally:
        del connections[DEFAULT_DB_ALIAS]
        _places.put(place)


def take_in(environ: dict[str, Any]) -> bool:
    """Read a body no larger than a form; False where its sender left before the end.

    What is larger the site refuses, or reads itself.
    """
    length = environ.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdigit()):
        return True
    if int(length[:12]) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE or not int(length):
        return True
    body = _read(environ["wsgi.input"], int(length))
    environ["wsgi.input"] = BytesIO(body)
    return len(body) == int(length)


def _read(source: Any, length: int) -> bytes:
    try:
        body: bytes = source.read(length)
    except OSError:
        return b""
    return body
