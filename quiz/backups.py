"""Backups of the SQLite database: written while the site serves, checked, and put back.

Copying the file of a database in use is no backup: what was written last may still lie in the
log beside it, and pages change under the copy.
"""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection
from django.db.migrations.loader import MigrationLoader

# What SQLite keeps beside a database. Left beside another one, it would be written into that.
COMPANIONS = ("-wal", "-shm", "-journal")
FIRST = ("quiz", "0001_initial")
PASSING = {"django_session", "quiz_sending"}  # logins, and tags of the last seconds
BEYOND_READING = {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}
SECONDS = 1.0  # to wait for somebody else's lock

Migrations = set[tuple[str, str]]


class BackupError(Exception):
    """Why nothing was written or restored, in one sentence."""


def database() -> Path:
    """The site's SQLite file; raises BackupError where it is on PostgreSQL."""
    if connection.vendor != "sqlite":
        raise BackupError("This site is on PostgreSQL: use pg_dump and pg_restore, see README.md.")
    return Path(connection.settings_dict["NAME"]).resolve()


def write(source: Path, file: Path) -> None:
    """Write what is committed by now to a new file that its owner alone may read.

    Visitors go on reading and writing. Whatever goes wrong raises BackupError and leaves no file.
    """
    if not source.exists():
        raise BackupError(f"There is no database {source}.")
    if file.exists():
        raise BackupError(f"{file} is there already: name a new file.")
    if not file.parent.is_dir():
        raise BackupError(f"There is no folder {file.parent}.")
    with _told(f"{file} was not written"), _new_file(file) as new:
        with _opened(source, "mode=rw") as live:
            # Not the online backup: that would copy free pages too, and in them what was deleted.
            live.execute("VACUUM INTO ?", [str(new)])
        _finish(new, "DELETE")
        _check(new, file)


def restore(file: Path, target: Path, *, replace: bool = False) -> Path | None:
    """Put a backup in the place of the site's database; where that one is kept now, if any.

    Raises BackupError, and then the place is as it was.
    """
    if not replace and (there := _present(target)):
        raise BackupError(f"{there[0]} is there: to put the backup in its place, add --replace.")
    if beside := _companions(file):
        raise BackupError(f"{file} is in use, with {beside[0]} beside it: restore a backup of it.")
    with _told(f"{file} was not restored"), _new_file(target) as new:
        shutil.copyfile(file, new)
        _give(new, target)
        applied = _check(new, file)
        if later := applied - _known():
            raise BackupError(f"{file} is of a later version of this site: {_named(later)}.")
        _finish(new, "WAL")
        return _put_aside(target)


# Files


@contextmanager
def _new_file(place: Path) -> Iterator[Path]:
    """A private file in the same folder, which takes the place if all goes well."""
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}-")
    os.close(handle)
    new = Path(name)
    try:
        yield new
        new.replace(place)
        _sync(place.parent)
    finally:
        for left in _present(new):
            left.unlink()


def _present(file: Path) -> list[Path]:
    """Which of a database's files are there: itself and what SQLite keeps beside it."""
    return [file, *_companions(file)] if file.exists() else _companions(file)


def _companions(file: Path) -> list[Path]:
    files = [_beside(file, ending) for ending in COMPANIONS]
    return [path for path in files if path.exists()]


def _beside(file: Path, ending: str) -> Path:
    return file.with_name(file.name + ending)


def _sync(path: Path) -> None:
    """Wait until the disk has it: a file, or the names in a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _give(new: Path, target: Path) -> None:
    """Let root's file belong to whom the one in its place does, or the folder: the service."""
    if os.geteuid() == 0:
        owned = (target if target.exists() else target.parent).stat()
        os.chown(new, owned.st_uid, owned.st_gid, follow_symlinks=False)


def _put_aside(target: Path) -> Path | None:
    """Give the database and what lies beside it a second name; its own stays until replaced."""
    if not _present(target):
        return None
    if target.exists():
        _close(target)
    kept = _beside(target, f".replaced-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}")
    for path in _present(target):
        _beside(kept, path.name.removeprefix(target.name)).hardlink_to(path)
    for path in _companions(target):
        path.unlink()
    return kept


# Databases


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Tell what the disk or SQLite refuses as BackupError."""
    try:
        yield
    except OSError as error:
        raise BackupError(f"{what}: {error.strerror}.") from None
    except sqlite3.Error as error:
        raise BackupError(f"{what}: {error}.") from None


def _opened(file: Path, how: str) -> closing[sqlite3.Connection]:
    address = f"{file.resolve().as_uri()}?{how}"
    return closing(sqlite3.connect(address, SECONDS, isolation_level=None, uri=True))


def _close(target: Path) -> None:
    """Write the log into the file, so that nothing is left beside it.

    Raises BackupError if somebody has the database open: they would go on with the old one.
    """
    try:
        with _opened(target, "mode=rw") as alone:
            alone.execute("PRAGMA locking_mode=EXCLUSIVE")
            alone.execute("BEGIN EXCLUSIVE")
            alone.execute("COMMIT")
            alone.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.DatabaseError as error:
        kind = error.sqlite_errorcode & 0xFF
        if kind == sqlite3.SQLITE_BUSY:
            raise BackupError(f"{target} is in use: stop the site first.") from None
        if kind not in BEYOND_READING:  # the very reason to restore
            raise


def _finish(new: Path, journal: str) -> None:
    """Leave nothing passing in a copy, set its journal, and wait until the disk has it."""
    with _opened(new, "mode=rw") as copy:
        copy.execute("PRAGMA secure_delete=ON")
        there = {name for (name,) in copy.execute("SELECT name FROM sqlite_master")}
        for table in PASSING & there:
            copy.execute(f"DELETE FROM {table}")  # noqa: S608  # nosec B608 # our own words
        copy.execute(f"PRAGMA journal_mode={journal}")
    _sync(new)


def _check(new: Path, named: Path) -> Migrations:
    """The migrations of a copy; raises BackupError if it is not a sound copy of this site."""
    try:
        # Nothing may be written beside it, and nothing beside it is read.
        with _opened(new, "mode=ro&immutable=1") as copy:
            _demand(_column(copy, "PRAGMA integrity_check(1)") == ["ok"], "it is damaged")
            applied = set(copy.execute("SELECT app, name FROM django_migrations"))
            _demand(FIRST in applied, "it holds no quiz")
            missing = _tables(applied) - {*_column(copy, "SELECT name FROM sqlite_schema")}
            _demand(not missing, f"without the tables {', '.join(sorted(missing))}")
    except (sqlite3.Error, _Unsound) as fault:
        raise BackupError(f"{named} is not a sound backup of this site: {fault}.") from None
    return applied


class _Unsound(Exception):
    """What is wrong with a copy."""


def _demand(holds: bool, otherwise: str) -> None:
    if not holds:
        raise _Unsound(otherwise)


def _column(copy: sqlite3.Connection, query: str) -> list[str]:
    return [value for (value,) in copy.execute(query)]


# Migrations


def _known() -> Migrations:
    """Every migration of this code."""
    return set(MigrationLoader(None).disk_migrations)


def _tables(applied: Migrations) -> set[str]:
    """The tables that a database with these migrations has, as far as this code knows them."""
    loader = MigrationLoader(None, replace_migrations=False)
    # One by one: whoever has one that replaces others is said to have those, too.
    single = {key for key, migration in loader.disk_migrations.items() if not migration.replaces}
    state = loader.project_state(sorted(applied & single))
    return {model._meta.db_table for model in state.apps.get_models(include_auto_created=True)}


def _named(migrations: Migrations) -> str:
    return ", ".join(f"{app} {name}" for app, name in sorted(migrations))
