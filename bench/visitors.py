"""Visitors who take the quiz, look at their result and share it, for ``bench.failover``."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

from tests.plain_browser import Answer, PlainBrowser, first_answers, other_answers

AT_ONCE = 8
LONGEST_WAIT = 10  # seconds; then a visitor has had no answer
PAUSE = 0.05  # seconds between one visitor and the next


@dataclass
class Seen:
    """What all visitors saw. ``statuses`` counts (step, status); ``slowest`` seconds of a step.

    ``shared`` are the tokens of acknowledged shares, each with the moment of its answer.
    """

    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    slowest: dict[str, float] = field(default_factory=dict)
    shared: list[tuple[float, str]] = field(default_factory=list)

    def add(self, step: str, status: int, seconds: float) -> None:
        self.statuses[step, status] += 1
        self.slowest[step] = max(seconds, self.slowest.get(step, 0))

    def number(self, step: str, *statuses: int) -> int:
        return sum(self.statuses[step, status] for status in statuses)

    def other_than(self, step: str, *statuses: int) -> int:
        total = sum(count for (name, _), count in self.statuses.items() if name == step)
        return total - self.number(step, *statuses)


class Visitors:
    """So many at a time, one after another, until the context ends."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.seen = Seen()
        self._form = first_answers(PlainBrowser().get(f"{site}/quiz/").text)
        self._numbers = count()
        self._lock = threading.Lock()
        self._over = threading.Event()

    @contextmanager
    def coming(self) -> Iterator[None]:
        threads = [threading.Thread(target=self._come) for _ in range(AT_ONCE)]
        threads.append(threading.Thread(target=self._come_back))
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._over.set()
            for thread in threads:
                thread.join()

    def _come(self) -> None:
        while not self._over.wait(PAUSE):
            self._visit(PlainBrowser(seconds=LONGEST_WAIT))

    def _come_back(self) -> None:
        """One who shared a result, and looks at it again and again."""
        browser = PlainBrowser(seconds=LONGEST_WAIT)
        self._visit(browser)
        while not self._over.wait(PAUSE):
            self._step("the result again", lambda: browser.get(f"{self.site}/result/"))

    def _visit(self, browser: PlainBrowser) -> None:
        site, form = self.site, other_answers(self._form, next(self._numbers))
        self._step("the quiz", lambda: browser.get(f"{site}/quiz/"))
        self._step("a sheet", lambda: browser.post(f"{site}/quiz/", **form))
        self._step("its result", lambda: browser.get(f"{site}/result/"))
        answer = self._step("a share", lambda: browser.post(f"{site}/result/share/", name="Ana"))
        if answer.status == 303:
            token = browser.cookie("crossroads-shares").strip('"').partition(":")[0]
            self.seen.shared.append((time.monotonic(), token))

    def _step(self, name: str, ask: Callable[[], Answer]) -> Answer:
        start = time.monotonic()
        answer = ask()
        with self._lock:
            self.seen.add(name, answer.status, time.monotonic() - start)
        return answer
