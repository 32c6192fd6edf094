"""The work check as its content file ships it: no database is needed."""

from django.conf import settings

from quiz.content_files import read_quizzes
from quiz.content_shapes import QuizShape, intercept_in_steps, share_in_steps, weight_in_steps
from quiz.core.validation import Weights
from quiz.practitioners import FOLDER

Shares = dict[str, dict[str, int]]


def shipped() -> tuple[Weights, Shares]:
    """Its weights, and by item and role the shares in thousandths; raises ContentError."""
    (shape,) = (quiz for quiz in read_quizzes(FOLDER.parent) if quiz.slug == settings.CHECK_QUIZ)
    return _weights(shape), _shares(shape)


def _weights(shape: QuizShape) -> Weights:
    items = tuple((q.slug, weight_in_steps(q.weight) or 0) for q in shape.questions)
    return Weights(intercept_in_steps(shape.intercept), items, shape.right)


def _shares(shape: QuizShape) -> Shares:
    return {
        question.slug: {
            role: share_in_steps(percent) or 0 for role, percent in (question.shares or {}).items()
        }
        for question in shape.questions
    }
