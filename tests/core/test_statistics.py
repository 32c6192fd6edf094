"""The figures of counted sheets: by hand, against numpy, and where there is nothing to say."""

import math
from dataclasses import replace
from fractions import Fraction
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quiz.core import statistics
from quiz.core.scoring import Bank
from quiz.core.statistics import AGAINST, UNCLEAR, WITH, Figures, figures, sign_of
from tests.core.banks import (
    documents,
    make_document,
    make_line,
    make_question,
    make_worked,
    quick,
    sheets,
)
from tests.core.counted import figures_of, frozen_bank, letters, random_sheets, summed


@pytest.fixture(scope="module")
def bank() -> Bank:
    return frozen_bank()


# By hand

# Pulls ±1 (lean points ±100/3). Totals 3, −3, 1, −1.
FOUR = letters("bbb", "aaa", "bba", "aab")


def test_the_worked_scale() -> None:
    found = figures_of(make_line((-1, 1), (-1, 1), (-1, 1)), FOUR)
    # Variances over n: 1 for each question, 5 for the total; 3/2 · (1 − 3/5).
    assert found.lean.alpha == Fraction(3, 5)
    spread = 100 / 3 * math.sqrt(20 / 3)
    assert found.lean.sd == pytest.approx(spread)
    assert found.lean.sem == pytest.approx(spread * math.sqrt(2 / 5))
    assert (found.sheets, found.mean, found.lean.questions) == (4, 0, 3)


def test_the_worked_item_rest_correlations() -> None:
    found = figures_of(make_line((-1, 1), (-1, 1), (-1, 1)), FOUR)
    # q1 against q2 + q3: covariance 1, variances 1 and 2. q3 against q1 + q2: covariance 0.
    assert [item.rest for item in found.items] == [
        pytest.approx(math.sqrt(1 / 2)),
        pytest.approx(math.sqrt(1 / 2)),
        0,
    ]
    assert found.negative == ()


def test_the_worked_sides() -> None:
    bank = Bank(make_worked())
    sums = summed(bank, "full", [{"q1": "a", "q2": "b", "q3": "c"}, {"q1": "b", "q2": "a"}])
    # Gaps: build 2 (right), ask −1 (left), write 0.
    # raw build: q1 4, 0, −2 (mean 2/3)  q2 0, 2 (mean 1)  q3 −2, 0, 2
    # raw ask:   q1 0, −2, 0 (mean −2/3) q2 −3, 0 (mean −3/2)
    right = Fraction(10, 3) + 1 + 2, -Fraction(2, 3) - 1
    left = -(Fraction(2, 3) + Fraction(3, 2)), Fraction(4, 3) + Fraction(3, 2)
    unit = bank.unit
    assert (sums.left, sums.right) == (sum(left) * unit, sum(right) * unit)
    squares = [sum((value * unit) ** 2 for value in side) for side in (left, right)]
    assert [sums.left_squared, sums.right_squared] == squares
    assert sums.total == (sum(right) - sum(left)) * unit


def test_how_often_a_question_was_answered_opted_out_of_and_left_open() -> None:
    document = make_line((-1, 1), (-1, 1), (-1, 1))
    found = figures_of(document, letters("bx-", "b-a"))
    assert [(i.answered, i.opted_out, i.left_open) for i in found.items] == [
        (2, 0, 0),
        (0, 1, 1),
        (1, 0, 1),
    ]
    assert [item.untaken for item in found.items] == [("a",), ("a", "b"), ("b",)]


def test_a_question_that_works_against_the_rest_is_named() -> None:
    agreeing = letters(*["aaab", "bbba"] * 20, "aaaa", "bbbb")
    found = figures_of(make_line(*[(-1, 1)] * 4), agreeing)
    assert [item.sign for item in found.items] == [WITH, WITH, WITH, AGAINST]
    assert [item.slug for item in found.negative] == ["q4"]


def test_a_sign_that_chance_explains_is_unclear() -> None:
    found = figures_of(make_line(*[(-1, 1)] * 3), letters("aaa", "bbb", "aba", "bab", "aab"))
    assert {item.sign for item in found.items} == {UNCLEAR}


# Against numpy


@pytest.mark.parametrize("form", ["short", "full"])
@pytest.mark.parametrize("seed", range(3))
def test_the_figures_are_those_of_numpy(bank: Bank, form: str, seed: int) -> None:
    sheets = random_sheets(bank, form, 300, seed)
    found = figures(bank, form, summed(bank, form, sheets))
    left, right = side_scores(bank, form, sheets)
    pulls = right - left
    reach = statistics.whole_reach(bank, form) / bank.unit
    assert float(found.mean) == pytest.approx(100 * pulls.sum(axis=1).mean() / reach)
    for scale, scores in ((found.lean, pulls), (found.left, left), (found.right, right)):
        same_scale(scale, scores, reach)
    rests = [
        np.corrcoef(column, pulls.sum(axis=1) - column)[0, 1] if column.any() else None
        for column in pulls.T
    ]
    assert [item.rest for item in found.items] == [
        rest if rest is None else pytest.approx(rest) for rest in rests
    ]


def side_scores(
    bank: Bank, form: str, sheets: list[dict[str, str]]
) -> tuple[np.ndarray, np.ndarray]:
    """Sheets × questions, straight from points and demands; centred; 0 where not answered."""
    document = bank.document
    sides = []
    for side in (-1, 1):
        gaps = {slug: max(side * gap, 0) for slug, gap in document.gaps.items()}
        columns = []
        for question in document.form(form):
            raw = {o.key: sum(p * gaps[t] for t, p in o.points.items()) for o in question.scored}
            mean = np.mean(list(raw.values()))
            chosen = [sheet.get(question.slug) for sheet in sheets]
            columns.append([raw[key] - mean if key in raw else 0.0 for key in chosen])
        sides.append(np.array(columns).T)
    return sides[0], sides[1]


def same_scale(scale: statistics.Scale, scores: np.ndarray, reach: float) -> None:
    scores = scores[:, np.abs(scores).max(axis=0) > 1e-9]
    covariance = np.cov(scores.T)
    size = len(covariance)
    alpha = size / (size - 1) * (1 - np.trace(covariance) / covariance.sum())
    spread = 100 * np.std(scores.sum(axis=1), ddof=1) / reach
    assert scale.questions == size
    assert float(scale.alpha) == pytest.approx(alpha)
    assert scale.sd == pytest.approx(spread)
    assert scale.sem == pytest.approx(spread * math.sqrt(1 - max(alpha, 0)))


@pytest.mark.parametrize(
    ("r", "number", "sign"),
    [
        (None, 40, None),
        (1.0, 3, UNCLEAR),
        (0.95, 4, UNCLEAR),  # artanh 1.83, standard error 1
        (0.97, 4, WITH),  # artanh 2.09
        (-0.97, 4, AGAINST),
        (-1.0, 4, AGAINST),
        (-0.19, 103, UNCLEAR),  # artanh −0.192, standard error 0.1
        (-0.2, 103, AGAINST),  # artanh −0.203
        (0.0, 1_000_000, UNCLEAR),
    ],
)
def test_when_a_sign_is_certain(r: float | None, number: int, sign: str | None) -> None:
    assert sign_of(r, number) == sign


@given(r=st.floats(-1, 1), sheets=st.integers(4, 10_000))
def test_a_sign_is_certain_where_fishers_interval_leaves_out_0(r: float, sheets: int) -> None:
    half = NormalDist().inv_cdf(0.975) / math.sqrt(sheets - 3)
    ends = [math.atanh(max(min(r, 1 - 1e-12), -1 + 1e-12)) + way * half for way in (-1, 1)]
    assume(all(abs(end) > 1e-4 for end in ends))  # 1.96 is rounded
    expected = WITH if ends[0] > 0 else AGAINST if ends[1] < 0 else UNCLEAR
    assert sign_of(r, sheets) == expected


# Where there is nothing to say


def nothing(found: Figures) -> bool:
    scales = (found.lean, found.left, found.right)
    return all(scale.alpha is None and scale.sem is None for scale in scales) and all(
        (item.rest, item.sign) == (None, None) for item in found.items
    )


def test_nobody_answered() -> None:
    found = figures_of(make_worked(), [])
    assert nothing(found)
    assert (found.sheets, found.mean, found.lean.sd) == (0, None, None)


def test_everybody_opted_out() -> None:
    found = figures_of(make_worked(), [{"q1": "x", "q2": "x", "q3": "x"}] * 40)
    assert nothing(found)
    assert (found.mean, found.lean.sd) == (0, 0)
    assert [item.opted_out for item in found.items] == [40, 40, 40]


def test_everybody_answered_the_same() -> None:
    found = figures_of(make_worked(), [{"q1": "a", "q2": "b", "q3": "c"}] * 40)
    assert nothing(found)
    assert found.lean.sd == 0


def test_a_single_question() -> None:
    found = figures_of(make_line((-1, 1)), letters("a", "b", "b"))
    assert nothing(found)
    assert found.lean.sd == pytest.approx(100 * math.sqrt(4 / 3))


def test_a_question_that_cannot_pull_is_no_part_of_the_scale() -> None:
    document = make_document(
        make_question("q1", {"line": 1}, {"line": -1}),
        make_question("q2", {"line": 1}, {"line": -1}),
        make_question("q3", {"calm": 1}, {"calm": -1}),
        demands={"line": (0, 1), "calm": (2, 2)},
    )
    found = figures_of(document, letters("aaa", "bbb", "aab", "abb"))
    assert (found.lean.questions, found.right.questions, found.left.questions) == (2, 2, 0)
    assert (found.items[2].rest, found.items[2].sign) == (None, None)
    assert found.left.alpha is None


def test_a_quiz_without_any_pull() -> None:
    found = figures_of(make_line((1, 1), (2, 2)), letters("aa", "bb"))
    assert nothing(found)
    assert (found.mean, found.lean.sd) == (None, None)


def test_questions_that_contradict_each_other_measure_nothing() -> None:
    found = figures_of(make_line((-1, 1), (-2, 2)), letters("ab", "ba", "ab", "ba"))
    assert found.lean.alpha < 0
    assert found.lean.sem == found.lean.sd


# The two roles


@quick
@given(data=st.data())
def test_swapping_the_roles_mirrors_the_figures(data: st.DataObject) -> None:
    document = data.draw(documents(fewest=2))
    everyone = [case.answers for case in data.draw(st.lists(sheets(document), max_size=9))]
    swapped = replace(document, left=document.right, right=document.left)
    found, mirrored = figures_of(document, everyone), figures_of(swapped, everyone)
    assert (mirrored.left, mirrored.right) == (found.right, found.left)
    assert (mirrored.lean, mirrored.items) == (found.lean, found.items)
    assert mirrored.mean == (None if found.mean is None else -found.mean)
