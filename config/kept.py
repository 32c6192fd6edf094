"""Finished answers, every header set, sent again as they are.

A page passes a dozen middlewares on its way out, which cost four times what a rendered page
does. Two kinds are therefore kept whole, for as long as nothing is published, no fact changes
and the order of the options stays: what is the same for everyone, and what is the same for
everyone of whom the same is true (``quiz.views.common.rests_on``), such as a visitor's result.

Of the second kind, what is true is asked anew at every request: the cookies are verified and
the share is looked for. Only then is there a key to look under. All of it is in the memory of
one process, bounded in bytes, and without the request that it once answered.

The first kind costs so little that a place to work in and Django's own way around a request
would cost several times as much; ``at_once`` finds it without either.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, NamedTuple

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.http.response import ResponseHeaders

from careers import pages, revision
from quiz import editions, orders

MOST_BYTES = 8 * 1024 * 1024  # of each kind, under the names that the settings list
# The same under all others: an invented port, any name where a wildcard is allowed. Apart, so
# that who invents names pushes out nobody's answers but their own.
MOST_BYTES_OF_OTHERS = MOST_BYTES // 8
HEADER_BYTES = 4096  # about what an answer takes beside its body
MOST_PLACES = 2048  # addresses of whose answers it is known what they rest on
LONGEST_HEADER = 200  # of those that are part of a key; a browser's are half as long

Ask = Callable[[HttpRequest], Hashable]


class Answer(NamedTuple):
    """What is sent again. ``fields`` are its headers as WSGI and RSGI have them."""

    status: int
    body: bytes
    headers: ResponseHeaders
    fields: list[tuple[str, str]]

    @property
    def size(self) -> int:
        return len(self.body) + HEADER_BYTES


class Shelf:
    """Answers by key; where they are too many bytes, the longest unused go first."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._lock = Lock()
        self.size = 0

    def get(self, key: Hashable) -> Answer | None:
        with self._lock:
            found = self._answers.get(key)
            if found is not None:
                self._answers.move_to_end(key)
            return found

    def put(self, key: Hashable, answer: Answer) -> None:
        with self._lock:
            before = self._answers.pop(key, None)
            self._answers[key] = answer
            self.size += answer.size - (before.size if before else 0)
            while self.size > self.most_bytes:
                _, oldest = self._answers.popitem(last=False)
                self.size -= oldest.size


class Kept:
    """What may be sent again while the site does not change."""

    def __init__(self, most_bytes: int) -> None:
        self.for_everyone, self.for_some = Shelf(most_bytes), Shelf(most_bytes)
        self.asks: dict[str, Ask] = {}  # what the answers of an address rest on


class Now(NamedTuple):
    """What is kept of the site in one state: under the names of the settings, and all others."""

    state: Hashable
    named: Kept
    others: Kept


class Memory:
    """What is kept of the site as it is now; all of it goes when the site changes."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Between tests."""
        self._now = _nothing_kept(None)

    def of(self, request: HttpRequest, state: Hashable) -> Kept:
        """Under a name like the request's; ``state`` is what the site is now."""
        now = self._now
        if state != now.state:
            # Others: a thread may be about to store an answer in the old ones.
            now = self._now = _nothing_kept(state)
        return now.named if pages.is_named(request) else now.others


def _nothing_kept(state: Hashable) -> Now:
    return Now(state, Kept(MOST_BYTES), Kept(MOST_BYTES_OF_OTHERS))


memory = Memory()


def at_once(environ: dict[str, Any]) -> Answer | None:
    """The answer for everyone to a request as WSGI has it, where one is kept.

    Asks nothing of the database: None also where it is time to ask it whether the site changed.
    """
    if environ["REQUEST_METHOD"] != "GET" or environ.get("CONTENT_TYPE") or settings.DEBUG:
        return None  # a type may be unreadable: see config/wsgi.py
    newest, revised = editions.newest_if_known(), revision.if_known()
    request = WSGIRequest({**environ})  # which writes into what it is given
    if newest is None or revised is None or not _plain(request):
        return None
    kept = memory.of(request, (newest, revised, orders.order_now()))
    return kept.for_everyone.get(_key(request))


class KeptResponsesMiddleware:
    """Outermost: whatever it sends again has been through all the others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        kept = None if settings.DEBUG or not _plain(request) else _kept(request)
        if kept is None:
            return self.get_response(request)
        if found := kept.for_everyone.get(_key(request)) or _for_some(kept, request):
            return _again(found)
        response = self.get_response(request)
        if _whole(request, response):
            _keep(kept, request, response)
        return response


def _kept(request: HttpRequest) -> Kept | None:
    """What is kept of the site as it is now, under a name like the request's."""
    try:
        state = (editions.newest_of_all(), revision.current(), orders.order_now())
    except Error:  # never asked with success: the view says what there is to say
        return None
    return memory.of(request, state)


def _plain(request: HttpRequest) -> bool:
    """Whether nothing in the request asks for anything but the whole page, or no page."""
    meta = request.META
    told = meta.get("HTTP_ACCEPT_ENCODING", ""), meta.get("HTTP_IF_NONE_MATCH", "")
    return (
        request.method == "GET"
        and not meta["QUERY_STRING"]
        and max(map(len, told)) <= LONGEST_HEADER
    )


def _for_some(kept: Kept, request: HttpRequest) -> Answer | None:
    ask = kept.asks.get(request.path)
    try:
        facts = ask(request) if ask else None
    except Error:  # the view knows what can be said without the database
        return None
    return None if facts is None else kept.for_some.get((*_exact_key(request), facts))


def _again(found: Answer) -> HttpResponse:
    response = HttpResponse(found.body, status=found.status)
    response.headers = found.headers
    return response


def _whole(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether this is the page, or says that the browser has this very page."""
    if response.cookies:
        return False
    asked = request.META.get("HTTP_IF_NONE_MATCH")
    if response.status_code == 304:
        return asked == response.headers.get("ETag")
    return response.status_code == 200 and not asked


def _keep(kept: Kept, request: HttpRequest, response: HttpResponse) -> None:
    if hasattr(response, "same_for_everyone"):
        kept.for_everyone.put(_key(request), _answer(response))
    elif hasattr(response, "rests_on"):
        ask, facts = response.rests_on
        if facts is None:
            return
        if len(kept.asks) >= MOST_PLACES:
            kept.asks.clear()
        kept.asks[request.path] = ask
        kept.for_some.put((*_exact_key(request), facts), _answer(response))


def _answer(response: HttpResponse) -> Answer:
    fields = [*response.headers.items()]
    return Answer(response.status_code, response.content, response.headers, fields)


def _key(request: HttpRequest) -> tuple[Hashable, ...]:
    """What the answer depends on. A host that is not ours never gets an answer to keep."""
    return (*_place(request), pages.best_encoding(request.META.get("HTTP_ACCEPT_ENCODING", "")))


def _exact_key(request: HttpRequest) -> tuple[Hashable, ...]:
    """The same where the encoding is not chosen by ``pages``."""
    return (*_place(request), request.META.get("HTTP_ACCEPT_ENCODING"))


def _place(request: HttpRequest) -> tuple[Hashable, ...]:
    meta = request.META
    return (
        request.scheme,
        meta.get("HTTP_HOST"),
        request.path,
        meta.get("HTTP_IF_NONE_MATCH"),
    )
