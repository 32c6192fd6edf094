"""Each fault of a draft's words, and a near draft without it."""

import pytest

from quiz.core.checks import WARNING, Problem, check
from tests.core.sound import (
    Changes,
    Finding,
    Pair,
    asked,
    error,
    evidence,
    findings,
    make_sound,
    offered,
    warning,
)

TEXTS: dict[str, Pair] = {
    "a question without text": ([error("no-text", "q05")], [asked("q05", text=" ")], []),
    "a question of nothing": ([error("no-text", "q05")], [asked("q05", text="")], []),
    "an option without text": (
        [error("no-text", "q05", "b")],
        [offered("q05", "b", text="")],
        [offered("q05", "b", text="q05 c")],
    ),
    "two options without text": (
        [error("no-text", "q05", key) for key in "ab"],
        [offered("q05", key, text="") for key in "ab"],
        [],
    ),
    "two options alike": (
        [error("option-text-twice", "q05", "b")],
        [offered("q05", "b", text="Q05\u00a0A")],
        [offered("q05", "b", text="q05a")],
    ),
    "an option like the opt-out": (
        [error("option-text-twice", "q05", "x")],
        [offered("q05", "x", text="q05 a")],
        [offered("q05", "x", text="q06 a")],
    ),
    "two questions alike": (
        [warning("question-text-twice", "q07")],
        [asked("q07", text="text of q05?")],
        [asked("q07", text="Text of q05.")],
    ),
    "no reason": ([warning("no-why", "q05")], [asked("q05", why="")], [asked("q05", why="So.")]),
    "no evidence": ([warning("no-evidence", "q05")], [asked("q05", evidence=())], [evidence("")]),
    "a long question": (
        [warning("too-long", "q05")],
        [asked("q05", text="m" * 201)],
        [asked("q05", text="m" * 200)],
    ),
    "a long reason": (
        [warning("too-long", "q05")],
        [asked("q05", why="m" * 201)],
        [asked("q05", why="m" * 200)],
    ),
    "a long option": (
        [warning("too-long", "q05", "x")],
        [offered("q05", "x", text="m" * 121)],
        [offered("q05", "x", text="m" * 120)],
    ),
    "a long note": ([warning("too-long", "q05")], [evidence("m" * 301)], [evidence("m" * 300)]),
    "markup in a question": (
        [warning("leftover-markup", "q05")],
        [asked("q05", text="Which <b>pulls</b> you?")],
        [asked("q05", text="Which pulls you: a < b or b > a?")],
    ),
    "markup in a reason": ([warning("leftover-markup", "q05")], [asked("q05", why="`So.`")], []),
    "markup in an option": (
        [warning("leftover-markup", "q05", "x")],
        [offered("q05", "x", text="Not **sure**")],
        [offered("q05", "x", text="Not sure")],
    ),
    "markup in a note": (
        [warning("leftover-markup", "q05")],
        [evidence("[page 7](https://example.org)")],
        [evidence("page 7 [sic] (2020)")],
    ),
}


@pytest.mark.parametrize(("found", "faulty", "near"), TEXTS.values(), ids=TEXTS)
def test_a_fault_is_found(found: list[Finding], faulty: Changes, near: Changes) -> None:
    assert findings(make_sound(*faulty)) == found


@pytest.mark.parametrize(("found", "faulty", "near"), TEXTS.values(), ids=TEXTS)
def test_what_is_nearly_a_fault_is_not(
    found: list[Finding], faulty: Changes, near: Changes
) -> None:
    assert findings(make_sound(*near)) == []


LEFTOVER = [
    ("Why <br/> so?", "an HTML tag"),
    ("Why </B> so?", "an HTML tag"),
    ("Why <!-- so?", "an HTML tag"),
    ("R&amp;D", "an HTML entity"),
    ("75&#160;%", "an HTML entity"),
    ("75&#xA0;%", "an HTML entity"),
    ("**Why** so?", "Markdown"),
    ("__Why__ so?", "Markdown"),
    ("Why *so* much?", "Markdown"),
    ("Why _so_ much?", "Markdown"),
    ("Use `code`", "Markdown"),
    ("[this](https://example.org)", "Markdown"),
    ("# Why", "Markdown"),
    ("- why", "Markdown"),
    ("Why  so?", "a needless space"),
    (" Why so?", "a needless space"),
    ("Why so? ", "a needless space"),
    ("Why\tso?", "a hidden character"),
    ("Why\x00so?", "a hidden character"),
    ("Why\u200bso?", "a hidden character"),
    ("Why\u202eso?", "a hidden character"),
    (
        "<i>Why</i>\r\n&nbsp;",
        "an HTML tag, an HTML entity, a needless space and a hidden character",
    ),
]


@pytest.mark.parametrize(("text", "named"), LEFTOVER)
def test_leftovers_are_named(text: str, named: str) -> None:
    (problem,) = check(make_sound(asked("q05", text=text)))
    said = f"The text of q05 holds {named}: take out what readers should not see."
    assert problem == Problem("leftover-markup", WARNING, said, "q05")


@pytest.mark.parametrize(
    "text",
    [
        "Is 3 < 4, and 5 > 2?",
        "Research & development; and so on",
        "What is 2 * 3 * 4, or 2 ** 3?",
        "Is a_long_name clear?",
        "We use 75\u00a0% of it – don’t you?",
        "“Why?” (see [3])",
        "C# or C++?",
        "A family: 👩\u200d🔬",
    ],
)
def test_what_looks_like_markup_is_left_alone(text: str) -> None:
    assert check(make_sound(asked("q05", text=text))) == ()
