"""PostgreSQL and Redis by their addresses, and what is done while they are gone."""

import logging
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.db.utils import ConnectionHandler
from psycopg import OperationalError

from careers import gate
from careers.gate import Gate
from config import connections, redis_cache
from config.postgres import base
from tests.browser.server import free_port

LIMITS = connections.POSTGRES_LIMITS


def place(url: str) -> tuple[Any, ...]:
    found = connections.postgres(url)
    return tuple(found[name] for name in ("HOST", "PORT", "USER", "PASSWORD", "NAME"))


def test_an_address_with_one_host_is_read_as_it_stands() -> None:
    assert place("postgres://u:p%40s@host:5433/name") == ("host", 5433, "u", "p@s", "name")
    assert place("postgresql://[::1]/name") == ("::1", "", "", "", "name")
    assert connections.postgres("postgres://host/name")["OPTIONS"] == LIMITS


def test_of_several_hosts_the_one_that_takes_writes_is_asked_for() -> None:
    url = "postgres://u:p@one:5432,two:5433,[::1]/name"
    assert place(url) == ("one,two,::1", "5432,5433,", "u", "p", "name")
    assert connections.postgres(url)["OPTIONS"] == LIMITS | {"target_session_attrs": "read-write"}


def test_what_the_address_says_goes_before_our_limits() -> None:
    url = "postgres://one,two/name?target_session_attrs=any&connect_timeout=9&sslmode=require"
    given = {"target_session_attrs": "any", "connect_timeout": 9, "sslmode": "require"}
    assert connections.postgres(url)["OPTIONS"] == LIMITS | given


def test_connections_stay_open_and_are_checked() -> None:
    found = connections.postgres("postgres://host/name")
    assert (found["CONN_MAX_AGE"], found["CONN_HEALTH_CHECKS"]) == (None, True)


# A database that is gone


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    clock = {"now": 100.0}
    monkeypatch.setattr(gate.time, "monotonic", lambda: clock["now"])
    return clock


def test_after_a_failure_one_tries_again_each_second_and_all_once_it_is_back(
    clock: dict[str, float],
) -> None:
    shared = Gate()
    assert [shared.enter(), shared.enter()] == [True, True]
    shared.leave(done=False)
    assert shared.enter() is False
    clock["now"] += gate.SECONDS_BETWEEN_TRIES
    assert [shared.enter(), shared.enter()] == [True, False]
    shared.leave(done=True)
    assert [shared.enter(), shared.enter()] == [True, True]


def test_who_never_said_how_the_try_went_stops_nobody_for_good(clock: dict[str, float]) -> None:
    shared = Gate()
    shared.leave(done=False)
    clock["now"] += gate.SECONDS_BETWEEN_TRIES
    assert [shared.enter(), shared.enter()] == [True, False]
    clock["now"] += gate.LONGEST_TRY
    assert shared.enter() is True


@pytest.fixture
def hung() -> Iterator[int]:
    """A port on which somebody takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_the_first_waits_for_a_silent_database_and_the_next_does_not(
    hung: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "_gate", Gate())
    found = connections.postgres(f"postgres://127.0.0.1:{hung}/name")
    connection = ConnectionHandler({"default": found})["default"]
    waited = []
    for _ in range(2):
        start = time.monotonic()
        with pytest.raises(OperationalError):
            connection.get_new_connection(connection.get_connection_params())
        waited.append(time.monotonic() - start)
    assert LIMITS["connect_timeout"] <= waited[0] < LIMITS["connect_timeout"] + 2
    assert waited[1] < 0.1


# A cache that is gone


@pytest.fixture(autouse=True)
def redis_was_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one test found out must not be known to the next."""
    monkeypatch.setattr(redis_cache, "_outage", redis_cache._Outage())


ERRORS = {"refused": "ConnectionError", "silent": "TimeoutError"}


@pytest.mark.parametrize("kind", ERRORS)
def test_without_redis_nothing_is_found_and_nobody_waits_long(
    kind: str, hung: int, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    port = hung if kind == "silent" else free_port()
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    redis = connections.redis(f"redis://:secret@127.0.0.1:{port}/0")
    settings.CACHES = {"default": memory, "cards": redis}
    start = time.monotonic()
    with caplog.at_level(logging.ERROR):
        caches["cards"].set("key", ("fingerprint", b"drawn"))
        assert caches["cards"].get("key", "nothing") == "nothing"
        caches["cards"].delete_many(["key"])
        counted = [caches["cards"].count("key", 60) for _ in range(10)]
        assert counted == [*range(1, 11)]  # each process counts for itself meanwhile
    assert time.monotonic() - start < connections.REDIS_SECONDS + 1.5  # only the first waits
    assert caplog.messages == [f"Redis did not answer: {ERRORS[kind]}"]
    assert "secret" not in caplog.text
