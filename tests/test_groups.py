"""The two groups of the admin: exactly what each may do, and the migration that makes them."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from tests.backed_up import migrate_one_by_one

LIBRARY = "source role trait demand fact link share roleshare occupation payfigure claim"
DRAFT = {
    *(
        f"careers.{verb}_{model}"
        for model in LIBRARY.split()
        for verb in ("add", "change", "delete", "view")
    ),
    *(
        f"quiz.{verb}_{model}"
        for model in ("quiz", "checklist", "question", "evidence", "option", "effect")
        for verb in ("add", "change", "delete", "view")
    ),
}
FROZEN = {"quiz.view_edition", "quiz.view_answersheet"}


def permissions(who: str) -> set[str]:
    user = get_user_model().objects.create_user(who, is_staff=True)
    user.groups.set([Group.objects.get(name=who.title())])
    return user.get_all_permissions()


def test_an_editor_may_change_drafts_and_read_what_is_frozen(db: None) -> None:
    assert permissions("editor") == DRAFT | FROZEN


def test_a_publisher_may_publish_and_import_as_well(db: None) -> None:
    assert permissions("publisher") == DRAFT | FROZEN | {"quiz.publish_quiz"}


def test_the_groups_come_and_go_with_their_migration(tmp_path: Path) -> None:
    """On a database that has a group of such a name already, and back again."""
    database = tmp_path / "site.sqlite3"
    migrate_one_by_one(database, "quiz 0004", "auth")
    assert groups(database) == {}
    write(database, "INSERT INTO auth_group (id, name) VALUES (70, 'Editor'), (71, 'Guest')")
    write(
        database,
        "INSERT INTO auth_group_permissions (group_id, permission_id)"
        " SELECT 70, id FROM auth_permission WHERE codename = 'view_group'",
    )
    migrate(database)
    assert groups(database) == {
        "Editor": DRAFT | FROZEN | {"auth.view_group"},
        "Guest": set(),
        "Publisher": DRAFT | FROZEN | {"quiz.publish_quiz"},
    }
    migrate_one_by_one(database, "quiz 0004")
    assert groups(database) == {"Guest": set()}
    migrate(database)
    assert groups(database) == {
        "Editor": DRAFT | FROZEN,
        "Guest": set(),
        "Publisher": DRAFT | FROZEN | {"quiz.publish_quiz"},
    }


def migrate(database: Path) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"],
        cwd=settings.BASE_DIR,
        env={
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DJANGO_SECRET_KEY": settings.SECRET_KEY,
            "DJANGO_SQLITE_PATH": str(database),
        },
        check=True,
        capture_output=True,
    )


def groups(database: Path) -> dict[str, set[str]]:
    """The permissions of each group."""
    query = """
        SELECT auth_group.name, app_label || '.' || codename FROM auth_group
        LEFT JOIN auth_group_permissions ON group_id = auth_group.id
        LEFT JOIN auth_permission ON permission_id = auth_permission.id
        LEFT JOIN django_content_type ON content_type_id = django_content_type.id
    """
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute(query).fetchall()
    return {name: {p for group, p in rows if group == name and p} for name, _ in rows}


def write(database: Path, statement: str) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(statement)
