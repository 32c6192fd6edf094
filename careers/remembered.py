"""Something in the database that is asked for at most once a second, or as often as is said.

What one process changes reaches the others within that time, and a warm page costs no
query. While the database cannot be asked, and while another thread asks, the last answer
stands: what takes long is not asked for by everybody at once.
"""

import logging
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from django.db import Error

RECHECK_SECONDS = 1.0

T = TypeVar("T")

log = logging.getLogger(__name__)


class Remembered(Generic[T]):
    """The last answer of ``ask``, asked again when it is older than ``RECHECK_SECONDS``.

    ``seconds`` takes their place for an answer that takes long and may be older.
    """

    def __init__(self, ask: Callable[[], T], seconds: float | None = None) -> None:
        self._ask = ask
        self._seconds = seconds
        self.forget()

    def get(self) -> T:
        """The answer; raises Error only where there has never been one."""
        # One look at self._answer: another thread may forget it at any moment.
        answer = self._answer
        if not answer or time.monotonic() >= self._believed_until:
            answer = self._ask_again(answer)
        return answer[0]

    def if_known(self) -> T | None:
        """The answer where it need not be asked for, or None."""
        answer = self._answer
        return answer[0] if answer and time.monotonic() < self._believed_until else None

    def know(self, answer: T) -> None:
        """What was found out just now, when the database was asked for something else."""
        self._answer = [answer]
        self._believe()

    def forget(self) -> None:
        """Ask at the next get: after a change in this process, and between tests."""
        self._answer: list[T] = []
        self._believed_until = 0.0

    def _ask_again(self, answer: list[T]) -> list[T]:
        self._believe()
        try:
            answer = [self._ask()]
        except Error as error:
            if not answer:
                raise
            log.error("the last known answer stands: %s", error)
        self._answer = answer
        self._believe()
        return answer

    def _believe(self) -> None:
        seconds = RECHECK_SECONDS if self._seconds is None else self._seconds
        self._believed_until = time.monotonic() + seconds
