"""Finished answers to requests that are the same for everyone, sent again as they are.

A page that was kept by ``careers.pages`` passes a dozen middlewares on its way out, which
cost four times what the page does. The whole answer, every header set, is therefore kept
for as long as nothing is published, no fact changes and the order of the options stays.
"""

from collections.abc import Callable, Hashable

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse

from careers import pages, revision
from quiz import editions, orders

MOST_ANSWERS = 512  # addresses × encodings, under the names that the settings list
MOST_OTHERS = 64  # under all others: an invented port, any name where a wildcard is allowed


class KeptResponsesMiddleware:
    """Outermost: whatever it sends again has been through all the others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._answers: dict[Hashable, HttpResponse] = {}
        # Apart, so that who invents names pushes out nobody's answers but their own.
        self._others: dict[Hashable, HttpResponse] = {}
        self._state: Hashable = None

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.DEBUG or not _plain(request):
            return self.get_response(request)
        key, answers = _key(request), self._current_answers(_is_named(request))
        if found := answers.get(key):
            response = HttpResponse(found.content)
            response.headers = found.headers
            return response
        response = self.get_response(request)
        if response.status_code == 200 and hasattr(response, "same_for_everyone"):
            answers[key] = response
        return response

    def _current_answers(self, named: bool) -> dict[Hashable, HttpResponse]:
        try:
            state = (editions.newest_of_all(), revision.current(), orders.order_now())
        except Error:  # never asked with success: the view says what there is to say
            return {}
        # New dictionaries: another thread may be about to store an answer in the old ones.
        if state != self._state:
            self._state, self._answers, self._others = state, {}, {}
        if len(self._answers) >= MOST_ANSWERS:
            self._answers = {}
        if len(self._others) >= MOST_OTHERS:
            self._others = {}
        return self._answers if named else self._others


def _plain(request: HttpRequest) -> bool:
    """Whether nothing in the request asks for anything but the whole page."""
    meta = request.META
    return request.method == "GET" and not meta["QUERY_STRING"] and "HTTP_IF_NONE_MATCH" not in meta


def _is_named(request: HttpRequest) -> bool:
    """Whether it is asked by a name of the settings, alone or with the port that it came to."""
    host: str = request.META.get("HTTP_HOST", "")
    return host.removesuffix(f":{request.META['SERVER_PORT']}") in settings.ALLOWED_HOSTS


def _key(request: HttpRequest) -> Hashable:
    """What the answer depends on. A host that is not ours never gets an answer to keep."""
    meta = request.META
    encoding = pages.best_encoding(meta.get("HTTP_ACCEPT_ENCODING", ""))
    return (request.scheme, meta.get("HTTP_HOST"), request.path, encoding)
