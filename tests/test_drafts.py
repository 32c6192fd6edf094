"""An older edition made the draft again: what it asks and what it calls for, and no more."""

from copy import deepcopy
from typing import Any

import pytest

from careers import revision
from careers.models import Demand, Fact, Role, Source, Trait
from careers.yaml_files import ContentError
from quiz.core.differences import differences
from quiz.core.document import Document
from quiz.core.reading import read_document
from quiz.drafts import restore
from quiz.models import Edition, Effect, Evidence, Option, Question, Quiz
from quiz.publishing import assemble, publish
from tests.kitchen import KITCHEN
from tests.makers import everything, make_question, make_quiz, make_source


@pytest.fixture
def quiz(db: None, settings: Any) -> Quiz:
    quiz = make_quiz()
    settings.FRONT_QUIZ = quiz.slug
    publish(quiz, note="The first")
    return quiz


def edition(quiz: Quiz, number: int = 1) -> Document:
    return read_document(quiz.editions.get(number=number).document)


def spoil_everything_of_the_quiz(quiz: Quiz) -> None:
    """Change every kind of row that an edition can be brought back from."""
    Quiz.objects.filter(pk=quiz.pk).update(
        title="Other", left=quiz.right, right=quiz.left, sample={"q03": "a"}
    )
    Question.objects.get(slug="q02").delete()
    Question.objects.filter(slug="q01").update(text="?", why="!", order=9, kind="pair")
    Question.objects.filter(slug="q03").update(
        short=True, scale_step=2, scale_trait=Trait.objects.get(slug="dough")
    )
    Option.objects.filter(question__slug="q01", key="a").delete()
    Option.objects.filter(question__slug="q01", key="b").update(text="Other", order=9)
    Effect.objects.update(points=-5)
    Evidence.objects.update(note="page 8", source=Source.objects.get(slug="S02"))
    make_question(quiz, "q09", {}, {})
    Demand.objects.update(level=0, why="Because.")
    Demand.objects.filter(trait__slug="dough").delete()
    for demand in Demand.objects.all():
        demand.sources.set(Source.objects.filter(slug="S02"))


def test_the_draft_of_an_edition_says_what_the_edition_says(quiz: Quiz) -> None:
    spoil_everything_of_the_quiz(quiz)
    assert assemble(Quiz.objects.get()) != edition(quiz)
    restore(quiz, edition(quiz))
    assert assemble(Quiz.objects.get()) == edition(quiz) == read_document(KITCHEN)


def test_published_again_it_is_a_new_edition_that_equals_the_old_one(quiz: Quiz) -> None:
    spoil_everything_of_the_quiz(quiz)
    restore(quiz, edition(quiz))
    Quiz.objects.update(title="Something else")
    publish(quiz, note="")
    restore(quiz, edition(quiz))
    publish(quiz, note="Back")
    found = list(Edition.objects.order_by("number").values_list("number", "checksum"))
    assert [number for number, _ in found] == [1, 2, 3]
    assert found[0][1] == found[2][1] != found[1][1]


def test_the_shipped_edition_comes_back_from_a_changed_draft(shipped_quiz: Quiz) -> None:
    Effect.objects.filter(points=2).update(points=1)
    shipped_quiz.questions.filter(short=True).update(short=False, text="?")
    Demand.objects.update(level=3)
    restore(shipped_quiz, edition(shipped_quiz))
    assert assemble(shipped_quiz) == edition(shipped_quiz)


def test_a_draft_that_says_it_already_is_not_touched(quiz: Quiz) -> None:
    before = everything()
    restore(quiz, edition(quiz))
    assert everything() == before


def test_questions_that_stay_keep_their_rows(quiz: Quiz) -> None:
    row = Question.objects.get(slug="q01")
    Question.objects.filter(pk=row.pk).update(text="?")
    restore(quiz, edition(quiz))
    assert Question.objects.get(slug="q01").pk == row.pk


def test_the_librarys_texts_are_not_touched_and_remain_as_differences(quiz: Quiz) -> None:
    Fact.objects.filter(slug="baker-caution").update(text="Hot.")
    Trait.objects.filter(slug="heat").update(definition="It.")
    Role.objects.filter(slug="cook").update(line="Cooks.")
    Source.objects.filter(slug="S01").update(year="2026")
    Question.objects.filter(slug="q01").update(text="?")
    library = {name: rows for name, rows in everything().items() if name.startswith("careers.")}
    restore(quiz, edition(quiz))
    assert {name: rows for name, rows in everything().items() if name in library} == library
    left = differences(edition(quiz), assemble(Quiz.objects.get()))
    assert [str(found) for found in left] == [
        "heat: definition “What heat is” → “It.”",
        "Baker: caution “Title of baker-caution”, text “Text of baker-caution.” → “Hot.”",
        "Cook: line “What a cook does.” → “Cooks.”",
        "source S01: year “2025” → “2026”",
    ]


def test_changed_demands_raise_the_librarys_revision_and_nothing_else_does(quiz: Quiz) -> None:
    revision.bump()
    Question.objects.filter(slug="q01").update(text="?")
    numbers = [revision.current()]
    restore(quiz, edition(quiz))
    revision.forget()
    numbers.append(revision.current())
    Demand.objects.filter(trait__slug="heat").update(level=5)
    restore(quiz, edition(quiz))
    revision.forget()
    numbers.append(revision.current())
    assert [number - numbers[0] for number in numbers] == [0, 0, 1]


def a_source_is_gone(data: Any) -> None:
    data["questions"][1]["evidence"] = [{"source": "S99"}]
    data["sources"].append({**data["sources"][0], "slug": "S99"})


def a_trait_is_gone(data: Any) -> None:
    data["traits"].append({**deepcopy(data["traits"][0]), "slug": "salt"})


def a_role_is_gone(data: Any) -> None:
    data["left"] = data["roles"][0]["slug"] = "butcher"
    for trait in data["traits"]:
        trait["demands"]["butcher"] = trait["demands"].pop("baker")


GONE = {
    "source": (a_source_is_gone, "this edition: q02.evidence.sources: unknown source 'S99'"),
    "trait": (a_trait_is_gone, "this edition: salt.demands.baker: unknown trait 'salt'"),
    "role": (a_role_is_gone, "this edition: left: unknown role 'butcher'"),
}


@pytest.mark.parametrize(("spoil", "reason"), GONE.values(), ids=GONE)
def test_what_the_library_no_longer_has_is_named(quiz: Quiz, spoil: Any, reason: str) -> None:
    make_source("S12")
    data = deepcopy(KITCHEN)
    spoil(data)
    with pytest.raises(ContentError) as caught:
        restore(quiz, read_document(data))
    assert str(caught.value).replace("kitchen.yaml", "this edition") == reason
