"""What the roles are: traits, demands and facts, each with the sources it rests on."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

HIGHEST_DEMAND = 5

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
        CAUTION = "caution", "you may not enjoy it if …"
        WEEKEND = "weekend", "weekend project"
        ROADMAP = "roadmap", "step of the learning roadmap"
        SHARED = "shared", "what both roles share"

    class Basis(models.TextChoices):
        OFFICIAL = "official", "official statistics"
        SURVEY = "survey", "survey"
        ADVERTS = "adverts", "job adverts"
        RESEARCH = "research", "research or framework"
        JUDGEMENT = "judgement", "our judgement"

    slug = models.SlugField(unique=True)
    role = models.ForeignKey(Role, models.CASCADE, null=True, blank=True, related_name="facts")
    kind = models.CharField(max_length=10, choices=Kind)
    order = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=120, blank=True)
    text = models.TextField()
    basis = models.CharField("how sure", max_length=10, choices=Basis)
    as_of = models.CharField("as of", max_length=40, blank=True)
    sources = models.ManyToManyField(Source, blank=True)

    class Meta:
        ordering = ["role", "kind", "order", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="shared", role__isnull=True)
                | (~models.Q(kind="shared") & models.Q(role__isnull=False)),
                name="shared_facts_have_no_role",
                violation_error_message="A shared fact has no role; every other fact has one.",
            )
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
