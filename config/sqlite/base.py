"""The database engine: Django's, with care for a lock that is held and a file that is gone.

A file that is not there is an error, not a new and empty site; only ``migrate`` makes one. A
connection whose file was moved away or replaced is given up: what it wrote would be in a file
that nobody opens again.
"""

from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from careers.gate import Gate

_gate = Gate()


class DatabaseWrapper(base.DatabaseWrapper):
    # Set by who gives up sooner than others: that it did says nothing of how others would fare.
    in_a_hurry = False

    def get_connection_params(self) -> dict[str, Any]:
        found = super().get_connection_params()
        if isinstance(found["database"], Path):  # tests name a database in memory
            found["database"] = f"{found['database'].absolute().as_uri()}?mode=rw"
        return found

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self._opened = self._file()
        return super().get_new_connection(conn_params)

    def is_usable(self) -> bool:
        """Whether the file is still the one that was opened; asked once a request."""
        return self._file() == self._opened

    def _file(self) -> tuple[int, int] | None:
        """What stays the same of a file while it is written; None where there is none."""
        try:
            found = Path(self.settings_dict["NAME"]).stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _start_transaction_under_autocommit(self) -> None:
        """Take the write lock; raises OperationalError where it is held for too long."""
        if self.in_a_hurry:
            super()._start_transaction_under_autocommit()
            return
        if not _gate.enter():
            raise OperationalError("database is locked, as it was a moment ago")
        begun = False
        try:
            super()._start_transaction_under_autocommit()
            begun = True
        finally:
            _gate.leave(begun)
