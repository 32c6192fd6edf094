"""What the checks say of checklists: each finding by itself, and none of a sound one."""

from dataclasses import replace

import pytest
from hypothesis import given

from quiz.core.checks import check
from quiz.core.decoding import DocumentError
from quiz.core.document import Document, Evidence, Group, Option, Source, write_document
from quiz.core.problems import ERROR, WARNING
from quiz.core.reading import read_document
from tests.core.banks import LEFT, RIGHT, make_line, quick
from tests.core.ticks import checklists, make_checklists, make_item

SOURCE = Source("S01", "A survey", "Somebody", "2020")


def sound() -> Document:
    """Sixteen items with evidence, as many for either role, at the middle on average."""
    items = [
        replace(
            make_item(f"i{n}", weight, 500 - 10 * weight, 500 + 10 * weight),
            evidence=(Evidence("S01", "answered by 10"),),
        )
        for n, weight in enumerate([-9, -7, -5, -4, -3, -2, -2, -1, 1, 2, 2, 3, 4, 5, 7, 9])
    ]
    return replace(make_checklists(*items), sources=(SOURCE,))


def changed(**changes: object) -> Document:
    """The sound one with changes to its first item."""
    document = sound()
    first, *others = document.questions
    return replace(document, questions=(replace(first, **changes), *others))


def found(document: Document) -> list[tuple[str, str, str]]:
    return [(p.severity, p.code, p.question) for p in check(document)]


def test_a_sound_one_has_no_problem() -> None:
    assert check(sound()) == ()


FOUND = {
    "no evidence": (changed(evidence=()), [(WARNING, "no-evidence", "i0")]),
    "no weight": (
        replace(changed(weight=0), intercept=-45),
        [(WARNING, "no-weight", "i0")],
    ),
    "shares against the sign": (
        changed(shares={LEFT: 449, RIGHT: 500}),
        [(WARNING, "contrary-shares", "i0")],
    ),
    "shares a little against the sign": (changed(shares={LEFT: 450, RIGHT: 500}), []),
    "a missing share": (changed(shares={LEFT: 500}), [(ERROR, "shares", "i0")]),
    "no shares": (changed(shares={}), [(ERROR, "shares", "i0")]),
    "a share of another role": (
        changed(shares={LEFT: 500, RIGHT: 400, "cook": 1}),
        [(ERROR, "shares", "i0")],
    ),
    "more than everybody": (
        changed(shares={LEFT: 1001, RIGHT: 400}),
        [(ERROR, "shares", "i0")],
    ),
    "an unknown group": (changed(group="go"), [(ERROR, "unknown-group", "i0")]),
    "a question that cannot be ticked": (
        changed(kind="single", why="Why."),
        [(ERROR, "not-a-tick", "i0"), (ERROR, "no-opt-out", "i0"), (WARNING, "no-points", "i0")],
    ),
    "options of its own": (
        changed(options=(Option("a", "Yes"), Option("b", "No"))),
        [(ERROR, "item-options", "i0")],
    ),
    "only in the full form": (changed(short=False), [(ERROR, "not-short", "i0")]),
    "an empty group": (
        replace(sound(), groups=(*sound().groups, Group("rest", "And?"))),
        [(ERROR, "empty-group", "")],
    ),
    "a group without a text": (
        replace(sound(), groups=(Group("do", " "),)),
        [(ERROR, "no-group-text", "")],
    ),
    "a group twice": (
        replace(sound(), groups=sound().groups * 2),
        [(ERROR, "group-twice", "")],
    ),
    "an average far from the middle": (
        replace(sound(), intercept=21),
        [(WARNING, "off-middle", "")],
    ),
    "an average near the middle": (replace(sound(), intercept=20), []),
    "a weight that drowns all others": (
        changed(weight=51),
        [(ERROR, "weight-out-of-range", "i0")],
    ),
    "a weight without end": (
        changed(weight=-(10**400)),
        [(ERROR, "weight-out-of-range", "i0")],
    ),
    "an intercept that drowns all weights": (
        replace(sound(), intercept=-1001),
        [(ERROR, "intercept-out-of-range", "")],
    ),
    "a rule that is none": (replace(sound(), rule="votes"), [(ERROR, "unknown-rule", "")]),
    "traits": (
        replace(sound(), traits=make_line([1, -1]).traits),
        [
            (ERROR, "not-a-tick", ""),
            (WARNING, "trait-little-asked", ""),
        ],
    ),
}


@pytest.mark.parametrize(("document", "expected"), FOUND.values(), ids=FOUND)
def test_each_finding(document: Document, expected: list[tuple[str, str, str]]) -> None:
    assert found(document) == expected


def test_fewer_items_than_were_tried_are_told() -> None:
    document = sound()
    few = replace(document, questions=(*document.questions[:6], *document.questions[10:]))
    assert [(p.code, p.text) for p in check(few)] == [
        (
            "too-few-items",
            "There are 12 items. Sets of 16 and more were tried on practitioners; how well fewer "
            "tell the titles apart is not known: add items.",
        )
    ]


def test_items_that_can_never_be_a_result_are_told() -> None:
    two = replace(sound(), questions=sound().questions[7:9])
    assert [p.text for p in check(two)] == [
        "There are 2 items, and every result with fewer than 3 ticks says “too few ticks”: "
        "add items.",
        "Not even all ticks that speak for Left lead to it: add items, or check the weights.",
        "Not even all ticks that speak for Right lead to it: add items, or check the weights.",
    ]


def test_the_sentences_name_numbers_and_what_to_do() -> None:
    sentences = {
        "shares": "How many Right roles tick i0 is missing: fill in the share.",
        "contrary-shares": "i0 speaks for Left, but 45\u00a0% of Left roles and 50\u00a0% of Right "
        "roles tick it: check its sign and its shares.",
        "off-middle": "An average practitioner comes to 55 of 100 called Right, and should come to "
        "about 50: fit the intercept again.",
        "no-evidence": "The weight of i0 rests on no source: name at least one as its evidence.",
        "empty-group": "The checklist rest is empty: add items, or take it out.",
    }
    documents = [document for document, _ in FOUND.values()]
    said = {problem.code: problem.text for document in documents for problem in check(document)}
    said |= {p.code: p.text for p in check(changed(shares={LEFT: 500}))}
    assert {code: said[code] for code in sentences} == sentences


def ticks_among_interests() -> Document:
    document = make_line([1, -1])
    tick = make_item("i1", 1, 500, 500)
    return replace(document, questions=(*document.questions, tick))


def test_ticks_have_no_place_among_points() -> None:
    errors = [(p.code, p.question) for p in check(ticks_among_interests()) if p.severity == ERROR]
    assert errors == [("no-tick-here", "i1")]
    groups = replace(make_line([1, -1]), groups=(Group("do", "Which?"),))
    assert ("no-tick-here", "") in [(p.code, p.question) for p in check(groups)]


@quick
@given(checklists())
def test_without_errors_it_can_be_read_and_with_one_about_reading_it_cannot(
    document: Document,
) -> None:
    errors = [problem.code for problem in check(document) if problem.severity == ERROR]
    assert errors == []
    assert read_document(write_document(document)) == document
    first, *others = document.questions
    for broken in (
        replace(first, shares={LEFT: 1}),
        replace(first, group="none"),
        replace(first, weight=51),
        replace(first, short=False),
    ):
        draft = replace(document, questions=(broken, *others))
        assert any(problem.severity == ERROR for problem in check(draft))
        with pytest.raises(DocumentError):
            read_document(write_document(draft))
