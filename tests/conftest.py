"""What every test has: static files, empty caches, and the shipped quiz for who asks."""

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import brotli
import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test import Client
from whitenoise import WhiteNoise

from careers import pages, revision
from config.kept import memory
from quiz import counting, editions, measured, replies
from quiz.editions import Published
from quiz.models import Quiz
from tests.shipped import ROWS


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, only tests that ask a database: all others have been run on SQLite."""
    if connection.vendor == "postgresql":
        others = [item for item in items if not _asks_a_database(item)]
        config.hook.pytest_deselected(items=others)
        items[:] = filter(_asks_a_database, items)


def _asks_a_database(item: pytest.Item) -> bool:
    marks = ("django_db", "own_database")
    asked = {"db", "transactional_db"}.intersection(item.fixturenames)
    return bool(asked) or any(map(item.get_closest_marker, marks))


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: Any, lift_rows: Callable[[], None]
) -> Iterator[None]:
    """Without rows at the end; PostgreSQL drops no database that a thread is connected to."""
    yield
    lift_rows()
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(scope="session", autouse=True)
def static_files() -> Iterator[None]:
    call_command("collectstatic", interactive=False, verbosity=0)
    yield
    shutil.rmtree(settings.STATIC_ROOT)


@pytest.fixture(scope="session", autouse=True)
def static_files_are_listed_once(static_files: None) -> Iterator[None]:
    """Every Client makes its own middleware, and WhiteNoise would look at each file again."""
    known: dict[tuple[str, str], dict[str, Any]] = {}
    look = WhiteNoise.update_files_dictionary

    def look_once(self: WhiteNoise, root: str, prefix: str) -> None:
        if (root, prefix) not in known:
            known[root, prefix], self.files = self.files, {}
            look(self, root, prefix)
            known[root, prefix], self.files = self.files, known[root, prefix]
        self.files.update(known[root, prefix])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoise, "update_files_dictionary", look_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def pages_are_compressed_in_a_hurry() -> Iterator[None]:
    """At its best, which is for pages that are kept, Brotli takes longer than drawing the page."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(brotli, "compress", partial(brotli.compress, quality=1))
        yield


@pytest.fixture(autouse=True)
def empty_memory() -> None:
    """What one test published, rendered or sent must not be seen by the next."""
    caches["limits"].clear()
    editions.forget()
    pages.forget()
    memory.forget()
    revision.forget()
    measured.forget()
    replies.forget()
    counting.gate.leave(done=True)


@pytest.fixture(scope="session")
def lift_rows(django_db_blocker: Any) -> Callable[[], None]:
    """Takes the shipped rows out of the database, if they are there."""

    def lift() -> None:
        with django_db_blocker.unblock():
            ROWS.lift()

    return lift


@pytest.fixture(autouse=True)
def shipped_rows(request: pytest.FixtureRequest, django_db_blocker: Any) -> None:
    """There for a test that asks for them, before its own transaction; else there are none."""
    with django_db_blocker.unblock():
        if "shipped_quiz" in request.fixturenames:
            request.getfixturevalue("django_db_setup")
            ROWS.lay()
        else:
            ROWS.lift()


@pytest.fixture
def shipped_quiz(db: None) -> Quiz:
    """The shipped content, loaded and published as edition 1. Load nothing anew instead."""
    return Quiz.objects.get(slug=settings.FRONT_QUIZ)


@pytest.fixture
def published(shipped_quiz: Quiz) -> Published:
    return editions.current(shipped_quiz.slug)


@pytest.fixture
def visitor(published: Published) -> Client:
    """A visitor's browser, on a site that serves the shipped quiz."""
    return Client()
