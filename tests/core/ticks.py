"""Checklists for the tests of the core: made by hand, and drawn by hypothesis."""

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import strategies as st

from quiz.core.document import (
    EVIDENCE,
    TICK,
    TICKED,
    UNTICKED,
    Document,
    Group,
    Option,
    Question,
)
from quiz.core.scoring import Bank
from quiz.core.verdict import EvidenceVerdict, read_verdict
from tests.core.banks import LEFT, RIGHT, make_role

Answers = Mapping[str, str]

OPTIONS = (Option(TICKED, "Ticked"), Option(UNTICKED, "Not ticked"))


def make_item(slug: str, weight: int, left: int, right: int, group: str = "do") -> Question:
    """``weight`` in tenths of log-odds, the shares in thousandths."""
    shares = {LEFT: left, RIGHT: right}
    return Question(
        slug, TICK, f"Text of {slug}", "", True, OPTIONS, group=group, weight=weight, shares=shares
    )


def make_checklists(*items: Question, intercept: int = 0) -> Document:
    """A group for each that an item names, in that order; ``intercept`` in hundredths."""
    groups = tuple(
        Group(slug, f"Which do you {slug}?") for slug in dict.fromkeys(item.group for item in items)
    )
    roles = (make_role(LEFT), make_role(RIGHT))
    return Document(
        1, "check", "Title", LEFT, RIGHT, roles, (), items,
        rule=EVIDENCE, intercept=intercept, groups=groups,
    )  # fmt: skip


def make_worked() -> Document:
    """Half-way shares: one 0.5, two 0.25, three 0.9. Base: 0.20 + 0.50 − 0.25 + 0.09 = 0.54.

    pull  one: +0.5 ticked, −0.5 not    two: −0.75, +0.25    three: +0.01, −0.09
    """
    return make_checklists(
        make_item("one", 10, 300, 700),
        make_item("two", -10, 400, 100),
        make_item("three", 1, 900, 900, group="use"),
        intercept=20,
    )


def verdict_on(document: Document, answers: Answers, form: str = "short") -> EvidenceVerdict:
    verdict = read_verdict(Bank(document), form, answers)
    assert isinstance(verdict, EvidenceVerdict)
    return verdict


def mirrored(document: Document) -> Document:
    """The same practitioners, with left and right changed over."""
    items = tuple(replace(item, weight=-item.weight) for item in document.questions)
    return replace(
        document,
        left=document.right,
        right=document.left,
        intercept=-document.intercept,
        questions=items,
    )


SHARES = st.integers(0, 1000)
ITEMS = st.tuples(st.integers(-30, 30), SHARES, SHARES, st.sampled_from(("do", "use")))


@st.composite
def checklists(draw: st.DrawFn, fewest: int = 1) -> Document:
    rows = draw(st.lists(ITEMS, min_size=fewest, max_size=8))
    items = (make_item(f"i{n}", *row) for n, row in enumerate(rows, 1))
    return make_checklists(*items, intercept=draw(st.integers(-100, 100)))


@st.composite
def sheets(draw: st.DrawFn, document: Document) -> tuple[Document, dict[str, str]]:
    """Answers to some of the items, in any order."""
    asked = draw(st.permutations(document.questions))
    given = {item.slug: draw(st.sampled_from((TICKED, UNTICKED, None))) for item in asked}
    return document, {slug: key for slug, key in given.items() if key}


def cases(fewest: int = 1) -> st.SearchStrategy[tuple[Document, dict[str, str]]]:
    return checklists(fewest).flatmap(sheets)
