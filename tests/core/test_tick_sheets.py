"""Many sheets of ticks: their sums and figures, what a change does to them, what a share keeps."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.core.decoding import DocumentError
from quiz.core.differences import differences
from quiz.core.document import Document, Group
from quiz.core.impact import impact
from quiz.core.scoring import Bank
from quiz.core.summary import read_summary, summarise, write_summary
from quiz.core.sums import Adder, Sums, band_name, read_sums, write_sums
from quiz.core.tick_statistics import tick_figures
from quiz.core.verdict import CLEAR, CLOSE, FEW, LEAN
from tests.core.banks import LEFT, RIGHT, quick
from tests.core.ticks import (
    cases,
    checklists,
    make_checklists,
    make_item,
    make_worked,
    sheets,
    verdict_on,
)

Case = tuple[Document, dict[str, str]]


def added(document: Document, *answers: Mapping[str, str]) -> Sums:
    adder, sums = Adder(Bank(document), "short"), Sums()
    for sheet in answers:
        adder.add(sums, sheet, "2026-01-31", 0)
    return sums


# Sums


@quick
@given(cases())
def test_a_sheet_is_counted_as_its_verdict_says(case: Case) -> None:
    document, answers = case
    sums = added(document, answers)
    if not answers:
        assert (sums.sheets, sums.unread) == (0, 1)
        return
    verdict = verdict_on(document, answers)
    lean = float(verdict.lean)
    assert sums.bands == {band_name(verdict.band, verdict.total): 1}
    assert sums.leans == {str(int(abs(lean) + 0.5) * (1 if lean > 0 else -1)): 1}
    assert sums.total == verdict.total
    told = 0 if verdict.band == FEW else round(1_000_000 * float(verdict.p))
    assert sums.share == told


@quick
@given(checklists().flatmap(lambda document: st.lists(sheets(document), max_size=6)))
def test_the_sums_of_two_lots_are_the_sums_of_all(found: list[Case]) -> None:
    if not found:
        return
    document, all_answers = found[0][0], [answers for _, answers in found]
    one, other = added(document, *all_answers[:2]), added(document, *all_answers[2:])
    assert one + other == added(document, *all_answers)
    assert read_sums(write_sums(one + other)) == one + other


def test_figures_by_hand() -> None:
    """Three items with one tick more each: p of 0.5, then 0.62, 0.73."""
    items = [make_item(f"i{n}", weight, 0, 0) for n, weight in enumerate((0, 0, 0, 5, 5))]
    document = make_checklists(*items)
    three = {"i0": "y", "i1": "y", "i2": "y"}
    lots = [
        {**three, "i3": "n", "i4": "n"},
        {**three, "i3": "y", "i4": "n"},
        {**three, "i3": "y", "i4": "y"},
        {"i3": "y"},
    ]
    found = tick_figures(Bank(document), "short", added(document, *lots))
    assert (found.sheets, found.told) == (4, 3)
    assert float(found.mean or 0) == pytest.approx((0.5 + 0.6224593 + 0.7310586) / 3, abs=1e-6)
    counts = {i.item.slug: (i.ticked, i.unticked, i.left_open, i.share) for i in found.items}
    assert counts["i0"] == (3, 0, 1, 1)
    assert counts["i3"] == (3, 1, 0, Fraction(3, 4))
    assert counts["i4"] == (1, 2, 1, Fraction(1, 3))


def test_without_sheets_there_are_no_figures() -> None:
    found = tick_figures(Bank(make_worked()), "short", Sums())
    assert (found.sheets, found.told, found.mean) == (0, 0, None)
    assert {item.share for item in found.items} == {None}


# Impact and differences


def heavier(document: Document, by: int) -> Document:
    first, *others = document.questions
    return replace(document, questions=(replace(first, weight=first.weight + by), *others))


def test_an_impact_by_hand() -> None:
    items = [make_item(f"i{n}", 5, 500, 500) for n in range(4)]
    old = make_checklists(*items, intercept=-100)
    ticks = [{f"i{n}": "y" if n < ticked else "n" for n in range(4)} for ticked in (4, 3, 1)]
    found = impact(Bank(old), Bank(heavier(old, 10)), [("short", sheet) for sheet in ticks])
    bands = [(s.was.band, s.was.side, s.now.band, s.now.side) for s in found.shifts]
    assert bands == [(LEAN, 1, CLEAR, 1), (CLOSE, 0, LEAN, 1), (FEW, 0, FEW, 0)]
    leans = [(float(s.before), float(s.after)) for s in found.shifts]
    z = [(1.0, 2.0), (0.5, 1.5), (-0.5, 0.5)]
    expected = [tuple(verdict_lean(number) for number in pair) for pair in z]
    assert leans == [pytest.approx(pair) for pair in expected]
    assert (found.crossing, found.lost) == (1, 0)


def verdict_lean(z: float) -> float:
    document = make_checklists(make_item("i0", 0, 0, 0), intercept=round(100 * z))
    return float(verdict_on(document, {}).lean)


@quick
@given(cases())
def test_the_same_document_moves_nothing(case: Case) -> None:
    document, answers = case
    found = impact(Bank(document), Bank(document), [("short", answers)])
    assert (found.unmoved, found.crossing, found.in_another_band) == (1, 0, 0)


def test_differences_are_told_in_the_editors_numbers() -> None:
    old = make_worked()
    one, two, three = old.questions
    new = replace(
        old,
        intercept=-5,
        groups=(Group("do", "What do you do?"), *old.groups[1:], Group("go", "Where?")),
        questions=(
            replace(one, weight=-3, shares={LEFT: 305, RIGHT: 700}),
            replace(two, group="go"),
            replace(three, shares={LEFT: 900}),
        ),
    )
    assert [str(found) for found in differences(old, new)] == [
        "quiz: intercept 0.2 → −0.05",
        "checklist do: text “Which do you do?” → “What do you do?”",
        "checklist go: new “Where?”, in place 3",
        "one: weight 1 → −0.3",
        "one: share of left 30\u00a0% → 30.5\u00a0%",
        "two: checklist “do” → “go”",
        "three: share of right 90\u00a0% → nothing",
    ]
    assert differences(old, old) == ()


def test_another_rule_is_a_difference() -> None:
    old = make_worked()
    assert str(differences(old, replace(old, rule="interest"))[0]) == (
        "quiz: rule “evidence” → “interest”"
    )


# What a share keeps


@quick
@given(cases())
def test_a_summary_holds_whole_people_and_each_groups_side_only(case: Case) -> None:
    verdict = verdict_on(*case)
    summary = summarise(verdict)
    assert summary.p == verdict.of_hundred / 100
    assert summary.lean_tenths == 20 * (verdict.of_hundred - 50)
    assert (summary.close_tenths, summary.clear_tenths) == (300, 700)
    assert [piece.slug for piece in summary.traits] == [g.slug for g in verdict.document.groups]
    for piece, exact in zip(summary.traits, verdict.by_trait, strict=True):
        assert piece.tenths % 50 == 0
        assert abs(piece.tenths - exact.tenths) <= 25
        assert (piece.interest, piece.asked) == (0, 0)
    assert read_summary(write_summary(summary)) == summary


def test_a_summary_of_something_else_is_refused() -> None:
    data = write_summary(summarise(verdict_on(make_worked(), {"one": "y"})))
    with pytest.raises(DocumentError):
        read_summary({**data, "ticks": ["one"]})
