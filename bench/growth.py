"""What a database holds on the disk, and what cleaning and backing it up take."""

import subprocess
import time
from io import StringIO
from pathlib import Path
from typing import Any

# By row count, those that grow with visitors.
TABLES = ("quiz_answersheet", "quiz_sharedresult", "quiz_pairing")
POSTGRES_SIZES = """
SELECT c.relname, pg_table_size(c.oid) FROM pg_class c
WHERE c.relname = ANY(%(tables)s)
UNION ALL
SELECT i.indexrelid::regclass::text, pg_relation_size(i.indexrelid) FROM pg_index i
WHERE i.indrelid = ANY(%(tables)s::regclass[])
"""
SQLITE_SIZES = """
SELECT name, sum(pgsize) FROM dbstat WHERE name IN
(SELECT name FROM sqlite_schema WHERE tbl_name IN (%s, %s, %s)) GROUP BY name
"""


def sizes() -> dict[str, int]:
    """Bytes of each growing table and of each of its indexes."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(SQLITE_SIZES, TABLES)
        else:
            cursor.execute(POSTGRES_SIZES, {"tables": list(TABLES)})
        return dict(cursor.fetchall())


def rows() -> dict[str, int]:
    from django.db import connection

    with connection.cursor() as cursor:
        return {table: _count(cursor, table) for table in TABLES}


def whole() -> int:
    """Bytes of the database."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return _file().stat().st_size
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return cursor.fetchone()[0]


def clean() -> tuple[str, float]:
    """What makes room and tells the planner, as said, and its seconds."""
    from django.db import connection

    command = "ANALYZE" if connection.vendor == "sqlite" else "VACUUM (ANALYZE)"
    start = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(command)
    return command, time.perf_counter() - start


def back_up(file: Path, programs: Path | None, url: str) -> tuple[float, int]:
    """Seconds and bytes of a backup: ``manage.py backup``, or pg_dump of this address."""
    start = time.perf_counter()
    if programs is None:
        from django.core.management import call_command

        call_command("backup", str(file), stdout=StringIO())
    else:
        command = [programs / "pg_dump", "--format=custom", f"--file={file}", url]
        subprocess.run(command, check=True)
    return time.perf_counter() - start, file.stat().st_size


def _count(cursor: Any, table: str) -> int:
    cursor.execute(f"SELECT count(*) FROM {table}")
    return cursor.fetchone()[0]


def _file() -> Path:
    from django.db import connection

    return Path(connection.settings_dict["NAME"])
