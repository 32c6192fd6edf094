"""``migrate`` is killed again and again on the way; the next run goes on, to the same end.

First right before a statement, drawn by chance among the next few, each run from where the one
before was killed; then the whole start of the server, at moments of chance.
"""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from io import StringIO
from pathlib import Path
from typing import Any

from faults import site
from faults.told import Told
from tests.browser.server import ROOT, free_port
from tests.plain_browser import PlainBrowser

STARTS = 6
LONGEST_START = 4.0  # seconds until a start is killed
SEED = 7
KEY = "for faults only, and long enough to be taken as a key of fifty characters"


def run(told: Told) -> None:
    with tempfile.TemporaryDirectory(prefix="crossroads-faults-") as folder:
        _killed_at_statements(told, Path(folder))
    with site.new_site() as place:
        _killed_at_start(told, place)


# At statements


def _killed_at_statements(told: Told, folder: Path) -> None:
    database, whole = folder / "site.sqlite3", folder / "whole.sqlite3"
    _use(database)
    _in_child(_migrate)
    shutil.move(database, whole)
    chance, ends = random.Random(SEED), []
    while signal.SIGKILL in ends[-1:] or not ends:
        most = 1 + len(ends)  # so that a long migration is done at last
        ends.append(_in_child(lambda most=most: _migrate(chance.randint(1, 4 * most))))
    told.count("runs of migrate killed at a statement", ends.count(signal.SIGKILL))
    told.promise("the next runs went on, and the last completed it", ends[-1] == 0)
    found, expected = _schema(database), _schema(whole)
    told.count(
        "tables, indexes and rows of it, different",
        f"{len(found)}, {len(set(found) ^ set(expected))}",
    )
    told.promise("it is as if never killed", found == expected)


def _use(database: Path) -> None:
    """Django in this process, on this database."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DJANGO_SECRET_KEY": KEY,
        "DJANGO_SQLITE_PATH": str(database),
    }
    import django

    django.setup()


def _migrate(killed_at: int = 0) -> None:
    """Run migrate in this process, killed at this statement if it comes so far."""
    from django.core.management import call_command
    from django.db import connection

    seen = 0

    def count(execute: Callable[..., Any], *query: Any) -> Any:
        nonlocal seen
        seen += 1
        if seen == killed_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*query)

    with connection.execute_wrapper(count):
        call_command("migrate", verbosity=0, stdout=StringIO())
    connection.close()  # so that all is in the one file


def _in_child(work: Callable[[], object]) -> int:
    """The signal that ended it, else 0 where it raised nothing, else 256."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException as error:
            print(f"  {type(error).__name__}: {error}", file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1]


def _schema(database: Path) -> list[Any]:
    """Every table and index, and what is written down of migrations; [] for a damaged file."""
    with closing(sqlite3.connect(database)) as connection:
        if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            return []
        return [
            *connection.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY name"),
            *connection.execute("SELECT app, name FROM django_migrations ORDER BY app, name"),
            *connection.execute("SELECT codename FROM auth_permission ORDER BY codename, id"),
            *connection.execute("SELECT name FROM auth_group ORDER BY name"),
        ]


# At any moment of a start


def _killed_at_start(told: Told, place: site.Site) -> None:
    chance = random.Random(SEED)
    for _ in range(STARTS):
        _start_and_kill(place, chance.uniform(0.5, LONGEST_START))
    with place.start() as server:
        told.count("starts killed within seconds of chance", STARTS)
        site.database_sound(told, server)
        editions = server.rows("SELECT count(*), max(number) FROM quiz_edition GROUP BY quiz_id")
        answer = PlainBrowser().get(f"{server.url}/quiz/")
        told.promise(
            "the next start serves one edition of each quiz",
            (answer.status, set(editions)) == (200, {(1, 1)}),
        )


def _start_and_kill(place: site.Site, seconds: float) -> None:
    environment = {
        **os.environ,
        **place.variables,
        "DJANGO_SECRET_KEY": KEY,
        "DJANGO_SQLITE_PATH": str(place.folder / "site.sqlite3"),
        "DJANGO_CARDS_DIR": str(place.folder / "cards"),
        "PORT": str(free_port()),
    }
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve"],
        cwd=ROOT,
        env=environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
