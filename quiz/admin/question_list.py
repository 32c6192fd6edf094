"""The list of questions: what each measures, how far it pulls, what is wrong with it, its place.

Places are counted from 1 in each quiz. The page carries the order that it showed, signed:
where another editor changed it meanwhile, nothing is written before this editor was told.
"""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string

from quiz.admin import conflicts
from quiz.admin.base import several_quizzes
from quiz.admin.places import arranged, moved
from quiz.admin.question_pulls import extremes, traits_measured
from quiz.admin.standing import standing_of
from quiz.core.checks import ERROR
from quiz.models import Question, Quiz

ORDER = "order"
PLACE = "place-"  # and the question's id: the name of its field
MOST_ON_A_PAGE = 500
Orders = dict[str, list[int]]


@dataclass
class Reordering:
    """What an editor asked for and why it is not written yet."""

    asked: dict[int, str] = field(default_factory=dict)
    meanwhile: list[str] = field(default_factory=list)
    problem: str = ""


class InShortForm(admin.SimpleListFilter):
    title = "form"
    parameter_name = "short"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("1", "In the short form"), ("0", "In the full form only")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Question]) -> Any:
        chosen = {"1": True, "0": False}.get(self.value())
        return queryset if chosen is None else queryset.filter(short=chosen)


class HasProblems(admin.SimpleListFilter):
    title = "problems"
    parameter_name = "problems"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("error", "Has an error"), ("any", "Has a problem"), ("none", "Has none")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Question]) -> Any:
        if self.value() not in {"error", "any", "none"}:
            return queryset
        found = Q(pk__in=[])
        for quiz in _quizzes():
            problems = standing_of(quiz, request).problems
            wanted = [p for p in problems if self.value() != "error" or p.severity == ERROR]
            found |= Q(quiz=quiz, slug__in={problem.question for problem in wanted})
        return queryset.exclude(found) if self.value() == "none" else queryset.filter(found)


class QuestionList(ChangeList):
    """The rows with what the draft's document says of them."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        shown = {question.quiz_id for question in self.result_list}
        quizzes = {quiz.pk: quiz for quiz in _quizzes() if quiz.pk in shown}
        self.orders = _orders(shown)
        self.snapshot = conflicts.seal(self.orders, ORDER)
        self.reordering: Reordering = getattr(request, "reordering", Reordering())
        self.may_reorder = self.model_admin.has_change_permission(request)
        for row in self.result_list:
            self._describe(row, quizzes[row.quiz_id], request)

    def _describe(self, row: Any, quiz: Quiz, request: HttpRequest) -> None:
        standing = standing_of(quiz, request)
        asked = standing.document.by_slug[row.slug]
        row.place = self.orders[str(quiz.pk)].index(row.pk) + 1
        row.may_move = self.may_reorder
        row.place_shown = self.reordering.asked.get(row.pk, row.place)
        row.traits = traits_measured(standing, asked)
        row.furthest = extremes(standing, row.slug)
        row.sides = (quiz.left.name, quiz.right.name)
        row.problems = standing.problems_of(row.slug)


class QuestionListAdmin(admin.ModelAdmin):
    """What the list shows, and putting questions in another order there."""

    list_display = ["place", "slug", "text", "kind_shown", "form_shown", "traits", "pulls"]
    list_display += ["problems", "quiz"]
    list_display_links = ["text"]
    list_filter = ["quiz", "kind", InShortForm, HasProblems]
    list_select_related = ["quiz"]
    list_per_page = MOST_ON_A_PAGE
    sortable_by: list[str] = []
    actions = None
    change_list_template = "admin/quiz/question/change_list.html"

    def get_list_display(self, request: HttpRequest) -> list[str]:
        """The quiz only where there are several."""
        return several_quizzes(self.list_display)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return QuestionList

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method == "POST" and self.has_change_permission(request):
            request.reordering = self._reorder(request)
            if request.reordering is None:
                return HttpResponseRedirect(request.get_full_path())
        wide = {"is_nav_sidebar_enabled": False, **(extra_context or {})}
        return super().changelist_view(request, wide)

    @transaction.atomic
    def _reorder(self, request: HttpRequest) -> Reordering | None:
        """Put the questions where they are asked to be; not None when nothing was written."""
        sent = {
            int(name[len(PLACE) :]): said for name, said in request.POST.items() if _is_place(name)
        }
        shown = conflicts.unseal(request.POST.get("snapshot", ""), ORDER)
        if shown is None:
            return Reordering(sent, problem="The page was not complete. Check the places, save.")
        # The quizzes' rows are the lock: of two who save at once the second waits and is told.
        quizzes = {q.pk: q for q in Quiz.objects.select_for_update().filter(pk__in=map(int, shown))}
        stored = _orders(quizzes)
        if meanwhile := _meanwhile(shown, stored):
            return Reordering(sent, meanwhile=meanwhile)
        known = {pk for order in stored.values() for pk in order}
        wished = {pk: said for pk, said in sent.items() if pk in known}
        if not all(said.isdecimal() and 0 < int(said[:6]) < 1000 for said in wished.values()):
            return Reordering(sent, problem="A place is a whole number from 1. Nothing is saved.")
        for pk, quiz in quizzes.items():
            self._put(request, quiz, stored[str(pk)], {k: int(n) for k, n in wished.items()})
        return None

    def _put(
        self, request: HttpRequest, quiz: Quiz, order: list[int], wished: dict[int, int]
    ) -> None:
        asked = {
            pk: wished[pk]
            for place, pk in enumerate(order, start=1)
            if pk in wished and wished[pk] != place
        }
        after = arranged(order, asked)
        if after == order:
            return
        said = "; ".join(_moves(order, after))
        rows = Question.objects.in_bulk(order)
        for place, pk in enumerate(after):
            rows[pk].order = place
        Question.objects.bulk_update(rows.values(), ["order"])
        self.log_change(request, quiz, f"Order of the questions. {said}")
        messages.success(request, f"The order is saved. {said}.")

    @admin.display(description="place")
    def place(self, row: Any) -> str:
        return render_to_string("admin/quiz/question/_place.html", {"row": row})

    @admin.display(description="kind")
    def kind_shown(self, row: Any) -> str:
        return str(Question.Kind(row.kind).label)

    @admin.display(description="form")
    def form_shown(self, row: Any) -> str:
        return "short" if row.short else "full only"

    @admin.display(description="measures")
    def traits(self, row: Any) -> str:
        return ", ".join(row.traits) or "nothing yet"

    @admin.display(description="largest pull each way")
    def pulls(self, row: Any) -> str:
        return render_to_string("admin/quiz/question/_furthest.html", {"row": row})

    @admin.display(description="problems")
    def problems(self, row: Any) -> str:
        errors = sum(problem.severity == ERROR for problem in row.problems)
        context = {"row": row, "errors": errors, "warnings": len(row.problems) - errors}
        return render_to_string("admin/quiz/question/_problems.html", context)


def _quizzes() -> QuerySet[Quiz]:
    return Quiz.objects.select_related("left", "right")


def _is_place(name: str) -> bool:
    return name.startswith(PLACE) and name[len(PLACE) :].isdecimal() and len(name) < 24


def _orders(quizzes: Any) -> Orders:
    """The questions' ids in order, by quiz (as text, as JSON would have it)."""
    orders: Orders = {str(pk): [] for pk in quizzes}
    rows = Question.objects.filter(quiz__in=list(quizzes)).order_by("quiz", "order", "slug")
    for quiz, pk in rows.values_list("quiz", "pk"):
        orders[str(quiz)].append(pk)
    return orders


def _meanwhile(shown: Orders, stored: Orders) -> list[str]:
    """What changed since the page was shown, a sentence each."""
    return [
        sentence
        for quiz in shown
        if shown[quiz] != stored.get(quiz, [])
        for sentence in _changes(shown[quiz], stored.get(quiz, []))
    ]


def _changes(shown: list[int], stored: list[int]) -> list[str]:
    slugs = dict(Question.objects.filter(pk__in=stored).values_list("pk", "slug"))
    added = [f"{slugs[pk]} was added" for pk in stored if pk not in shown]
    gone = len([pk for pk in shown if pk not in stored])
    removed = [f"{gone} question{'s' if gone > 1 else ''} removed"] if gone else []
    old, new = ([pk for pk in order if pk in shown and pk in stored] for order in (shown, stored))
    return [*added, *removed, *_moves(old, new)]


def _moves(old: list[int], new: list[int]) -> list[str]:
    slugs = dict(Question.objects.filter(pk__in=old).values_list("pk", "slug"))
    return [f"{slugs[pk]}: place {was} → {now}" for pk, was, now in moved(old, new)]
