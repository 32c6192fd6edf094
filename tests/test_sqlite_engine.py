"""SQLite's file and lock: nobody waits twice, nothing is made in place of a file that is gone."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

from careers.gate import Gate
from config import connections
from config.sqlite import base

WAIT = 0.2  # seconds, in place of the usual three


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "site #1.sqlite3"
    with closing(sqlite3.connect(file)) as made:
        made.execute("CREATE TABLE kept (number)")
    return file


@pytest.fixture
def opened(
    file: Path, monkeypatch: pytest.MonkeyPatch, django_db_blocker: Any
) -> Iterator[BaseDatabaseWrapper]:
    monkeypatch.setattr(base, "_gate", Gate())
    settings = connections.sqlite(file)
    settings["OPTIONS"]["timeout"] = WAIT
    connection = ConnectionHandler({"default": settings})["default"]
    with django_db_blocker.unblock():
        yield connection
        connection.close()


def tables(connection: BaseDatabaseWrapper) -> list[tuple[str]]:
    """Asked as by a new request."""
    connection.close_if_unusable_or_obsolete()
    with connection.cursor() as cursor:
        return cursor.execute("SELECT name FROM sqlite_schema").fetchall()


def write(connection: BaseDatabaseWrapper) -> float:
    """The seconds until a transaction was refused; raises where it was not."""
    start = time.monotonic()
    connection.set_autocommit(True)
    with pytest.raises(OperationalError, match="database is locked"):
        connection._start_transaction_under_autocommit()
    return time.monotonic() - start


def test_after_one_has_waited_for_the_lock_in_vain_the_next_does_not(
    opened: BaseDatabaseWrapper, file: Path
) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        first, second = write(opened), write(opened)
    assert first >= WAIT * 0.9
    assert second < WAIT / 2


def test_a_file_that_is_gone_is_an_error_and_none_is_made(
    opened: BaseDatabaseWrapper, file: Path
) -> None:
    assert tables(opened) == [("kept",)]
    elsewhere = file.rename(file.with_name("elsewhere"))
    with pytest.raises(OperationalError, match="unable to open database file"):
        tables(opened)
    assert not file.exists()
    elsewhere.rename(file)
    assert tables(opened) == [("kept",)]


def test_a_file_that_was_replaced_is_opened_anew(opened: BaseDatabaseWrapper, file: Path) -> None:
    assert tables(opened) == [("kept",)]
    file.rename(file.with_name("before"))
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE put_back (number)")
    assert tables(opened) == [("put_back",)]
