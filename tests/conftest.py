"""What every test has: static files, empty caches, and the shipped quiz for who asks."""

import shutil
from collections.abc import Iterator
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
from tests.web.helpers import quick_quiz


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """PostgreSQL drops no database that a thread of some test is still connected to."""
    yield
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


shipped_quiz = quick_quiz


@pytest.fixture
def published(shipped_quiz: Quiz) -> Published:
    return editions.current(shipped_quiz.slug)


@pytest.fixture
def visitor(published: Published) -> Client:
    """A visitor's browser, on a site that serves the shipped quiz."""
    return Client()
