"""Recovery codes made before they were kept as digests go on being good."""

from typing import Any

from django.db import migrations

from config.staff.second_factor import digest

PLAIN = 8  # letters and digits of a code; a digest has twice as many


def keep_digests(apps: Any, schema_editor: Any) -> None:
    tokens = apps.get_model("otp_static", "StaticToken").objects
    for token in tokens.iterator():
        if len(token.token) == PLAIN:
            token.token = digest(token.token)
            token.save(update_fields=["token"])


class Migration(migrations.Migration):
    dependencies = [("otp_static", "0003_add_timestamps")]

    operations = [migrations.RunPython(keep_digests, migrations.RunPython.noop, elidable=True)]
