"""Write the draft as content files, the inverse of load_content."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from careers.content_files import write_careers
from quiz.content_files import write_quizzes


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--to",
            dest="folder",
            type=Path,
            default=settings.BASE_DIR,
            help="folder to write careers/content and quiz/content in (default: the project)",
        )

    def handle(self, *, folder: Path, **options: Any) -> None:
        write_careers(folder / "careers" / "content")
        write_quizzes(folder / "quiz" / "content")
        self.stdout.write(f"Written to {folder}.")
