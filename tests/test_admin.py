"""The admin: every page opens for an editor in few queries; nobody else gets in."""

import re
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from careers.figures import Occupation, Share
from careers.models import Claim, Demand, Fact, Role, Source, Trait
from quiz.admin.question_forms import QuestionForm
from quiz.models import AnswerSheet, Checklist, Edition, Question, Quiz
from quiz.publishing import publish
from tests.makers import (
    everything,
    make_editor,
    make_fact,
    make_figures,
    make_question,
    make_quiz,
    make_source,
)

FROZEN = [Edition, AnswerSheet]
EDITABLE = [Source, Role, Trait, Demand, Fact, Share, Occupation, Claim]
EDITABLE += [Quiz, Question, Checklist]
MANY = 12  # rows of what lists show, more than queries allowed
LIST_QUERIES, PAGE_QUERIES = 10, 20
# A question's pages also read the whole draft, at a cost that does not grow with it.
DRAFT_QUERIES = 30
# What is deleted one by one, each after a look at what goes with it.
ONE_BY_ONE = [Question]


@pytest.fixture
def quiz(db: None) -> Quiz:
    """The little quiz, with many sources, facts, questions, editions and counted sheets."""
    quiz, publisher = make_quiz(), make_editor("publisher")
    make_figures()
    dough = Trait.objects.get(slug="dough")
    for number in range(10, 10 + MANY):
        make_source(f"S{number}")
        make_fact(f"fact-{number}", quiz.left)
        make_question(quiz, f"q{number}", {dough: 1}, {dough: -1})
        Checklist.objects.create(quiz=quiz, slug=f"list-{number}", text="Which?")
        edition = Edition.objects.create(
            quiz=quiz, number=number, document={}, checksum="0", published_by=publisher
        )
        AnswerSheet.objects.create(
            edition=edition, form="short", answers={"q01": "a"}, day=date(2026, 1, 31)
        )
    return quiz


@pytest.fixture
def editor(db: None) -> Client:
    client = Client()
    client.force_login(make_editor())
    return client


def address(model: type[Model], page: str, row: Model | None = None) -> str:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"
    return reverse(name, args=[row.pk] if row else [])


def draft_queries(model: type[Model]) -> int:
    return DRAFT_QUERIES if model is Question else 0


def text(response: HttpResponse) -> str:
    assert response.status_code == 200
    return response.content.decode()


def headings(page: str) -> list[str]:
    """The page's title, and the row that it shows if it shows one."""
    content = page.partition('<div id="content"')[2]
    return [unescape(found) for found in re.findall(r"<h[12]>(.*?)</h[12]>", content)]


def everywhere() -> list[str]:
    """The address of every page of every model."""
    pages = [address(model, page) for model in EDITABLE + FROZEN for page in ("changelist", "add")]
    rows = [(model, model._base_manager.first()) for model in EDITABLE + FROZEN]
    return pages + [
        address(m, page, row) for m, row in rows for page in ("change", "delete", "history")
    ]


# An editor


@pytest.mark.parametrize("model", [Quiz, Role, Trait])
def test_what_addresses_are_made_of_stays_as_it_is(
    quiz: Quiz, editor: Client, model: type[Model]
) -> None:
    pages = [address(model, "add"), address(model, "change", model._base_manager.first())]
    asked = [editor.get(page).context["adminform"].form.fields.keys() for page in pages]
    assert [("slug" in fields) for fields in asked] == [True, False]


def test_every_model_that_is_no_part_of_another_page_has_pages() -> None:
    registered = {m for m in admin.site._registry if m._meta.app_label in {"careers", "quiz"}}
    assert registered == {*EDITABLE, *FROZEN}


@pytest.mark.parametrize("model", EDITABLE + FROZEN)
def test_a_list_links_to_every_row_in_few_queries(
    quiz: Quiz, editor: Client, model: type[Model], django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(LIST_QUERIES + draft_queries(model)):
        page = text(editor.get(address(model, "changelist")))
    rows = model._base_manager.all()
    linked = re.findall(r'<th class="field-[^"]*"><a href="([^"]*)">', page)
    assert sorted(linked) == sorted(address(model, "change", row) for row in rows)
    verb = "view" if model in FROZEN else "change"
    assert headings(page)[0] == f"Select {model._meta.verbose_name} to {verb}"
    offered = ['name="action"' in page, f'href="{address(model, "add")}"' in page]
    assert offered == [model in EDITABLE and model not in ONE_BY_ONE, model in EDITABLE]


@pytest.mark.parametrize("model", EDITABLE)
def test_a_row_can_be_changed_and_another_added(
    quiz: Quiz, editor: Client, model: type[Model], django_assert_max_num_queries: Any
) -> None:
    row, name = model.objects.first(), model._meta.verbose_name
    with django_assert_max_num_queries(PAGE_QUERIES + draft_queries(model)):
        change = text(editor.get(address(model, "change", row)))
    with django_assert_max_num_queries(PAGE_QUERIES + draft_queries(model)):
        add = text(editor.get(address(model, "add")))
    assert (headings(change), headings(add)) == ([f"Change {name}", str(row)], [f"Add {name}"])
    assert 'name="_save"' in change
    assert 'name="_save"' in add


@pytest.mark.parametrize("model", FROZEN)
def test_what_nobody_changes_can_only_be_read(
    quiz: Quiz, editor: Client, model: type[Model]
) -> None:
    row, before = model._base_manager.first(), everything()
    page = text(editor.get(address(model, "change", row)))
    assert headings(page) == [f"View {model._meta.verbose_name}", str(row)]
    assert re.findall('name="_|deletelink', page) == []
    refused = [
        editor.get(address(model, "add")),
        editor.post(address(model, "add"), {"form": "full"}),
        editor.post(address(model, "change", row), {"note": "Other", "form": "full"}),
        editor.post(address(model, "delete", row), {"post": "yes"}),
    ]
    assert [response.status_code for response in refused] == [403] * 4
    chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    editor.post(address(model, "changelist"), chosen)
    assert everything() == before


# What an editor writes


def as_shown(response: HttpResponse) -> dict[str, Any]:
    """What the page's form would send if nothing were changed."""
    form = response.context["adminform"].form
    shown, more = [form], {}
    if isinstance(form, QuestionForm):
        more = {"snapshot": form.fresh_snapshot}
        for table in (form.options, form.evidence):
            shown += [table.management_form, *table.forms]
    for inline in response.context["inline_admin_formsets"]:
        shown += [inline.formset.management_form, *inline.formset.forms]
    fields = [(form.add_prefix(name), form[name].value()) for form in shown for name in form.fields]
    sent = {name: value for name, value in fields if value is not None and value is not False}
    return {**sent, **more}


def test_saving_a_question_as_it_is_shown_changes_nothing(quiz: Quiz, editor: Client) -> None:
    before = everything()
    for question in quiz.questions.all()[:3]:
        where = address(Question, "change", question)
        sent = editor.post(where, as_shown(editor.get(where)))
        assert sent.headers.get("Location") == address(Question, "changelist")
    assert everything() == before


def test_a_changed_question_is_in_the_draft_and_not_what_visitors_see(
    shipped_quiz: Quiz, visitor: Client, editor: Client
) -> None:
    question = shipped_quiz.questions.get(slug="q01")
    where = address(Question, "change", question)
    before = visitor.get("/quiz/").content
    data = {**as_shown(editor.get(where)), "text": "What now?", "options-0-text": "This"}
    assert editor.post(where, data).headers.get("Location") == address(Question, "changelist")
    question.refresh_from_db()
    assert (question.text, question.options.first().text) == ("What now?", "This")
    assert visitor.get("/quiz/").content == before
    assert publish(shipped_quiz, note="").document["questions"][0]["text"] == "What now?"


def test_an_editor_is_told_what_does_not_fit_together(quiz: Quiz, editor: Client) -> None:
    where = address(Question, "change", quiz.questions.first())
    before = everything()
    refused = editor.post(where, {**as_shown(editor.get(where)), "kind": "agree"})
    assert [message for field in refused.context["errors"] for message in field] == [
        "Choose the trait that agreeing or disagreeing is about.",
        "Choose whether agreeing speaks for the trait or against it.",
    ]
    assert everything() == before


def test_an_address_without_its_scheme_is_https(db: None, editor: Client) -> None:
    data = {"slug": "S01", "title": "T", "publisher": "P", "year": "1", "kind": "book"}
    editor.post(address(Source, "add"), {**data, "checked": "read", "url": "example.org/a"})
    assert Source.objects.get().url == "https://example.org/a"


# Everybody else


def test_a_visitor_is_sent_to_the_login_from_every_page(quiz: Quiz) -> None:
    sent = [Client().get(where) for where in everywhere()]
    assert [answer.headers.get("Location") for answer in sent] == [
        f"/admin/login/?next={quote(where)}" for where in everywhere()
    ]


def test_a_stranger_with_an_account_is_sent_to_the_login_from_every_page(quiz: Quiz) -> None:
    stranger = Client()
    stranger.force_login(get_user_model().objects.create_user("stranger"))
    sent = [stranger.get(where) for where in everywhere()]
    assert [answer.headers.get("Location") for answer in sent] == [
        f"/admin/login/?next={quote(where)}" for where in everywhere()
    ]


def test_a_colleague_without_rights_is_refused_on_every_page(quiz: Quiz) -> None:
    colleague = Client()
    colleague.force_login(get_user_model().objects.create_user("colleague", is_staff=True))
    assert [colleague.get(where).status_code for where in everywhere()] == [403] * len(everywhere())
    assert "You don’t have permission to view or edit anything." in text(colleague.get("/admin/"))


def test_nobody_else_can_write(quiz: Quiz) -> None:
    before = everything()
    where = address(Question, "change", quiz.questions.first())
    sent = Client().post(where, {"text": "Mine?"})
    assert sent.headers.get("Location") == f"/admin/login/?next={quote(where)}"
    assert everything() == before
