"""The database engine: Django's, but after a failed connection only one thread tries again."""

from typing import Any

from django.db.backends.postgresql import base
from psycopg import OperationalError

from careers.gate import Gate

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
