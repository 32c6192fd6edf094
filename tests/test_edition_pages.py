"""Editions in the study: listed, compared, and made the draft again."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client, TestCase
from django.urls import reverse

from careers.models import Trait
from quiz.admin import publishing
from quiz.models import Effect, Question, Quiz
from quiz.publishing import publish
from tests.makers import everything
from tests.study import (
    CHANGE,
    address,
    changes,
    edition_address,
    editor,
    form_of,
    publisher,
    quiz,
    said,
)
from tests.web.helpers import fields, page

__all__ = ["editor", "publisher", "quiz"]

# Editions


def test_editions_are_listed_with_what_they_lead_to(
    quiz: Quiz, editor: Client, publisher: Client
) -> None:
    where = f"{reverse('admin:quiz_edition_changelist')}?quiz__id__exact={quiz.pk}"
    for client, last in ((editor, []), (publisher, [edition_address("draft")])):
        (cell,) = page(client.get(where)).all("td", **{"class": "field-doors"})
        found = [link.attrs["href"] for link in cell.all("a")]
        names = ("preview", "statistics", "differences")
        assert found == [*(edition_address(name) for name in names), *last]


def test_differences_are_those_that_the_edition_made(quiz: Quiz, editor: Client) -> None:
    publish(quiz, note="Second")
    opened = page(editor.get(edition_address("differences", 2)))
    assert changes(opened) == [CHANGE]
    options = [o for select in opened.one("main").all("select") for o in select.all("option")]
    chosen = [option.text for option in options if "selected" in option.attrs]
    assert chosen == ["Edition 1", "Edition 2"]


def test_any_two_can_be_compared_and_the_draft(quiz: Quiz, editor: Client) -> None:
    publish(quiz, note="Second")
    quiz.questions.filter(slug="q01").update(text="Third?")
    where = edition_address("differences", 2)

    def between(old: str, new: str) -> list[tuple[str, str]]:
        return changes(page(editor.get(where, {"old": old, "new": new})))

    back = "text “Which would you rather?” → “Your team gives you a free week"
    assert between("2", "1")[0][1].startswith(back)
    assert between("2", "draft") == [("q01", "text “Which would you rather?” → “Third?”")]
    assert between("2", "2") == []


@pytest.mark.parametrize(
    "query", ["old=1&new=9", "old=1", "old=x&new=1", "old=1&new=1&more=2", "old=1&old=2&new=1"]
)
def test_a_comparison_of_what_is_not_there_is_refused(
    quiz: Quiz, editor: Client, query: str
) -> None:
    opened = page(editor.get(f"{edition_address('differences')}?{query}"), 400)
    assert len(said(opened)) == 1
    assert len(opened.one("main").all("select")) == 2


def test_going_back_says_what_changes_and_what_remains(quiz: Quiz, publisher: Client) -> None:
    quiz.left.facts.filter(kind="caution").first().delete()
    where = edition_address("draft")
    opened = page(publisher.get(where))
    *back, remaining = changes(opened)
    assert [place for place, _ in back] == ["q01"]
    assert remaining[0] == "Data Scientist"
    with TestCase.captureOnCommitCallbacks(execute=True):
        done = publisher.post(where, fields(form_of(opened)))
    assert (done.status_code, done.headers["Location"]) == (303, address(quiz, "check"))
    assert quiz.questions.get(slug="q01").text.startswith("Your team gives you")
    message = LogEntry.objects.get().change_message
    assert message == "Made the draft from edition 1"
    assert "the draft says all that already" in page(publisher.get(where)).text


def test_going_back_over_a_draft_that_changed_since_changes_nothing(
    quiz: Quiz, publisher: Client
) -> None:
    where = edition_address("draft")
    data = fields(form_of(page(publisher.get(where))))
    quiz.questions.filter(slug="q02").update(text="And now?")
    before = everything()
    again = page(publisher.post(where, data), 409)
    assert said(again)[0].startswith("The draft changed since you opened this page.")
    assert [place for place, _ in changes(again)] == ["q01", "q02"]
    assert everything() == before
    for forged in ({}, {"draft": "0"}, {**data, "more": "1"}):
        page(publisher.post(where, forged), 409)
    assert everything() == before


def test_an_edition_that_names_what_is_gone_cannot_be_the_draft(
    quiz: Quiz, publisher: Client
) -> None:
    Effect.objects.filter(trait__slug="ops").delete()
    Question.objects.filter(scale_trait__slug="ops").delete()
    Trait.objects.get(slug="ops").delete()
    before = everything()
    where = edition_address("draft")
    refused = said(page(publisher.get(where), 409))[0]
    assert "the library no longer has something that it names" in refused
    assert "unknown trait 'ops'" in refused
    page(publisher.post(where, {"draft": publishing.read_review(quiz).checksum}), 409)
    assert everything() == before
