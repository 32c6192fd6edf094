"""Counted sheets, to read. What they say together is on the statistics page of an edition."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from quiz.admin.base import ReadOnlyAdmin
from quiz.models import AnswerSheet


@admin.register(AnswerSheet)
class AnswerSheetAdmin(ReadOnlyAdmin):
    list_display = ["edition", "form", "day", "option_order"]
    # Not by a hierarchy of dates, for which the day of every sheet would be read each time.
    list_filter = ["edition__quiz", "edition__number", "form", "day"]
    list_select_related = ["edition__quiz"]
    # The second count of all sheets, which grows with them, is not worth its wait.
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[AnswerSheet]:
        return super().get_queryset(request).defer("edition__document")
