"""The shipped content in the database of the tests, loaded and published as edition 1.

Its files are read by the first test of a process that asks for it. Then its rows are put back,
and lie there until a test comes that does not ask for them: each test's own transaction is one
inside theirs.
"""

from collections.abc import Callable
from functools import cache
from io import StringIO
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Model, QuerySet


class ShippedRows:
    """The rows, there or not. Both are done outside of any test's transaction."""

    def __init__(self) -> None:
        self._around: transaction.Atomic | None = None

    def lay(self) -> None:
        if self._around is not None and connection.is_usable():
            return
        self.lift()  # of a connection that a test has closed
        statements = _statements()
        self._around = transaction.atomic()
        self._around.__enter__()
        with connection.cursor() as cursor:
            for statement, values in statements:
                cursor.execute(statement, values)

    def lift(self) -> None:
        if self._around is not None:
            transaction.set_rollback(True)
            self._around.__exit__(None, None, None)
            self._around = None


ROWS = ShippedRows()


@cache
def _statements() -> list[tuple[str, Any]]:
    """Those that put every row into an empty database: quicker than through models."""
    kept: list[tuple[str, Any]] = []

    def keep(execute: Callable[..., Any], sql: str, params: Any, *more: Any) -> Any:
        kept.append((sql, params))
        return execute(sql, params, *more)

    loaded = _loaded()
    with transaction.atomic():
        with connection.execute_wrapper(keep):
            for model, rows in loaded:
                QuerySet(model).bulk_create(rows)
        transaction.set_rollback(True)
    assert all(sql.startswith("INSERT ") for sql, _ in kept)
    return kept


def _loaded() -> list[tuple[type[Model], list[Model]]]:
    with transaction.atomic():
        call_command("load_content", publish=True, stdout=StringIO())
        loaded = [
            (model, list(model.objects.all()))
            for app in ("careers", "quiz")
            for model in apps.get_app_config(app).get_models(include_auto_created=True)
        ]
        transaction.set_rollback(True)
    return loaded
