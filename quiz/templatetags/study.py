"""What the front page of the editors' study shows of every quiz."""

from django import template
from django.db.models import OuterRef, QuerySet, Subquery

from quiz.models import Edition, Quiz

register = template.Library()


@register.simple_tag
def every_quiz() -> QuerySet[Quiz]:
    """With ``newest`` and ``newest_pk``, its newest edition's number and row; None without one."""
    editions = Edition.objects.filter(quiz=OuterRef("pk")).order_by("-number")
    return Quiz.objects.annotate(
        newest=Subquery(editions.values("number")[:1]),
        newest_pk=Subquery(editions.values("pk")[:1]),
    )
