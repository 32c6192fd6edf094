"""A migration that is stopped before it is written down leaves nothing behind."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from django.conf import settings

from tests.backed_up import manage

# Ends as if killed when the quiz's first migration is about to be written down.
STOPPED = """
import os, django
django.setup()
from django.core.management import call_command
from django.db import connection
def stop(execute, sql, params, many, context):
    if sql.startswith('INSERT INTO "django_migrations"') and "quiz" in params:
        os._exit(9)
    return execute(sql, params, many, context)
with connection.execute_wrapper(stop):
    call_command("migrate", verbosity=0)
"""


def tables(database: Path) -> set[str]:
    with closing(sqlite3.connect(database)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}


def test_a_migration_and_its_record_are_there_together_or_not_at_all(tmp_path: Path) -> None:
    database = tmp_path / "site.sqlite3"
    stopped = subprocess.run(
        [sys.executable, "-c", STOPPED],
        cwd=settings.BASE_DIR,
        env={
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DJANGO_SECRET_KEY": "k" * 50,
            "DJANGO_SQLITE_PATH": str(database),
        },
        check=False,
    )
    assert stopped.returncode == 9
    assert {table for table in tables(database) if table.startswith("quiz_")} == set()
    assert manage(database, "migrate --verbosity 0").returncode == 0
    assert {"quiz_edition", "quiz_sharedresult"} <= tables(database)
