"""What a question's page says around its form: problems, preview, pulls, what a save did."""

from collections.abc import Callable
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.urls import reverse

from quiz.admin import conflicts
from quiz.admin.item_forms import ItemForm
from quiz.admin.question_forms import DraftForm, QuestionForm
from quiz.admin.question_pulls import for_script, rows, tick_rows
from quiz.admin.standing import Standing
from quiz.core.checks import Problem
from quiz.models import Question, Quiz
from quiz.publishing import AGREE_OPT_OUT, AGREE_SCALE

ADD = "admin:quiz_question_add"
# Where a problem of the whole question is mended; elsewhere it is the text.
PLACES = {"no-why": "id_why", "no-evidence": "evidence", "unknown-source": "evidence"}
ITEM_PLACES = {
    "shares": "id_left_share",
    "unknown-group": "id_group",
    "no-weight": "id_weight",
    "contrary-shares": "id_weight",
}
IN_THE_OPTIONS = {"no-opt-out", "no-points", "too-few-options", "no-pull", "one-sided", "key-twice"}


def page_context(
    standing: Standing, form: QuestionForm, question: Question | None
) -> dict[str, Any]:
    """For a question as it is stored; None is one that is being added."""
    slug = question.slug if question else ""
    return {
        **_shared_context(standing, form, question, _place),
        "pulls": rows(standing, slug),
        "script": for_script(standing.reach_without(slug), standing.document.gaps),
        "agree_scale": AGREE_SCALE,
        "agree_opt_out": AGREE_OPT_OUT,
    }


def item_context(standing: Standing, form: ItemForm, question: Question | None) -> dict[str, Any]:
    """For an item of a checklist as it is stored; None is one that is being added."""
    slug = question.slug if question else ""
    groups = {group.slug: group for group in standing.document.groups}
    asked = standing.document.by_slug.get(slug)
    return {
        **_shared_context(standing, form, question, _item_place),
        "group": groups.get(asked.group) if asked else None,
        "tick_pulls": tick_rows(standing, slug),
    }


def _shared_context(
    standing: Standing,
    form: DraftForm,
    question: Question | None,
    place: Callable[[Problem, Any], str],
) -> dict[str, Any]:
    slug = question.slug if question else ""
    problems = standing.problems_of(slug) if slug else []
    return {
        "quiz": form.quiz,
        "form": form,
        "last_saved": _last_saved(question) if form.meanwhile is not None else None,
        "addresses": _addresses(form.quiz, question),
        "asked": standing.document.by_slug.get(slug),
        "problems": [(problem, place(problem, form)) for problem in problems],
        **_numbering(standing, slug),
    }


def _item_place(problem: Problem, form: ItemForm) -> str:
    return ITEM_PLACES.get(problem.code, PLACES.get(problem.code, "id_text"))


def _place(problem: Problem, form: QuestionForm) -> str:
    """The id of what an editor changes to mend it."""
    for row in form.options:
        if problem.option and row["key"].value() == problem.option:
            name = f"points-{problem.trait}" if problem.trait in form.traits else "text"
            return row[name].id_for_label
    if problem.trait or problem.code in IN_THE_OPTIONS:
        return "options"
    return PLACES.get(problem.code, "id_text")


def _addresses(quiz: Quiz, question: Question | None) -> dict[str, str]:
    return {
        "list": f"{reverse('admin:quiz_question_changelist')}?quiz__id__exact={quiz.pk}",
        "add": f"{reverse(ADD)}?quiz={quiz.pk}",
        "fresh": reverse("admin:quiz_question_change", args=[question.pk]) if question else "",
    }


def _numbering(standing: Standing, slug: str) -> dict[str, int]:
    """Which question of how many in the full form, as the preview says it."""
    slugs = [question.slug for question in standing.document.questions]
    place = slugs.index(slug) + 1 if slug in slugs else len(slugs) + 1
    return {"number": place, "of": max(len(slugs), place)}


def table_errors(form: DraftForm) -> list[Any]:
    """Lists of messages, as Django's own page counts them."""
    if not form.is_bound:
        return []
    tables = form.tables
    lists = [errors for table in tables for row in table.forms for errors in row.errors.values()]
    return lists + [table.non_form_errors() for table in tables if table.non_form_errors()]


def _last_saved(question: Question | None) -> LogEntry | None:
    if question is None:
        return None
    entries = LogEntry.objects.filter(
        content_type=get_content_type_for_model(question), object_id=str(question.pk)
    )
    return entries.select_related("user").order_by("-action_time").first()


def kept_or_dropped(form: DraftForm) -> list[str]:
    """What a changed kind did to what was entered before."""
    before, after, said = form.before or {}, form.after, []
    agree = after["kind"] == Question.Kind.AGREE
    if agree and after["options"]:
        count = len(after["options"])
        kept = "Its option is" if count == 1 else f"Its {count} options are"
        said.append(f"{kept} kept but not shown while it is an agree question.")
    if before.get("scale_trait") and not agree:
        trait = form.traits.get(before["scale_trait"], before["scale_trait"])
        direction = conflicts.DIRECTIONS[before["scale_step"]]
        said.append(f"The scale is taken away. It was: {trait}; {direction}.")
    return said
