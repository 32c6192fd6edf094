"""How firm, towards which role, how interested: what a verdict says beside the lean."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given

from quiz.core.scoring import Bank
from quiz.core.verdict import CLEARLY, LEANS, Verdict, read_verdict
from tests.core import brute
from tests.core.banks import Case, cases, make_line, make_worked, quick

COIN = [1, -1]
FLAT = [0, 0]


def on_line(raws: Sequence[Sequence[int]], keys: str) -> Verdict:
    """The verdict on these answers, by key, to questions q1, q2 … with these raws."""
    answers = {f"q{number}": key for number, key in enumerate(keys, 1)}
    return read_verdict(Bank(make_line(*raws)), "full", answers)


def firmness(raws: Sequence[Sequence[int]], keys: str) -> tuple[Fraction, str]:
    verdict = on_line(raws, keys)
    return verdict.p, verdict.band


# Bands


@pytest.mark.parametrize("side", ["a", "b"])
def test_five_answers_are_too_few_to_say_and_six_are_enough(side: str) -> None:
    assert on_line([COIN] * 5, side * 5).band == "few"
    assert on_line([COIN] * 6, side * 6).band == "leans"


def test_an_opt_out_does_not_count_as_an_answer() -> None:
    verdict = on_line([COIN] * 6, "aaaaax")
    assert (verdict.answered, verdict.band) == (5, "few")


def test_a_scored_option_worth_nothing_does_count_as_an_answer() -> None:
    verdict = on_line([*[COIN] * 5, FLAT], "aaaaaa")
    assert (verdict.answered, verdict.band) == (6, "leans")


def test_questions_left_out_do_not_count_as_answers() -> None:
    verdict = on_line([COIN] * 9, "aaaaa")
    assert (verdict.answered, verdict.band) == (5, "few")


def test_p_of_exactly_a_fifth_leans() -> None:
    fifth = [[4, -1, -1, -1, -1], *[FLAT] * 5]
    assert firmness(fifth, "aaaaaa") == (Fraction(1, 5), "leans")
    assert firmness(fifth, "baaaaa") == (Fraction(1), "close")


def test_p_just_above_a_fifth_is_too_close_to_call() -> None:
    assert firmness([COIN] * 6, "aaaaab") == (Fraction(14, 64), "close")


def test_p_of_exactly_a_hundredth_clearly_leans() -> None:
    fives = [4, -1, -1, -1, -1]
    hundredth = [fives, fives, COIN, COIN, FLAT, FLAT]
    assert firmness(hundredth, "aaaaaa") == (Fraction(1, 100), "clear")
    assert firmness(hundredth, "aaabaa") == (Fraction(3, 100), "leans")


def test_p_just_above_a_hundredth_leans() -> None:
    fours = [3, -1, -1, -1]
    assert firmness([fours, fours, [2, -1, -1], COIN, FLAT, FLAT], "aaaaaa") == (
        Fraction(1, 96),
        "leans",
    )


def expected_band(p: Fraction) -> str:
    if p > Fraction(1, 5):
        return "close"
    return "leans" if p > Fraction(1, 100) else "clear"


def test_band_follows_the_p_counted_over_all_sheets() -> None:
    rows = [[2, 0, -2], [3, -1, -2], COIN, [1, 0, -1], COIN, [5, -5, 0]]
    totals = brute.counts(rows)
    for keys in product("abc", "abc", "ab", "abc", "ab", "abc"):
        verdict = on_line(rows, "".join(keys))
        total = sum(row["abc".index(key)] for row, key in zip(rows, keys, strict=True))
        far = sum(count for other, count in totals.items() if abs(other) >= abs(total))
        p = Fraction(far, totals.total())
        assert (verdict.p, verdict.band) == (p, expected_band(p))


def test_edges_are_where_the_bands_begin() -> None:
    rows = [[2, 0, -2], [3, -1, -2], COIN, [1, 0, -1], COIN, [5, -5, 0]]
    for keys in product("abc", "abc", "ab", "abc", "ab", "abc"):
        verdict = on_line(rows, "".join(keys))
        assert (abs(verdict.lean) <= verdict.edge(LEANS)) == (verdict.band == "close")
        assert (abs(verdict.lean) > verdict.edge(CLEARLY)) == (verdict.band == "clear")


def test_edge_is_given_in_points_of_the_lean() -> None:
    verdict = on_line([COIN] * 6, "aaaaaa")
    assert verdict.edge(LEANS) == Fraction(400, 6)  # 4 or further: 14 of 64; 6: 2 of 64
    assert verdict.edge(CLEARLY) == 100


# Towards


@pytest.mark.parametrize(
    ("keys", "toward"),
    [("aaaaaa", "right"), ("bbbbbb", "left"), ("aaabbb", None), ("aaaabb", "right"), ("b", "left")],
)
def test_toward_names_the_side_whatever_the_band(keys: str, toward: str | None) -> None:
    assert on_line([COIN] * 6, keys).toward == toward


def test_nothing_answered_is_toward_neither() -> None:
    verdict = on_line([COIN] * 6, "")
    assert (verdict.toward, verdict.band) == (None, "few")


@quick
@given(cases())
def test_toward_is_the_sign_of_the_lean(case: Case) -> None:
    lean = brute.lean(case.document, case.scored)
    expected = None if lean == 0 else case.document.right if lean > 0 else case.document.left
    assert case.verdict().toward == expected


# Interest


def test_interest_is_the_share_of_the_points_on_offer() -> None:
    verdict = read_verdict(Bank(make_worked()), "full", {"q1": "a", "q2": "a", "q3": "c"})
    assert verdict.interests == {"build": Fraction(250, 3), "ask": Fraction(60), "write": 0}


@pytest.mark.parametrize(("key", "interest"), [("a", 100), ("b", 50), ("c", 0)])
def test_interest_runs_from_0_to_100(key: str, interest: int) -> None:
    assert on_line([[3, 0, -3], [2, 1, 0]], key * 2).interests == {"line": interest}


def test_interest_is_none_where_no_answered_question_touches_the_trait() -> None:
    bank = Bank(make_worked())
    assert read_verdict(bank, "full", {"q3": "a"}).interests == {
        "build": 0,
        "ask": None,
        "write": None,
    }


def test_interest_is_none_where_every_option_says_the_same() -> None:
    assert on_line([[2, 2]], "a").interests == {"line": None}


def test_interest_ignores_opt_outs() -> None:
    assert on_line([[3, -3], [3, -3]], "ax").interests == {"line": 100}


@quick
@given(cases())
def test_interest_follows_the_points_not_the_gaps(case: Case) -> None:
    for trait, interest in case.verdict().interests.items():
        given_points, lowest, highest = 0, 0, 0
        for question in case.document.questions:
            if question.slug in case.scored:
                row = {o.key: o.points.get(trait, 0) for o in question.scored}
                given_points += row[case.scored[question.slug]]
                lowest, highest = lowest + min(row.values()), highest + max(row.values())
        span = highest - lowest
        assert interest == (Fraction(100 * (given_points - lowest), span) if span else None)


# JSON


def test_json_of_the_worked_case() -> None:
    verdict = read_verdict(Bank(make_worked()), "full", {"q3": "c", "q1": "a", "q2": "a"})
    assert verdict.to_json() == {
        "form": "full",
        "answered": 3,
        "lean": 700 / 17,
        "p": 4 / 9,
        "band": "few",
        "toward": "right",
        "contributions": [
            {"question": "q1", "option": "a", "points": 800 / 17},
            {"question": "q2", "option": "a", "points": -500 / 17},
            {"question": "q3", "option": "c", "points": 400 / 17},
        ],
        "traits": [
            {"slug": "build", "contribution": 2600 / 51, "interest": 250 / 3},
            {"slug": "ask", "contribution": -500 / 51, "interest": 60.0},
            {"slug": "write", "contribution": 0.0, "interest": 0.0},
        ],
        "flip": {"count": 1, "changes": [{"question": "q1", "from": "a", "to": "b"}]},
    }


def test_json_tells_an_opt_out_from_a_question_not_answered() -> None:
    verdict = read_verdict(Bank(make_worked()), "full", {"q1": "x"})
    assert verdict.to_json() == {
        "form": "full",
        "answered": 0,
        "lean": 0.0,
        "p": 1.0,
        "band": "few",
        "toward": None,
        "contributions": [
            {"question": "q1", "option": "x", "points": 0.0},
            {"question": "q2", "option": None, "points": 0.0},
            {"question": "q3", "option": None, "points": 0.0},
        ],
        "traits": [
            {"slug": "build", "contribution": 0.0, "interest": None},
            {"slug": "ask", "contribution": 0.0, "interest": None},
            {"slug": "write", "contribution": 0.0, "interest": None},
        ],
        "flip": {"count": 0, "changes": []},
    }
