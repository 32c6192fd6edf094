"""What publishing the draft would do to the sheets that visitors really sent."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.db.models import Max

from quiz.core.document import Document
from quiz.core.impact import FormAndAnswers, Impact, impact
from quiz.core.scoring import Bank
from quiz.core.simulation import random_sheets
from quiz.models import AnswerSheet, Quiz

MOST_SHEETS = 1_000
# With fewer, a share of them says little, so invented ones are scored instead.
FEWEST_SHEETS = 100
INVENTED = 500  # of each form
# So far back is looked, whichever quiz those sheets are of: the cost stays bounded.
LOOKED_THROUGH = 20_000
CHUNK = 1_000
SEED = 1


@dataclass(frozen=True)
class Measured:
    """An impact, and on what: sheets that were counted, or invented ones."""

    impact: Impact
    simulated: bool


def measure(quiz: Quiz, old: Bank, new: Bank) -> Measured:
    """The impact on the last counted sheets, or on random ones where too few are counted."""
    sheets = recent_sheets(quiz, old.document)
    simulated = len(sheets) < FEWEST_SHEETS
    if simulated:
        sheets = _invented(old.document)
    return Measured(impact(old, new, sheets), simulated)


def recent_sheets(quiz: Quiz, document: Document) -> list[FormAndAnswers]:
    """The last counted sheets, newest first, with an answer that the document still offers."""
    editions = set(quiz.editions.values_list("pk", flat=True))
    found = (
        (form, answers)
        for edition, form, answers in _newest_rows()
        if edition in editions and _applies(document, form, answers)
    )
    return list(islice(found, MOST_SHEETS))


def _newest_rows() -> Iterator[tuple[int, str, dict[str, str]]]:
    last = AnswerSheet.objects.aggregate(last=Max("pk"))["last"] or 0
    rows = AnswerSheet.objects.filter(pk__gt=last - LOOKED_THROUGH).order_by("-pk")
    return rows.values_list("edition_id", "form", "answers").iterator(chunk_size=CHUNK)


def _applies(document: Document, form: str, answers: dict[str, str]) -> bool:
    questions = document.by_slug
    return any(
        slug in questions and any(option.key == key for option in questions[slug].options)
        for slug, key in answers.items()
    )


def _invented(document: Document) -> list[FormAndAnswers]:
    return [
        (form, answers)
        for form in document.forms
        for answers in random_sheets(document, form, INVENTED, SEED)
    ]
