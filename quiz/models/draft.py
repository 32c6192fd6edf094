"""The draft that editors change; visitors see nothing of it before it is published."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

from careers.models import Role, Source, Trait
from quiz.core.document import OPT_OUT_KEY

MOST_POINTS = 5
SCALE_STEPS = [-2, -1, 1, 2]  # "strongly agree" gives twice this

question_slug = RegexValidator(r"^q[0-9]{2,3}$", "A question's slug is q and a number: q07.")
option_key = RegexValidator(r"^[a-z]$", "An option's key is one small letter.")


class Quiz(models.Model):
    """A comparison of two roles: the left one is drawn and counted as minus."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=120)
    left = models.ForeignKey(Role, models.PROTECT, related_name="quizzes_on_the_left")
    right = models.ForeignKey(Role, models.PROTECT, related_name="quizzes_on_the_right")
    sample = models.JSONField(
        default=dict,
        blank=True,
        help_text='The invented sheet of the sample result: {"q01": "b", …}.',
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
            )
        ]

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    """A draft question. An agree question has a scale instead of scored options."""

    class Kind(models.TextChoices):
        SINGLE = "single", "one of several"
        PAIR = "pair", "which of two"
        AGREE = "agree", "agree or disagree"

    quiz = models.ForeignKey(Quiz, models.CASCADE, related_name="questions")
    slug = models.CharField(max_length=4, validators=[question_slug])
    # Not unique: two questions may share a position while an editor reorders them.
    order = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=6, choices=Kind)
    text = models.CharField(max_length=200)
    why = models.CharField("why we ask", max_length=200)
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
        ]

    def __str__(self) -> str:
        return f"{self.slug}: {self.text}"


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
