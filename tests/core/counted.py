"""Sheets to count, for the tests of the sums and of the figures made from them."""

import json
import math
import random
from collections.abc import Iterable, Mapping
from pathlib import Path

from quiz.core.document import Document
from quiz.core.reading import read_document
from quiz.core.scoring import Bank
from quiz.core.statistics import Figures, figures
from quiz.core.sums import Adder, Sums

FROZEN = Path(__file__).parent.parent / "frozen" / "edition-1.json"
DAY = "2026-01-31"


def frozen_bank() -> Bank:
    """The first edition as it was published."""
    return Bank(read_document(json.loads(FROZEN.read_text())))


def summed(bank: Bank, form: str, sheets: Iterable[object]) -> Sums:
    adder, sums = Adder(bank, form), Sums()
    for answers in sheets:
        adder.add(sums, answers, DAY, 0)
    return sums


def figures_of(
    document: Document, sheets: Iterable[Mapping[str, str]], form: str = "full"
) -> Figures:
    bank = Bank(document)
    return figures(bank, form, summed(bank, form, sheets))


def letters(*rows: str) -> list[dict[str, str]]:
    """Sheets written as a letter per question of q1, q2 …; "-" is left open."""
    return [{f"q{number}": key for number, key in enumerate(row, 1) if key != "-"} for row in rows]


def random_sheets(bank: Bank, form: str, number: int, seed: int) -> list[dict[str, str]]:
    """Sheets with gaps and opt-outs, of people who differ in what they like."""
    chooser = random.Random(seed)
    found = []
    for _ in range(number):
        taste, answers = chooser.gauss(0, 1), {}
        for question in bank.document.form(form):
            pulls = bank.pulls[question.slug]
            weights = [math.exp(taste * pull / 100) for pull in pulls.values()]
            key = chooser.choices(list(pulls), weights)[0]
            answers[question.slug] = chooser.choices([key, "x", None], [90, 6, 4])[0]
        found.append({slug: key for slug, key in answers.items() if key})
    return found
