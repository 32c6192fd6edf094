"""Django's migrate, which may be killed at any moment: started again, it goes on."""

from pathlib import Path
from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.db.migrations.state import ProjectState


class Whole:
    """A migration with its indexes and constraints, which Django leaves for the very end.

    It would write down that the migration is done in a transaction after them: killed between
    the two, a table would be there of which no start knows.
    """

    def __init__(self, migration: Migration) -> None:
        self._migration = migration

    def __str__(self) -> str:
        return str(self._migration)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._migration, name)

    def apply(self, state: ProjectState, editor: BaseDatabaseSchemaEditor) -> ProjectState:
        state = self._migration.apply(state, editor)
        while editor.deferred_sql:
            editor.execute(editor.deferred_sql.pop(0))
        return state


class Executor(MigrationExecutor):
    def apply_migration(
        self, state: ProjectState, migration: Migration, *args: Any, **more: Any
    ) -> ProjectState:
        return super().apply_migration(state, Whole(migration), *args, **more)


class Command(migrate.Command):
    def execute(self, *args: Any, **options: Any) -> str | None:
        """A file of SQLite is made here and nowhere else.

        With its write-ahead log, so that readers do not wait for the writer.
        """
        named = connections[options["database"]]
        if named.vendor == "sqlite" and not named.is_in_memory_db():
            Path(named.settings_dict["NAME"]).touch()
            with named.cursor() as cursor:
                cursor.execute("PRAGMA journal_mode=WAL")
        return super().execute(*args, **options)

    def handle(self, *args: Any, **options: Any) -> None:
        migrate.MigrationExecutor = Executor
        super().handle(*args, **options)
