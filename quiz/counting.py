"""The anonymous count of finished sheets: edition, form, answers and day, no more."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from itertools import compress
from typing import NamedTuple

from django.db import Error, OperationalError, connection, transaction
from django.http import HttpRequest
from django.utils import timezone

from careers.gate import Gate
from quiz import once
from quiz.models import AnswerSheet, NewSheet
from quiz.sheet import StoredSheet

# Of a visitor's time, for another's lock on the SQLite database; others wait for longer.
LONGEST_WAIT = 250  # milliseconds

gate = Gate()

log = logging.getLogger(__name__)


class Finished(NamedTuple):
    """A sheet to be counted, with the order of its options and the address that sent it."""

    sheet: StoredSheet
    option_order: int | None
    sender: str | None

    @property
    def parts(self) -> once.Parts:
        """What makes it another than those sent at the same time."""
        sheet = self.sheet
        edition, answers = sheet.published.pk, dict(sheet.answers)
        return "sheet", self.sender, edition, sheet.form, self.option_order, answers

    def row(self, day: date) -> NewSheet:
        sheet = self.sheet
        return NewSheet(sheet.published.pk, sheet.form, self.option_order, sheet.answers, day)


_handed_over: ContextVar[list[Finished] | None] = ContextVar("_handed_over", default=None)


def asks_not_to_be_counted(request: HttpRequest) -> bool:
    """Global Privacy Control: the browser's own wish counts as the visitor's."""
    return request.headers.get("Sec-GPC") == "1"


def is_new(sheet: StoredSheet, before: StoredSheet | None) -> bool:
    """Whether a sheet should be counted beside the one that this browser sent before, if any.

    Not when it is empty, not when it is the same one again (a second press, or going back),
    and not when it only continues the earlier one: two rows would tell of one person.
    """
    if not sheet.answers:
        return False
    if before is None or before.published != sheet.published:
        return True
    continues = before.answers.items() <= sheet.answers.items()
    return not (continues and (before.form == sheet.form or sheet.form == "full"))


def count(finished: Finished) -> None:
    """Count it, or hand it over to whoever collects sheets to count many of them together.

    While nothing can be written it is not handed over, or it would wait behind the one that tries.
    """
    collected = _handed_over.get()
    if collected is None or not gate.is_open():
        count_all([finished])
    else:
        collected.append(finished)


@contextmanager
def collecting() -> Iterator[list[Finished]]:
    """Sheets that come to be counted within, in this thread; ``count_all`` is then to be called."""
    collected: list[Finished] = []
    before = _handed_over.set(collected)
    try:
        yield collected
    finally:
        _handed_over.reset(before)


def count_all(finished: Sequence[Finished]) -> None:
    """Count them, each once if the same sender sent it several times at once.

    A visitor's result never depends on whether this works.
    """
    today = timezone.localdate()
    try:
        with _tried_once(), _quickly(), transaction.atomic():
            first = once.first_of([one.parts for one in finished])
            AnswerSheet.objects.add([one.row(today) for one in compress(finished, first)])
    except Error as error:
        # The cause only: the full traceback would carry the answers into the log.
        log.error("sheets that were not counted: %s (%s)", len(finished), type(error).__name__)


@contextmanager
def _tried_once() -> Iterator[None]:
    """While nothing can be written, one thread tries each second: the others lose no time."""
    if not gate.enter():
        raise OperationalError
    done = False
    try:
        yield
        done = True
    finally:
        gate.leave(done)


@contextmanager
def _quickly() -> Iterator[None]:
    """SQLite has one lock for all who write, which is waited for briefly."""
    if connection.vendor != "sqlite":
        yield
        return
    usual = connection.settings_dict["OPTIONS"]["timeout"] * 1000
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    opened = connection.connection
    opened.execute(f"PRAGMA busy_timeout = {LONGEST_WAIT}")
    connection.in_a_hurry = True
    try:
        yield
    finally:
        connection.in_a_hurry = False
        if connection.connection is opened:  # and was not given up for a new one
            opened.execute(f"PRAGMA busy_timeout = {usual}")
