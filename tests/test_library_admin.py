"""The library in the admin: what an editor changes there is on the pages at the next request."""

from typing import Any

import pytest
from django.db.models import Model
from django.test import Client, TestCase

from careers import revision
from careers.figures import Occupation, PayFigure, RoleShare, Share
from careers.models import Claim, Demand, Fact, Link, Role, Source, Trait
from quiz.models import Quiz
from tests.makers import everything, make_editor, make_figures, make_quiz
from tests.test_admin import address, as_shown, text

LIBRARY = [Source, Role, Trait, Demand, Fact, Share, Occupation, Claim]


@pytest.fixture
def quiz(db: None) -> Quiz:
    quiz = make_quiz()
    make_figures()
    return quiz


@pytest.fixture
def editor(quiz: Quiz) -> Client:
    client = Client()
    client.force_login(make_editor())
    return client


def save(editor: Client, row: Model, **changes: Any) -> Any:
    """Save the row's page with these changes; what the page answers."""
    where = address(type(row), "change", row)
    shown = as_shown(editor.get(where))
    with TestCase.captureOnCommitCallbacks(execute=True):
        return editor.post(where, {**shown, **changes})


def rows() -> Any:
    """Everything but how often it was saved."""
    return {label: values for label, values in everything().items() if "Revision" not in label}


@pytest.mark.parametrize("model", LIBRARY)
def test_saving_a_row_as_it_is_shown_changes_only_the_revision(
    editor: Client, model: type[Model]
) -> None:
    before = rows()
    for saved, row in enumerate(model.objects.all(), start=1):
        assert save(editor, row).headers.get("Location") == address(model, "changelist")
        assert revision.current() == saved
    assert rows() == before


def test_a_change_is_in_the_row_and_in_the_revision(editor: Client) -> None:
    fact = Fact.objects.get(slug="cook-skill")
    save(editor, fact, text="Better.", level="5")
    fact.refresh_from_db()
    assert (fact.text, fact.level, revision.current()) == ("Better.", 5, 1)


def test_a_change_of_an_inline_is_in_the_revision(editor: Client) -> None:
    save(editor, Share.objects.get(), **{"percents-0-percent": "12.5"})
    save(editor, Occupation.objects.get(), **{"pay-0-mean": "33000"})
    save(editor, Fact.objects.get(slug="baker-caution"), **{"links-0-DELETE": "on"})
    saved = [RoleShare.objects.first().percent, PayFigure.objects.first().mean]
    assert [*saved, Link.objects.count(), revision.current()] == [12.5, 33000, 0, 3]


def test_adding_and_deleting_are_in_the_revision(editor: Client) -> None:
    seen = []
    with TestCase.captureOnCommitCallbacks(execute=True):
        data = {"slug": "S09", "title": "T", "publisher": "P", "year": "1", "kind": "book"}
        editor.post(address(Source, "add"), {**data, "checked": "read"})
    seen.append(revision.current())
    with TestCase.captureOnCommitCallbacks(execute=True):
        source = Source.objects.get(slug="S09")
        editor.post(address(Source, "delete", source), {"post": "yes"})
    seen.append(revision.current())
    chosen = [Claim.objects.get().pk]
    with TestCase.captureOnCommitCallbacks(execute=True):
        data = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
        editor.post(address(Claim, "changelist"), data)
    assert [*seen, revision.current()] == [1, 2, 3]
    assert not Claim.objects.exists()


def test_a_refused_change_leaves_the_revision_as_it_is(editor: Client) -> None:
    before = rows()
    refused = save(editor, Fact.objects.get(slug="cook-skill"), kind="faq")
    assert [m for field in refused.context["errors"] for m in field] == [
        "A skill has a level from 0 to 5; other facts have none."
    ]
    assert (rows(), revision.current()) == (before, 0)


def test_an_editors_quiz_leaves_the_revision_as_it_is(editor: Client, quiz: Quiz) -> None:
    editor.get(address(Quiz, "change", quiz))
    assert revision.current() == 0


def test_a_share_of_one_role_is_refused(editor: Client) -> None:
    before = rows()
    refused = save(editor, Share.objects.get(), **{"percents-1-DELETE": "on"})
    assert list(refused.context["errors"]) == ["Please submit at least 2 forms."]
    assert rows() == before


def test_pay_that_falls_is_refused(editor: Client) -> None:
    before = rows()
    refused = save(editor, Occupation.objects.get(), **{"pay-0-median": "20000"})
    told = [m for field in refused.context["errors"] for m in field]
    assert told == ["Each percentile should be above the one before it."]
    assert rows() == before


def test_facts_can_be_narrowed_to_one_role_and_kind(editor: Client) -> None:
    role = Role.objects.get(slug="cook")
    asked = {"role__id__exact": role.pk, "kind__exact": "skill"}
    page = text(editor.get(address(Fact, "changelist"), asked))
    linked = [fact.slug for fact in Fact.objects.all() if address(Fact, "change", fact) in page]
    assert linked == ["cook-skill"]


def test_a_fact_says_what_each_field_is_for(editor: Client) -> None:
    page = text(editor.get(address(Fact, "add")))
    for field in ("slug", "role", "kind", "order", "title", "text", "level", "trait", "as_of"):
        assert f'id="id_{field}_helptext"' in page
