"""While the database cannot be asked: what needs none goes on, the rest says so kindly."""

import logging
from collections.abc import Iterator

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client

from quiz.editions import Published
from tests.web.helpers import answers_of, finish, heading, page, send, to_send
from tests.web.shares import share

GONE = "This page cannot be shown just now"


@pytest.fixture(params=[OperationalError, InterfaceError])
def sharer(
    request: pytest.FixtureRequest, visitor: Client, published: Published
) -> Iterator[tuple[Client, str]]:
    """Somebody who has shared a result, and its token; then the database goes away."""
    finish(visitor, "short", answers_of(published, "short"))
    token = share(visitor, keep="365").token
    visitor.get("/")

    def refuse(*query: object) -> None:
        raise request.param("connection lost")

    with connection.execute_wrapper(refuse):
        yield visitor, token


@pytest.mark.parametrize("address", ["/r/{}/", "/compare/{0}/{0}/", "/r/{}/guess/", "/embed/{}/"])
def test_a_shared_result_is_asked_for_again_later(
    sharer: tuple[Client, str], address: str, caplog: pytest.LogCaptureFixture
) -> None:
    _, token = sharer
    with caplog.at_level(logging.ERROR, "config.middleware"):
        response = Client().get(address.format(token))
    assert page(response, 503).one("h1").text == GONE
    assert response.headers["Retry-After"] == "30"
    assert response.headers["Cache-Control"] == "no-store"
    assert "the database could not be asked: connection lost" in caplog.messages


def test_a_result_is_shown_without_what_only_the_database_knows(
    sharer: tuple[Client, str],
) -> None:
    visitor, _ = sharer
    assert heading(visitor.get("/result/"), 200).startswith("You")


def test_a_quiz_sent_in_has_its_result(sharer: tuple[Client, str], published: Published) -> None:
    other = Client()
    data = to_send("short", answers_of(published, "short", "b"))
    assert send(other, "/quiz/", data).headers["Location"] == "/result/"
    assert heading(other.get("/result/"), 200).startswith("You")
