"""A draft question on one screen: what is asked, its options with their points, its evidence."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse

from careers.models import Trait
from quiz.admin import conflicts
from quiz.admin.base import study_page
from quiz.admin.item_forms import ItemForm
from quiz.admin.question_forms import SNAPSHOT, QuestionForm
from quiz.admin.question_list import QuestionListAdmin
from quiz.admin.question_page import (
    ADD,
    item_context,
    kept_or_dropped,
    page_context,
    table_errors,
)
from quiz.admin.standing import standing_of
from quiz.core.document import EVIDENCE
from quiz.models import Question, Quiz

SCALE_NOTE = "Only for a question of the kind “agree or disagree”: what agreeing speaks for."
KIND_NOTE = (
    "Changing the kind keeps the options: while it is “agree or disagree”, visitors "
    "see the fixed scale instead of them. Changing it back takes the scale away."
)
SLUG_NOTE = "The question’s short name: q and a number. It stays for good."
ITEM_SLUG_NOTE = "The item’s short name: a word of small letters. It stays for good."
WEIGHT_NOTE = (
    "Fitted on people whose titles are known, all items together. Name where they come from, "
    "and how many they were, as evidence."
)
ITEM_FIELDS = [
    (None, {"fields": ["text", "group", "why"]}),
    (
        "What it weighs",
        {"fields": ["weight", "left_share", "right_share"], "description": WEIGHT_NOTE},
    ),
]
FIELDS = [
    (None, {"fields": ["text", "why", "kind", "short"]}),
    (
        "Agree or disagree",
        {"fields": ["scale_trait", "scale_step"], "classes": ["scale"], "description": SCALE_NOTE},
    ),
]


@admin.register(Question)
class QuestionAdmin(QuestionListAdmin):
    form = QuestionForm
    search_fields = ["slug", "text", "why"]
    change_form_template = "admin/quiz/question/change_form.html"
    delete_confirmation_template = "admin/quiz/question/delete_confirmation.html"

    class Media:
        css = {"all": ["study.css"]}
        js = ["study.js"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        quiz = obj.quiz if obj else _chosen_quiz(request)
        (name, first), second = ITEM_FIELDS if _of_ticks(quiz) else FIELDS
        if obj is None:
            first = {"fields": ["slug", *first["fields"]]}
        return [(name, first), second]

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        quiz = obj.quiz if obj else _chosen_quiz(request)
        form = ItemForm if _of_ticks(quiz) else QuestionForm
        made = super().get_form(request, obj, **{"form": form, **kwargs})
        made.quiz = quiz
        return made

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Without the links to other pages' forms beside a choice of trait."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "scale_trait" and field:
            field.widget = field.widget.widget
            field.label, field.help_text = "Trait", ""
        if db_field.name == "kind" and field:
            field.help_text = KIND_NOTE
        if db_field.name == "group" and field:
            field.widget = field.widget.widget
        if db_field.name == "slug" and field:
            ticks = _of_ticks(_chosen_quiz(request))
            field.help_text = ITEM_SLUG_NOTE if ticks else SLUG_NOTE
        return field

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        if _of_ticks(_chosen_quiz(request)):
            return {}
        return {
            "slug": _next_slug(_chosen_quiz(request)),
            "short": False,
            "kind": Question.Kind.SINGLE,
        }

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if object_id is None and self.has_add_permission(request) and not _chosen_quiz(request):
            return self._choose_quiz(request)
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            stored = self._locked(request, object_id)
            shown = conflicts.unseal(request.POST.get("snapshot", ""), SNAPSHOT)
            if object_id and shown and not stored:
                return self._offer_again(request, shown)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def _locked(self, request: HttpRequest, object_id: str | None) -> Question | None:
        """The stored question, once nobody else writes its quiz's draft before this is through.

        The quiz's row is the lock, as it is for reordering, publishing, importing and restoring.
        """
        question = self.get_object(request, unquote(object_id)) if object_id else None
        quiz = question.quiz if question else _chosen_quiz(request)
        Quiz.objects.select_for_update().filter(pk=quiz and quiz.pk).first()
        return question and Question.objects.filter(pk=question.pk).first()

    def delete_view(
        self,
        request: HttpRequest,
        object_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """What changed since the page asked is told before anything is deleted."""
        with transaction.atomic():
            question = self._locked(request, object_id)
            stored = conflicts.state_of(question.pk) if question else {}
            shown = conflicts.unseal(request.POST.get("snapshot", ""), SNAPSHOT)
            context = {"snapshot": conflicts.seal(stored, SNAPSHOT), "stored": stored}
            if request.method == "POST" and stored and shown != stored:
                names = dict(Trait.objects.values_list("slug", "name"))
                known = shown and "text" in shown
                context["changed"] = True
                context["meanwhile"] = conflicts.differences(shown, stored, names) if known else []
                request.POST = QueryDict()  # asks again, as Django does before a confirmation
            return super().delete_view(request, object_id, {**context, **(extra_context or {})})

    def _offer_again(self, request: HttpRequest, shown: dict[str, Any]) -> HttpResponse:
        """Deleted meanwhile: what was sent comes back as a new question, not yet saved."""
        address = f"{reverse(ADD)}?{urlencode({'quiz': shown['quiz']})}"
        sent = request.POST.copy()
        sent.setdefault("slug", shown["slug"])
        request.POST, request.GET = sent, QueryDict(f"quiz={shown['quiz']}")
        return super().changeform_view(request, None, address)

    def _choose_quiz(self, request: HttpRequest) -> HttpResponse:
        more = {"quizzes": Quiz.objects.all(), "is_nav_sidebar_enabled": False}
        title = "Add question: to which quiz?"
        return study_page(self, request, "question/choose_quiz", title, **more)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form, question = context["adminform"].form, kwargs.get("obj")
        may_save = question is None or self.has_change_permission(request, question)
        about = item_context if form.is_item else page_context
        context.update(about(standing_of(form.quiz, request), form, question))
        context.update(is_nav_sidebar_enabled=False, may_save=may_save)
        context["errors"] = [*context["errors"], *table_errors(form)]
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            last = obj.quiz.questions.aggregate(last=Max("order"))["last"]
            obj.order = 0 if last is None else last + 1
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        form.save_tables(form.instance)
        form.after = conflicts.state_of(form.instance.pk)
        for sentence in kept_or_dropped(form):
            messages.info(request, sentence)

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        """What changed, option by option, for the history."""
        if add:
            return super().construct_change_message(request, form, formsets, add)
        return "; ".join(conflicts.differences(form.before, form.after, form.traits)) or "No change"

    def response_add(self, request: HttpRequest, obj: Any, *args: Any, **kwargs: Any) -> Any:
        return _same_quiz(super().response_add(request, obj, *args, **kwargs), request, obj)

    def response_change(self, request: HttpRequest, obj: Any) -> Any:
        return _same_quiz(super().response_change(request, obj), request, obj)


def _chosen_quiz(request: HttpRequest) -> Quiz | None:
    """The quiz that the address names, or the only one; 404 for one that is not there."""
    named = request.GET.get("quiz")
    if named is None:
        found = list(Quiz.objects.select_related("left", "right")[:2])
        return found[0] if len(found) == 1 else None
    if not named.isdecimal() or len(named) > 18:
        raise Http404("No such quiz.")
    quiz = Quiz.objects.select_related("left", "right").filter(pk=named).first()
    if quiz is None:
        raise Http404("No such quiz.")
    return quiz


def _of_ticks(quiz: Quiz | None) -> bool:
    return quiz is not None and quiz.rule == EVIDENCE


def _next_slug(quiz: Quiz) -> str:
    slugs = quiz.questions.values_list("slug", flat=True)
    highest = max((int(slug[1:]) for slug in slugs if slug[1:].isdecimal()), default=0)
    return f"q{highest + 1:02d}"


def _same_quiz(response: HttpResponse, request: HttpRequest, question: Question) -> HttpResponse:
    """“Save and add another” stays with the quiz."""
    if "_addanother" in request.POST and response.status_code == 302:
        response["Location"] = f"{reverse(ADD)}?{urlencode({'quiz': question.quiz_id})}"
    return response
