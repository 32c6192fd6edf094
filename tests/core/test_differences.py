"""Differences between documents: nothing missed, nothing made up, each in an editor's words."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import MISSING, fields
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.core.decoding import decode
from quiz.core.differences import differences
from quiz.core.document import (
    Demand,
    Document,
    Evidence,
    Fact,
    Link,
    Option,
    Question,
    Role,
    Source,
    Trait,
    write_document,
)
from quiz.core.matching import moved
from tests.kitchen import KITCHEN

Place = tuple[list[Any] | dict[str, Any], Any]
WORDS = st.sampled_from(["", "nothing", "a", "b", "x", "dough", "S01", "Words", "Words "])
NUMBERS = st.integers(-2, 3)
KINDS = (Document, Role, Fact, Link, Trait, Demand, Question, Option, Evidence, Source)
FIELDS = {field.name for kind in KINDS for field in fields(kind)}
OPTIONAL = {
    field.name
    for kind in KINDS
    for field in fields(kind)
    if field.default is not MISSING or field.default_factory is not MISSING
} - {"url", "sources", "title"}  # which some kinds must have
NOT_KEYS = {"points", "demands", "sample"}  # whose keys are names, not fields


def places(data: Any) -> Iterator[Place]:
    """Every value inside, as its holder and its key or index there."""
    keys = data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
    for key in keys:
        yield data, key
        yield from places(data[key])


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """The kitchen with a few changes anywhere, whether they make sense or not."""
    data = deepcopy(KITCHEN)
    for _ in range(draw(st.integers(0, 4))):
        found = list(places(data))
        _change(draw, *found[draw(st.integers(0, len(found) - 1))])
    return decode(Document, data)


def _change(draw: st.DrawFn, holder: Any, key: Any) -> None:
    value = holder[key]
    if isinstance(value, bool):
        holder[key] = not value
    elif isinstance(value, int):
        holder[key] = draw(NUMBERS)
    elif isinstance(value, str):
        holder[key] = draw(WORDS)
    elif isinstance(value, list) and value:
        _change_list(draw, value)
    elif isinstance(value, dict) and key in NOT_KEYS:
        _change_names(draw, value, key)


def _change_list(draw: st.DrawFn, items: list[Any]) -> None:
    taken = items.pop(draw(st.integers(0, len(items) - 1)))
    what = draw(st.sampled_from(["remove", "move", "repeat"]))
    if what == "repeat":
        items.append(deepcopy(taken))
    if what != "remove":
        items.insert(draw(st.integers(0, len(items))), taken)


def _change_names(draw: st.DrawFn, names: dict[str, Any], kind: str) -> None:
    if names and draw(st.booleans()):
        names.pop(draw(st.sampled_from(sorted(names))))
        return
    value = {"points": NUMBERS, "sample": WORDS, "demands": st.just({"level": 1, "why": "?"})}
    names[draw(WORDS)] = draw(value[kind])


@settings(deadline=None, max_examples=400)
@given(documents(), documents())
def test_there_is_no_difference_exactly_where_the_same_would_be_written(
    old: Document, new: Document
) -> None:
    same = write_document(old) == write_document(new)
    assert (differences(old, new) == ()) == same


def every_single_change() -> Iterator[tuple[str, Any]]:
    """The kitchen with one value changed or taken out, for each value in it."""
    for number, (holder, key) in enumerate(places(KITCHEN)):
        value, name = holder[key], f"{number} {key}"
        if isinstance(value, (str, int)):
            yield name, _with(number, not value if isinstance(value, bool) else value * 2 or 1)
        removable = key not in FIELDS or key in OPTIONAL
        if isinstance(holder, list) or removable:
            yield f"{name} taken out", _with(number)


def _with(number: int, *value: Any) -> Any:
    data = deepcopy(KITCHEN)
    holder, key = list(places(data))[number]
    if value:
        holder[key] = value[0]
    else:
        del holder[key]
    return data


@pytest.mark.parametrize("data", [data for _, data in every_single_change()])
def test_no_single_change_is_missed(data: Any) -> None:
    plain, changed = decode(Document, KITCHEN), decode(Document, data)
    same = write_document(plain) == write_document(changed)
    assert (differences(plain, changed) == ()) == same
    assert (differences(changed, plain) == ()) == same


@settings(deadline=None, max_examples=100)
@given(documents())
def test_one_change_back_and_forth_is_said_both_ways(changed: Document) -> None:
    plain = decode(Document, KITCHEN)
    there, back = differences(plain, changed), differences(changed, plain)
    assert bool(there) == bool(back)
    assert differences(changed, changed) == ()


@given(st.permutations(range(6)))
def test_what_moved_is_least(order: list[int]) -> None:
    pairs = dict(enumerate(order))
    stay = [old for new, old in pairs.items() if new not in moved(pairs)]
    assert stay == sorted(stay)
    rising = [s for s in _subsets(order) if s == sorted(s)]
    assert len(stay) == max(len(s) for s in rising)


def _subsets(items: list[int]) -> list[list[int]]:
    return [
        [i for bit, i in enumerate(items) if mask >> bit & 1] for mask in range(2 ** len(items))
    ]
