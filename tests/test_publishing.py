"""Publishing: a draft becomes an edition, whole, once, and is what visitors see from then on."""

import hashlib
import html
import json
import re
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError
from django.test import Client, TestCase

from careers.models import Demand, Fact, Trait
from quiz import editions
from quiz.core.decoding import DocumentError
from quiz.core.verdict import read_verdict
from quiz.management.commands import publish as publish_command
from quiz.models import Edition, Effect, Evidence, Option, Question, Quiz
from quiz.publishing import publish
from tests.kitchen import KITCHEN, a_source
from tests.makers import make_editor, make_question, make_quiz


@pytest.fixture
def quiz(db: None) -> Quiz:
    return make_quiz()


def publish_now(quiz: Quiz, note: str = "") -> Edition | None:
    """Publish, and do what follows when the transaction is done."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        return publish(quiz, note=note)


# What an edition holds


def test_an_edition_holds_everything_that_a_result_says(quiz: Quiz, settings: Any) -> None:
    settings.FRONT_QUIZ = quiz.slug
    edition = publish(quiz, note="")
    assert edition.document == KITCHEN
    assert Edition.objects.get().document == KITCHEN


def test_what_the_front_quizs_roles_share_is_not_said_of_others(quiz: Quiz) -> None:
    assert publish(quiz, note="").document == {
        key: value for key, value in KITCHEN.items() if key != "shared"
    }


def test_the_checksum_is_of_the_document_in_one_spelling(quiz: Quiz) -> None:
    own = {key: value for key, value in KITCHEN.items() if key != "shared"}
    text = json.dumps(own, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert publish(quiz, note="").checksum == hashlib.sha256(text.encode()).hexdigest()


def document(quiz: Quiz) -> dict[str, Any]:
    edition = publish(quiz, note="")
    assert edition is not None
    return edition.document


def test_order_is_that_of_the_rows_and_the_opt_out_is_last(quiz: Quiz) -> None:
    Question.objects.filter(slug="q01").update(order=7)
    Trait.objects.filter(slug="dough").update(order=7)
    options = Option.objects.filter(question__slug="q01")
    for order, key in enumerate("xcab"):
        options.filter(key=key).update(order=order)
    frozen = document(quiz)
    assert [question["slug"] for question in frozen["questions"]] == ["q02", "q03", "q01"]
    assert [trait["slug"] for trait in frozen["traits"]] == ["heat", "taste", "dough"]
    assert [option["key"] for option in frozen["questions"][2]["options"]] == [*"cabx"]


def test_a_trait_that_only_one_of_the_roles_is_known_to_need_is_left_out(quiz: Quiz) -> None:
    Effect.objects.filter(trait__slug="taste").delete()
    Demand.objects.get(trait__slug="taste", role__slug="cook").delete()
    assert [trait["slug"] for trait in document(quiz)["traits"]] == ["dough", "heat"]


def test_the_sample_keeps_only_answers_that_the_short_form_still_offers(quiz: Quiz) -> None:
    quiz.sample = {"q01": "b", "q02": "e", "q03": "e", "q09": "a"}
    quiz.save()
    assert document(quiz)["sample"] == {"q01": "b"}


def test_only_what_is_cited_is_listed_among_the_sources(quiz: Quiz) -> None:
    Evidence.objects.all().delete()
    Demand.objects.get(trait__slug="heat", role__slug="cook").sources.clear()
    for row in [*Demand.objects.filter(trait__slug="dough"), *Fact.objects.all()]:
        row.sources.clear()
    assert document(quiz)["sources"] == [a_source("S01", "https://example.org/S01")]


# Numbers, notes, refusals


def test_each_quiz_counts_its_own_editions_from_1(quiz: Quiz) -> None:
    other = Quiz.objects.create(slug="other", title="?", left=quiz.right, right=quiz.left)
    dough, heat = Trait.objects.get(slug="dough"), Trait.objects.get(slug="heat")
    make_question(other, "q01", {dough: 1}, {heat: 1})
    numbers = []
    for title, draft in [("1", quiz), ("2", other), ("3", quiz), ("4", quiz), ("5", other)]:
        Quiz.objects.filter(pk=draft.pk).update(title=title)
        numbers.append((draft.slug, publish(draft, note="").number))
    assert numbers == [("kitchen", 1), ("other", 1), ("kitchen", 2), ("kitchen", 3), ("other", 2)]


def test_an_edition_says_who_published_it_and_why(quiz: Quiz) -> None:
    editor = make_editor()
    publish(quiz, note="Clearer words", by=editor)
    edition = Edition.objects.get()
    assert (edition.note, edition.published_by) == ("Clearer words", editor)


def test_what_has_not_changed_is_not_published_again(quiz: Quiz) -> None:
    publish(quiz, note="The first")
    assert publish(quiz, note="Again") is None
    assert list(Edition.objects.values_list("number", "note")) == [(1, "The first")]


def test_going_back_to_an_earlier_draft_is_a_new_edition(quiz: Quiz) -> None:
    for title in ("One", "Two", "One"):
        Quiz.objects.filter(pk=quiz.pk).update(title=title)
        publish(quiz, note=title)
    assert list(Edition.objects.order_by("number").values_list("document__title", flat=True)) == [
        "One",
        "Two",
        "One",
    ]


def test_the_draft_of_now_is_published_not_the_one_read_before(quiz: Quiz) -> None:
    Quiz.objects.filter(pk=quiz.pk).update(title="Changed meanwhile")
    assert publish(quiz, note="").document["title"] == "Changed meanwhile"


NONSENSE: dict[str, tuple[Callable[[], object], str]] = {
    "no question": (lambda: Question.objects.all().delete(), "questions: the short form has none"),
    "all long": (
        lambda: Question.objects.update(short=False),
        "questions: the short form has none",
    ),
    "one option": (
        lambda: Option.objects.filter(question__slug="q02", key="b").delete(),
        "questions[1].options: should have at least two scored options",
    ),
    "trait of one role": (
        lambda: Demand.objects.get(trait__slug="dough", role__slug="cook").delete(),
        "questions[0].options[0].points: unknown trait 'dough'",
    ),
    "agree question for no trait of both": (
        lambda: (
            Effect.objects.filter(trait__slug="heat").delete(),
            Demand.objects.filter(trait__slug="heat").delete(),
        ),
        "questions[2].options[0].points: unknown trait 'heat'",
    ),
    "unknown kind": (
        lambda: Question.objects.filter(slug="q02").update(kind="rank"),
        "questions[1].kind: should be one of single, pair, agree, tick",
    ),
}


@pytest.mark.parametrize(("spoil", "reason"), NONSENSE.values(), ids=NONSENSE)
def test_a_draft_that_makes_no_sense_is_refused(
    quiz: Quiz, spoil: Callable[[], object], reason: str
) -> None:
    spoil()
    with pytest.raises(DocumentError) as caught:
        publish(quiz, note="")
    assert str(caught.value) == reason
    assert not Edition.objects.exists()


# What visitors see


def asked_first(client: Client) -> str:
    """The text of the first question, as the page of the short form has it."""
    text = client.get("/quiz/").content.decode()
    return html.unescape(re.findall(r"<h2[^>]*>(?:<[^>]*>)*([^<]+)", text)[0].strip())


def test_visitors_see_a_changed_draft_from_the_moment_it_is_published(
    shipped_quiz: Quiz, visitor: Client
) -> None:
    old, new = shipped_quiz.questions.get(slug="q01").text, "Which would you rather do?"
    seen = [asked_first(visitor)]
    shipped_quiz.questions.filter(slug="q01").update(text=new)
    seen.append(asked_first(visitor))
    publish_now(shipped_quiz)
    seen.append(asked_first(visitor))
    assert seen == [old, old, new]


def test_an_old_edition_scores_the_same_after_the_draft_is_changed_and_published(
    quiz: Quiz,
) -> None:
    publish_now(quiz)
    answers = {"q01": "a", "q02": "b", "q03": "e"}
    before = read_verdict(editions.get("kitchen", 1).bank, "full", answers).to_json()
    Effect.objects.update(points=-5)
    Demand.objects.filter(role=quiz.left).update(level=0)
    publish_now(quiz)
    old, new = (editions.get("kitchen", number).bank for number in (1, 2))
    assert read_verdict(old, "full", answers).to_json() == before
    assert read_verdict(new, "full", answers).to_json() != before


# The command


def told_by_command(**options: Any) -> str:
    said = StringIO()
    call_command("publish", stdout=said, **options)
    return said.getvalue()


def test_the_command_publishes_once_with_a_note(quiz: Quiz) -> None:
    said = [told_by_command(quiz="kitchen", note=note) for note in ("First", "Second")]
    assert said == ["Published kitchen edition 1.\n", "No change to publish.\n"]
    assert Edition.objects.get().note == "First"


def test_the_command_refuses_a_quiz_that_is_none(quiz: Quiz) -> None:
    with pytest.raises(CommandError) as caught:
        told_by_command(quiz="garden", note="")
    assert str(caught.value) == "There is no quiz 'garden'."


def test_the_command_says_so_when_somebody_else_is_writing(
    quiz: Quiz, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **more: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(publish_command, "publish", refuse)
    with pytest.raises(CommandError) as caught:
        told_by_command(quiz="kitchen", note="")
    assert str(caught.value) == "Not published: database is locked. Try again."


def test_the_command_refuses_a_draft_that_makes_no_sense(quiz: Quiz) -> None:
    Question.objects.all().delete()
    with pytest.raises(CommandError) as caught:
        told_by_command(quiz="kitchen", note="")
    assert str(caught.value) == (
        "Not published: the draft is no quiz. questions: the short form has none"
    )
