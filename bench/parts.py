"""Where the CPU of a new result, a new shared result and a sent sheet goes: ``make bench-parts``.

In one process, of the site with every middleware, another each time. A part's time is without
that of the parts inside it. The last line is all that is in none: Django's handler, the
middlewares, the address, the view.
"""

import functools
import importlib
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from bench.cpu import answer

TURNS, BEFORE = 500, 250  # measured, and before that: so that what can be kept is
REST = "handler, middlewares, address, view"
# The module, what is called there and what it is part of.
PARTS = (
    ("quiz.sheet", "_read_or_none", "the cookie read: signature, answers"),
    ("quiz.sheet", "write", "the cookie written"),
    ("quiz.shared_result", "page", "verdict, words, rows"),
    ("quiz.cards", "card_address", "the card's address"),
    ("quiz.sharing", "find", "the database asked"),
    ("quiz.counting", "count_all", "counted: a transaction"),
    ("quiz.forms", "AnswerForm.is_valid", "the form checked"),
    ("django.core.handlers.wsgi", "WSGIRequest._load_post_and_files", "the body parsed"),
    ("django.template.backends.django", "Template.render", "template"),
    ("config.middleware", "_quickly", "compression"),
)
ASKED = ("/result/", "/r/<token>/", "POST /quiz/")


class Clock:
    """CPU seconds by part, each without those of the parts that it called."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self._inner: list[float] = []

    def part(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(call)
        def timed(*args: Any, **more: Any) -> Any:
            self._inner.append(0.0)
            begun = time.process_time()
            try:
                return call(*args, **more)
            finally:
                taken = time.process_time() - begun
                self.spent[name] += taken - self._inner.pop()
                if self._inner:
                    self._inner[-1] += taken

        return timed

    def watch(self) -> None:
        for module, path, name in PARTS:
            *owners, called = path.split(".")
            owner = functools.reduce(getattr, owners, importlib.import_module(module))
            setattr(owner, called, self.part(name, getattr(owner, called)))
        faces = importlib.import_module("quiz.faces")._FACES  # which hold the functions themselves
        for rule, face in faces.items():
            faces[rule] = replace(face, result=self.part("verdict, words, rows", face.result))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        from bench import process  # settings are read from the environment at this point

        process.prepare(Path(folder))
        from django.core.wsgi import get_wsgi_application

        process.SHARES = TURNS + BEFORE + 1
        clock, site = Clock(), get_wsgi_application()
        clock.watch()
        asked = clock.part(REST, answer)
        turns = dict(process.turns())
        for name in ASKED:
            sent = turns[f"{name}, {process.OTHER}"]
            for number in (BEFORE, TURNS):
                ready = list(islice(sent, number))  # sheets are made before, not while it counts
                clock.spent.clear()
                for turn in ready:
                    asked(site, turn[0])
            _print(name, clock.spent)


def _print(name: str, spent: Counter[str]) -> None:
    total = sum(spent.values())
    print(f"\n{name:40}{total / TURNS * 1e6:8.0f} µs")
    for part, seconds in spent.most_common():
        print(f"  {part:38}{seconds / TURNS * 1e6:8.0f} µs {seconds / total:5.0%}")


if __name__ == "__main__":
    main()
