"""An edition beside another or the draft, and an edition made the draft again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.models import CHANGE
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse

from careers.yaml_files import ContentError
from quiz import editions
from quiz.admin.base import study_page
from quiz.admin.gate import READ, StrictForm, gate, log, refusal
from quiz.admin.rehearsal import Rehearsal, draft_checksum
from quiz.admin.review import by_place
from quiz.core.differences import differences
from quiz.core.document import Document
from quiz.drafts import restore
from quiz.editions import EditionMissing
from quiz.models import Edition, Quiz
from quiz.publishing import assemble
from quiz.views.common import SeeOther

DRAFT = "draft"
CHANGED = (
    "The draft changed since you opened this page. Below is what would change now; "
    "nothing was changed."
)


class CompareForm(StrictForm):
    """Two of a quiz's editions, by number, or one and the draft."""

    old = forms.ChoiceField(label="From")
    new = forms.ChoiceField(label="To")

    def __init__(self, numbers: list[int], data: Any) -> None:
        super().__init__(data, label_suffix="")
        choices = [(str(number), f"Edition {number}") for number in numbers]
        for name in ("old", "new"):
            self.fields[name].choices = [(DRAFT, "The draft"), *choices]


class RestoreForm(StrictForm):
    """The checksum of the draft that would be replaced, as it was seen."""

    draft = forms.CharField(widget=forms.HiddenInput)


class RestoreUrls:
    """For the ModelAdmin of Edition."""

    def get_urls(self) -> list[Any]:
        both = (*READ, "POST")
        comparing = gate(self, self._differences_page, "quiz.view_edition")
        restoring = gate(self, self._restore_page, "quiz.publish_quiz", both)
        return [
            path("<int:pk>/differences/", comparing, name="quiz_edition_differences"),
            path("<int:pk>/draft/", restoring, name="quiz_edition_draft"),
            *super().get_urls(),
        ]

    def _differences_page(self, request: HttpRequest, row: Edition) -> HttpResponse:
        if not request.user.has_perm("quiz.view_quiz"):
            raise PermissionDenied  # the draft is among what can be chosen
        numbers = list(row.quiz.editions.values_list("number", flat=True))
        form = CompareForm(numbers, request.GET or _first_choice(request, row, numbers))
        context = {"title": "Differences", "form": form}
        if not form.is_valid():
            return self._edition_page(request, row, "differences", 400, **context)
        old, new = (_document(row.quiz, form.cleaned_data[name]) for name in ("old", "new"))
        found = by_place(differences(old, new))
        return self._edition_page(
            request, row, "differences", **context, compared=True, differences=found
        )

    def _restore_page(self, request: HttpRequest, row: Edition) -> HttpResponse:
        if request.method != "POST":
            return self._confirm_page(request, row)
        form = RestoreForm(request.POST, request.FILES)
        try:
            done = form.is_valid() and _restore_seen(request, row, form.cleaned_data["draft"])
        except ContentError:
            done = False
        if not done:
            return self._confirm_page(request, row, CHANGED, status=409)
        said = f"The draft is now as edition {row.number} asks. Visitors see no change."
        messages.success(request, said)
        return SeeOther(reverse("admin:quiz_quiz_check", args=[row.quiz_id]))

    def _confirm_page(
        self, request: HttpRequest, row: Edition, said: str = "", status: int = 200
    ) -> HttpResponse:
        """What would change in the draft, what would still differ, and the button that does it."""
        context: dict[str, Any] = {"title": "Make a draft from this edition", "said": said}
        document = _document(row.quiz, str(row.number))
        try:
            rehearsal = Rehearsal(row.quiz, lambda: restore(row.quiz, document))
        except ContentError as mistake:
            return self._edition_page(
                request, row, "draft", 409, **context, refused=refusal(mistake)
            )
        questions = dict(row.quiz.questions.values_list("slug", "pk"))
        context |= {
            "form": RestoreForm(initial={"draft": rehearsal.checksum}),
            "differences": by_place(rehearsal.differences, questions),
            "remaining": by_place(differences(document, rehearsal.after)),
        }
        return self._edition_page(request, row, "draft", status, **context)

    def _edition_page(
        self,
        request: HttpRequest,
        row: Edition,
        page: str,
        status: int = 200,
        *,
        title: str,
        **more: Any,
    ) -> HttpResponse:
        return study_page(self, request, f"edition/{page}", title, row, status, **more)


@transaction.atomic
def _restore_seen(request: HttpRequest, row: Edition, seen: str) -> bool:
    """Whether the draft was still what was seen, and is now what the edition says."""
    quiz = Quiz.objects.select_for_update().get(pk=row.quiz_id)
    if draft_checksum(quiz) != seen:
        return False
    restore(quiz, _document(quiz, str(row.number)))
    log(request, quiz, CHANGE, f"Made the draft from edition {row.number}")
    return True


def _first_choice(request: HttpRequest, row: Edition, numbers: list[int]) -> Any:
    """What the edition changed; of the first one, what the draft changes after it."""
    before = max((number for number in numbers if number < row.number), default=None)
    old, new = (str(before), str(row.number)) if before else (str(row.number), DRAFT)
    chosen = request.GET.copy()
    chosen.update({"old": old, "new": new})
    return chosen


def _document(quiz: Quiz, chosen: str) -> Document:
    """The draft's document or an edition's; 404 where that cannot be read."""
    if chosen == DRAFT:
        return assemble(quiz)
    try:
        return editions.get(quiz.slug, int(chosen)).document
    except EditionMissing as error:
        raise Http404(str(error)) from None
