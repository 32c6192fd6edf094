"""Forms that were just taken, so that the same one sent twice at once counts once."""

from django.db import models


class Sending(models.Model):
    """The tag of a form that was taken: see ``quiz.once``.

    A tag is too short to tell anything by: each fits a quarter of a million addresses, even for
    who has the secret key and knows the answers. Only the newest are kept.
    """

    tag = models.PositiveIntegerField(unique=True)

    def __str__(self) -> str:
        return f"{self.tag:07x}"
