"""The draft that editors change, the editions that nothing changes, counts, replies, shares."""

from quiz.models.counts import AnswerSheet, NewSheet, Tally
from quiz.models.draft import Checklist, Quiz
from quiz.models.edition import LARGEST_NUMBER, Edition, EditionFrozen
from quiz.models.questions import (
    SCALE_STEPS,
    Effect,
    Evidence,
    Option,
    Question,
)
from quiz.models.replies import Reply
from quiz.models.sendings import Sending
from quiz.models.shares import LONGEST_NAME, Pairing, SharedResult

__all__ = [
    "LARGEST_NUMBER",
    "LONGEST_NAME",
    "SCALE_STEPS",
    "AnswerSheet",
    "Checklist",
    "Edition",
    "EditionFrozen",
    "Effect",
    "Evidence",
    "NewSheet",
    "Option",
    "Pairing",
    "Question",
    "Quiz",
    "Reply",
    "Sending",
    "SharedResult",
    "Tally",
]
