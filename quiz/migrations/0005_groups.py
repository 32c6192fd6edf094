"""Editors change drafts; publishers also publish and import content."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

DRAFTS = {
    "careers": [
        *("source", "role", "trait", "demand", "fact", "link", "share"),
        *("roleshare", "occupation", "payfigure", "claim"),
    ],
    "quiz": ["quiz", "question", "evidence", "option", "effect"],
}
FROZEN = ["edition", "answersheet"]


def create_groups(apps, schema_editor):
    _create_permissions_now(apps, schema_editor.connection.alias)
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    drafts = [
        permission
        for app, models in DRAFTS.items()
        for permission in Permission.objects.filter(
            content_type__app_label=app, content_type__model__in=models
        ).exclude(codename="publish_quiz")
    ]
    seen = Permission.objects.filter(
        content_type__app_label="quiz", codename__in=[f"view_{name}" for name in FROZEN]
    )
    publishing = Permission.objects.filter(
        content_type__app_label="quiz", codename="publish_quiz"
    )
    editor, _ = Group.objects.get_or_create(name="Editor")
    editor.permissions.add(*drafts, *seen)
    publisher, _ = Group.objects.get_or_create(name="Publisher")
    publisher.permissions.add(*drafts, *seen, *publishing)


def remove_groups(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=["Editor", "Publisher"]).delete()


def _create_permissions_now(apps, database):
    """Django makes them after the last migration, which would be too late."""
    for label in DRAFTS:
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0, using=database)
        config.models_module = None


class Migration(migrations.Migration):
    dependencies = [
        ("quiz", "0004_study_and_shares"),
        ("careers", "0003_revision_date"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(create_groups, remove_groups)]
