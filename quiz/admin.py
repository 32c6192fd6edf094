"""The draft in the admin. Editions and counted sheets can be read there, not changed."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from quiz.models import AnswerSheet, Edition, Effect, Evidence, Option, Question, Quiz


class ReadOnlyAdmin(admin.ModelAdmin):
    """What nobody changes: rows are shown field by field."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class EvidenceInline(admin.TabularInline):
    model = Evidence
    extra = 0
    autocomplete_fields = ["source"]


class OptionInline(admin.TabularInline):
    model = Option
    extra = 0
    show_change_link = True


class EffectInline(admin.TabularInline):
    model = Effect
    extra = 0


@admin.register(Quiz)
class QuizAdmin(admin.ModelAdmin):
    list_display = ["title", "slug", "left", "right"]


@admin.register(Question)
class QuestionAdmin(admin.ModelAdmin):
    list_display = ["slug", "text", "kind", "short", "order"]
    list_filter = ["quiz", "kind", "short"]
    search_fields = ["slug", "text", "why"]
    inlines = [OptionInline, EvidenceInline]


@admin.register(Option)
class OptionAdmin(admin.ModelAdmin):
    list_display = ["question", "key", "text", "opt_out"]
    list_filter = ["question__quiz"]
    search_fields = ["text", "question__slug"]
    list_select_related = ["question"]
    inlines = [EffectInline]


@admin.register(Edition)
class EditionAdmin(ReadOnlyAdmin):
    list_display = ["quiz", "number", "published_at", "published_by", "note", "checksum"]
    list_filter = ["quiz"]
    list_select_related = ["quiz", "published_by"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        """Without the documents, which a list does not show and which are large."""
        return super().get_queryset(request).defer("document")


@admin.register(AnswerSheet)
class AnswerSheetAdmin(ReadOnlyAdmin):
    list_display = ["edition", "form", "day"]
    list_filter = ["edition__quiz", "edition__number", "form"]
    list_select_related = ["edition__quiz"]
    date_hierarchy = "day"

    def get_queryset(self, request: HttpRequest) -> QuerySet[AnswerSheet]:
        return super().get_queryset(request).defer("edition__document")
