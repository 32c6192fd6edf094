"""Score answer sheets: one JSON object per line in, one verdict per line out.

In: {"form": "short", "answers": {"q01": "a", …}}, optionally with "edition": its number.
Out: the same object as /result.json. A line that cannot be scored gives
{"line": its number, "error": why}, and the command ends with exit code 1.
"""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from quiz import editions
from quiz.core.scoring import AnswerError
from quiz.editions import EditionMissing
from quiz.models import LARGEST_NUMBER

KEYS = {"form", "answers", "edition"}


class BadLine(ValueError):
    """A line that is not a sheet, with the reason."""


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quiz", default=settings.FRONT_QUIZ, help="default: %(default)s")

    def handle(self, *, quiz: str, **options: Any) -> None:
        failed = False
        for number, line in enumerate(sys.stdin.buffer, start=1):
            try:
                result = _score(quiz, line)
            except (BadLine, AnswerError, EditionMissing) as error:
                failed = True
                result = {"line": number, "error": str(error)}
            # In ASCII: an error may quote text that no terminal can spell.
            self.stdout.write(json.dumps(result))
        if failed:
            sys.exit(1)


def _score(quiz: str, line: bytes) -> dict[str, Any]:
    data = _read(line)
    number = data.get("edition")
    published = editions.current(quiz) if number is None else editions.get(quiz, number)
    verdict = published.verdict(data["form"], data["answers"])
    return {"edition": published.number, **verdict.to_json()}


def _read(line: bytes) -> dict[str, Any]:
    """The line as a sheet of the right shape; raises BadLine."""
    try:
        data = json.loads(line.decode("utf-8"), object_pairs_hook=_without_repeats)
    except BadLine:
        raise
    except (ValueError, RecursionError):  # not UTF-8, not JSON, or a number beyond all bounds
        raise BadLine("not a JSON object in UTF-8") from None
    if not isinstance(data, dict) or not {"form", "answers"} <= data.keys() <= KEYS:
        raise BadLine("should be an object with form, answers and, if wanted, edition")
    if not isinstance(data["form"], str):
        raise BadLine("form should be text")
    answers = data["answers"]
    if not isinstance(answers, dict) or not all(isinstance(key, str) for key in answers.values()):
        raise BadLine("answers should be an object of texts")
    number = data.get("edition", 1)
    if type(number) is not int or not 1 <= number <= LARGEST_NUMBER:
        raise BadLine("edition should be a whole number from 1")
    return data


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        raise BadLine("a key occurs twice")
    return data
