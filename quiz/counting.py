"""The anonymous count of finished sheets: edition, form, answers and day, no more."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error, OperationalError, connection, transaction
from django.http import HttpRequest
from django.utils import timezone

from careers.gate import Gate
from quiz import once
from quiz.models import AnswerSheet
from quiz.sheet import StoredSheet

# Of a visitor's time, for another's lock on the SQLite database; others wait for longer.
LONGEST_WAIT = 250  # milliseconds

gate = Gate()

log = logging.getLogger(__name__)


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


def count(sheet: StoredSheet, option_order: int | None, sender: str | None) -> None:
    """Count a finished sheet, once if the same sender sends it several times at once.

    A visitor's result never depends on whether this works.
    """
    edition, answers = sheet.published.pk, dict(sheet.answers)
    try:
        with _tried_once(), _quickly():
            if once.is_first("sheet", sender, edition, sheet.form, option_order, answers):
                AnswerSheet.objects.add(
                    edition=edition,
                    form=sheet.form,
                    option_order=option_order,
                    answers=answers,
                    day=timezone.localdate(),
                )
    except Error as error:
        # The cause only: the full traceback would carry the answers into the log.
        log.error("a finished sheet was not counted: %s", type(error).__name__)


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
    """As one on PostgreSQL, where the rows of others keep nobody waiting.

    SQLite has one lock for all. It is waited for briefly, and let go of after each statement:
    a thread that held it between two of them, waiting for its turn in the interpreter, kept the
    others from counting. A sheet that then fails is not counted either if it comes again.
    """
    if connection.vendor != "sqlite":
        with transaction.atomic():
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
        opened.execute(f"PRAGMA busy_timeout = {usual}")
