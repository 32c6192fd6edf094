"""The questions of the draft that editors change: those to answer, and items to tick."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

from careers.models import Source, Trait
from quiz.core.document import MOST_POINTS, MOST_WEIGHT, OPT_OUT_KEY, SHARE_STEPS, TICK
from quiz.models.draft import ITEM_SLUG, LONGEST_SLUG, NO_SHORT_WORD, Checklist, Quiz

SCALE_STEPS = [-2, -1, 1, 2]  # "strongly agree" gives twice this
# What the form of a quiz sends beside its answers: no item can have such a name.
TAKEN_NAMES = {"edition", "form", "order", "counting", "count", "unanswered"}
QUESTION_SLUG = "q[0-9]{2,3}"
NO_QUESTION_SLUG = "A question's slug is q and a number: q07."
NO_ITEM_SLUG = (
    f"{NO_SHORT_WORD} None of these, which the form itself needs: {', '.join(sorted(TAKEN_NAMES))}."
)

option_key = RegexValidator(r"^[a-z]$", "An option's key is one small letter.")


class Question(models.Model):
    """A draft question. An agree question has a scale instead of scored options.

    One of kind ``tick`` is an item of a checklist. It has no options either, but a weight in
    tenths of log-odds, + towards the right role, and how many of 1,000 with the left and with
    the right role's title tick it.
    """

    class Kind(models.TextChoices):
        SINGLE = "single", "one of several"
        PAIR = "pair", "which of two"
        AGREE = "agree", "agree or disagree"
        TICK = TICK, "tick what applies"

    quiz = models.ForeignKey(Quiz, models.CASCADE, related_name="questions")
    slug = models.CharField(max_length=LONGEST_SLUG)
    # Not unique: two questions may share a position while an editor reorders them.
    order = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=6, choices=Kind)
    text = models.CharField(max_length=200)
    why = models.CharField("why we ask", max_length=200, blank=True)
    short = models.BooleanField("in the short form", default=False)
    scale_trait = models.ForeignKey(
        Trait, models.PROTECT, null=True, blank=True, help_text="Agree questions only."
    )
    scale_step = models.SmallIntegerField(
        "points per step",
        null=True,
        blank=True,
        help_text="Agree questions only: 1 when agreeing speaks for the trait, −1 against it.",
    )
    group = models.ForeignKey(
        Checklist, models.PROTECT, null=True, blank=True, related_name="items"
    )
    weight = models.SmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(-MOST_WEIGHT), MaxValueValidator(MOST_WEIGHT)],
    )
    left_share = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(SHARE_STEPS)]
    )
    right_share = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(SHARE_STEPS)]
    )
    sources = models.ManyToManyField(Source, through="Evidence", blank=True)

    class Meta:
        ordering = ["quiz", "order", "slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["quiz", "slug"],
                name="question_slug_once_per_quiz",
                violation_error_message="This quiz already has a question with this slug.",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind="agree", scale_trait__isnull=False, scale_step__in=SCALE_STEPS
                )
                | (
                    ~models.Q(kind="agree")
                    & models.Q(scale_trait__isnull=True, scale_step__isnull=True)
                ),
                name="agree_questions_have_a_scale",
                violation_error_message="An agree question has a trait and 1 or 2 points per "
                "step, for or against it; the other kinds have neither.",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=TICK, short=True, group__isnull=False, weight__isnull=False)
                | (
                    ~models.Q(kind=TICK)
                    & models.Q(group__isnull=True, weight__isnull=True)
                    & models.Q(left_share__isnull=True, right_share__isnull=True)
                ),
                name="ticks_are_weighed",
                violation_error_message="An item to tick is in a checklist and in the short form "
                "and has a weight; the other kinds have no checklist, no weight and no shares.",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(weight__isnull=True)
                    | models.Q(weight__gte=-MOST_WEIGHT, weight__lte=MOST_WEIGHT)
                )
                & (models.Q(left_share__isnull=True) | models.Q(left_share__lte=SHARE_STEPS))
                & (models.Q(right_share__isnull=True) | models.Q(right_share__lte=SHARE_STEPS)),
                name="weights_and_shares_in_range",
                violation_error_message="A weight is −5 to 5, and a percentage is from 0 to 100.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug}: {self.text}"

    def clean(self) -> None:
        """What depends on the kind, and the checklist, which is to be of the same quiz."""
        problems = {}
        tick = self.kind == self.Kind.TICK
        fits = re.fullmatch(ITEM_SLUG, self.slug) and self.slug not in TAKEN_NAMES
        if tick and self.slug and not fits:
            problems["slug"] = NO_ITEM_SLUG
        # Nothing more is said of a slug that was refused already.
        if not tick and self.slug and not re.fullmatch(QUESTION_SLUG, self.slug):
            problems["slug"] = NO_QUESTION_SLUG
        if not tick and not self.why:
            problems["why"] = self._meta.get_field("why").error_messages["blank"]
        if self.group and self.group.quiz_id != self.quiz_id:
            problems["group"] = "The checklist should be of the same quiz."
        if problems:
            raise ValidationError(problems)


class Evidence(models.Model):
    """A source that a question rests on, and what in it."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="evidence")
    source = models.ForeignKey(Source, models.PROTECT)
    order = models.PositiveSmallIntegerField(default=0)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["question", "order", "pk"]
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint(
                fields=["question", "source"],
                name="source_once_per_question",
                violation_error_message="This question already names this source.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.question.slug}: {self.source}"


class Option(models.Model):
    """A choice in a draft question. The opt-out has the key x and is never scored."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="options")
    key = models.CharField(max_length=1, validators=[option_key])
    order = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(max_length=120)
    opt_out = models.BooleanField("opt-out", default=False)

    class Meta:
        ordering = ["question", "order", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "key"],
                name="option_key_once_per_question",
                violation_error_message="This question already has an option with this key.",
            ),
            models.CheckConstraint(
                condition=models.Q(opt_out=True, key=OPT_OUT_KEY)
                | (models.Q(opt_out=False) & ~models.Q(key=OPT_OUT_KEY)),
                name="x_is_the_opt_out",
                violation_error_message="The key x belongs to the opt-out, and to no other.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question.slug}{self.key}: {self.text}"


class Effect(models.Model):
    """The points that an option gives to one trait."""

    option = models.ForeignKey(Option, models.CASCADE, related_name="effects")
    trait = models.ForeignKey(Trait, models.PROTECT)
    points = models.SmallIntegerField(
        validators=[MinValueValidator(-MOST_POINTS), MaxValueValidator(MOST_POINTS)]
    )

    class Meta:
        ordering = ["option", "trait"]
        constraints = [
            models.UniqueConstraint(
                fields=["option", "trait"],
                name="trait_once_per_option",
                violation_error_message="This option already gives points to this trait.",
            ),
            models.CheckConstraint(
                condition=models.Q(points__gte=-MOST_POINTS, points__lte=MOST_POINTS)
                & ~models.Q(points=0),
                name="points_small_and_not_zero",
                violation_error_message="Points are −5 to 5 and not 0.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trait.slug} {self.points:+d}"
