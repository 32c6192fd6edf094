"""Forms that were just taken, so that the same one sent twice at once counts once."""

from django.db import models


class Sending(models.Model):
    """The tag of a form that was taken, for some seconds: see ``quiz.once``."""

    tag = models.PositiveIntegerField(unique=True)

    def __str__(self) -> str:
        return f"{self.tag:07x}"
