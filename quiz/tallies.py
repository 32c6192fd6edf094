"""Bringing a form's tally up to date: what the new sheets add up to is added to the kept sums.

A step reads so many sheets beyond the last one read, or for so long, and no more: a page waits
for what is new only, and where that is very much, over several visits. Reading is done outside the
transaction, which would keep visitors' sheets from being written on SQLite; what was read is
added only if the row is still as it was, so that two editors at once do not add twice.

Sheets are read in the order of their ids. PostgreSQL hands out ids before it commits, so a
sheet may appear behind the last one read. Then there are more sheets up to there than the
tally has added, and it starts again from nothing. So it does when sheets were deleted, and
where it was written before something that is added up now. Only the last ids are looked at for
this: what lies ``SETTLED`` ids behind stays as it was added, so that counting takes as long for
a million sheets as for some thousands.
"""

import logging
import time
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from quiz.core.decoding import DocumentError
from quiz.core.sums import Adder, Sums, read_sums, write_sums
from quiz.editions import Published
from quiz.models import AnswerSheet, Tally

MOST_SHEETS = 20_000
# Sheets with ever other gaps can take a hundred times as long each as complete ones.
MOST_SECONDS = 1
# Nothing appears so many ids behind: it would have waited for longer than a statement may run.
SETTLED = 100_000

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reading:
    """A form's sums as far as its sheets are read; ``counted`` is how many sheets there are."""

    form: str
    sums: Sums
    counted: int

    @property
    def read(self) -> int:
        """Those that could not be read are read, too."""
        return _read(self.sums)

    @property
    def is_whole(self) -> bool:
        return self.read >= self.counted


@dataclass(frozen=True)
class _Kept:
    """A tally found to be right: its sums, which reach to the id ``through``.

    ``counted`` is how many sheets there are, ``settled_read`` how many up to the id ``settled``.
    """

    sums: Sums
    through: int
    settled: int
    settled_read: int
    counted: int


def bring_up_to_date(published: Published, form: str, seconds: float | None = None) -> Reading:
    """The form's sums, one step further if there are sheets that they do not have yet.

    A step ends after ``seconds``, without them after ``MOST_SECONDS``.
    """
    sheets = AnswerSheet.objects.filter(edition_id=published.pk, form=form)
    tally = _tally_of(published, form)
    kept = _kept(tally, sheets)
    if kept.counted == _read(kept.sums):
        return Reading(form, kept.sums, kept.counted)
    added, through = _next_step(published, form, sheets, kept.through, seconds)
    sums = kept.sums + added
    _store(tally, kept, sums, through)
    return Reading(form, sums, kept.counted)


def _tally_of(published: Published, form: str) -> Tally:
    """The row, or one that is not stored yet."""
    row = Tally.objects.filter(edition_id=published.pk, form=form).first()
    return row or Tally(edition_id=published.pk, form=form)


def _kept(tally: Tally, sheets: QuerySet[AnswerSheet]) -> _Kept:
    """What the tally has, or the start again where it cannot be kept."""
    sums, settled = _sums_of(tally), max(tally.settled, tally.through - SETTLED)
    counts = sheets.filter(pk__gt=tally.settled).aggregate(
        all=Count("pk"),
        before=Count("pk", filter=Q(pk__lte=tally.through)),
        settling=Count("pk", filter=Q(pk__lte=settled)),
    )
    if sums is None or tally.settled_read + counts["before"] != _read(sums):
        return _Kept(Sums(), 0, 0, 0, sheets.count() if tally.settled else counts["all"])
    settled_read = tally.settled_read + counts["settling"]
    counted = tally.settled_read + counts["all"]
    return _Kept(sums, tally.through, settled, settled_read, counted)


def _sums_of(tally: Tally) -> Sums | None:
    try:
        sums = read_sums(tally.sums)
    except DocumentError as error:
        log.warning("%s was not understood and starts again: %s", tally, error)
        return None
    return sums if sums.has_halves else None


def _next_step(
    published: Published,
    form: str,
    sheets: QuerySet[AnswerSheet],
    through: int,
    seconds: float | None,
) -> tuple[Sums, int]:
    """What the next sheets add up to, and the id of the last of them."""
    end = time.monotonic() + (MOST_SECONDS if seconds is None else seconds)
    adder, added = Adder(published.bank, form), Sums()
    rows = sheets.filter(pk__gt=through).order_by("pk")[:MOST_SHEETS]
    values = rows.values_list("pk", "answers", "day", "option_order")
    for pk, answers, day, order in values.iterator():
        adder.add(added, answers, day.isoformat(), order)
        through = pk
        if time.monotonic() > end:
            break
    return added, through


def _store(before: Tally, kept: _Kept, sums: Sums, through: int) -> None:
    """Keep the new sums, unless another step has been kept since ``before`` was read."""
    with transaction.atomic():
        row, _ = Tally.objects.select_for_update().get_or_create(
            edition_id=before.edition_id, form=before.form
        )
        if (row.through, row.sums) == (before.through, before.sums):
            row.through, row.sums = through, write_sums(sums)
            row.settled, row.settled_read = kept.settled, kept.settled_read
            row.save(update_fields=["through", "sums", "settled", "settled_read"])


def _read(sums: Sums) -> int:
    return sums.sheets + sums.unread
