"""Write a checked copy of the SQLite database to a new file, while the site serves."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quiz import backups


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the new file; its folder must be there")

    def handle(self, *, file: Path, **options: Any) -> None:
        try:
            backups.write(backups.database(), file)
        except backups.BackupError as mistake:
            raise CommandError(str(mistake)) from None
        self.stdout.write(f"Written and checked: {file}, {file.stat().st_size:,} bytes.")
