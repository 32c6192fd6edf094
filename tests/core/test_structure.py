"""Each fault of a draft's structure, and a near draft without it."""

from dataclasses import replace

import pytest

from quiz.core.document import Document, Evidence
from tests.core.sound import (
    AGREE,
    ASK,
    BUILD,
    Changes,
    Finding,
    Pair,
    asked,
    demanded,
    error,
    findings,
    make_sound,
    make_source,
    offered,
    only,
    options,
    pointed,
    short,
    traits,
    warning,
    whole,
    without,
)

ALL = [f"q{number:02}" for number in range(1, 25)]


def another_demand(document: Document) -> Document:
    """The last trait is demanded by a third role too."""
    *others, last = document.traits
    demands = {**last.demands, "third": last.demands["left"]}
    return replace(document, traits=(*others, replace(last, demands=demands)))


STRUCTURE: dict[str, Pair] = {
    "one role twice": (
        [error("roles"), *(error("demands", trait=slug) for slug in ("ask", "build", "tell"))],
        [whole(right="left")],
        [whole(left="right", right="left")],
    ),
    "a trait twice": (
        [error("trait-twice", trait="tell")],
        [traits("ask", "build", "tell", "tell")],
        [traits("tell", "build", "ask")],
    ),
    "a question twice": (
        [error("question-twice", "q23")],
        [asked("q24", slug="q23")],
        [asked("q24", slug="q25")],
    ),
    "a source twice": (
        [error("source-twice")],
        [whole(sources=(make_source("S01"), make_source("S01")))],
        [whole(sources=(make_source("S01"), make_source("S02")))],
    ),
    "a demand of a third role": (
        [error("demands", trait="tell")],
        [another_demand],
        [],
    ),
    "a demand above 5": (
        [error("demand-level", trait="tell")],
        [demanded("tell", left=6, right=6)],
        [demanded("tell", left=5, right=5)],
    ),
    "a demand below 0": (
        [error("demand-level", trait="ask")],
        [demanded("ask", left=1, right=-1)],
        [demanded("ask", left=2, right=0)],
    ),
    "no demand by any role": (
        [warning("trait-not-demanded", trait="tell")],
        [demanded("tell", left=0, right=0)],
        [demanded("tell", left=1, right=1)],
    ),
    "no known kind": (
        [error("unknown-kind", "q05")],
        [asked("q05", kind="triple")],
        [asked("q05", kind="single")],
    ),
    "a key twice": (
        [error("key-twice", "q05", "a")],
        [offered("q05", "b", key="a")],
        [offered("q05", "b", key="c")],
    ),
    "no option": ([error("too-few-options", "q05")], [without("a", "b", "x")], []),
    "one option": ([error("too-few-options", "q05")], [without("b")], [without()]),
    "one option, without points": (
        [error("too-few-options", "q05")],
        [pointed("q05", {})],
        [pointed("q05", {"tell": 1}, {"tell": 2})],
    ),
    "no opt-out": ([error("no-opt-out", "q05")], [without("x")], []),
    "no opt-out, an option called x": (
        [error("opt-out-key", "q05", "x"), error("no-opt-out", "q05")],
        [offered("q05", "x", opt_out=False, points=ASK)],
        [],
    ),
    "the opt-out first": (
        [error("opt-out-not-last", "q05", "x")],
        [options("q05", lambda given: given[::-1])],
        [options("q05", lambda given: (*given[1::-1], given[2]))],
    ),
    "the opt-out before the last": (
        [error("opt-out-not-last", "q05", "x")],
        [options("q05", lambda given: (given[0], given[2], given[1]))],
        [options("q05", lambda given: (given[0], given[1], given[2]))],
    ),
    "another key for the opt-out": (
        [error("opt-out-key", "q05", "c")],
        [offered("q05", "x", key="c")],
        [],
    ),
    "an opt-out with points": (
        [error("opt-out-points", "q05", "x")],
        [offered("q05", "x", points={"tell": 0})],
        [offered("q05", "x", points={})],
    ),
    "points for an unknown trait": (
        [error("unknown-trait", "q05", "a", "sleep")],
        [offered("q05", "a", points={**ASK, "sleep": 1})],
        [offered("q05", "a", points={**ASK, "tell": 1})],
    ),
    "more points than a draft takes": (
        [error("points-out-of-range", "q05", "b")],
        [offered("q05", "b", points={**BUILD, "tell": -6})],
        [offered("q05", "b", points={**BUILD, "tell": -5})],
    ),
    "no such source": (
        [error("unknown-source", "q05")],
        [asked("q05", evidence=(Evidence("S01"), Evidence("S99")))],
        [asked("q05", evidence=(Evidence("S01"), Evidence("S01", "page 7")))],
    ),
    "no question": ([error("empty-short-form")], [only(0)], []),
    "an empty short form": ([error("empty-short-form")], [short()], [short(*ALL)]),
    "a sample without a question": (
        [error("sample")],
        [whole(sample={"q25": "a"})],
        [whole(sample={"q24": "a"})],
    ),
    "a sample without an option": (
        [error("sample", "q05")],
        [whole(sample={"q05": "c"})],
        [whole(sample={"q05": "x"})],
    ),
    "an option without points": (
        [warning("no-points", "q05", "b")],
        [pointed("q05", ASK, {"tell": 0})],
        [pointed("q05", ASK, {"tell": 1})],
    ),
    "a question without points": (
        [warning("no-points", "q05")],
        [pointed("q05", {}, {})],
        [pointed("q05", {"tell": 1}, {"tell": -1})],
    ),
    "a middle without points": (
        [warning("no-points", "q05", "c")],
        [pointed("q05", *AGREE, kind="single")],
        [pointed("q05", *AGREE, kind="agree")],
    ),
    "another step without points": (
        [warning("no-points", "q05", "b")],
        [pointed("q05", {"ask": 2}, {}, {}, {"ask": -1}, {"ask": -2}, kind="agree")],
        [pointed("q05", {"ask": 2}, {"ask": 1}, {}, {"ask": -1}, {"ask": -2}, kind="agree")],
    ),
    "an even scale without points": (
        [warning("no-points", "q05", key) for key in "bc"],
        [pointed("q05", {"ask": 1}, {}, {}, {"ask": -1}, kind="agree")],
        [pointed("q05", {"ask": 1}, {"tell": 1}, {"tell": -1}, {"ask": -1}, kind="agree")],
    ),
    "a trait in one question": (
        [warning("trait-little-asked", trait="tell")],
        [pointed("q02", BUILD, ASK)],
        [pointed("q02", {**BUILD, "tell": 1}, ASK)],
    ),
    "a trait that no option of a question tells": (
        [warning("trait-little-asked", trait="tell")],
        [pointed("q02", {**BUILD, "tell": 1}, {**ASK, "tell": 1})],
        [pointed("q02", {**BUILD, "tell": 1}, {**ASK, "tell": 2})],
    ),
    "a trait in one question of the short form": (
        [warning("trait-little-asked", trait="tell")],
        [short(*ALL[1:])],
        [short(*ALL[:-1])],
    ),
}


@pytest.mark.parametrize(("found", "faulty", "near"), STRUCTURE.values(), ids=STRUCTURE)
def test_a_fault_is_found(found: list[Finding], faulty: Changes, near: Changes) -> None:
    assert findings(make_sound(*faulty)) == found


@pytest.mark.parametrize(("found", "faulty", "near"), STRUCTURE.values(), ids=STRUCTURE)
def test_what_is_nearly_a_fault_is_not(
    found: list[Finding], faulty: Changes, near: Changes
) -> None:
    assert findings(make_sound(*near)) == []


@pytest.mark.parametrize(
    ("questions", "found"),
    [
        (
            1,
            [
                *[warning("too-few-questions")] * 2,
                *(warning("trait-little-asked", trait=slug) for slug in ("ask", "build", "tell")),
            ],
        ),
        (5, [warning("too-few-questions")] * 2),
        # So few cannot tell half-minded people apart either: see test_balance.
        (6, [warning("too-close")] * 2),
    ],
)
def test_a_form_needs_six_questions_for_any_result(questions: int, found: list[Finding]) -> None:
    assert findings(make_sound(only(questions))) == found
