"""The database engine: Django's, but after a failed connection only one thread tries again.

To ask a machine that vanished takes seconds. If every thread asked, each visitor would wait
that long, several times a page, and soon nobody would be served; so the others are refused at
once, and go on without the database where they can.
"""

import threading
import time
from typing import Any

from django.db.backends.postgresql import base
from psycopg import OperationalError

SECONDS_BETWEEN_TRIES = 1.0
LONGEST_TRY = 5.0  # seconds: two for each of two hosts, and some


class Gate:
    """Open while connections succeed; after a failure it lets one in, once a second."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._shut = False
        self._next_try = 0.0

    def enter(self) -> bool:
        """Whether to try. Whoever does must say with ``leave`` how it went."""
        with self._lock:
            now = time.monotonic()
            may = not self._shut or now >= self._next_try
            if may:
                self._next_try = now + LONGEST_TRY
            return may

    def leave(self, connected: bool) -> None:
        with self._lock:
            self._shut = not connected
            self._next_try = time.monotonic() + SECONDS_BETWEEN_TRIES


_gate = Gate()


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if not _gate.enter():
            raise OperationalError("it did not answer a moment ago")
        connected = False
        try:
            connection = super().get_new_connection(conn_params)
            connected = True
        finally:
            _gate.leave(connected)
        return connection
