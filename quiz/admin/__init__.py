"""The editors' study: drafts to change, check, try and publish; what is frozen to read."""

from quiz.admin import editions, questions, quizzes, sheets

__all__ = ["editions", "questions", "quizzes", "sheets"]
