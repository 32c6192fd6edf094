"""Differences between documents, in an editor's words."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from quiz.core.changes import Difference
from quiz.core.decoding import decode
from quiz.core.differences import differences
from quiz.core.document import Document
from quiz.core.reading import read_document
from tests.kitchen import KITCHEN


def said(change: Callable[[dict[str, Any]], object]) -> list[str]:
    """What is said of the kitchen after this change to it."""
    data = deepcopy(KITCHEN)
    change(data)
    return [str(found) for found in differences(read_document(KITCHEN), decode(Document, data))]


def put(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    """Put a value at a path such as ``questions.0.text``."""

    def change(data: Any) -> None:
        *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
        for part in way:
            data = data[part]
        data[last] = value

    return change


def many(count: int) -> list[dict[str, Any]]:
    first = KITCHEN["questions"][0]
    return [{**deepcopy(first), "slug": f"q{number:02}"} for number in range(1, count + 1)]


def take_out(path: str) -> Callable[[dict[str, Any]], None]:
    def change(data: Any) -> None:
        *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
        for part in way:
            data = data[part]
        data.pop(last)

    return change


def repeat(path: str, **changes: Any) -> Callable[[dict[str, Any]], None]:
    """Put a changed copy of a list's first item at its end."""

    def change(data: Any) -> None:
        for part in path.split("."):
            data = data[int(part) if part.isdigit() else part]
        data.append({**deepcopy(data[0]), **changes})

    return change


WORDED: dict[str, tuple[Callable[[dict[str, Any]], object], list[str]]] = {
    "title": (put("title", "Cook or baker?"), ["quiz: title “Baker or cook?” → “Cook or baker?”"]),
    "roles": (
        lambda data: data.update(left="cook", right="baker"),
        ["quiz: left role “baker” → “cook”", "quiz: right role “cook” → “baker”"],
    ),
    "points": (put("questions.0.options.1.points.heat", 1), ["q01: option b, heat 2 → 1"]),
    "points taken": (
        put("questions.0.options.0.points", {"dough": 2}),
        ["q01: option a, taste 1 → nothing"],
    ),
    "points given": (
        put("questions.0.options.1.points.taste", -1),
        ["q01: option b, taste nothing → −1"],
    ),
    "text": (put("questions.1.text", "Why?"), ["q02: text “Text of q02?” → “Why?”"]),
    "reason": (put("questions.1.why", "So."), ["q02: why we ask “Why q02.” → “So.”"]),
    "short": (put("questions.2.short", True), ["q03: now in the short form"]),
    "not short": (put("questions.1.short", False), ["q02: no longer in the short form"]),
    "kind": (put("questions.1.kind", "single"), ["q02: kind “pair” → “single”"]),
    "question removed": (take_out("questions.1"), ["q02: removed"]),
    "question added": (
        repeat("questions", slug="q31"),
        ["q31: new question “Text of q01?”, in place 4"],
    ),
    "option text": (
        put("questions.0.options.0.text", "New"),
        ["q01: option a, text “q01 a” → “New”"],
    ),
    "option removed": (take_out("questions.0.options.2"), ["q01: option c, removed"]),
    "option added": (
        repeat("questions.1.options", key="c", text="None"),
        ["q02: option c, new “None”, in place 4"],
    ),
    "evidence note": (
        put("questions.0.evidence.0.note", ""),
        ["q01: evidence S01, note “page 7” → nothing"],
    ),
    "evidence": (
        put("questions.1.evidence", [{"source": "S02"}]),
        ["q02: evidence S02, new, in place 1"],
    ),
    "demand": (put("traits.1.demands.cook.level", 5), ["heat: Cook 4 → 5"]),
    "demand's reason": (
        put("traits.1.demands.cook.why", "So."),
        ["heat: Cook, reason “Why 4 for a cook.” → “So.”"],
    ),
    "demand's sources": (
        put("traits.1.demands.cook.sources", ["S02"]),
        ["heat: Cook, source S01, removed", "heat: Cook, source S02, new, in place 1"],
    ),
    "trait": (put("traits.0.definition", "It."), ["dough: definition “What dough is” → “It.”"]),
    "role": (put("roles.0.line", "Bakes."), ["Baker: line “What a baker does.” → “Bakes.”"]),
    "fact": (
        put("roles.0.facts.0.text", "Hot."),
        ["Baker: caution “Title of baker-caution”, text “Text of baker-caution.” → “Hot.”"],
    ),
    "fact's title": (
        put("roles.0.facts.0.title", "Heat"),
        ["Baker: caution “Heat”, title “Title of baker-caution” → “Heat”"],
    ),
    "fact of both": (
        put("shared.0.as_of", "2025"),
        ["both roles: shared “Title of both-eat”, as of nothing → “2025”"],
    ),
    "link": (
        put("roles.0.facts.0.links.0.url", "https://example.org/2"),
        [
            "Baker: caution “Title of baker-caution”, link “A book”, "
            "address “https://example.org/book” → “https://example.org/2”"
        ],
    ),
    "source": (put("sources.0.year", "2026"), ["source S01: year “2025” → “2026”"]),
    "sample": (put("sample.q01", "a"), ["sample: q01 b → a"]),
    "sample taken": (put("sample", {"q01": "b"}), ["sample: q02 x → nothing"]),
}


@pytest.mark.parametrize(("change", "words"), WORDED.values(), ids=WORDED)
def test_a_change_is_said_once_in_words(
    change: Callable[[dict[str, Any]], object], words: list[str]
) -> None:
    assert said(change) == words


def moves(order: list[int]) -> list[str]:
    """What is said when nine questions are put in this order of their numbers."""
    nine = many(9)
    old, new = ({**KITCHEN, "sample": {}, "questions": rows} for rows in (nine, []))
    new["questions"] = [nine[number - 1] for number in order]
    return [str(d) for d in differences(decode(Document, old), decode(Document, new))]


def test_a_moved_question_is_one_difference_and_not_one_for_each_that_shifted() -> None:
    assert moves([1, 2, 3, 5, 6, 7, 4, 8, 9]) == ["q04: moved from place 4 to 7, now after q07"]
    assert moves([9, 1, 2, 3, 4, 5, 6, 7, 8]) == ["q09: moved from place 9 to 1, now first"]


def test_removing_a_question_moves_no_other() -> None:
    assert moves([2, 3, 4, 5, 6, 7, 8, 9]) == ["q01: removed"]


def test_a_question_that_keeps_its_number_may_still_have_moved() -> None:
    assert moves([3, 2, 1, 4, 5, 6, 7, 8, 9]) == [
        "q02: now after q03",
        "q01: moved from place 1 to 3, now after q02",
    ]


def test_a_caution_taken_out_is_not_said_of_the_ones_behind_it() -> None:
    facts = [{"kind": "caution", "title": "", "text": f"Number {n}."} for n in range(3)]
    old, new = deepcopy(KITCHEN), deepcopy(KITCHEN)
    old["roles"][0]["facts"], new["roles"][0]["facts"] = facts, facts[1:]
    found = differences(decode(Document, old), decode(Document, new))
    assert found == (Difference("Baker", "caution “Number 0.”, removed"),)
