"""Counted sheets, to read."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from quiz.admin.base import ReadOnlyAdmin
from quiz.models import AnswerSheet


@admin.register(AnswerSheet)
class AnswerSheetAdmin(ReadOnlyAdmin):
    list_display = ["edition", "form", "day"]
    list_filter = ["edition__quiz", "edition__number", "form"]
    list_select_related = ["edition__quiz"]
    date_hierarchy = "day"

    def get_queryset(self, request: HttpRequest) -> QuerySet[AnswerSheet]:
        return super().get_queryset(request).defer("edition__document")
