"""The checks together: what they say, in which order, and that no draft is too odd for them."""

import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.core.checks import ERROR, WARNING, Problem, check
from quiz.core.decoding import DocumentError, decode
from quiz.core.document import Document, Evidence, Option, write_document
from quiz.core.reading import read_document
from quiz.core.scoring import Bank
from tests.core.banks import documents, quick
from tests.core.sound import (
    ASK,
    Change,
    asked,
    frozen,
    make_sound,
    offered,
    only,
    pointed,
    traits,
    whole,
    without,
)
from tests.core.test_refusals import SENSE, broken
from tests.core.test_symmetries import swapped


def test_a_sound_draft_has_no_problem() -> None:
    assert check(make_sound()) == ()


def test_sentences_name_the_place_and_what_mends_it() -> None:
    document = make_sound(
        only(5),
        without("b"),
        traits("ask", "build"),
        offered("q04", "b", text="Q04 A"),
        pointed("q03", ASK, {}),
        asked("q03", why="m" * 250, evidence=()),
    )
    assert [(problem.severity, problem.text) for problem in check(document)] == [
        *(
            (
                ERROR,
                f"Option a of {slug} gives points to tell, a trait without a demand of both "
                "roles: add the demand, or take the points away.",
            )
            for slug in ("q01", "q02")
        ),
        (ERROR, "Options a and b of q04 read the same: change one."),
        (
            ERROR,
            "q05 needs at least two options besides the opt-out and has 1: add some.",
        ),
        *(
            (
                WARNING,
                f"The {form} form asks 5, and every result with fewer than 6 answers says "
                "“too few answers”: add questions.",
            )
            for form in ("short", "full")
        ),
        (
            WARNING,
            "Option b of q03 has no points, yet counts as an answer: give it points, or make "
            "it the opt-out.",
        ),
        (WARNING, "q03 rests on no source: name at least one as its evidence."),
        (WARNING, "“Why we ask” of q03 has 250 characters: shorten it to 200 or fewer."),
    ]


# What is read as an edition


@pytest.mark.parametrize(("path", "value", "place", "reason"), SENSE.values(), ids=SENSE)
def test_every_refusal_is_an_error(path: Any, value: Any, place: str, reason: str) -> None:
    document = decode(Document, broken(path, value))
    errors = {problem.code for problem in check(document) if problem.severity == ERROR}
    assert errors
    assert ("document" in errors) == (place == "schema")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (whole(schema=2), "“schema” should be 1"),
        (asked("q02", text=None), "“questions[1].text” should be str, is NoneType"),
        (asked("q02", options=None), "“questions[1].options” should be a list"),
        (offered("q01", "a", points={"ask": 1.5}), None),
        (whole(questions=(None,)), "“questions[0]” should be an object"),
    ],
)
def test_what_no_rule_foresees_is_an_error_too(change: Change, said: str | None) -> None:
    said = said or "“questions[0].options[0].points.ask” should be int, is float"
    text = f"The draft cannot be read as an edition: {said}; mend it there."
    assert check(make_sound(change)) == (Problem("document", ERROR, text),)


def refused(document: Document) -> bool:
    try:
        read_document(write_document(document))
    except DocumentError:
        return True
    return False


TEXT = st.sampled_from(["", " ", "Same", "<b>", "x\x00", "m" * 400])
SLUG = st.sampled_from(["q1", "q2", "left", "ask", "nowhere", ""])
POINTS = st.dictionaries(st.sampled_from(["ask", "build", "sleep"]), st.integers(-7, 7))
OPTION = st.builds(Option, st.sampled_from("abx"), TEXT, POINTS, st.booleans())


@st.composite
def mangled(draw: st.DrawFn) -> Document:
    """A document with some of its parts left out, emptied, repeated or made up."""
    document = draw(documents())
    questions = []
    for question in draw(st.lists(st.sampled_from(document.questions), max_size=8)):
        values = {
            "slug": SLUG,
            "kind": SLUG,
            "text": TEXT,
            "why": TEXT,
            "short": st.booleans(),
            "options": st.lists(st.one_of(st.sampled_from(question.options), OPTION), max_size=4),
            "evidence": st.lists(st.builds(Evidence, SLUG, TEXT), max_size=1),
        }
        chosen = draw(st.sets(st.sampled_from(sorted(values)), max_size=2))
        drawn = {name: draw(values[name]) for name in chosen}
        lists = {name: tuple(v) for name, v in drawn.items() if isinstance(v, list)}
        questions.append(replace(question, **{**drawn, **lists}))
    return replace(
        document,
        questions=tuple(questions),
        traits=tuple(draw(st.lists(st.sampled_from(document.traits), max_size=4))),
        roles=draw(st.sampled_from([document.roles, document.roles, document.roles[:1], ()])),
        right=draw(st.sampled_from(["right", "right", "right", "left", "nowhere"])),
        sample=draw(st.dictionaries(SLUG, st.sampled_from("abx"), max_size=1)),
    )


DRAFTS = st.one_of(mangled(), documents())


@quick
@given(DRAFTS)
def test_a_draft_without_errors_can_be_read_and_scored(document: Document) -> None:
    problems = check(document)
    errors = [problem for problem in problems if problem.severity == ERROR]
    assert {problem.severity for problem in problems} <= {ERROR, WARNING}
    if not errors:
        assert read_document(write_document(document)) == document
        assert Bank(document).pulls.keys() == {question.slug for question in document.questions}
    if refused(document):
        assert errors


@quick
@given(DRAFTS)
def test_errors_come_first_and_then_the_order_of_the_questions(document: Document) -> None:
    places = {question.slug: place for place, question in enumerate(document.questions)}
    keys = [(p.severity == WARNING, places.get(p.question, -1)) for p in check(document)]
    assert keys == sorted(keys)


@quick
@given(DRAFTS)
def test_swapping_the_roles_changes_no_finding(document: Document) -> None:
    assert check(swapped(document)) == check(document)


# The shipped questions


def test_the_first_edition_has_no_error_and_one_warning() -> None:
    # It stays: the trait is shared, so it moves no result, and the page says on how many
    # answers each bar of interest rests. A second question would lengthen the short form.
    said = (
        "Too few questions are about “How learning programs work” (1 in the short form): "
        "give points to it in at least two questions of each form."
    )
    found = Problem("trait-little-asked", WARNING, said, trait="modelling")
    assert check(frozen()) == (found,)


def test_checking_the_first_edition_is_quick() -> None:
    document = frozen()
    start = time.process_time()
    check(document)
    assert time.process_time() - start < 0.5
