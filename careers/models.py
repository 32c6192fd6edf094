"""What the roles are: traits, demands and facts, each with the sources it rests on."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

# Django finds an app's models here; these have a file of their own for its length.
from careers.figures import Occupation, PayFigure, Revision, RoleShare, Share  # noqa: F401

HIGHEST_DEMAND = 5

# Kinds of facts about both roles; every other kind is of one role.
OF_BOTH = ["shared", "employer", "misquoted", "both"]

web_address = RegexValidator(r"^https://", "The address should start with https://.")


class Source(models.Model):
    """Who says so. Its slug is the id that the fact base uses, such as S13."""

    class Kind(models.TextChoices):
        OFFICIAL = "official", "official statistics"
        FRAMEWORK = "framework", "skills framework"
        SURVEY = "survey", "survey"
        ADVERTS = "adverts", "job adverts"
        RESEARCH = "research", "research paper"
        BOOK = "book", "book"
        CERTIFICATE = "certificate", "certificate exam guide"

    class Checked(models.TextChoices):
        READ = "read", "read in a copy of the source"
        COMPUTED = "computed", "computed from a copy of its data"
        ABSTRACT = "abstract", "only its summary was read"
        MEMORY = "memory", "named from memory, not read"

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=250)
    publisher = models.CharField(max_length=250)
    year = models.CharField(max_length=60, help_text="As text, such as May 2021–25.")
    kind = models.CharField(max_length=12, choices=Kind)
    url = models.URLField("address", blank=True, validators=[web_address])
    licence = models.CharField(max_length=200, blank=True)
    says = models.TextField("what it says about the two roles", blank=True)
    checked = models.CharField("how it was checked", max_length=10, choices=Checked)
    checked_on = models.CharField(
        "date of the copy", max_length=40, blank=True, help_text="As text: 28 February 2026."
    )

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return f"{self.slug} {self.title}"


class Role(models.Model):
    """A career. Any two can be compared by a quiz."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=40, help_text="As in a verdict: ML Engineer.")
    long_name = models.CharField(max_length=60, help_text="Machine learning engineer.")
    plural = models.CharField(max_length=60, help_text="As in a sentence: ML engineers.")
    line = models.CharField("in one line", max_length=200)
    summary = models.TextField()
    sources = models.ManyToManyField(Source, blank=True)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name


class Trait(models.Model):
    """One dimension of work, such as "Weighing evidence"."""

    slug = models.SlugField(unique=True)
    order = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=60)
    definition = models.CharField(max_length=200)

    class Meta:
        ordering = ["order", "slug"]

    def __str__(self) -> str:
        return self.name


class Demand(models.Model):
    """How strongly a role calls for a trait, and why this number and not another."""

    role = models.ForeignKey(Role, models.CASCADE, related_name="demands")
    trait = models.ForeignKey(Trait, models.CASCADE, related_name="demands")
    level = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(0), MaxValueValidator(HIGHEST_DEMAND)],
        help_text="0 (not asked for) to 5 (at the heart of the job).",
    )
    why = models.TextField("why this number")
    sources = models.ManyToManyField(Source, blank=True)

    class Meta:
        ordering = ["trait", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["role", "trait"],
                name="one_demand_per_role_and_trait",
                violation_error_message="This role already has a demand for this trait.",
            ),
            models.CheckConstraint(
                condition=models.Q(level__gte=0, level__lte=HIGHEST_DEMAND),
                name="demand_0_to_5",
                violation_error_message="A demand is a whole number from 0 to 5.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.trait} {self.level}"


class Fact(models.Model):
    """One statement about a role, or about both where ``role`` is empty."""

    class Kind(models.TextChoices):
        ABOUT = "about", "what the job is"
        RESPONSIBILITY = "responsibility", "responsibility"
        SKILL = "skill", "skill, with its level"
        ENTRY = "entry", "way in, step by step"
        DOOR = "door", "door: a first job or other way in (title: at most 22 letters)"
        PAY = "pay", "pay, in words"
        OUTLOOK = "outlook", "outlook"
        DAY = "day", "part of a day (title: the time)"
        CAUTION = "caution", "you may not enjoy it if …"
        WEEKEND = "weekend", "weekend project"
        ROADMAP = "roadmap", "step of the learning roadmap"
        FAQ = "faq", "question and answer"
        MYTH = "myth", "myth and what is right"
        ASPECT = "aspect", "row of the side-by-side (same title in both roles)"
        MOVING = "moving", "moving into this role from the other"
        SHARED = "shared", "what both roles share"
        EMPLOYER = "employer", "question to ask an employer"
        MISQUOTED = "misquoted", "what is often misquoted, and what is right"
        BOTH = "both", "said of both roles"

    class Basis(models.TextChoices):
        OFFICIAL = "official", "official statistics"
        SURVEY = "survey", "survey"
        ADVERTS = "adverts", "job adverts"
        RESEARCH = "research", "research or framework"
        JUDGEMENT = "judgement", "our judgement"

    slug = models.SlugField(
        unique=True, help_text="A name of its own, such as data-scientist-faq-6."
    )
    role = models.ForeignKey(
        Role,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="facts",
        help_text="Empty for what is said of both roles.",
    )
    kind = models.CharField(
        max_length=14, choices=Kind, help_text="Decides where on the pages it stands."
    )
    order = models.PositiveSmallIntegerField(
        default=0, help_text="Among the facts of the same kind, the lowest number comes first."
    )
    title = models.CharField(
        max_length=120, blank=True, help_text="A question, a myth, a skill, a time of day."
    )
    text = models.TextField(help_text="Plain sentences. A figure needs a source and a date below.")
    level = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MaxValueValidator(HIGHEST_DEMAND)],
        help_text="Skills only: 0 to 5.",
    )
    trait = models.ForeignKey(
        Trait,
        models.SET_NULL,
        null=True,
        blank=True,
        help_text="Roadmap steps only: someone who enjoys this trait may well start here.",
    )
    basis = models.CharField("how sure", max_length=10, choices=Basis)
    as_of = models.CharField(
        "as of",
        max_length=40,
        blank=True,
        help_text="The date of the figures, as text: May 2025. Empty where there are none.",
    )
    sources = models.ManyToManyField(Source, blank=True)

    class Meta:
        ordering = ["role", "kind", "order", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=OF_BOTH, role__isnull=True)
                | (~models.Q(kind__in=OF_BOTH) & models.Q(role__isnull=False)),
                name="facts_of_both_have_no_role",
                violation_error_message="Facts about both roles have no role; others have one.",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="skill", level__isnull=False, level__lte=HIGHEST_DEMAND)
                | (~models.Q(kind="skill") & models.Q(level__isnull=True)),
                name="skills_have_a_level",
                violation_error_message="A skill has a level from 0 to 5; other facts have none.",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.text[:60]


class Link(models.Model):
    """A resource that a fact names, outside the site."""

    fact = models.ForeignKey(Fact, models.CASCADE, related_name="links")
    order = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=120)
    url = models.URLField("address", validators=[web_address])

    class Meta:
        ordering = ["fact", "order", "pk"]

    def __str__(self) -> str:
        return self.title


class Claim(models.Model):
    """Something the founding article says, how right it is, and the facts that cover it."""

    class Status(models.TextChoices):
        OK = "ok", "agrees with better sources"
        SOFT = "soft", "true, but vague or too simple"
        DATED = "dated", "was fair, now old"
        THIN = "thin", "leaves out something important"
        WRONG = "wrong", "contradicted by better sources"

    slug = models.SlugField(unique=True, help_text="As in the checklist: A1, D-x.")
    order = models.PositiveSmallIntegerField(default=0)
    element = models.CharField("what it says, in our words", max_length=250)
    status = models.CharField(max_length=5, choices=Status)
    facts = models.ManyToManyField(Fact, help_text="Where this site says it, corrected if needed.")

    class Meta:
        ordering = ["order", "slug"]
        verbose_name = "claim of the founding article"
        verbose_name_plural = "claims of the founding article"

    def __str__(self) -> str:
        return f"{self.slug} {self.element}"
