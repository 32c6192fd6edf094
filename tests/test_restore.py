"""Restoring: what takes the database's place, what becomes of that one, what is refused."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from quiz import backups
from quiz.backups import BackupError
from tests.backed_up import (
    MARK,
    a_backup,
    a_site,
    contents,
    execute,
    manage,
    migrate_one_by_one,
    mode,
    name_in,
    rows,
    without_logins,
)

site, backup = a_site, a_backup


@pytest.fixture
def restore(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Restore by the command; what it says."""

    def restore(file: Path, target: Path, **options: bool) -> str:
        monkeypatch.setattr(backups, "database", lambda: target)
        said = StringIO()
        call_command("restore", file, stdout=said, **options)
        return said.getvalue()

    return restore


def test_a_backup_is_restored_where_there_is_no_database(
    backup: Path, tmp_path: Path, restore: Callable[..., str]
) -> None:
    target = tmp_path / "var" / "new.sqlite3"
    said = restore(backup, target)
    assert said == f"Restored to {target}. Editors have to log in again.\n"
    assert (rows(target), mode(target)) == (rows(backup), "-rw-------")
    with closing(sqlite3.connect(target)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchall() == [("wal",)]


def test_a_database_is_not_replaced_unless_asked(site: Path, backup: Path) -> None:
    before = contents(site.parent)
    with pytest.raises(BackupError) as caught:
        backups.restore(backup, site)
    sentence = f"{site} is there: to put the backup in its place, add --replace."
    assert (str(caught.value), contents(site.parent)) == (sentence, before)


def test_a_replaced_database_is_kept_beside(
    site: Path, backup: Path, restore: Callable[..., str]
) -> None:
    execute(site, "UPDATE quiz_sharedresult SET name = 'after the backup'")
    before = rows(site)
    said = restore(backup, site, replace=True)
    [kept] = [file for file in site.parent.iterdir() if file != site]
    assert kept.name.startswith("site.sqlite3.replaced-")
    assert said == (
        f"Restored to {site}. Editors have to log in again.\n"
        f"The database that was there is kept as {kept}.\n"
    )
    assert (rows(site), rows(kept)) == (rows(backup), before)


def test_a_log_that_a_crash_left_stays_with_its_database(site: Path, backup: Path) -> None:
    crashed = site.with_name("crashed.sqlite3")
    with closing(sqlite3.connect(site)) as writer:
        writer.execute("UPDATE quiz_sharedresult SET name = 'in the log'")
        writer.commit()
        for ending in ("", "-wal"):
            shutil.copy(f"{site}{ending}", f"{crashed}{ending}")
    kept = backups.restore(backup, crashed, replace=True)
    assert (name_in(kept), name_in(crashed)) == ("in the log", MARK)


def test_a_log_without_a_database_is_put_aside(site: Path, backup: Path) -> None:
    """Beside the restored database it would be written into that."""
    gone, log = site.with_name("gone.sqlite3"), site.with_name("gone.sqlite3-wal")
    log.write_bytes(b"what is left")
    with pytest.raises(BackupError) as caught:
        backups.restore(backup, gone)
    assert str(caught.value) == f"{log} is there: to put the backup in its place, add --replace."
    kept = backups.restore(backup, gone, replace=True)
    assert not log.exists()  # asked first: SQLite itself would delete it on reading
    assert kept.with_name(f"{kept.name}-wal").read_bytes() == b"what is left"
    assert rows(gone) == rows(backup)


def test_a_database_in_use_is_not_replaced(site: Path, backup: Path) -> None:
    with closing(sqlite3.connect(site)) as idle:
        idle.execute("SELECT count(*) FROM quiz_edition").fetchall()
        with pytest.raises(BackupError) as caught:
            backups.restore(backup, site, replace=True)
        assert str(caught.value) == f"{site} is in use: stop the site first."
        idle.execute("UPDATE quiz_sharedresult SET name = 'still mine'")
        idle.commit()
    assert (name_in(site), [*contents(site.parent)]) == ("still mine", ["site.sqlite3"])


def test_a_database_that_is_damaged_can_be_replaced(site: Path, backup: Path) -> None:
    damage = b"\0" * 100 + site.read_bytes()[100:]
    site.write_bytes(damage)
    kept = backups.restore(backup, site, replace=True)
    assert rows(site) == rows(backup)
    assert {**contents(site.parent), site.name: b""} == {site.name: b"", kept.name: damage}


def test_a_restored_site_knows_no_login_even_if_the_file_does(site: Path, tmp_path: Path) -> None:
    backups.restore(site, tmp_path / "new.sqlite3")
    assert rows(tmp_path / "new.sqlite3") == without_logins(rows(site)) != rows(site)


def test_a_backup_of_an_older_version_is_brought_up_to_date(tmp_path: Path) -> None:
    old, new = tmp_path / "old.sqlite3", tmp_path / "new.sqlite3"
    migrate_one_by_one(old, "sessions", "quiz 0003")
    backups.write(old, tmp_path / "copy.sqlite3")
    backups.restore(tmp_path / "copy.sqlite3", new)
    assert rows(new) == rows(old)
    manage(new, "migrate", "migrate --check").check_returncode()


@pytest.mark.skipif(os.geteuid() != 0, reason="root alone gives files away")
def test_what_root_restores_belongs_to_the_service(site: Path, backup: Path) -> None:
    os.chown(site.parent, 12345, 12346)
    os.chown(site, 23456, 23457)
    new = site.with_name("new.sqlite3")
    backups.restore(backup, new)
    backups.restore(backup, site, replace=True)
    assert [owner(file) for file in (new, site)] == [(12345, 12346), (23456, 23457)]
    assert (mode(new), mode(site)) == ("-rw-------", "-rw-------")


def owner(file: Path) -> tuple[int, int]:
    return file.stat().st_uid, file.stat().st_gid


# What is no backup


def text(file: Path) -> str:
    file.write_text("a letter" * 1000)
    return "file is not a database"


def nothing(file: Path) -> str:
    file.write_bytes(b"")
    return "no such table: django_migrations"


def cut_off(file: Path) -> str:
    os.truncate(file, file.stat().st_size // 2)
    return "database disk image is malformed"


def overwritten(file: Path) -> str:
    with file.open("r+b") as pages:
        pages.seek(40 * 4096)
        pages.write(b"\xff" * 4096)
    return "it is damaged"


def of_another_site(file: Path) -> str:
    execute(file, "DELETE FROM django_migrations WHERE app = 'quiz'")
    return "it holds no quiz"


def lacking_tables(file: Path) -> str:
    execute(file, "DROP TABLE quiz_pairing", "DROP TABLE careers_fact_sources")
    return "without the tables careers_fact_sources, quiz_pairing"


@pytest.mark.parametrize(
    "spoil", [text, nothing, cut_off, overwritten, of_another_site, lacking_tables]
)
def test_what_is_no_sound_backup_is_refused(
    site: Path, backup: Path, spoil: Callable[[Path], str]
) -> None:
    why = spoil(backup)
    refused(site, backup, f"{backup} is not a sound backup of this site: {why}.")


def test_a_backup_of_a_later_version_is_refused(site: Path, backup: Path) -> None:
    later = "INSERT INTO django_migrations (app, name, applied) VALUES ('quiz', '9999_later', '')"
    execute(backup, later)
    refused(site, backup, f"{backup} is of a later version of this site: quiz 9999_later.")


def test_what_is_no_file_is_refused(site: Path, tmp_path: Path) -> None:
    file = tmp_path / "missing"
    refused(site, file, f"{file} was not restored: No such file or directory.")
    refused(site, tmp_path, f"{tmp_path} was not restored: Is a directory.")


def test_a_database_in_use_is_no_backup(site: Path, backup: Path) -> None:
    execute(backup, "PRAGMA journal_mode=WAL")
    with closing(sqlite3.connect(backup)) as writer, writer:
        writer.execute("UPDATE quiz_sharedresult SET name = 'in the log'")
        writer.commit()
        log = f"{backup}-wal"
        refused(site, backup, f"{backup} is in use, with {log} beside it: restore a backup of it.")


def refused(site: Path, file: Path, sentence: str) -> None:
    """Restoring this over the site says so, and the site is as it was."""
    before = contents(site.parent)
    with pytest.raises(BackupError) as caught:
        backups.restore(file, site, replace=True)
    assert (str(caught.value), contents(site.parent)) == (sentence, before)
