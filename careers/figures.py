"""Figures that are drawn: survey shares of both roles, and pay by occupation and year."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

CAPPED = "Empty where it is above the highest figure that is published."


class Share(models.Model):
    """One thing that a survey asked both roles about, such as using SQL."""

    class Group(models.TextChoices):
        OVERLAP = "overlap", "which of the two kinds of work matters"
        ACTIVITIES = "activities", "what matters at work"
        LANGUAGES = "languages", "languages"
        TOOLS = "tools", "tools"
        CHARTS = "charts", "charts"
        METHODS = "methods", "methods"
        FRAMEWORKS = "frameworks", "libraries and frameworks"
        PRACTICE = "practice", "practice"

    slug = models.SlugField(unique=True)
    order = models.PositiveSmallIntegerField(
        default=0, help_text="Within its group, the lowest number comes first."
    )
    group = models.CharField(
        max_length=10, choices=Group, help_text="Shares of one group are drawn together."
    )
    label = models.CharField(max_length=80)
    source = models.ForeignKey("careers.Source", models.PROTECT)
    as_of = models.CharField(
        "as of", max_length=40, help_text="When people were asked, as text: 2022."
    )
    differs = models.BooleanField(
        help_text="The two shares lie further apart than chance explains (95 %)."
    )

    class Meta:
        ordering = ["order", "slug"]

    def __str__(self) -> str:
        return self.label


class RoleShare(models.Model):
    """How many in a hundred of those asked in one role said so."""

    share = models.ForeignKey(Share, models.CASCADE, related_name="percents")
    role = models.ForeignKey("careers.Role", models.CASCADE)
    percent = models.DecimalField(
        max_digits=4, decimal_places=1, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    asked = models.PositiveIntegerField("people asked", validators=[MinValueValidator(1)])

    class Meta:
        ordering = ["share", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["share", "role"],
                name="share_once_per_role",
                violation_error_message="This role already has its share.",
            ),
            models.CheckConstraint(
                condition=Q(percent__gte=0, percent__lte=100),
                name="percent_0_to_100",
                violation_error_message="A percentage is from 0 to 100.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.share}: {self.role} {self.percent} %"


class Occupation(models.Model):
    """An occupation of the official statistics, and which role it speaks for."""

    soc = models.CharField(
        "code",
        max_length=7,
        unique=True,
        help_text="Of the US Standard Occupational Classification: 15-2051.",
    )
    order = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=80)
    source = models.ForeignKey("careers.Source", models.PROTECT)
    official_for = models.ForeignKey(
        "careers.Role",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="official_occupations",
        help_text="The role that these statistics are about, if any.",
    )
    proxy_for = models.ForeignKey(
        "careers.Role",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="proxy_occupations",
        verbose_name="stand-in for",
        help_text="A role without official figures that this occupation is near to.",
    )
    note = models.TextField("how near it is", blank=True)

    class Meta:
        ordering = ["order", "soc"]

    def __str__(self) -> str:
        return f"{self.soc} {self.name}"


class PayFigure(models.Model):
    """Yearly pay before tax in one occupation, US dollars, May of the year.

    A percentile is empty where the statistics only say that it is above their highest figure.
    """

    occupation = models.ForeignKey(Occupation, models.CASCADE, related_name="pay")
    year = models.PositiveSmallIntegerField()
    employment = models.PositiveIntegerField("employees")
    mean = models.PositiveIntegerField()
    p10 = models.PositiveIntegerField("tenth percentile")
    p25 = models.PositiveIntegerField("lower quarter")
    median = models.PositiveIntegerField()
    p75 = models.PositiveIntegerField("upper quarter", null=True, blank=True, help_text=CAPPED)
    p90 = models.PositiveIntegerField(
        "ninetieth percentile", null=True, blank=True, help_text=CAPPED
    )

    class Meta:
        ordering = ["occupation", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["occupation", "year"],
                name="pay_once_per_year",
                violation_error_message="This occupation already has figures for this year.",
            ),
            models.CheckConstraint(
                condition=Q(p10__lt=F("p25"), p25__lt=F("median"))
                & (Q(p75__isnull=True) | Q(p75__gt=F("median")))
                & (Q(p90__isnull=True) | Q(p75__isnull=False, p90__gt=F("p75"))),
                name="percentiles_ascend",
                violation_error_message="Each percentile should be above the one before it.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occupation} {self.year}"


class Revision(models.Model):
    """One row: how often the library has changed. See careers/revision.py."""

    number = models.PositiveIntegerField()
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return str(self.number)
