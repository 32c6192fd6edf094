"""What every test has: static files, empty caches, and the shipped quiz for who asks."""

import shutil
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client

from careers import pages, revision
from quiz import editions
from quiz.editions import Published
from quiz.models import Quiz
from tests.makers import Rows, everything, put_back


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


_shipped: Rows = {}


@pytest.fixture
def shipped_quiz(db: None) -> Quiz:
    """The shipped content, loaded and published as edition 1: by the first test that asks."""
    if _shipped:
        put_back(_shipped)
    else:
        call_command("load_content", publish=True, verbosity=0, stdout=_Silent())
        _shipped.update(everything())
    return Quiz.objects.get(slug=settings.FRONT_QUIZ)


@pytest.fixture
def published(shipped_quiz: Quiz) -> Published:
    return editions.current(shipped_quiz.slug)


@pytest.fixture
def visitor(published: Published) -> Client:
    """A visitor's browser, on a site that serves the shipped quiz."""
    return Client()


class _Silent:
    def write(self, text: str) -> None:
        """Loading says what it changed; nobody reads it here."""
