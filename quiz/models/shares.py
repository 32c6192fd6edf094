"""Results that somebody chose to show, and pairs of them that agreed to be compared."""

from django.db import models

from quiz.models.counts import AnswerSheet
from quiz.models.edition import Edition

LONGEST_NAME = 40


class SharedResult(models.Model):
    """A result under a random address (a capability URL): who has the address may see it.

    ``summary`` is what the page, the card and the tags say, without single answers;
    ``answers`` is null unless the sharer included them. Nothing links
    a share to a counted sheet or to a person.
    """

    token = models.CharField(max_length=40, unique=True)
    # A fingerprint of the sharer's result, so that sharing it twice gives one share.
    sheet = models.CharField(max_length=64, unique=True)
    delete_key = models.CharField(max_length=40)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="shares")
    form = models.CharField(max_length=5, choices=AnswerSheet.Form)
    summary = models.JSONField()
    answers = models.JSONField(null=True, blank=True)
    name = models.CharField(max_length=LONGEST_NAME, blank=True)
    created_on = models.DateField()
    # The first day on which the address no longer works; null: for good.
    expires_on = models.DateField(null=True, blank=True, db_index=True)
    guessed_right = models.PositiveIntegerField(default=0)
    guessed_wrong = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-created_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(form__in=["short", "full"]), name="share_form_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.form} result shared on {self.created_on}"


class Pairing(models.Model):
    """Two shares whose people agreed to be compared: the one who asked, the one who said yes."""

    asked = models.ForeignKey(SharedResult, models.CASCADE, related_name="pairings_asked")
    agreed = models.ForeignKey(SharedResult, models.CASCADE, related_name="pairings_agreed")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asked", "agreed"], name="pairing_once"),
            models.CheckConstraint(
                condition=~models.Q(asked=models.F("agreed")), name="a_pairing_has_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked} with {self.agreed}"
