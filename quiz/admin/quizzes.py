"""A quiz: its two roles and its sample; from here it is checked, tried and published."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from quiz.admin.files import FileUrls
from quiz.admin.preview import PreviewUrls
from quiz.admin.publishing import PublishUrls
from quiz.models import Quiz

SAMPLE_NOTE = (
    "The invented answers of the sample result: each question’s slug and the key of its option, "
    'as {"q01": "b", "q02": "x"}. The keys stand in the options of each question.'
)


@admin.register(Quiz)
class QuizAdmin(PublishUrls, FileUrls, PreviewUrls, admin.ModelAdmin):
    list_display = ["title", "slug", "left", "right"]
    list_select_related = ["left", "right"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The rule stays while there are questions, which are of one rule or the other.

        The slug stays once there is an edition: addresses, cookies and shares are under it.
        """
        fixed = {"rule": "questions", "slug": "editions"}
        return [name for name, rows in fixed.items() if obj and getattr(obj, rows).exists()]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "sample" and field:
            field.help_text = SAMPLE_NOTE
        return field
