"""Readers do not wait for the writer: SQLite's write-ahead log, set once for the file."""

from django.db import migrations


def use_write_ahead_log(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("PRAGMA journal_mode=WAL")


class Migration(migrations.Migration):
    atomic = False  # the mode cannot change inside a transaction

    dependencies = [("quiz", "0001_initial")]

    operations = [migrations.RunPython(use_write_ahead_log, migrations.RunPython.noop)]
