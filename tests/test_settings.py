"""What a host may set: mistakes are told in one sentence, and everything is in the README."""

import fcntl
import multiprocessing
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, NoReturn

import pytest
from django.conf import settings
from django.contrib.staticfiles.finders import get_finder
from django.core.management import call_command
from django.core.management.base import CommandError

from quiz.management.commands import serve
from quiz.models import Edition
from tests.hosting import HOSTING
from tests.makers import everything, make_quiz

KEY = "k" * 50
(SAMPLE_KEY,) = re.findall(
    "(?m)^DJANGO_SECRET_KEY=(.+)", (HOSTING / "systemd" / "crossroads.env").read_text()
)
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project in which nothing was ever run: no var/, so no secret key."""
    house = tmp_path_factory.mktemp("house")
    for folder in ("config", "careers", "quiz", "templates", "static"):
        shutil.copytree(settings.BASE_DIR / folder, house / folder)
    shutil.copy2(settings.BASE_DIR / "manage.py", house)
    return house


@pytest.fixture
def run(house: Path) -> Run:
    """Run manage.py there with these variables only: exit code, output, errors."""

    def run(*arguments: str, **variables: str) -> tuple[int, str, str]:
        ran = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=house,
            env={"PATH": os.environ["PATH"], **variables},
            capture_output=True,
            text=True,
            check=False,
        )
        return ran.returncode, ran.stdout, ran.stderr

    return run


@pytest.fixture
def key_file(house: Path) -> Iterator[Path]:
    file = house / "var" / "secret-key"
    file.parent.mkdir(exist_ok=True)
    yield file
    file.unlink()


# Mistakes

HOSTS = "DJANGO_ALLOWED_HOSTS should list host names like example.org, without https://."
ORIGINS = "DJANGO_TRUSTED_ORIGINS should list addresses like https://example.org, not 'b.org'."
DATABASE = (
    "DATABASE_URL should be like postgres://user:password@host:5432/name, or left out for SQLite."
)
CACHE = "CACHE_URL should be like redis://host:6379/0, or left out for files on this machine."
NO_KEY = "no secret key. Set DJANGO_SECRET_KEY, or run `make run` once: it writes var/secret-key."
MISTAKES: list[tuple[str, str, str]] = [
    (
        "DJANGO_CARDS_DIR",
        "/nowhere/cards",
        "DJANGO_CARDS_DIR: the folder /nowhere is not there to write to.",
    ),
    (
        "DJANGO_LIMIT_ANSWERS",
        "many",
        "DJANGO_LIMIT_ANSWERS should be a number from 0 to 999999, not 'many'.",
    ),
    (
        "DJANGO_LIMIT_UNKNOWN",
        "-1",
        "DJANGO_LIMIT_UNKNOWN should be a number from 0 to 999999, not '-1'.",
    ),
    ("DJANGO_DEBUG", "yes", "DJANGO_DEBUG should be 1 or 0, not 'yes'."),
    ("DJANGO_DEBUG", "", "DJANGO_DEBUG should be 1 or 0, not ''."),
    ("DJANGO_HTTPS", "true", "DJANGO_HTTPS should be 1 or 0, not 'true'."),
    ("DJANGO_SECOND_FACTOR", "no", "DJANGO_SECOND_FACTOR should be 1 or 0, not 'no'."),
    *(
        ("DJANGO_PROXIES", n, f"DJANGO_PROXIES should be a number from 0 to 9, not {n!r}.")
        for n in ("", "-1", "10", "one", "٣")
    ),
    *(
        (
            "DJANGO_ADMIN_PATH",
            path,
            f"DJANGO_ADMIN_PATH should be like back-room/, without a slash before, not {path!r}.",
        )
        for path in ("", "/", "/room/", "room", "a//b/", "room?/", "https://a.org/")
    ),
    ("DJANGO_SECRET_KEY", "", NO_KEY),
    ("DJANGO_SECRET_KEY", KEY[1:], "DJANGO_SECRET_KEY should have at least 50 characters."),
    ("DJANGO_SECRET_KEY", SAMPLE_KEY, "DJANGO_SECRET_KEY is still the one of the sample file."),
    ("DJANGO_ALLOWED_HOSTS", "https://a.org", HOSTS),
    ("DJANGO_ALLOWED_HOSTS", " , ", HOSTS),
    ("DJANGO_TRUSTED_ORIGINS", "https://a.org, b.org", ORIGINS),
    (
        "DJANGO_SQLITE_PATH",
        "/nowhere/db",
        "DJANGO_SQLITE_PATH: the folder /nowhere is not there to write to.",
    ),
    *(
        ("DATABASE_URL", url, DATABASE)
        for url in (
            "mysql://u:p@host/name",
            "postgres://host:port/name",
            "postgres://one:5432,two:port/name",
            "postgres://host",
            "name",
        )
    ),
    *(
        ("CACHE_URL", url, CACHE)
        for url in ("http://host", "redis://", "redis://host:port", "redis://host/name", "host")
    ),
]


@pytest.mark.parametrize(("name", "value", "sentence"), MISTAKES)
def test_a_wrong_setting_is_told_in_one_sentence(
    run: Run, name: str, value: str, sentence: str
) -> None:
    told = run("check", **{"DJANGO_SECRET_KEY": KEY, name: value})
    assert told == (1, "", f"Settings: {sentence}\n")


def test_a_wrong_port_is_told_in_one_sentence_and_nothing_is_written(run: Run, house: Path) -> None:
    told = "CommandError: PORT should be a number from 1 to 65535.\n"
    assert run("serve", DJANGO_SECRET_KEY=KEY, PORT="abc") == (1, "", told)
    assert [file for file in (house / "var").rglob("*") if file.is_file()] == []


NUMBERS = {"PORT": "a number from 1 to 65535", "WORKERS": "a number from 1 to 256"}
NONE = ["", "0", "-1", "1.5", "70000", "8000 ", "٨", "eight", "9" * 5000]


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", NONE)
def test_what_is_no_number_in_range_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(CommandError) as caught:
        call_command("serve")
    assert str(caught.value) == f"{name} should be {NUMBERS[name]}."


def test_a_port_in_use_is_told_before_anything_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(CommandError) as caught:
            call_command("serve")
    assert str(caught.value) == f"Cannot listen on 127.0.0.1:{port}: Address already in use."


# What works


def test_a_deployed_site_has_nothing_to_warn_of(run: Run) -> None:
    fine = (0, "System check identified no issues (0 silenced).\n", "")
    host = {"DJANGO_HTTPS": "1", "DJANGO_HSTS_PRELOAD": "1"}
    key = "".join(map(chr, range(48, 98)))
    check = ("check", "--deploy", "--fail-level", "WARNING")
    assert run(*check, DJANGO_SECRET_KEY=key, **host) == fine


SHOW = "from django.conf import settings as s; print(s.SECRET_KEY, s.DEBUG, s.HTTPS)"


def test_the_key_is_taken_from_the_file_that_make_run_writes(run: Run, key_file: Path) -> None:
    key_file.write_text(f"{KEY}\n")
    assert run("shell", "-v", "0", "-c", SHOW) == (0, f"{KEY} False False\n", "")


def test_the_key_of_the_environment_goes_before_the_file(run: Run, key_file: Path) -> None:
    key_file.write_text("of the file")
    shown = run("shell", "-v", "0", "-c", SHOW, DJANGO_SECRET_KEY=KEY)
    assert shown == (0, f"{KEY} False False\n", "")


def test_development_needs_no_key(run: Run) -> None:
    shown = run("shell", "-v", "0", "-c", SHOW, DJANGO_DEBUG="1")
    assert shown == (0, "for-development-only True False\n", "")


# Serving


class Served(Exception):
    """Raised in place of becoming the web server."""


@dataclass
class Started:
    """What ``serve`` did first, at once, and the command line of the web server it became."""

    prepared: set[str]
    command: list[str]


@pytest.fixture
def start(
    db: None, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> Callable[[], Started]:
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()

    def become(program: str, arguments: list[str]) -> NoReturn:
        raise Served(arguments)

    def start() -> Started:
        prepared = tmp_path / "prepared"  # a file, since another process writes to it, too
        prepared.unlink(missing_ok=True)

        def prepare(name: str, **given: Any) -> None:
            with prepared.open("a") as told:
                told.write(f"{name}\n")
            if name != "collectstatic":  # every test has static files already
                call_command(name, **given)

        monkeypatch.setattr(serve, "call_command", prepare)
        with pytest.raises(Served) as caught:
            call_command("serve", stdout=StringIO())
        return Started(set(prepared.read_text().split()), caught.value.args[0])

    monkeypatch.setattr(serve.os, "execv", become)
    # Whether this machine's ports are free is no matter of these tests.
    monkeypatch.setattr(serve, "_free_address", lambda host, port: host)
    return start


def test_serving_an_empty_database_publishes_the_shipped_content(
    start: Callable[[], Started],
) -> None:
    assert start().prepared == {"migrate", "load_content", "collectstatic"}
    assert list(Edition.objects.values_list("quiz__slug", "number", "note")) == [
        ("crossroads", 1, "The shipped content"),
        ("work-check", 1, "The shipped content"),
    ]


def test_serving_again_leaves_the_editors_draft_alone(start: Callable[[], Started]) -> None:
    make_quiz()
    before = everything()
    assert start().prepared == {"migrate", "collectstatic"}
    assert everything() == before


def test_static_files_are_compressed_again_only_when_one_changed(
    start: Callable[[], Started], settings: Any, tmp_path: Path
) -> None:
    make_quiz()
    (tmp_path / "more").mkdir()
    settings.STATICFILES_DIRS = [*settings.STATICFILES_DIRS, tmp_path / "more"]
    get_finder.cache_clear()
    try:
        assert start().prepared == {"migrate", "collectstatic"}
        assert start().prepared == {"migrate"}
        (tmp_path / "more" / "new.css").write_text("p{}")
        assert start().prepared == {"migrate", "collectstatic"}
        settings.STATIC_ROOT.rmdir()
        assert start().prepared == {"migrate", "collectstatic"}
    finally:
        get_finder.cache_clear()


def test_static_files_are_collected_once_where_two_start_at_once(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    monkeypatch.setattr(serve, "call_command", lambda *name, **given: (tmp_path / "again").touch())
    second = multiprocessing.get_context("fork").Process(target=serve._collect, args=["state"])
    with (tmp_path / "static.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        second.start()
        second.join(0.5)
        waited = second.is_alive()
        (tmp_path / "static.collected").write_text("state")
        fcntl.flock(lock, fcntl.LOCK_UN)  # the fork has this file open, too
    second.join()
    assert (waited, second.exitcode, (tmp_path / "again").exists()) == (True, 0, False)


def test_a_start_whose_static_files_cannot_be_collected_fails(
    start: Callable[[], Started],
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def full(*given: object) -> NoReturn:
        raise OSError("No space left on device")

    monkeypatch.setattr(serve, "_collect", full)
    with pytest.raises(CommandError) as caught:
        call_command("serve")
    told = "The static files could not be collected, for the reason above."
    assert str(caught.value) == told
    assert "No space left on device" in capfd.readouterr().err
    assert not settings.STATIC_ROOT.with_name("static.collected").exists()


def options(command: list[str]) -> dict[str, str]:
    return {name: command[command.index(name) + 1] for name in ("--host", "--port", "--workers")}


def test_it_serves_this_machine_only_unless_told_otherwise(
    start: Callable[[], Started], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_quiz()
    monkeypatch.setattr("os.cpu_count", lambda: 3)
    first = options(start().command)
    for name, value in {"HOST": "0.0.0.0", "PORT": "8080", "WORKERS": "4"}.items():
        monkeypatch.setenv(name, value)
    assert [first, options(start().command)] == [
        {"--host": "127.0.0.1", "--port": "8000", "--workers": "3"},
        {"--host": "0.0.0.0", "--port": "8080", "--workers": "4"},
    ]


@pytest.mark.parametrize(("cores", "processes"), [(None, 2), (1, 2), (2, 2), (4, 4), (64, 8)])
def test_there_is_a_process_for_each_core_within_reason(
    start: Callable[[], Started],
    monkeypatch: pytest.MonkeyPatch,
    cores: int | None,
    processes: int,
) -> None:
    make_quiz()
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    assert options(start().command)["--workers"] == str(processes)


# The README


def rows_of_table(heading: str) -> list[list[str]]:
    """The cells of the README's table whose first heading is this."""
    readme = (settings.BASE_DIR / "README.md").read_text()
    lines = readme.partition(f"| {heading} |")[2].partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_variable_is_in_the_readme_and_no_other() -> None:
    files = ("config/environment.py", "config/settings.py", "quiz/management/commands/serve.py")
    source = "".join((settings.BASE_DIR / file).read_text() for file in files)
    read = re.findall(
        r'\b(?:get|flag|words|file_in_a_folder|address|limit|_number)\(\s*"([A-Z_]+)"', source
    )
    named = " ".join(row[0] for row in rows_of_table("variable"))
    documented = re.findall(r"`(\w+)`", named)
    assert sorted(documented) == sorted(set(read))


def test_every_command_is_in_the_readme_and_no_other() -> None:
    files = settings.BASE_DIR.glob("[cq]*/**/management/commands/[a-z]*.py")
    commands = {file.stem for file in files} - {"migrate"} | {"axes_reset"}  # of django-axes
    assert {re.match(r"`(\w+)", row[1])[1] for row in rows_of_table("to")} == commands
