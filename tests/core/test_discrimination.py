"""AUC, its interval and the ROC curve, held against what they mean, counted one by one."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.core.discrimination import (
    RocPoint,
    Step,
    area,
    balanced_accuracy,
    called_right,
    roc,
    steps,
)
from tests.core.banks import quick

VALUES = st.sampled_from([0.1, 0.2, 0.3, 0.5, 0.8])
PEOPLE = st.lists(st.tuples(VALUES, st.booleans()), max_size=25).map(
    # Two of each group at least, or no variance has a meaning.
    lambda found: [*found, (0.1, False), (0.2, False), (0.2, True), (0.8, True)]
)


def wins(right: float, left: float) -> float:
    return (right > left) + (right == left) / 2


@quick
@given(people=PEOPLE)
def test_the_area_is_the_share_of_pairs_told_apart_and_the_interval_delongs(
    people: list[tuple[float, bool]],
) -> None:
    rights, lefts = ([v for v, right in people if right is side] for side in (True, False))
    by_right = [sum(wins(r, x) for x in lefts) / len(lefts) for r in rights]
    by_left = [sum(wins(r, x) for r in rights) / len(rights) for x in lefts]
    value = sum(by_right) / len(rights)
    spread = sum(
        sum((share - value) ** 2 for share in shares) / (len(shares) - 1) / len(shares)
        for shares in (by_right, by_left)
    )
    found = area(steps((v, right, 1) for v, right in people))
    assert found.value == pytest.approx(value)
    assert found.low == pytest.approx(max(0, value - 1.96 * math.sqrt(spread)))
    assert found.high == pytest.approx(min(1, value + 1.96 * math.sqrt(spread)))


@quick
@given(people=PEOPLE)
def test_the_area_lies_under_the_curve(people: list[tuple[float, bool]]) -> None:
    gathered = steps((v, right, 1) for v, right in people)
    curve = roc(gathered)
    under = sum(
        (second.of_left - first.of_left) * (first.of_right + second.of_right) / 2
        for first, second in pairwise(curve)
    )
    assert area(gathered).value == pytest.approx(under)
    assert (curve[0].of_left, curve[0].of_right) == (0, 0)
    assert (curve[-1].of_left, curve[-1].of_right) == (1, 1)


@quick
@given(people=PEOPLE)
def test_exchanging_the_groups_mirrors_the_area(people: list[tuple[float, bool]]) -> None:
    one = area(steps((v, right, 1) for v, right in people))
    other = area(steps((v, not right, 1) for v, right in people))
    assert other.value == pytest.approx(1 - one.value)
    assert other.low == pytest.approx(1 - one.high)


def test_people_of_one_value_are_gathered() -> None:
    found = steps([(0.5, True, 2), (0.2, False, 3), (0.5, False, 1), (0.5, True, 4)])
    assert found == [Step(0.2, 3, 0), Step(0.5, 1, 6)]


def test_calling_by_a_threshold() -> None:
    people = [Step(0.2, 3, 1), Step(0.5, 1, 2), Step(0.9, 0, 1)]
    point = called_right(people, 0.5)
    assert point == RocPoint(0.5, 1 / 4, 3 / 4)
    assert balanced_accuracy(point) == 0.75


def test_groups_that_do_not_overlap_are_told_apart_for_certain() -> None:
    found = area([Step(0.1, 5, 0), Step(0.9, 0, 5)])
    assert (found.value, found.low, found.high) == (1, 1, 1)
