"""Made-up sheets: complete, repeatable, and as often on a side as they should be."""

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.core.document import FORMS, Document
from quiz.core.scoring import Bank, read_sheet
from quiz.core.simulation import minded_sheets, random_sheets
from tests.core.banks import documents, make_document, make_line, make_question, quick

SHEETS = 4000
SLACK = 0.04  # five standard deviations of a share of 4000 sheets

# One question: the pulls of a and b are −3 and −1, those of c and d both 2.
FOUR = make_line([-3, -1, 2, 2])
SHARES = dict.fromkeys("abcd", 1 / 4)


def shares(sheets: list[dict[str, str]]) -> dict[str, float]:
    """How often each option of the only question was chosen."""
    counts = Counter(sheet["q1"] for sheet in sheets)
    return {key: count / len(sheets) for key, count in sorted(counts.items())}


def test_random_sheets_choose_every_option_equally_often() -> None:
    assert shares(random_sheets(FOUR, "full", SHEETS, 1)) == pytest.approx(SHARES, abs=SLACK)


@pytest.mark.parametrize(
    ("side", "share", "expected"),
    [
        (-1, 1, {"a": 1}),
        (1, 1, {"c": 1 / 2, "d": 1 / 2}),
        (1, 0, SHARES),
        (-1, 0.5, {"a": 5 / 8, "b": 1 / 8, "c": 1 / 8, "d": 1 / 8}),
        (1, 0.5, {"a": 1 / 8, "b": 1 / 8, "c": 3 / 8, "d": 3 / 8}),
        (-1, 0.2, {"a": 4 / 10, "b": 2 / 10, "c": 2 / 10, "d": 2 / 10}),
    ],
)
def test_minded_sheets_favour_their_side(
    side: int, share: float, expected: dict[str, float]
) -> None:
    sheets = minded_sheets(FOUR, "full", SHEETS, 1, side, share)
    assert shares(sheets) == pytest.approx(expected, abs=SLACK)


def test_a_side_is_that_of_the_pull_and_not_of_the_points() -> None:
    document = make_document(
        make_question("q1", {"line": 1}, {"line": 2}, {"line": 9}), demands={"line": (4, 1)}
    )
    assert shares(minded_sheets(document, "short", 9, 1, -1, 1)) == {"c": 1}


def test_answers_to_different_questions_are_independent() -> None:
    sheets = random_sheets(make_line([0, 1], [0, 1]), "full", SHEETS, 1)
    both = Counter((sheet["q1"], sheet["q2"]) for sheet in sheets)
    expected = {(first, second): 1 / 4 for first in "ab" for second in "ab"}
    assert {pair: n / SHEETS for pair, n in both.items()} == pytest.approx(expected, abs=SLACK)


@quick
@given(documents(), st.sampled_from(FORMS), st.integers(), st.sampled_from([-1, 1]))
def test_sheets_answer_every_question_of_the_form_and_no_opt_out(
    document: Document, form: str, seed: int, side: int
) -> None:
    slugs = [question.slug for question in document.form(form)]
    both = [
        *random_sheets(document, form, 3, seed),
        *minded_sheets(document, form, 3, seed, side, 0.5),
    ]
    assert [list(sheet) for sheet in both] == [slugs] * 6
    for sheet in both:
        assert read_sheet(Bank(document), form, sheet).chosen == sheet


@quick
@given(documents(), st.integers())
def test_a_seed_gives_the_same_sheets_again(document: Document, seed: int) -> None:
    assert random_sheets(document, "full", 5, seed) == random_sheets(document, "full", 5, seed)
    assert minded_sheets(document, "full", 5, seed, 1, 0.5) == minded_sheets(
        document, "full", 5, seed, 1, 0.5
    )


def test_seeds_give_different_sheets() -> None:
    document = make_line(*[[0, 1]] * 30)
    sheets = {json.dumps(random_sheets(document, "full", 1, seed)) for seed in range(20)}
    assert len(sheets) == 20


def test_no_sheet_is_made_where_none_is_asked_for() -> None:
    assert (random_sheets(FOUR, "full", 0, 1), minded_sheets(FOUR, "full", 0, 1, 1, 1)) == ([], [])


def test_there_is_no_third_form() -> None:
    with pytest.raises(KeyError):
        random_sheets(FOUR, "long", 1, 1)
