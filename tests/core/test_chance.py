"""The exact distribution of random sheets, against counting them all."""

from collections import Counter
from fractions import Fraction
from itertools import pairwise
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.core.chance import Chance, chance
from tests.core import brute
from tests.core.banks import Case, cases, quick

Rows = list[list[int]]


def spread(scale: int, rows: Rows) -> Rows:
    """The rows in steps of ``scale``, and off its multiples by one per question."""
    return [[scale * pull + 1 for pull in row] for row in rows]


ROWS = st.lists(st.lists(st.integers(-6, 6), min_size=2, max_size=4), min_size=1, max_size=5)
OFFERED = st.one_of(ROWS, st.builds(spread, st.integers(2, 12), ROWS))


def share(rows: Rows, distance: int) -> Fraction:
    """The share of all sheets at least this far from 0, by counting."""
    hits = sum(count for total, count in brute.counts(rows).items() if abs(total) >= distance)
    return Fraction(hits, prod(map(len, rows)))


def distances(rows: Rows) -> list[int]:
    return sorted({abs(total) for total in brute.counts(rows)})


@quick
@given(OFFERED)
def test_counts_are_those_of_all_sheets(rows: Rows) -> None:
    assert chance(rows).counts == brute.counts(rows)
    assert chance(rows).sheets == prod(map(len, rows))


@quick
@given(OFFERED)
def test_counts_and_tails_ascend(rows: Rows) -> None:
    found = chance(rows)
    assert list(found.counts) == sorted(brute.counts(rows))
    assert list(found.tails) == distances(rows)


@quick
@given(OFFERED)
def test_p_counts_sheets_as_far_on_either_side(rows: Rows) -> None:
    found = chance(rows)
    for total in found.counts:
        assert found.p(total) == share(rows, abs(total))


def test_p_counts_both_sides_of_an_uneven_bank() -> None:
    found = chance([[3, -1, -1, -1], [1, -1]])  # 4, 2, then three each of 0 and −2
    assert [found.p(total) for total in (4, 2, -2, 0)] == [
        Fraction(1, 8),
        Fraction(5, 8),
        Fraction(5, 8),
        Fraction(1),
    ]


@quick
@given(OFFERED)
def test_edge_is_the_greatest_distance_more_common_than_the_limit(rows: Rows) -> None:
    found = chance(rows)
    for limit in (Fraction(0), Fraction(1, 100), Fraction(1, 5), Fraction(1, 2)):
        commoner = [d for d in distances(rows) if share(rows, d) > limit]
        assert found.edge(limit) == commoner[-1]


@quick
@given(OFFERED)
def test_edge_stops_before_a_distance_exactly_as_common_as_the_limit(rows: Rows) -> None:
    found = chance(rows)
    for nearer, further in pairwise(distances(rows)):
        assert found.edge(share(rows, further)) == nearer


@quick
@given(OFFERED)
def test_order_of_questions_and_options_does_not_matter(rows: Rows) -> None:
    assert chance([row[::-1] for row in rows[::-1]]) == chance(rows)


def test_pulls_that_are_all_zero_make_every_sheet_a_tie() -> None:
    found = chance([[0, 0], [0, 0, 0]])
    assert found == Chance(sheets=6, counts={0: 6}, tails={0: 6})
    assert [found.p(0), found.edge(Fraction(1, 5))] == [1, 0]


def test_no_question_leaves_one_empty_sheet() -> None:
    found = chance([])
    assert found == Chance(sheets=1, counts={0: 1}, tails={0: 1})
    assert [found.p(0), found.edge(Fraction(1, 5))] == [1, 0]


@pytest.mark.parametrize("questions", range(1, 41))
def test_no_count_is_too_large_to_hold(questions: int) -> None:
    assert chance([[0, 0]] * questions).counts == {0: 2**questions}
    assert chance([[0, 0]] * questions + [[1, -1]]).counts == {-1: 2**questions, 1: 2**questions}


def convolved(rows: Rows) -> Counter[int]:
    """The same distribution by adding up a dictionary, one question after the other."""
    counts = Counter({0: 1})
    for row in rows:
        step: Counter[int] = Counter()
        for total, count in counts.items():
            for pull in row:
                step[total + pull] += count
        counts = step
    return counts


def test_thirty_questions_of_five_options_count_exactly() -> None:
    rows = [[-9 - n, -4, 0, 3, 10 + n] for n in range(30)]
    found = chance(rows)
    assert sum(found.counts.values()) == found.sheets == found.tails[0] == 5**30
    assert found.counts == convolved(rows)


@quick
@given(cases())
def test_a_verdict_is_measured_against_the_answered_questions_only(case: Case) -> None:
    assert case.verdict().p == brute.p(case.document, case.scored)
