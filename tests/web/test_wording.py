"""A verdict in words: the boundaries of what is said about chance, and signs."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz import wording
from tests.web.helpers import quick

ABIT = Fraction(1, 10**9)


@pytest.mark.parametrize(
    ("p", "words"),
    [
        (Fraction(1), "Nearly all"),
        (Fraction(95, 100), "Nearly all"),
        (Fraction(95, 100) - ABIT, "About 9 in 10"),
        (Fraction(1, 2), "About 5 in 10"),
        (Fraction(36, 100), "About 4 in 10"),
        (Fraction(1, 5) + ABIT, "About 2 in 10"),
        (Fraction(1, 5), "About 1 in 5"),
        (Fraction(1, 12), "About 1 in 12"),
        (Fraction(1, 100) + ABIT, "About 1 in 100"),
        (Fraction(1, 100), "About 1 in 100"),
        (Fraction(1, 100) - ABIT, "Fewer than 1 in 100"),
        (Fraction(1, 200), "Fewer than 1 in 100"),
        (Fraction(1, 200) - ABIT, "Fewer than 1 in 200"),
        (Fraction(1, 999), "Fewer than 1 in 500"),
        (Fraction(1, 4999), "Fewer than 1 in 2,000"),
        (Fraction(1, 99_999), "Fewer than 1 in 10,000"),
        (Fraction(1, 1_000_000), "Fewer than 1 in 100,000"),
        (Fraction(1, 1_000_001), "Fewer than 1 in 1,000,000"),
        (Fraction(1, 10**20), "Fewer than 1 in 1,000,000"),
    ],
)
def test_chance_is_said_as_a_share_of_random_sheets(p: Fraction, words: str) -> None:
    assert wording.chance_in_words(p) == words


@given(st.fractions(0, 1).filter(bool))
@quick
def test_what_is_said_of_a_chance_is_true_of_it(p: Fraction) -> None:
    words = wording.chance_in_words(p).replace(",", "")
    if words == "Nearly all":
        assert p >= Fraction(95, 100)
        return
    how, share, number = re.fullmatch(r"(About|Fewer than) (\d+) in (\d+)", words).groups()
    said = Fraction(int(share), int(number))
    if how == "Fewer than":
        assert p < said
    elif share == "1":
        assert abs(1 / p - 1 / said) <= Fraction(1, 2)
    else:
        assert abs(p - said) <= Fraction(1, 20)


@pytest.mark.parametrize(
    ("tenths", "text"),
    [
        (0, "0.0"),
        (1, "+0.1"),
        (-1, "−0.1"),
        (39, "+3.9"),
        (-39, "−3.9"),
        (10, "+1.0"),
        (1000, "+100.0"),
        (-1000, "−100.0"),
    ],
)
def test_tenths_are_shown_with_their_sign(tenths: int, text: str) -> None:
    assert wording.signed(tenths) == text
    assert wording.unsigned(tenths) == text.lstrip("+−")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(0), "0.0"),
        (Fraction(293, 10), "29.3"),
        (Fraction(-5, 2), "−2.5"),
        (Fraction(1, 3), "0.3"),
        (Fraction(100), "100.0"),
    ],
)
def test_other_numbers_have_one_decimal(value: Fraction, text: str) -> None:
    assert wording.one_decimal(value) == text
