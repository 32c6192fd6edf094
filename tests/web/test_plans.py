"""Every query that a visitor or a task of the machine causes finds its rows by an index.

So a page costs the same with a million counted sheets and a hundred thousand shares as with
none; ``make bench-flat`` measures it. The databases themselves say how they would look.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, resolve
from django.urls.resolvers import URLPattern, URLResolver

from bench.addresses import DATA, FINISHED, NO_PAGES, PAGES, SHARER, VISITOR
from careers import remembered
from quiz import impact, sharing
from quiz.editions import Published
from quiz.models import AnswerSheet, Pairing, Quiz, SharedResult
from quiz.tallies import bring_up_to_date
from tests.web.helpers import answers_of, finish, send
from tests.web.shares import address, share

GROWING = [AnswerSheet, SharedResult, Pairing]
TABLES = "|".join(model._meta.db_table for model in GROWING)
# What SQLite and PostgreSQL say of reading all rows, or all entries of an index.
READS_ALL = {
    "sqlite": re.compile(rf"SCAN ({TABLES})\b.*"),
    "postgresql": re.compile(rf"Seq Scan on ({TABLES})\b.*"),
}


@pytest.fixture
def ana(visitor: Client, published: Published) -> SharedResult:
    """Shared by the visitor, and compared with Ben's."""
    finish(visitor, "short", answers_of(published, "short"))
    row, other = share(visitor, name="Ana"), _ben(published)
    Pairing.objects.create(asked=row, agreed=other)
    return row


def _ben(published: Published) -> SharedResult:
    browser = Client()
    finish(browser, "short", answers_of(published, "short"))
    return share(browser, name="Ben")


@contextmanager
def by_index_only() -> Iterator[None]:
    """Fails where a query inside would read a growing table from end to end."""
    remembered.RECHECK_SECONDS, before = 0, remembered.RECHECK_SECONDS
    try:
        with CaptureQueriesContext(connection) as captured:
            yield
    finally:
        remembered.RECHECK_SECONDS = before
    queries = [query["sql"] for query in captured if re.search(TABLES, query["sql"])]
    assert [(sql, found) for sql in queries for found in _read_whole(sql)] == []


def _read_whole(sql: str) -> list[str]:
    if not sql.lstrip("( ").startswith(("SELECT", "UPDATE", "DELETE")):
        return []
    return [line for line in _plan(sql) if READS_ALL[connection.vendor].search(line)]


def _plan(sql: str, *without: str) -> list[str]:
    """How the database would look, PostgreSQL ``without`` these ways of its as well."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql.replace('%', '%%')}", [])
            return [row[3] for row in cursor.fetchall()]
        # Few rows are read whole whatever there is; an index, where there is one, is now dearer
        # than nothing but cheaper than that.
        for way in ("enable_seqscan", *without):
            cursor.execute(f"SET LOCAL {way} = off")
        cursor.execute(f"EXPLAIN {sql}")
        return [row[0] for row in cursor.fetchall()]


def test_reading_a_whole_table_is_noticed(published: Published) -> None:
    with pytest.raises(AssertionError), by_index_only():
        list(SharedResult.objects.filter(name="Ana"))


# Pages


def test_no_page_reads_a_growing_table_whole(visitor: Client, ana: SharedResult) -> None:
    tokens = {"ana": ana.token, "ben": SharedResult.objects.get(name="Ben").token}
    # As the address within the address of /oembed/ has it.
    browsers = {VISITOR: Client(headers={"host": "127.0.0.1"}), FINISHED: visitor, SHARER: visitor}
    for page in (*PAGES, *DATA):
        with by_index_only():
            response = browsers[page.who].get(page.path.format(**tokens))
        assert response.status_code == 200, page.name


def test_every_public_address_is_among_the_pages() -> None:
    listed = {resolve(_filled(page.path)).url_name for page in (*PAGES, *DATA)}
    assert set(_names(get_resolver().url_patterns)) == listed | NO_PAGES


def _filled(path: str) -> str:
    return path.partition("?")[0].format(ana="a" * 32, ben="b" * 32)


def _names(patterns: list[Any]) -> Iterator[str]:
    """Of every address but the admin's."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name
        elif isinstance(pattern, URLResolver) and pattern.namespace != "admin":
            yield from _names(pattern.url_patterns)


# What is sent, and what runs by itself


def test_what_a_visitor_sends_reads_no_growing_table_whole(
    visitor: Client, published: Published, ana: SharedResult
) -> None:
    friend = Client()
    with by_index_only():
        finish(friend, "full", answers_of(published, "full"))
        assert send(friend, address(ana, "guess/"), {"guess": "left"}).status_code == 303
        assert send(friend, address(ana, "with/"), {}).status_code == 303
        assert send(friend, address(ana, "with/answer/"), {"answer": "yes"}).status_code == 303
        assert send(visitor, "/result/share/", {"name": "Anna"}).status_code == 303
        assert send(visitor, address(ana, "delete/"), {}).status_code == 303
    assert Pairing.objects.count() == 0


def test_deleting_what_has_expired_reads_no_growing_table_whole(ana: SharedResult) -> None:
    SharedResult.objects.filter(pk=ana.pk).update(expires_on="2026-01-01")
    with by_index_only():
        assert sharing.delete_expired(500) == [ana.token]


def test_a_batch_of_expired_shares_is_found_without_sorting_them_all(ana: SharedResult) -> None:
    with CaptureQueriesContext(connection) as captured:
        sharing.delete_expired(500)
    (looking,) = [query["sql"] for query in captured if "LIMIT 500" in query["sql"]]
    # For a few rows a bitmap and a sort are cheapest: whether the index would do is the question.
    plan = _plan(looking, "enable_bitmapscan")
    assert [line for line in plan if re.search(r"\bSort\b|TEMP B-TREE", line)] == []


@pytest.mark.parametrize(
    "act",
    [
        lambda published: bring_up_to_date(published, "short"),
        lambda published: impact.recent_sheets(_quiz(published), published.document),
    ],
    ids=["statistics", "impact"],
)
def test_what_editors_look_at_reads_no_sheets_whole(
    published: Published, ana: SharedResult, act: Callable[[Published], object]
) -> None:
    with by_index_only():
        act(published)


def _quiz(published: Published) -> Quiz:
    return Quiz.objects.get(slug=published.document.quiz)
