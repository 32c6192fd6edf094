"""What several admin pages share."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from quiz.models import Quiz


class ReadOnlyAdmin(admin.ModelAdmin):
    """What nobody changes: rows are shown field by field."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def study_page(
    model_admin: admin.ModelAdmin,
    request: HttpRequest,
    template: str,
    title: str,
    row: Model | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """A page in the admin's frame; ``template`` is named within admin/quiz, without its ending."""
    context = {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "opts": model_admin.opts,
        "row": row,
        **more,
    }
    return render(request, f"admin/quiz/{template}.html", context, status=status)


def several_quizzes(columns: Sequence[str]) -> list[str]:
    """The columns of a list, with the quiz only where there are several."""
    one = Quiz.objects.count() < 2
    return [name for name in columns if not (one and name == "quiz")]
