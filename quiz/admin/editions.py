"""Published editions, to read, to compare and to go back to."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from quiz.admin.base import ReadOnlyAdmin, several_quizzes
from quiz.admin.preview import PreviewUrls
from quiz.admin.restoring import RestoreUrls
from quiz.admin.statistics import StatisticsUrls
from quiz.models import Edition

# What an edition's row and page lead to. Only publishers may make it the draft.
DOORS = {
    "preview": "View as a visitor",
    "statistics": "What the answers say",
    "differences": "Differences to …",
    "draft": "Make a draft from it",
}

LINE_BREAK = mark_safe("<br>")  # nosec B308 # our own markup


@admin.register(Edition)
class EditionAdmin(PreviewUrls, StatisticsUrls, RestoreUrls, ReadOnlyAdmin):
    list_display = ["number", "published_at", "published_by", "note", "quiz"]
    list_filter = ["quiz"]
    list_select_related = ["quiz", "published_by"]
    # The document is shown as a visitor sees it, and in words beside another one.
    fields = ["quiz", "number", "published_at", "published_by", "note", "checksum"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        """Without the documents, which a list does not show and which are large."""
        return super().get_queryset(request).defer("document")

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        @admin.display(description="See")
        def doors(edition: Edition) -> SafeString:
            links = _doors(request, edition)
            return format_html_join(LINE_BREAK, '<a href="{}">{}</a>', links)

        number, *others = several_quizzes(self.list_display)
        return [number, doors, *others]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        edition = self.get_object(request, object_id)
        more = {"doors": list(_doors(request, edition)) if edition else []}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **more})


def _doors(request: HttpRequest, edition: Edition) -> Iterator[tuple[str, str]]:
    """The addresses that this person may open, and what to call them."""
    for page, words in DOORS.items():
        if page != "draft" or request.user.has_perm("quiz.publish_quiz"):
            yield reverse(f"admin:quiz_edition_{page}", args=[edition.pk]), words
