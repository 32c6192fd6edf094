"""The production server as `make run` starts it, on a free port with a folder of its own."""

import fcntl
import os
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
    with _first_to_collect(Path(environment["DJANGO_STATIC_ROOT"])):
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
def _first_to_collect(static: Path) -> Iterator[None]:
    """One server at a time compresses the static files; the others find them done."""
    with static.with_name(f"{static.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if static.with_name(f"{static.name}.collected").exists():
            fcntl.flock(lock, fcntl.LOCK_UN)
        yield


def _static_root(folder: Path) -> Path:
    """The same for all processes of a test run, since compressing takes seconds."""
    return (folder.parents[1] if "PYTEST_XDIST_WORKER" in os.environ else folder) / "static"


def _environment(folder: Path, port: int) -> dict[str, str]:
    ours = ("DJANGO_", "DATABASE_URL", "CACHE_URL")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {
        **kept,
        "DJANGO_SECRET_KEY": "for browser tests only, and long enough to be taken as one",
        "DJANGO_SQLITE_PATH": str(folder / "site.sqlite3"),
        "DJANGO_STATIC_ROOT": str(_static_root(folder)),
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
