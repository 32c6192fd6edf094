"""The checks on drafts as they stand in the database."""

import pytest
from django.conf import settings

from quiz.core import texts
from quiz.core.checks import ERROR, check
from quiz.models import Evidence, Option, Question, Quiz
from quiz.publishing import assemble
from tests.makers import load, make_question, make_quiz

pytestmark = pytest.mark.usefixtures("db")


def test_the_limits_are_those_of_the_draft() -> None:
    fields = ((Question, "text"), (Question, "why"), (Option, "text"), (Evidence, "note"))
    longest = [model._meta.get_field(field).max_length for model, field in fields]
    assert longest == [texts.QUESTION_LIMIT, texts.WHY_LIMIT, texts.OPTION_LIMIT, texts.NOTE_LIMIT]


def test_the_shipped_draft_has_one_warning() -> None:
    load()
    problems = check(assemble(Quiz.objects.get(slug=settings.FRONT_QUIZ)))
    # Why it stays: see tests/core/test_checks.py.
    assert [(p.code, p.trait) for p in problems] == [("trait-little-asked", "modelling")]


def test_the_shipped_work_check_has_no_problem() -> None:
    load()
    assert check(assemble(Quiz.objects.get(slug=settings.CHECK_QUIZ))) == ()


def test_a_draft_that_makes_no_sense_yet_can_be_checked() -> None:
    quiz = make_quiz()
    make_question(quiz, "q04", text="", why="", order=4)
    errors = [problem for problem in check(assemble(quiz)) if problem.severity == ERROR]
    assert [(p.code, p.question) for p in errors] == [
        ("too-few-options", "q04"),
        ("no-text", "q04"),
    ]


def test_a_draft_without_questions_can_be_checked() -> None:
    quiz = make_quiz()
    quiz.questions.all().delete()
    quiz.refresh_from_db()
    assert [problem.code for problem in check(assemble(quiz))] == ["empty-short-form"]
