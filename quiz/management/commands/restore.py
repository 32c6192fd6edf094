"""Put a backup in the place of the SQLite database. Stop the site first."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quiz import backups


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="what the command backup wrote")
        parser.add_argument(
            "--replace",
            action="store_true",
            help="replace the database that is there; it is kept beside, under another name",
        )

    def handle(self, *, file: Path, replace: bool, **options: Any) -> None:
        try:
            target = backups.database()
            kept = backups.restore(file, target, replace=replace)
        except backups.BackupError as mistake:
            raise CommandError(str(mistake)) from None
        self.stdout.write(f"Restored to {target}. Editors have to log in again.")
        if kept:
            self.stdout.write(f"The database that was there is kept as {kept}.")
