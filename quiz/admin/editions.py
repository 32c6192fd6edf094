"""Published editions, to read."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from quiz.admin.base import ReadOnlyAdmin
from quiz.models import Edition


@admin.register(Edition)
class EditionAdmin(ReadOnlyAdmin):
    list_display = ["quiz", "number", "published_at", "published_by", "note", "checksum"]
    list_filter = ["quiz"]
    list_select_related = ["quiz", "published_by"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        """Without the documents, which a list does not show and which are large."""
        return super().get_queryset(request).defer("document")
