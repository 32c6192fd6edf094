"""What a change would make of the draft: it is made, looked at, and taken back."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from quiz.core.changes import Difference
from quiz.core.differences import differences
from quiz.core.document import Document, checksum, write_document
from quiz.models import Quiz
from quiz.publishing import assemble


class Rehearsal:
    """``outcome`` is what the change returned; the draft is as it was before."""

    def __init__(self, quiz: Quiz, change: Callable[[], Any]) -> None:
        """Raises whatever ``change`` raises; then, too, nothing of it stays."""
        with transaction.atomic():
            self.before = assemble(quiz)
            self.outcome = change()
            self.after: Document = assemble(Quiz.objects.get(pk=quiz.pk))
            transaction.set_rollback(True)

    @property
    def differences(self) -> tuple[Difference, ...]:
        return differences(self.before, self.after)

    @property
    def checksum(self) -> str:
        """Of the draft as it is."""
        return checksum(write_document(self.before))


def draft_checksum(quiz: Quiz) -> str:
    return checksum(write_document(assemble(quiz)))
