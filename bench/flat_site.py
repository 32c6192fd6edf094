"""What ``bench.flat`` asks of a site in a process of its own: to get ready, to time its pages."""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from io import StringIO
from itertools import count, cycle, islice
from pathlib import Path
from typing import Any

from bench import sheets
from bench.addresses import FINISHED, SHARER, Page
from bench.cpu import Answer, Request, answer

SAME_ORIGIN = {"HTTP_SEC_FETCH_SITE": "same-origin"}
WARMING = 3  # requests before those that are timed
# Of one round: so long, and as many requests as give a median.
SECONDS, FEWEST_REQUESTS, MOST_REQUESTS = 0.1, 7, 60


@dataclass(frozen=True)
class Known:
    """What both sites have: rows of shares, and the cookies of who made the first of them."""

    shares: list[dict[str, Any]]
    cookies: dict[str, str]

    @property
    def tokens(self) -> list[str]:
        return [share["token"] for share in self.shares]


@dataclass(frozen=True)
class Times:
    """Of one request: milliseconds of CPU and of waiting at the median, and its queries."""

    cpu: float
    wait: float
    queries: int


def prepare() -> None:
    """The shipped quiz, published. What is asked once a second is asked once for good."""
    from django.conf import settings
    from django.core.management import call_command

    from careers import remembered

    remembered.RECHECK_SECONDS = 24 * 60 * 60
    call_command("migrate", verbosity=0)
    call_command("load_content", publish=True, stdout=StringIO())
    if not Path(settings.STATIC_ROOT).exists():
        call_command("collectstatic", interactive=False, verbosity=0)


def begin(number: int) -> Known:
    """Make people and shares that every page can be asked with."""
    from quiz.models import SharedResult

    finished = next(sheets.sent(_published(), seed=4)).cookie
    shared = _cookie(_ask(Request("/result/share/", finished, b"name=Ana", SAME_ORIGIN)))
    sheets.shares(_published(), number, seed=5)
    rows = list(SharedResult.objects.order_by("pk").values())
    for row in rows:
        del row["id"]
    return Known(rows, {FINISHED: finished, SHARER: f"{finished}; {shared}"})


def time_page(page: Page, known: Known) -> Times:
    return _time(_requests(page, known))


def time_write(name: str, known: Known) -> Times:
    return _time(WRITES[name](known))


def _time(requests: Iterator[Request]) -> Times:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for request in islice(requests, WARMING):
        _ask(request)
    with CaptureQueriesContext(connection) as captured:
        _ask(next(requests))
    queries, cpu, wait = len(captured), [], []
    end = time.perf_counter() + SECONDS
    for request in list(islice(requests, MOST_REQUESTS)):
        started, used = time.perf_counter(), time.process_time()
        if started > end and len(cpu) >= FEWEST_REQUESTS:
            break
        _ask(request)
        cpu.append(time.process_time() - used)
        wait.append(time.perf_counter() - started)
    return Times(statistics.median(cpu) * 1000, statistics.median(wait) * 1000, queries)


@cache
def _handler() -> Any:
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def _ask(request: Request) -> Answer:
    got = answer(_handler(), request)
    if got.status >= 400:
        raise RuntimeError(f"{request.path} answered {got.status}.")
    return got


def _requests(page: Page, known: Known) -> Iterator[Request]:
    """A page without end, each time with the next of the shares where it is of shares."""
    path, _, query = page.path.partition("?")
    cookie = known.cookies.get(page.who, "")
    # Only the first share is of somebody whose cookies are known.
    tokens = known.tokens[:1] if cookie else known.tokens[1:]
    for ana, ben in zip(cycle(tokens), cycle(known.tokens[2:]), strict=False):
        headers = {"QUERY_STRING": query.format(ana=ana)} if query else {}
        yield Request(path.format(ana=ana, ben=ben), cookie, headers=headers)


# Writing


def _sheets_sent(known: Known) -> Iterator[Request]:
    for sheet in _new_sheets():
        yield Request("/quiz/", form=sheet.form, headers=SAME_ORIGIN)


def _shares_made(known: Known) -> Iterator[Request]:
    for sheet in _new_sheets():
        yield Request("/result/share/", sheet.cookie, b"name=Ana", SAME_ORIGIN)


def _guesses(known: Known) -> Iterator[Request]:
    for token in cycle(known.tokens):
        yield Request(f"/r/{token}/guess/", form=b"guess=left", headers=SAME_ORIGIN)


def _agreements(known: Known) -> Iterator[Request]:
    """Friends with a result who were asked to compare, and say yes."""
    from django.http import HttpResponse

    from quiz import friends, sharing

    for sheet, token in zip(_new_sheets(), cycle(known.tokens), strict=False):
        response = HttpResponse()
        friends.remember(response, sharing.find(token))
        asked = "; ".join(f"{n}={morsel.coded_value}" for n, morsel in response.cookies.items())
        path, form = f"/r/{token}/with/answer/", b"answer=yes&name=Ben"
        yield Request(path, f"{sheet.cookie}; {asked}", form, SAME_ORIGIN)


WRITES: dict[str, Callable[[Known], Iterator[Request]]] = {
    "POST /quiz/": _sheets_sent,
    "POST /result/share/": _shares_made,
    "POST /r/{ana}/guess/": _guesses,
    "POST /r/{ana}/with/answer/": _agreements,
}
_seeds = count(100)


def _new_sheets() -> Iterator[sheets.Sent]:
    """Sheets that this process has not sent yet."""
    return sheets.sent(_published(), seed=next(_seeds))


def _cookie(got: Answer) -> str:
    return "; ".join(v.split(";")[0] for name, v in got.headers if name == "Set-Cookie")


def _published() -> Any:
    from quiz import editions

    return editions.current("crossroads")
