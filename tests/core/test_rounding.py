"""Pieces rounded so that they still add up."""

from fractions import Fraction
from math import floor

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quiz.core.explain import round_to_sum
from tests.core.banks import quick

PIECES = st.lists(st.integers(-60, 60), max_size=8)
REACH = st.integers(1, 400)
SCALE = st.sampled_from([1, 10, 100])


def rounded(value: Fraction) -> int:
    """To the nearest whole number, halves away from 0."""
    nearest = floor(abs(value) + Fraction(1, 2))
    return nearest if value >= 0 else -nearest


def steps(piece: int, reach: int, scale: int) -> Fraction:
    """A piece, exactly, in the steps in which it is shown."""
    return Fraction(100 * scale * piece, reach)


@quick
@given(PIECES, REACH, SCALE)
def test_pieces_sum_to_the_rounded_total(pieces: list[int], reach: int, scale: int) -> None:
    shown = round_to_sum(pieces, reach, scale)
    assert sum(shown) == rounded(steps(sum(pieces), reach, scale))


@quick
@given(PIECES, REACH, SCALE)
def test_every_piece_is_less_than_one_step_off(pieces: list[int], reach: int, scale: int) -> None:
    for piece, shown in zip(pieces, round_to_sum(pieces, reach, scale), strict=True):
        assert abs(shown - steps(piece, reach, scale)) < 1


@quick
@given(PIECES, REACH, SCALE)
def test_largest_remainders_are_the_ones_raised(pieces: list[int], reach: int, scale: int) -> None:
    shown = round_to_sum(pieces, reach, scale)
    off = [steps(p, reach, scale) - s for p, s in zip(pieces, shown, strict=True)]
    assert max(off, default=0) - min(off, default=0) <= 1


@quick
@given(PIECES, REACH, SCALE)
def test_zero_stays_zero_and_pushes_no_other(pieces: list[int], reach: int, scale: int) -> None:
    padded = [value for piece in pieces for value in (0, piece)]
    shown = round_to_sum(padded, reach, scale)
    assert shown[::2] == [0] * len(pieces)
    assert shown[1::2] == round_to_sum(pieces, reach, scale)


@quick
@given(PIECES, REACH, SCALE)
@example([1, 1, -2], 3, 10)  # a total of 0 has no side of its own
@example([1, 1, 1], 3, 10)
def test_mirrored_pieces_round_to_mirrored_steps(pieces: list[int], reach: int, scale: int) -> None:
    mirrored = round_to_sum([-piece for piece in pieces], reach, scale)
    assert mirrored == [-step for step in round_to_sum(pieces, reach, scale)]


@quick
@given(PIECES, REACH, SCALE, st.integers(2, 60))
def test_the_unit_of_the_pulls_does_not_matter(
    pieces: list[int], reach: int, scale: int, unit: int
) -> None:
    finer = round_to_sum([piece * unit for piece in pieces], reach * unit, scale)
    assert finer == round_to_sum(pieces, reach, scale)


@pytest.mark.parametrize("pieces", [[], [0], [0, 0, 0]])
def test_a_reach_of_0_shows_nothing(pieces: list[int]) -> None:
    assert round_to_sum(pieces, 0) == pieces


@pytest.mark.parametrize(
    ("pieces", "reach", "shown"),
    [
        ([1, 1, 1], 3, [334, 333, 333]),
        ([-1, -1, -1], 3, [-334, -333, -333]),
        ([2, 2, -1], 3, [667, 667, -334]),
        ([5], 10_000, [1]),  # half a tenth
        ([-5], 10_000, [-1]),
        ([4], 10_000, [0]),
        ([25, 25], 100_000, [1, 0]),  # a quarter of a tenth each
        ([7, -7], 7, [1000, -1000]),
    ],
)
def test_tenths_worked_by_hand(pieces: list[int], reach: int, shown: list[int]) -> None:
    assert round_to_sum(pieces, reach) == shown
