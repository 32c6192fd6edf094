"""Serve the site as in production: prepare database, content and static files, then granian."""

import fcntl
import gc
import hashlib
import multiprocessing
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from quiz.models import Quiz

HOST = "127.0.0.1"
PORT = 8000
FEWEST_WORKERS = 2  # so that one goes on while the other is replaced
MOST_WORKERS = 8  # unless a host asks for more: each takes 110 MB
LONGEST_HEADERS = 64 * 1024  # bytes, with the request line; a browser of ours sends about 2 KB
HEADER_SECONDS = 10
CONNECTIONS = 2048  # of one process at once; who is slow holds no thread, but an answer in memory
# Of Django's admin: what its pages ask for under DEBUG alone, and half of all there is to compress.
DEBUG_ONLY = ["jquery.js", "select2.full.js", "xregexp.js"]


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options: Any) -> None:
        host = os.environ.get("HOST", HOST)
        port = _number("PORT", PORT, range(1, 65536))
        workers = _number("WORKERS", _workers(), range(1, 257))
        address = _free_address(host, port)
        self._prepare()
        self.stdout.write(
            f"\nCrossroads is at http://{host}:{port}/ (stop it with Ctrl-C).\n"
            f"To make an editor's account for {reverse('admin:index')}:\n"
            "  .venv/bin/python manage.py createsuperuser\n"
        )
        self.stdout.flush()
        command = _granian(address, port, workers)
        os.chdir(settings.BASE_DIR)  # where config is found
        os.execv(sys.executable, command)  # noqa: S606  # nosec B606 # our own words

    def _prepare(self) -> None:
        gc.freeze()  # what was imported stays: a tenth of a second less of looking for garbage
        with _static_files_collected():
            call_command("migrate", verbosity=0)
            # Only where there is nothing yet: editors' drafts are theirs.
            if not Quiz.objects.exists():
                note = "The shipped content"
                call_command("load_content", publish=True, note=note, stdout=StringIO())
                self.stdout.write("The shipped content is loaded and published as edition 1.")


@contextmanager
def _static_files_collected() -> Iterator[None]:
    """Meanwhile, by another process: compressing takes as long as the database does.

    Only where a file changed since it was last done.
    """
    state = _state_of_static_files()
    if _collected(state):
        yield
        return
    # A fork, which has imported everything; it uses no connection to the database.
    collecting = multiprocessing.get_context("fork").Process(target=_collect, args=[state])
    collecting.start()
    try:
        yield
    finally:
        collecting.join()
    if collecting.exitcode:
        raise CommandError("The static files could not be collected, for the reason above.")


def _collect(state: str) -> None:
    # Another start may be at it, or what a start that was killed has left.
    with _beside_static_files("lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _collected(state):
            given = {"interactive": False, "verbosity": 0, "ignore_patterns": DEBUG_ONLY}
            call_command("collectstatic", **given)
            _beside_static_files("collected").write_text(state)


def _collected(state: str) -> bool:
    stamp = _beside_static_files("collected")
    return Path(settings.STATIC_ROOT).is_dir() and stamp.is_file() and stamp.read_text() == state


def _beside_static_files(ending: str) -> Path:
    root = Path(settings.STATIC_ROOT)
    return root.with_name(f"{root.name}.{ending}")


def _state_of_static_files() -> str:
    """A digest that changes when a file is added, removed or written anew."""
    found = sorted(
        storage.path(name) for finder in get_finders() for name, storage in finder.list([])
    )
    facts = ((path, Path(path).stat()) for path in found)
    told = [(path, fact.st_size, fact.st_mtime_ns) for path, fact in facts]
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _free_address(host: str, port: int) -> str:
    """The host as a number; raises CommandError where the server could not listen.

    The server itself would join another one on the same port without a word.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            return address[0]
    except socket.gaierror:
        raise CommandError(f"HOST should be an address of this machine, not {host!r}.") from None
    except OSError as error:
        raise CommandError(f"Cannot listen on {host}:{port}: {error.strerror}.") from None


def _granian(host: str, port: int, workers: int) -> list[str]:
    """How granian is told to serve."""
    command = [sys.executable, "-m", "config.server", "--interface", "rsgi", "--no-ws"]
    command += ["--host", host, "--port", str(port), "--workers", str(workers)]
    command += ["--http", "1", "--backpressure", str(CONNECTIONS), "--respawn-failed-workers"]
    command += ["--http1-buffer-size", str(LONGEST_HEADERS)]
    command += ["--http1-header-read-timeout", str(HEADER_SECONDS * 1000)]
    command += ["--working-dir", str(settings.BASE_DIR), "config.places:application"]
    return command


def _workers() -> int:
    """As many as there are cores: what is worked out for one visitor is bound by them."""
    return min(max(os.cpu_count() or 1, FEWEST_WORKERS), MOST_WORKERS)


def _number(name: str, default: int, allowed: range) -> int:
    text = os.environ.get(name, str(default))
    plain = text.isascii() and text.isdigit() and len(text) <= len(str(allowed[-1]))
    if not plain or int(text) not in allowed:
        raise CommandError(f"{name} should be a number from {allowed[0]} to {allowed[-1]}.")
    return int(text)
