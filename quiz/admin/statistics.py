"""What the answers to an edition say: a page of figures, and its options as a CSV file.

Only sums over at least thirty sheets of a form are shown; never a row of a person.
"""

import csv
from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path

from quiz import editions, replies, tallies, wording
from quiz.admin import statistics_tables, statistics_ticks
from quiz.admin.base import study_page
from quiz.admin.statistics_tables import QuestionRow, is_enough, question_rows
from quiz.core.document import EVIDENCE, INTEREST
from quiz.core.statistics import FEWEST_SHEETS, figures
from quiz.editions import EditionMissing, Published
from quiz.entrance import allow
from quiz.models import Edition
from quiz.tallies import Reading

CSV_COLUMNS = (
    *("form", "sheets", "number", "question", "question text"),
    *("option", "option text", "opt-out", "{pull}", "chosen", "share of sheets"),
)
# What a pull is counted in, by the rule.
PULLS = {INTEREST: "pull in points of lean", EVIDENCE: "pull in log-odds"}
# What a spreadsheet would run instead of show.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

# By the rule of the edition.
FIGURES = {
    INTEREST: statistics_tables.figures_context,
    EVIDENCE: statistics_ticks.figures_context,
}

View = Callable[..., HttpResponse]


class StatisticsUrls:
    """For the ModelAdmin of Edition. Whoever may view an edition may see what it was answered."""

    def get_urls(self) -> list[Any]:
        page, table = self._statistics_view(self._statistics_page), self._statistics_view(_csv)
        return [
            path("<int:pk>/statistics/", page, name="quiz_edition_statistics"),
            path("<int:pk>/statistics/<str:form>.csv", table, name="quiz_edition_statistics_csv"),
            *super().get_urls(),
        ]

    def _statistics_view(self, show: View) -> View:
        """The view behind the admin's login, which also forbids every cache to keep the page."""

        @allow("GET", "HEAD")
        def view(request: HttpRequest, pk: int, **more: str) -> HttpResponse:
            if not self.has_view_permission(request):
                raise PermissionDenied
            row = get_object_or_404(self.get_queryset(request).select_related("quiz"), pk=pk)
            try:
                published = editions.get(row.quiz.slug, row.number)
            except EditionMissing as error:
                raise Http404(str(error)) from None
            return show(request, row, published, **more)

        return self.admin_site.admin_view(view)

    def _statistics_page(
        self, request: HttpRequest, row: Edition, published: Published
    ) -> HttpResponse:
        document = published.document
        readings = [tallies.bring_up_to_date(published, form) for form in document.forms]
        more = {
            "left": document.role(document.left).name,
            "right": document.role(document.right).name,
            "words": wording.phrases(document),
            "forms": [_form_context(published, reading) for reading in readings],
            "replies": replies.of_edition(published.pk, document),
        }
        return study_page(self, request, "statistics/page", "What the answers say", row, **more)


def _form_context(published: Published, reading: Reading) -> dict[str, Any]:
    """What the page says of a form; little where there are too few sheets."""
    enough = is_enough(reading)
    figures_context = FIGURES[published.document.rule]
    return {
        "name": reading.form,
        "questions": len(published.document.form(reading.form)),
        "one_of_several": len(published.document.forms) > 1,
        "reading": reading,
        "fewest": FEWEST_SHEETS,
        "enough": enough,
        **(figures_context(published, reading) if enough else {}),
    }


def _csv(request: HttpRequest, row: Edition, published: Published, form: str) -> HttpResponse:
    """The options of one form with how often each was chosen; 404 while there are too few."""
    if form not in published.document.forms:
        raise Http404(f"There is no form {form!r}.")
    reading = tallies.bring_up_to_date(published, form)
    if not is_enough(reading):
        raise Http404(f"Not enough answers yet: {reading.sums.sheets} of {FEWEST_SHEETS}.")
    name = f"{published.document.quiz}-edition-{published.number}-{form}.csv"
    response = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    response.write("\ufeff")  # by which spreadsheets know UTF-8
    writer = csv.writer(response)
    pull = PULLS[published.document.rule]
    writer.writerow(name.format(pull=pull) for name in CSV_COLUMNS)
    writer.writerows(_csv_rows(published, reading))
    return response


def _csv_rows(published: Published, reading: Reading) -> Iterator[tuple[object, ...]]:
    found = figures(published.bank, reading.form, reading.sums)
    for row in question_rows(published, reading.form, reading.sums, found):
        yield from _csv_of_question(reading, row)


def _csv_of_question(reading: Reading, row: QuestionRow) -> Iterator[tuple[object, ...]]:
    sheets = reading.sums.sheets
    for shown in row.options:
        yield (
            reading.form,
            sheets,
            row.number,
            row.question.slug,
            _as_text(row.question.text),
            shown.option.key,
            _as_text(shown.option.text),
            "yes" if shown.option.opt_out else "no",
            "" if shown.pull is None else f"{float(shown.pull):.4f}",
            shown.part.count,
            f"{shown.part.count / sheets:.6f}",
        )


def _as_text(words: str) -> str:
    """Words that a spreadsheet will not take for a formula."""
    return f"'{words}" if words.startswith(FORMULA_STARTS) else words
