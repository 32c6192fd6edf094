"""Published editions: written once, never changed."""

from collections.abc import Iterable
from typing import Any, NoReturn

from django.conf import settings
from django.db import models

from quiz.models.draft import Quiz

LARGEST_NUMBER = 2**31 - 1  # of an edition: what the column holds in every database


class EditionFrozen(Exception):
    """Raised when something tries to change or delete a published edition."""


class FrozenQuerySet(models.QuerySet):
    """Rows that are written once: the application neither changes nor deletes them."""

    def update(self, **kwargs: object) -> NoReturn:
        raise EditionFrozen

    def bulk_update(self, *args: object, **kwargs: object) -> NoReturn:
        raise EditionFrozen

    def bulk_create(
        self,
        objs: Iterable[models.Model],
        batch_size: int | None = None,
        ignore_conflicts: bool = False,
        update_conflicts: bool = False,
        **kwargs: Any,
    ) -> list[models.Model]:
        if update_conflicts:
            raise EditionFrozen
        return super().bulk_create(objs, batch_size, ignore_conflicts, **kwargs)

    def delete(self) -> NoReturn:
        raise EditionFrozen


class Edition(models.Model):
    """A published quiz: the whole document, frozen, and its checksum."""

    quiz = models.ForeignKey(Quiz, models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    checksum = models.CharField(max_length=64)
    published_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True
    )
    note = models.CharField(max_length=300, blank=True)

    objects = FrozenQuerySet.as_manager()

    class Meta:
        ordering = ["quiz", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["quiz", "number"], name="edition_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="editions_from_1"),
        ]

    def __str__(self) -> str:
        return f"{self.quiz.slug} edition {self.number}"

    def save(self, *args: object, **kwargs: object) -> None:
        if self.pk is not None:
            raise EditionFrozen
        super().save(*args, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> NoReturn:
        raise EditionFrozen
