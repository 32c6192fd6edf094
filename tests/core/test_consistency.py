"""Whether two halves agree: worked by hand."""

from fractions import Fraction

import pytest

from quiz.core.consistency import Agreement, agreement


def test_agreement_and_what_is_beyond_chance() -> None:
    """Of 10, 7 agree. Firsts: 5 left, 5 right; seconds: 6 left, 4 right.

    By chance 0.5 · 0.6 + 0.5 · 0.4 = 0.5 would; kappa = (0.7 − 0.5) / (1 − 0.5) = 0.4.
    """
    found = agreement({"left left": 4, "left right": 1, "right left": 2, "right right": 3})
    assert found == Agreement(10, 7, Fraction(2, 5))
    assert found.share == Fraction(7, 10)


def test_a_half_in_the_middle_agrees_with_another_there_alone() -> None:
    found = agreement({"middle middle": 1, "middle left": 1, "right middle": 1})
    assert (found.sheets, found.same) == (3, 1)


def test_several_counts_are_added_up() -> None:
    parts = {"left left": 2}, {"left left": 1, "right right": 3}
    assert agreement(*parts) == agreement({"left left": 3, "right right": 3})
    assert agreement(*parts).beyond_chance == 1


@pytest.mark.parametrize("counts", [{}, {"left left": 4}])
def test_where_all_point_one_way_nothing_is_beyond_chance(counts: dict[str, int]) -> None:
    found = agreement(counts)
    assert (found.same, found.beyond_chance) == (sum(counts.values()), None)


def test_nobody_is_no_share() -> None:
    assert agreement().share == 0
