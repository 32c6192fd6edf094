"""The production server as `make run` starts it, on a free port with a folder of its own."""

import fcntl
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SECONDS_TO_START = 90
# For those who send very much from this one address, and not to see what the limits do.
UNLIMITED = {f"DJANGO_LIMIT_{what}": "0" for what in ("ANSWERS", "SHARING", "UNKNOWN")}


@dataclass(frozen=True)
class Server:
    """A running site: its address without the last slash, its variables, its process."""

    url: str
    environment: dict[str, str]
    pid: int

    @property
    def database(self) -> Path:
        return Path(self.environment["DJANGO_SQLITE_PATH"])

    def manage(self, *arguments: str) -> str:
        """What a command of manage.py says, run beside this site with its variables."""
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.check_output(command, cwd=ROOT, env=self.environment, text=True)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(query).fetchall()


@contextmanager
def serving(folder: Path, **variables: str) -> Iterator[Server]:
    """The site with these variables besides its own; ended at the end.

    Its database is made in the folder, unless the variables name another.
    """
    port = free_port()
    environment = {**_environment(folder, port), **variables}
    with _prepared(_shared(folder), environment):
        server, process = _start(folder, port, environment)
    try:
        yield server
    finally:
        _end(process)


def _start(
    folder: Path, port: int, environment: dict[str, str]
) -> tuple[Server, subprocess.Popen[bytes]]:
    log = folder / "log.txt"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # a process group that can be ended as a whole
        )
    server = Server(f"http://127.0.0.1:{port}", environment, process.pid)
    try:
        _wait_until_healthy(server, process, log)
    except BaseException:
        _end(process)
        raise
    return server, process


@contextmanager
def _prepared(shared: Path, environment: dict[str, str]) -> Iterator[None]:
    """The first server of a test run prepares everything; the others start from what it made.

    That is compressed static files and a database with the shipped content, which take seconds.
    """
    database, model = Path(environment["DJANGO_SQLITE_PATH"]), shared / "prepared.sqlite3"
    ours = "DATABASE_URL" not in environment and database != model
    with (shared / "prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not model.exists():
            yield
            if ours:
                _copy(database, model)
            return
    if ours and not database.exists():
        _copy(model, database)
    yield


def _copy(database: Path, to: Path) -> None:
    """With what still lies in its log; whole, or not there at all."""
    with (
        closing(sqlite3.connect(database)) as source,
        closing(sqlite3.connect(to.with_suffix(".part"))) as target,
    ):
        source.backup(target)
    to.with_suffix(".part").rename(to)


def _shared(folder: Path) -> Path:
    """The folder of the whole test run, for all its processes; outside of one, the server's own."""
    return next((p for p in folder.parents if re.fullmatch(r"pytest-\d+", p.name)), folder)


def _environment(folder: Path, port: int) -> dict[str, str]:
    ours = ("DJANGO_", "DATABASE_URL", "CACHE_URL")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {
        **kept,
        "DJANGO_SECRET_KEY": "for browser tests only, and long enough to be taken as one",
        "DJANGO_SQLITE_PATH": str(folder / "site.sqlite3"),
        "DJANGO_STATIC_ROOT": str(_shared(folder) / "static"),
        "DJANGO_CARDS_DIR": str(folder / "cards"),
        # Tests of the second factor ask for it; all others log in with a password alone.
        "DJANGO_SECOND_FACTOR": "0",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "WORKERS": "1",
    }


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _wait_until_healthy(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < deadline:
        if _status(f"{server.url}/healthz/") == 200:
            return
        time.sleep(0.05)
    raise RuntimeError(f"The site did not start. It said:\n{log.read_text()}")


def _status(url: str) -> int | None:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return response.status
    except urllib.error.HTTPError as error:
        error.close()
        return error.code
    except OSError:
        return None


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
