"""A new database is made in a few steps, one in use in the many that came one after the other."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.backed_up import manage, migrate_one_by_one

CONTENT = {
    "groups": "SELECT name FROM auth_group ORDER BY name",
    "permissions": "SELECT codename FROM auth_permission ORDER BY codename",
    "who may": """
        SELECT auth_group.name, codename FROM auth_group_permissions
        JOIN auth_group ON auth_group.id = group_id
        JOIN auth_permission ON auth_permission.id = permission_id ORDER BY 1, 2
    """,
}


def described(database: Path) -> dict[str, Any]:
    """Every table and index, the clauses of each in any order, and what the groups may do."""
    with closing(sqlite3.connect(database)) as connection:
        schema = connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
        told = {name: sorted(re.split(r"(?<=\W), ", sql)) for name, sql in schema}
        told |= {name: connection.execute(query).fetchall() for name, query in CONTENT.items()}
        return told | {"mode": connection.execute("PRAGMA journal_mode").fetchall()}


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Path:
    database = tmp_path_factory.mktemp("new") / "site.sqlite3"
    assert manage(database, "migrate --verbosity 0").returncode == 0
    return database


@pytest.mark.parametrize(
    "reached", [[], ["careers 0002", "quiz 0001"], ["quiz 0004"], ["quiz 0008"]]
)
def test_a_site_in_use_becomes_what_a_new_one_is(
    new: Path, tmp_path: Path, reached: list[str]
) -> None:
    database = tmp_path / "site.sqlite3"
    migrate_one_by_one(database, *reached)
    assert manage(database, "migrate --verbosity 0").returncode == 0
    assert described(database) == described(new)
    assert {"quiz_edition", "careers_fact"} < described(new).keys()
