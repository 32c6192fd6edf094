"""Trying a quiz as a visitor would: the draft before it is published, or an old edition.

The visitors' own templates, form and result. The answers travel with the form and are kept
nowhere: no cookie, no row, nothing in the browser.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone

from quiz import editions
from quiz.admin.base import study_page
from quiz.core.checks import ERROR, Problem, check
from quiz.core.decoding import DocumentError
from quiz.core.document import FORMS
from quiz.core.scoring import Answers, Bank
from quiz.editions import EditionMissing, Published
from quiz.entrance import allow
from quiz.faces import face_of
from quiz.forms import AnswerForm
from quiz.models import Edition, Quiz
from quiz.orders import order_now
from quiz.publishing import assemble, draft_document
from quiz.views.common import edition_context
from quiz.views.taking import again_context, form_context

View = Callable[..., HttpResponse]
Obstacle = DocumentError | EditionMissing


@dataclass(frozen=True)
class Preview:
    """What is tried, and the addresses that its pages link to."""

    published: Published
    draft: bool
    short: str
    full: str
    result: str
    back: str


class PreviewUrls:
    """For the ModelAdmin of Quiz, whose draft is tried, and of Edition."""

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_preview"
        form, scored = self._preview_view(_form), self._preview_view(_result)
        return [
            path("<int:pk>/preview/", form, {"form": "short"}, name=name),
            path("<int:pk>/preview/full/", form, {"form": "full"}, name=f"{name}_full"),
            path("<int:pk>/preview/result/", scored, name=f"{name}_result"),
            *super().get_urls(),
        ]

    def _preview_view(self, show: View) -> View:
        """The view behind the admin's login, which also forbids every cache to keep the page.

        ``allow`` stands for the admin's token, which would be a field that no visitor's form
        has: nothing is written here that a forged form could change.
        """

        @allow("GET", "HEAD", "POST")
        def view(request: HttpRequest, pk: int, **more: str) -> HttpResponse:
            if not self.has_view_or_change_permission(request):
                raise PermissionDenied
            row = get_object_or_404(self.get_queryset(request), pk=pk)
            try:
                response = show(request, self._preview(row), **more)
            except (DocumentError, EditionMissing) as error:
                response = self._not_yet(request, row, error)
            response.headers["X-Robots-Tag"] = "noindex"
            return response

        return self.admin_site.admin_view(view)

    def _preview(self, row: Quiz | Edition) -> Preview:
        def address(page: str) -> str:
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"
            return reverse(name, args=[row.pk])

        return Preview(
            published=_published(row),
            draft=isinstance(row, Quiz),
            short=address("preview"),
            full=address("preview_full"),
            result=address("preview_result"),
            back=address("change"),
        )

    def _not_yet(self, request: HttpRequest, row: Quiz | Edition, error: Obstacle) -> HttpResponse:
        """409: what stands in the way, and where to mend it."""
        draft = isinstance(row, Quiz)
        questions = {question.slug: question for question in row.questions.all()} if draft else {}
        problems = [(p.text, questions.get(p.question)) for p in _problems(row, error)]
        title, more = "This cannot be tried as it is", {"draft": draft, "problems": problems}
        return study_page(self, request, "preview/not_yet", title, row, 409, **more)


def _published(row: Quiz | Edition) -> Published:
    """An edition, or the draft as if published now; raises EditionMissing or DocumentError."""
    if isinstance(row, Edition):
        return editions.get(row.quiz.slug, row.number)
    document = draft_document(row)
    last = row.editions.aggregate(number=Max("number"))["number"] or 0
    return Published(0, last + 1, document, Bank(document), timezone.now())


def _form(request: HttpRequest, preview: Preview, form: str) -> HttpResponse:
    """The form; sent complete, its result."""
    published = preview.published
    if request.method != "POST":
        shown = AnswerForm(published, form, order=order_now())
        return _render(request, preview, "take", form_context(shown, form))
    sent = AnswerForm(published, form, data=request.POST, files=request.FILES)
    if not sent.is_valid():
        return _render(request, preview, "take", again_context(published, sent, form), 400)
    if sent.missing:
        context = again_context(published, sent, form, missing=sent.missing)
        return _render(request, preview, "take", context, 422)
    return _scored(request, preview, form, sent.answers)


def _result(request: HttpRequest, preview: Preview) -> HttpResponse:
    """The result of the sample's answers, and of answers changed on a result."""
    if request.method != "POST":
        return _scored(request, preview, "short", preview.published.document.sample, sample=True)
    form = request.POST.get("form", "")
    if form not in FORMS:
        return _render(request, preview, "refused", {}, 400)
    sent = AnswerForm(preview.published, form, data=request.POST, files=request.FILES)
    if not sent.is_valid():
        return _render(request, preview, "refused", {}, 400)
    return _scored(request, preview, form, sent.answers)


def _scored(
    request: HttpRequest, preview: Preview, form: str, answers: Answers, *, sample: bool = False
) -> HttpResponse:
    """A result page. The sample's, unlike the public one, can be changed like any other."""
    verdict = preview.published.verdict(form, answers)
    face = face_of(preview.published.document)
    context = {**face.result(verdict), "of_the_sample": sample}
    return _render(request, preview, "result", context)


def _render(
    request: HttpRequest, preview: Preview, page: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    more = {"preview": preview, "page_template": face_of(preview.published.document).template(page)}
    context = {**edition_context(preview.published), **context, **more}
    return render(request, f"admin/quiz/preview/{page}.html", context, status=status)


def _problems(row: Quiz | Edition, error: Obstacle) -> list[Problem]:
    """Every error of a draft that makes no sense; of an edition, what was raised."""
    if isinstance(row, Edition):
        return [Problem("edition", ERROR, f"{error}.")]
    return [problem for problem in check(assemble(row)) if problem.severity == ERROR]
