"""What editors and the machine's own tasks wait for on a site with very many rows."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MOST_VISITS = 400


@dataclass(frozen=True)
class Waited:
    """Of something done so many times: seconds together and of the longest, queries of the last."""

    times: int
    together: float
    longest: float
    queries: int = 0


def read_all_sheets() -> tuple[Waited, int]:
    """Visit the statistics until every sheet is added up; how many could not be scored."""
    from quiz.core.sums import read_sums
    from quiz.models import Tally

    visits = []
    while True:
        seconds, page, queries = _visit(_statistics())
        visits.append(seconds)
        if "sheets read so far" not in page:
            break
        if len(visits) > MOST_VISITS:
            raise RuntimeError("The statistics never came to an end.")
    unread = sum(read_sums(tally.sums).unread for tally in Tally.objects.all())
    return Waited(len(visits), sum(visits), max(visits), queries), unread


def statistics() -> Waited:
    """The statistics page when all is added up."""
    return _waited(_statistics())


def publish_page() -> Waited:
    """The page that compares a changed draft with the last sheets."""
    from quiz.impact import MOST_SHEETS
    from quiz.models import Effect, Quiz

    quiz = Quiz.objects.get(slug="crossroads")
    Effect.objects.filter(option__question=quiz.questions.first()).update(points=1)
    address = f"/admin/quiz/quiz/{quiz.pk}/publish/"
    if f"The last {MOST_SHEETS:,} sheets counted" not in _visit(address)[1]:
        raise RuntimeError("The publish page did not compare the sheets.")
    return _waited(address)


def sheet_list() -> Waited:
    return _waited("/admin/quiz/answersheet/")


def expire() -> Waited:
    """Delete the shares whose time has run out, one batch after the other."""
    from quiz import sharing
    from quiz.management.commands.expire_shares import BATCH

    batches = list(_timed_batches(sharing.delete_expired, BATCH))
    return Waited(len(batches), sum(batches), max(batches))


def _timed_batches(delete: Any, most: int) -> Iterator[float]:
    deleted = True
    while deleted:
        start = time.perf_counter()
        deleted = delete(most)
        yield time.perf_counter() - start


def _waited(address: str, times: int = 5) -> Waited:
    seconds, _, queries = zip(*(_visit(address) for _ in range(times)), strict=True)
    return Waited(times, sum(seconds), max(seconds), queries[-1])


def _statistics() -> str:
    from quiz import editions

    return f"/admin/quiz/edition/{editions.current('crossroads').pk}/statistics/"


def _visit(address: str) -> tuple[float, str, int]:
    """Seconds, page and queries of a publisher's visit."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from bench.admin import colleague

    publisher = colleague("Publisher")
    with CaptureQueriesContext(connection) as captured:
        start = time.perf_counter()
        response = publisher.get(address)
        seconds = time.perf_counter() - start
    if response.status_code != 200:
        raise RuntimeError(f"{address}: {response.status_code}")
    return seconds, response.content.decode(), len(captured)
