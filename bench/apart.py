"""A site in a process of its own, so that two with different databases can be asked in turns."""

import multiprocessing
import os
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

KEY = "for measurements only, and long enough to be taken as one"


class Site:
    """Runs functions of modules, with Django set up, and hands back what they return."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def ask(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """What the function returns there; raises RuntimeError with its traceback."""
        self._pipe.send((function, arguments))
        fine, answer = self._pipe.recv()
        if not fine:
            raise RuntimeError(answer)
        return answer


@contextmanager
def site(folder: Path, **variables: str) -> Iterator[Site]:
    """A site with production settings and its files in this folder, ended at the end."""
    folder.mkdir(exist_ok=True)
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DJANGO_SECRET_KEY": KEY,
        "DJANGO_SECOND_FACTOR": "0",
        "DJANGO_SQLITE_PATH": str(folder / "site.sqlite3"),
        "DJANGO_STATIC_ROOT": str(folder / "static"),
        "DJANGO_CARDS_DIR": str(folder / "cards"),
        **variables,
    }
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_work, args=(theirs, environment))
    process.start()
    try:
        yield Site(ours)
    finally:
        ours.close()
        process.join(timeout=10)
        process.kill()


def _work(pipe: Connection, environment: dict[str, str]) -> None:
    os.environ |= environment
    import django

    django.setup()
    while True:
        try:
            function, arguments = pipe.recv()
        except EOFError:  # nobody asks any more
            return
        try:
            answer = (True, function(*arguments))
        except Exception:
            answer = (False, traceback.format_exc())
        pipe.send(answer)
