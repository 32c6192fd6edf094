"""The draft that editors change; visitors see nothing of it before it is published.

Its questions are in ``questions``.
"""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

from careers.models import Role
from quiz.core.document import EVIDENCE, INTEREST, MOST_INTERCEPT, forms_of

LONGEST_SLUG = 30
ITEM_SLUG = "[a-z][a-z0-9-]*"
NO_SHORT_WORD = "The slug is a short word: small letters, digits and hyphens, a letter first."

short_word = RegexValidator(rf"^{ITEM_SLUG}\Z", NO_SHORT_WORD)


class Quiz(models.Model):
    """A comparison of two roles: the left one is drawn and counted as minus."""

    class Rule(models.TextChoices):
        INTEREST = INTEREST, "interest: options have points for traits"
        EVIDENCE = EVIDENCE, "evidence: ticks are weighed by practitioners"

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=120)
    left = models.ForeignKey(Role, models.PROTECT, related_name="quizzes_on_the_left")
    right = models.ForeignKey(Role, models.PROTECT, related_name="quizzes_on_the_right")
    sample = models.JSONField(
        default=dict,
        blank=True,
        help_text='The invented sheet of the sample result: {"q01": "b", …}.',
    )
    rule = models.CharField(
        max_length=8, choices=Rule, default=Rule.INTEREST, db_default=Rule.INTEREST
    )
    intercept = models.SmallIntegerField(
        default=0,
        db_default=0,
        validators=[MinValueValidator(-MOST_INTERCEPT), MaxValueValidator(MOST_INTERCEPT)],
        help_text="Only where ticks are counted: hundredths of log-odds, 28 for 0.28.",
    )

    class Meta:
        ordering = ["slug"]
        verbose_name_plural = "quizzes"
        permissions = [("publish_quiz", "Can publish a quiz and import its content")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(left=models.F("right")),
                name="a_quiz_compares_two_roles",
                violation_error_message="The two roles should differ.",
            ),
            models.CheckConstraint(
                condition=models.Q(rule=EVIDENCE) | models.Q(rule=INTEREST, intercept=0),
                name="an_intercept_is_of_evidence",
                violation_error_message="The rule is interest or evidence, and only a quiz by "
                "evidence has an intercept.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms that visitors are offered."""
        return forms_of(self.rule)


class Checklist(models.Model):
    """A group of items to tick, under one question."""

    quiz = models.ForeignKey(Quiz, models.CASCADE, related_name="checklists")
    slug = models.CharField(max_length=LONGEST_SLUG, validators=[short_word])
    order = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(max_length=200)

    class Meta:
        ordering = ["quiz", "order", "slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["quiz", "slug"],
                name="checklist_slug_once_per_quiz",
                violation_error_message="This quiz already has a checklist with this slug.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.slug}: {self.text}"
