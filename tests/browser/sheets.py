"""Answers to give: sheets of the edition that the site serves, found by what they score."""

import json

from quiz.core.document import Question
from quiz.core.reading import read_document
from quiz.core.scoring import Answers, Bank
from quiz.core.verdict import FEWEST_ANSWERS, read_verdict
from tests.browser.server import Server

LEFT, RIGHT = -1, 1
EDITION = "1"


def read_bank(server: Server, quiz: str = "crossroads") -> Bank:
    rows = "SELECT slug, document FROM quiz_edition e JOIN quiz_quiz q ON q.id = e.quiz_id"
    return Bank(read_document(json.loads(dict(server.rows(rows))[quiz])))


def short_form(bank: Bank) -> tuple[Question, ...]:
    return bank.document.form("short")


def varied(questions: tuple[Question, ...]) -> dict[str, str]:
    """An answer to each: the options in turn, so that every place and the opt-out occur."""
    return {
        question.slug: question.options[number % len(question.options)].key
        for number, question in enumerate(questions)
    }


def strongest(bank: Bank, question: Question, side: int) -> str:
    pulls = bank.pulls[question.slug]
    return max(pulls, key=lambda key: pulls[key] * side)


def of_band(bank: Bank, band: str, side: int = RIGHT) -> dict[str, str]:
    """A short sheet with this firmness, leaning to this side."""
    questions = short_form(bank)
    towards = [(q.slug, strongest(bank, q, side)) for q in questions]
    against = [(q.slug, strongest(bank, q, -side)) for q in questions]
    if band == "few":
        return dict(towards[: FEWEST_ANSWERS - 1])
    sheets = (dict(towards[:n] + against[n:]) for n in range(len(questions), 0, -1))
    return next(answers for answers in sheets if _scores(bank, answers, band, side))


def _scores(bank: Bank, answers: Answers, band: str, side: int) -> bool:
    verdict = read_verdict(bank, "short", answers)
    return verdict.band == band and verdict.lean * side > 0
