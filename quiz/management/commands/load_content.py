"""Load the content files into the draft, all or nothing, and say what changed."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from careers import revision
from careers.content_files import load_careers, read_careers, remove_unnamed
from careers.yaml_files import ContentError
from quiz.content_files import load_quiz, read_quizzes
from quiz.core.decoding import DocumentError
from quiz.models import Quiz
from quiz.publishing import publish


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--from",
            dest="folder",
            type=Path,
            default=settings.BASE_DIR,
            help="folder that holds careers/content and quiz/content (default: the project)",
        )
        parser.add_argument("--publish", action="store_true", help="publish what changed")
        parser.add_argument("--note", default="Content files loaded", help="the edition's note")

    def handle(self, *, folder: Path, publish: bool, note: str, **options: Any) -> None:
        try:
            with transaction.atomic():
                self._load(folder)
                if publish:
                    self._publish(note)
        except ContentError as mistake:
            raise CommandError(f"Nothing was loaded. {mistake}") from None
        except DocumentError as mistake:
            raise CommandError(f"Nothing was loaded: the draft is no quiz. {mistake}") from None

    def _load(self, folder: Path) -> None:
        careers = read_careers(folder / "careers" / "content")
        quizzes = read_quizzes(folder / "quiz" / "content")
        library = list(load_careers(careers))
        draft = [line for shape in quizzes for line in load_quiz(shape)]
        removed = list(remove_unnamed(careers))
        if library or removed:
            revision.bump()
        changes = [*library, *draft, *removed]
        for change in changes:
            self.stdout.write(f"  {change}")
        self.stdout.write(f"{len(changes)} changed." if changes else "Nothing to change.")

    def _publish(self, note: str) -> None:
        for quiz in Quiz.objects.all():
            edition = publish(quiz, note=note)
            self.stdout.write(
                f"Published {edition}." if edition else f"{quiz.slug}: no change to publish."
            )
