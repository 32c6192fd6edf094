"""What people said of their result: a title and whether it fits, apart from every sheet."""

from django.db import models

from quiz.models.edition import Edition


class Reply(models.Model):
    """One visitor's word on one result, with no link to the counted sheet or to a person.

    ``result`` can only be made again from the random key in that visitor's own cookie, so
    that one result is counted once and its answer can be changed. It is also the row's key:
    a running number would say in which order people came, and beside the counted sheets of a
    quiet day that could tell whose reply it is. For the same reason there is a month, no day.
    """

    class Band(models.TextChoices):
        CLOSE = "close"
        LEANS = "leans"
        CLEAR = "clear"

    class Side(models.TextChoices):
        """The role that the result named; neither where it was too close to call."""

        LEFT = "left"
        RIGHT = "right"

    class Title(models.TextChoices):
        """Left and right are the quiz's two roles."""

        LEFT = "left"
        RIGHT = "right"
        OTHER = "other"
        LEARNING = "learning"

    class Fits(models.TextChoices):
        YES = "yes"
        PARTLY = "partly"
        NO = "no"

    result = models.CharField(max_length=32, primary_key=True)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="replies", db_index=False)
    band = models.CharField(max_length=5, choices=Band)
    side = models.CharField(max_length=5, choices=Side, blank=True)
    # Empty: not answered.
    title = models.CharField(max_length=8, choices=Title, blank=True)
    fits = models.CharField(max_length=6, choices=Fits, blank=True)
    month = models.DateField(help_text="Its first day.")

    class Meta:
        verbose_name_plural = "replies"
        indexes = [
            # Everything that is ever counted, so that counting reads the index alone.
            models.Index(fields=["edition", "band", "side", "title", "fits"], name="replies_said")
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(band="close", side="")
                | models.Q(band__in=["leans", "clear"], side__in=["left", "right"]),
                name="reply_to_a_verdict",
            ),
            models.CheckConstraint(
                condition=models.Q(title__in=["", "left", "right", "other", "learning"])
                & models.Q(fits__in=["", "yes", "partly", "no"])
                & ~models.Q(title="", fits=""),
                name="reply_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title or 'no title'}, {self.fits or 'no word on the fit'}"
