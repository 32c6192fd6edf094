"""What every test has: static files, empty caches, and the shipped quiz for who asks."""

import shutil
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client

from careers import pages, revision
from quiz import counting, editions, measured, practitioners, replies
from quiz.editions import Published
from quiz.models import Quiz
from tests.web.helpers import quick_quiz


@pytest.fixture(scope="session", autouse=True)
def static_files() -> Iterator[None]:
    call_command("collectstatic", interactive=False, verbosity=0)
    yield
    shutil.rmtree(settings.STATIC_ROOT)


@pytest.fixture(autouse=True)
def empty_memory() -> None:
    """What one test published, rendered or sent must not be seen by the next."""
    caches["limits"].clear()
    editions.forget()
    pages.forget()
    revision.forget()
    measured.forget()
    practitioners.table.cache_clear()
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
