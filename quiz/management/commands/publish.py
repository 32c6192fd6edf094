"""Publish the draft of a quiz as its next edition."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from quiz.core.decoding import DocumentError
from quiz.models import Quiz
from quiz.publishing import publish


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quiz", default=settings.FRONT_QUIZ, help="default: %(default)s")
        parser.add_argument("--note", required=True, help="what changed and why, for editors")

    def handle(self, *, quiz: str, note: str, **options: Any) -> None:
        draft = Quiz.objects.filter(slug=quiz).first()
        if draft is None:
            raise CommandError(f"There is no quiz {quiz!r}.")
        try:
            edition = publish(draft, note=note)
        except DocumentError as mistake:
            raise CommandError(f"Not published: the draft is no quiz. {mistake}") from None
        except OperationalError as error:
            raise CommandError(f"Not published: {error}. Try again.") from None
        self.stdout.write(f"Published {edition}." if edition else "No change to publish.")
