"""An edition as a JSON value: read strictly, written back whole."""

import hashlib
import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.core.document import Document, Evidence, Fact, Link, Source, checksum, write_document
from quiz.core.reading import read_document
from tests.core.banks import documents, make_worked, quick

Path = tuple[str | int, ...]
Mutation = Callable[[dict[str, Any]], None]

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
TEXTS = st.lists(TEXT, max_size=2).map(tuple)
LINKS = st.lists(st.builds(Link, TEXT, TEXT), max_size=2).map(tuple)
FACTS = st.lists(st.builds(Fact, TEXT, TEXT, TEXT, TEXTS, LINKS), max_size=2).map(tuple)


def source(slug: str) -> st.SearchStrategy[Source]:
    return st.builds(Source, st.just(slug), TEXT, TEXT, TEXT, TEXT)


EVIDENCE = st.lists(st.builds(Evidence, TEXT, TEXT), max_size=2).map(tuple)


@st.composite
def full_documents(draw: st.DrawFn) -> Document:
    """Documents with every optional part filled, or not."""
    document = draw(documents())
    asked = document.form("short")
    sample = {q.slug: draw(st.sampled_from(q.options)).key for q in asked}
    filled = replace(
        document,
        roles=tuple(replace(role, facts=draw(FACTS)) for role in document.roles),
        questions=tuple(replace(q, evidence=draw(EVIDENCE)) for q in document.questions),
        shared=draw(FACTS),
        sample=draw(st.sampled_from([{}, sample])),
    )
    return replace(filled, sources=tuple(draw(source(slug)) for slug in sorted(filled.cited)))


# Round trips


@quick
@given(full_documents())
def test_reading_what_was_written_gives_an_equal_document(document: Document) -> None:
    assert read_document(write_document(document)) == document


@quick
@given(full_documents())
def test_the_written_value_survives_json(document: Document) -> None:
    value = write_document(document)
    assert json.loads(json.dumps(value)) == value


def test_fields_that_hold_their_default_are_left_out() -> None:
    written = write_document(make_worked())
    assert written.keys() == {
        *("schema", "quiz", "title", "left", "right", "roles", "traits", "questions")
    }
    assert written["questions"][2]["options"] == [
        {"key": "a", "text": "q3 a", "points": {"build": -1}},
        {"key": "b", "text": "q3 b"},
        {"key": "c", "text": "q3 c", "points": {"build": 1}},
        {"key": "x", "text": "Not sure", "opt_out": True},
    ]


# Checksum


def test_checksum_is_sha_256_of_sorted_compact_utf_8() -> None:
    expected = hashlib.sha256('{"a":[1,true],"é":"–"}'.encode()).hexdigest()
    assert checksum({"é": "–", "a": [1, True]}) == expected


def reordered(value: Any) -> Any:
    """The same JSON value with the keys of every object the other way round."""
    if isinstance(value, dict):
        return {key: reordered(value[key]) for key in reversed(value)}
    return [reordered(item) for item in value] if isinstance(value, list) else value


@quick
@given(full_documents())
def test_checksum_does_not_depend_on_the_order_of_keys(document: Document) -> None:
    value = write_document(document)
    assert checksum(reordered(value)) == checksum(value)


def leaves(value: Any, path: Path = ()) -> list[Path]:
    """The paths of all scalars in a JSON value."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    return [
        leaf
        for key, item in pairs
        for leaf in (
            leaves(item, (*path, key)) if isinstance(item, (dict, list)) else [(*path, key)]
        )
    ]


def place(value: Any, path: Path) -> Any:
    for key in path:
        value = value[key]
    return value


def test_checksum_changes_with_every_value() -> None:
    value = write_document(make_worked())
    sums = {checksum(value)}
    for path in leaves(value):
        changed = deepcopy(value)
        place(changed, path[:-1])[path[-1]] = "something else"
        sums.add(checksum(changed))
    assert len(sums) == 1 + len(leaves(value))


def test_checksum_changes_with_the_order_of_questions() -> None:
    value = write_document(make_worked())
    turned = {**value, "questions": value["questions"][::-1]}
    assert checksum(turned) != checksum(value)


# Looking up


def test_forms_hold_their_questions_in_order() -> None:
    document = make_worked()
    assert [q.slug for q in document.form("full")] == ["q1", "q2", "q3"]
    assert [q.slug for q in document.form("short")] == ["q1", "q2"]


def test_gap_is_the_right_demand_minus_the_left() -> None:
    document = make_worked()
    assert {t.slug: document.gap(t.slug) for t in document.traits} == {
        "build": 2,
        "ask": -1,
        "write": 0,
    }


def test_things_are_found_by_name() -> None:
    source = Source("s1", "Title", "Publisher", "2024")
    document = replace(make_worked(), sources=(source,))
    assert document.role("right") == document.roles[1]
    assert document.by_slug["q2"] == document.questions[1]
    assert document.questions[0].option("b") == document.questions[0].options[1]
    assert document.sources_by_slug == {"s1": source}


@pytest.mark.parametrize(
    "look_up",
    [
        lambda document: document.form("long"),
        lambda document: document.role("middle"),
        lambda document: document.gap("sleep"),
        lambda document: document.questions[0].option("z"),
    ],
)
def test_unknown_names_raise_key_error(look_up: Callable[[Document], object]) -> None:
    with pytest.raises(KeyError):
        look_up(make_worked())


def test_facts_are_found_by_kind_in_order() -> None:
    facts = tuple(Fact(kind, title, "") for kind, title in [("a", "1"), ("b", "2"), ("a", "3")])
    role = replace(make_worked().roles[0], facts=facts)
    assert [fact.title for fact in role.facts_of("a")] == ["1", "3"]
