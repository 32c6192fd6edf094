"""Who may try, while something that many threads need does not answer.

To ask what does not answer takes seconds. If every thread asked, each visitor would wait that
long, several times a page, and soon nobody would be served; so after a failure one thread
tries again, once a second, and the others do without at once.
"""

import threading
import time

SECONDS_BETWEEN_TRIES = 1.0
LONGEST_TRY = 5.0  # seconds; then whoever tried is taken for lost


class Gate:
    """Open while tries succeed; after a failure it lets one in, once a second."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._shut = False
        self._next_try = 0.0

    def enter(self) -> bool:
        """Whether to try. Whoever does must say with ``leave`` how it went."""
        with self._lock:
            may = self.is_open()
            if may:
                self._next_try = time.monotonic() + LONGEST_TRY
            return may

    def is_open(self) -> bool:
        """Whether somebody would be let in now."""
        return not self._shut or time.monotonic() >= self._next_try

    def leave(self, done: bool) -> None:
        with self._lock:
            self._shut = not done
            self._next_try = time.monotonic() + SECONDS_BETWEEN_TRIES
