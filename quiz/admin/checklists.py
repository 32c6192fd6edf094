"""The checklists of a quiz: what is asked of the items in each, and in which order they come."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from quiz.core.document import EVIDENCE
from quiz.models import Checklist, Quiz

ORDER_NOTE = "Checklists come by this number, the smallest first."


@admin.register(Checklist)
class ChecklistAdmin(admin.ModelAdmin):
    fields = ["quiz", "slug", "text", "order"]
    list_display = ["text", "slug", "order", "items_in_it", "quiz"]
    list_filter = ["quiz"]
    list_select_related = ["quiz"]
    ordering = ["quiz", "order", "slug"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("items")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Its quiz and its short name stay for good: editions and items speak of them."""
        return ["quiz", "slug"] if obj else []

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "quiz":
            kwargs["queryset"] = Quiz.objects.filter(rule=EVIDENCE)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "order" and field:
            field.help_text = ORDER_NOTE
        return field

    @admin.display(description="items")
    def items_in_it(self, checklist: Checklist) -> str:
        return ", ".join(item.slug for item in checklist.items.all()) or "none yet"
