"""Whoever edits drafts edits their checklists, too."""

from django.contrib.auth.management import create_permissions
from django.db import migrations


def allow(apps, schema_editor):
    # Django makes permissions after the last migration, which would be too late.
    config = apps.get_app_config("quiz")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0, using=schema_editor.connection.alias)
    config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="quiz", content_type__model="checklist"
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=["Editor", "Publisher"]):
        group.permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [("quiz", "0006_checklists")]

    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
