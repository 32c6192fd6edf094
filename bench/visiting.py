"""What a page and a whole visit cost of any Django site, in one process: for ``bench.rivals``.

As in ``bench.cpu``, but a visitor who follows redirects and keeps cookies, so that a site may
answer step by step. Only what the site does is counted, not what the visitor does.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from itertools import islice

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.cpu import REQUESTS, ROUNDS, Request, answer, bare


class Visitor:
    """Somebody at the site. ``seconds`` of CPU, ``requests`` and ``size`` add up."""

    def __init__(self, site: WSGIHandler, cookies: dict[str, str]) -> None:
        self.site = site
        self.cookies = dict(cookies)
        self.seconds, self.requests, self.size = 0.0, 0, 0

    def get(self, path: str) -> None:
        self._ask(Request(path, self._cookie()))

    def post(self, path: str, form: bytes) -> None:
        self._ask(Request(path, self._cookie(), form, {"HTTP_SEC_FETCH_SITE": "same-origin"}))

    def _cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def _ask(self, request: Request) -> None:
        before = time.process_time()
        got = answer(self.site, request)
        self.seconds += time.process_time() - before
        if got.status >= 400:
            raise RuntimeError(f"{request.path} answered {got.status}.")
        self.requests += 1
        self.size += len(got.body)
        self._keep(value for name, value in got.headers if name == "Set-Cookie")
        for place in (value for name, value in got.headers if name == "Location"):
            self.get(place)

    def _keep(self, told: Iterator[str]) -> None:
        for line in told:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.coded_value


@dataclass(frozen=True)
class Visit:
    """The cookies somebody comes with, and what they do."""

    do: Callable[[Visitor], None]
    cookies: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cost:
    """Milliseconds of CPU, and of a bare view of as many bytes."""

    cpu: float
    bare: float
    requests: int
    queries: int
    size: int

    @property
    def ratio(self) -> float:
        return self.cpu / self.bare


def cost(visits: Iterator[Visit]) -> Cost:
    """The best round of each, in turns, once everything is warm. ``visits`` must not end."""
    site = WSGIHandler()
    _made(site, next(visits))
    with CaptureQueriesContext(connection) as captured:
        one = _made(site, next(visits))
    queries = len(captured)
    number = max(1, REQUESTS // one.requests)
    cpu, least = [], []
    for _ in range(ROUNDS):
        took = sum(_made(site, visit).seconds for visit in islice(visits, number))
        cpu.append(took / number * 1000)
        least.append(bare(one.size))
    return Cost(min(cpu), min(least), one.requests, queries, one.size)


def _made(site: WSGIHandler, visit: Visit) -> Visitor:
    visitor = Visitor(site, visit.cookies)
    visit.do(visitor)
    return visitor
