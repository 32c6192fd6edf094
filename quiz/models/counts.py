"""Finished sheets, counted without any link to a person, and their running sums."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import chain
from typing import NamedTuple

from django.db import connection, models

from quiz.models.edition import Edition

ADD = "INSERT INTO quiz_answersheet (edition_id, form, option_order, answers, day) VALUES "
ROW = "(%s, %s, %s, %s, %s)"


class NewSheet(NamedTuple):
    """A row to be written. ``edition`` is its primary key."""

    edition: int
    form: str
    option_order: int | None
    answers: Mapping[str, str]
    day: date


class AnswerSheetManager(models.Manager["AnswerSheet"]):
    def add(self, sheets: Sequence[NewSheet]) -> None:
        """Write them as ``bulk_create`` does, which takes longer to put the statement together."""
        rows = [sheet._replace(answers=json.dumps(sheet.answers)) for sheet in sheets]
        if rows:
            with connection.cursor() as cursor:
                cursor.execute(ADD + ", ".join([ROW] * len(rows)), [*chain.from_iterable(rows)])


class AnswerSheet(models.Model):
    """One finished sheet, counted without any link to a person. ``day`` has no time."""

    class Form(models.TextChoices):
        SHORT = "short"
        FULL = "full"

    edition = models.ForeignKey(Edition, models.PROTECT)
    form = models.CharField(max_length=5, choices=Form)
    # Which option order was served; empty when the sender did not say.
    option_order = models.PositiveSmallIntegerField(null=True, blank=True)
    answers = models.JSONField()
    day = models.DateField(db_index=True)

    objects = AnswerSheetManager()

    class Meta:
        indexes = [models.Index(fields=["edition", "form", "id"], name="sheets_by_form")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(form__in=["short", "full"]), name="sheet_form_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.form} sheet of {self.day}"


class Tally(models.Model):
    """What the sheets of one edition and form add up to, as far as they have been read.

    ``sums`` is what ``quiz.core.statistics`` adds up; ``through`` is the id of the last sheet
    in it, so that bringing it up to date reads only what is new. Up to the id ``settled`` it
    has ``settled_read`` sheets, which are not counted again.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="tallies")
    form = models.CharField(max_length=5, choices=AnswerSheet.Form)
    through = models.PositiveBigIntegerField(default=0)
    settled = models.PositiveBigIntegerField(default=0, db_default=0)
    settled_read = models.PositiveBigIntegerField(default=0, db_default=0)
    sums = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [
            models.UniqueConstraint(fields=["edition", "form"], name="one_tally_per_form")
        ]

    def __str__(self) -> str:
        return f"{self.edition}, {self.form} form, through sheet {self.through}"
