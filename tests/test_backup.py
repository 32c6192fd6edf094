"""Backups: what is in them and what is not, and that a failed one leaves nothing."""

import resource
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from quiz import backups
from quiz.backups import BackupError
from tests.backed_up import (
    LOGIN,
    MARK,
    a_backup,
    a_site,
    contents,
    execute,
    manage,
    mode,
    name_in,
    rows,
    told,
    without_logins,
)

site, backup = a_site, a_backup


def test_a_backup_holds_every_row_but_logins(site: Path, tmp_path: Path) -> None:
    before = rows(site)
    execute(site, "INSERT INTO quiz_sending (tag) VALUES (1)")  # which no backup has either
    ran = manage(site, f"backup {tmp_path}/copy.sqlite3")
    size = (tmp_path / "copy.sqlite3").stat().st_size
    said = f"Written and checked: {tmp_path}/copy.sqlite3, {size:,} bytes.\n"
    assert told(ran) == (0, said, "")
    copied = [row for row in rows(tmp_path / "copy.sqlite3") if "sqlite_sequence" not in row]
    kept = [row for row in without_logins(before) if "sqlite_sequence" not in row]
    assert copied == kept != before
    assert 'INSERT INTO "quiz_sending" VALUES(1,1);' in rows(site)


def test_a_backup_is_one_private_file(backup: Path) -> None:
    assert mode(backup) == "-rw-------"
    assert sorted(file.name for file in backup.parent.iterdir()) == ["copy.sqlite3", "var"]


def test_what_was_committed_a_moment_ago_is_in_the_backup(site: Path, tmp_path: Path) -> None:
    """It lies in the log beside the database, which copying the file would leave behind."""
    with closing(sqlite3.connect(site)) as writer, writer:
        writer.execute("UPDATE quiz_sharedresult SET name = 'just now'")
        writer.commit()
        copied = shutil.copy(site, tmp_path / "copied.sqlite3")
        backups.write(site, tmp_path / "copy.sqlite3")
    assert [name_in(Path(copied)), name_in(tmp_path / "copy.sqlite3")] == [MARK, "just now"]


def test_what_was_deleted_is_not_in_the_backup(site: Path, tmp_path: Path) -> None:
    execute(site, "PRAGMA secure_delete=OFF", "DELETE FROM quiz_sharedresult")
    backups.write(site, tmp_path / "copy.sqlite3")
    kept, written = site.read_bytes(), (tmp_path / "copy.sqlite3").read_bytes()
    assert [text.encode() in kept for text in (MARK, LOGIN)] == [True, True]
    assert [text.encode() in written for text in (MARK, LOGIN)] == [False, False]


def taken(site: Path, folder: Path) -> tuple[Path, str]:
    (folder / "taken").write_text("somebody's")
    return folder / "taken", f"{folder}/taken is there already: name a new file."


def nowhere(site: Path, folder: Path) -> tuple[Path, str]:
    return folder / "no" / "copy", f"There is no folder {folder}/no."


def no_database(site: Path, folder: Path) -> tuple[Path, str]:
    site.unlink()
    return folder / "copy", f"There is no database {site}."


def no_sqlite(site: Path, folder: Path) -> tuple[Path, str]:
    site.write_text("no database, however long this text may be" * 1000)
    return folder / "copy", f"{folder}/copy was not written: file is not a database."


def lacking_a_table(site: Path, folder: Path) -> tuple[Path, str]:
    execute(site, "DROP TABLE quiz_pairing")
    why = "without the tables quiz_pairing"
    return folder / "copy", f"{folder}/copy is not a sound backup of this site: {why}."


@pytest.mark.parametrize("make", [taken, nowhere, no_database, no_sqlite, lacking_a_table])
def test_what_cannot_be_backed_up_is_told_and_leaves_nothing(
    site: Path, tmp_path: Path, make: Callable[[Path, Path], tuple[Path, str]]
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    file, sentence = make(site, folder)
    before = contents(folder)
    with pytest.raises(BackupError) as caught:
        backups.write(site, file)
    assert (str(caught.value), contents(folder)) == (sentence, before)


def test_a_disk_without_room_is_told_and_leaves_nothing(site: Path, tmp_path: Path) -> None:
    """The largest file allowed stands in for a disk that is full: both refuse to write on."""

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    file = tmp_path / "copy.sqlite3"
    ran = manage(site, f"backup {file}", preexec_fn=small)
    said = f"CommandError: {file} was not written: disk I/O error.\n"
    assert told(ran) == (1, "", said)
    ran = manage(tmp_path / "new.sqlite3", f"restore {site}", preexec_fn=small)
    said = f"CommandError: {site} was not restored: File too large.\n"
    assert told(ran) == (1, "", said)
    assert [file.name for file in tmp_path.iterdir()] == ["var"]


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_a_site_on_postgresql_is_sent_to_its_own_tools(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr(connection, "vendor", "postgresql")
    with pytest.raises(CommandError) as caught:
        call_command(command, tmp_path / "copy", stdout=StringIO())
    assert str(caught.value) == (
        "This site is on PostgreSQL: use pg_dump and pg_restore, see README.md."
    )
    assert contents(tmp_path) == {}
