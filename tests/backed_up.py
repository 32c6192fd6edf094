"""What the tests of backups share: a site's database in a file, and ways to look into it."""

import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.conf import settings

from quiz import backups

MARK = "a name that was taken back"
LOGIN = "sessionkeyofsomebodywhoisloggedin"
SESSION = f"INSERT INTO django_session VALUES ('{LOGIN}', 'data', '2099-01-01')"
SHARE = f"""
    INSERT INTO quiz_sharedresult (token, sheet, delete_key, edition_id, form, summary, name,
        created_on, guessed_right, guessed_wrong)
    SELECT 'token', 'sheet', 'key', id, 'short', '{{}}', '{MARK}', '2026-01-01', 0, 0
    FROM quiz_edition ORDER BY id LIMIT 1
"""
EACH_COMMAND = """
import sys
import django
from django.core.management import execute_from_command_line
for command in sys.argv[1:]:
    execute_from_command_line(["manage.py", *command.split()])
"""

# As a release before did it: without the migrations that replace others.
ONE_BY_ONE = """
import sys
import django
django.setup()
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
load = MigrationLoader.load_disk
def without_replacements(self):
    load(self)
    found = self.disk_migrations.items()
    self.disk_migrations = {key: one for key, one in found if not one.replaces}
MigrationLoader.load_disk = without_replacements
for target in sys.argv[1:] or [""]:
    call_command("migrate", *target.split(), verbosity=0)
"""


def manage(database: Path, *commands: str, **more: object) -> subprocess.CompletedProcess[str]:
    """Run these commands of manage.py on this database, as a host would, in one process."""
    return _run(EACH_COMMAND, database, *commands, **more)


def migrate_one_by_one(database: Path, *targets: str) -> None:
    """Migrate to each of these, such as "quiz 0003", as an older release did; else to the end."""
    _run(ONE_BY_ONE, database, *targets).check_returncode()


def _run(
    script: str, database: Path, *arguments: str, **more: object
) -> subprocess.CompletedProcess[str]:
    """Run a script of Python with the settings of a site on this database."""
    ours = ("DJANGO_", "DATABASE_URL")
    env = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    env["DJANGO_SETTINGS_MODULE"] = "config.settings"
    env |= {"DJANGO_SECRET_KEY": "k" * 50, "DJANGO_SQLITE_PATH": str(database)}
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=settings.BASE_DIR,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        **more,
    )


def told(ran: subprocess.CompletedProcess[str]) -> tuple[int, str, str]:
    return ran.returncode, ran.stdout, ran.stderr


def execute(database: Path, *statements: str) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def rows(database: Path) -> list[str]:
    """Everything a database holds, as statements."""
    with closing(sqlite3.connect(database)) as connection:
        return list(connection.iterdump())


def without_logins(statements: list[str]) -> list[str]:
    return [line for line in statements if 'INSERT INTO "django_session"' not in line]


def name_in(database: Path) -> str:
    """The name that stands at the shared result."""
    with closing(sqlite3.connect(database)) as connection:
        [(name,)] = connection.execute("SELECT name FROM quiz_sharedresult")
    return name


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def mode(file: Path) -> str:
    return stat.filemode(file.stat().st_mode)


@pytest.fixture
def a_site(tmp_path: Path) -> Path:
    """A database with the shipped quiz, a shared result and an editor's login."""
    database = tmp_path / "var" / "site.sqlite3"
    database.parent.mkdir()
    database.write_bytes(_first_site())
    return database


@pytest.fixture
def a_backup(site: Path, tmp_path: Path) -> Path:
    backups.write(site, tmp_path / "copy.sqlite3")
    return tmp_path / "copy.sqlite3"


@cache
def _first_site() -> bytes:
    with TemporaryDirectory() as folder:
        database = Path(folder) / "site.sqlite3"
        manage(database, "migrate", "load_content --publish").check_returncode()
        execute(database, SESSION, SHARE)
        return database.read_bytes()
