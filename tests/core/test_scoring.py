"""The lean, and the pieces it is made of."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given

from quiz.core.document import Document
from quiz.core.scoring import AnswerError, Bank, read_sheet, score
from quiz.core.verdict import read_verdict
from tests.core import brute
from tests.core.banks import Case, cases, documents, make_line, make_worked, quick

WORKED = Case(make_worked(), "full", {"q1": "a", "q2": "a", "q3": "c"})


def test_worked_case_has_the_lean_and_reach_found_by_hand() -> None:
    bank = Bank(WORKED.document)
    result = score(read_sheet(bank, WORKED.form, WORKED.answers))
    shares = [Fraction(n, bank.unit) for n in (result.total, result.reach_left, result.reach_right)]
    assert shares == [Fraction(7, 2), Fraction(13, 2), Fraction(17, 2)]
    assert result.lean == Fraction(700, 17)


def test_worked_case_splits_by_answer_as_found_by_hand() -> None:
    pieces = [(c.slug, c.points, c.tenths) for c in WORKED.verdict().by_answer]
    assert pieces == [
        ("q1", Fraction(800, 17), 471),
        ("q2", Fraction(-500, 17), -294),
        ("q3", Fraction(400, 17), 235),
    ]


def test_worked_case_splits_by_trait_as_found_by_hand() -> None:
    pieces = [(c.slug, c.points, c.tenths) for c in WORKED.verdict().by_trait]
    assert pieces == [
        ("build", Fraction(2600, 51), 510),
        ("ask", Fraction(-500, 51), -98),
        ("write", Fraction(0), 0),
    ]


def test_worked_case_has_the_p_counted_by_hand() -> None:
    assert WORKED.verdict().p == Fraction(8, 18)


def test_short_form_scores_only_its_own_questions() -> None:
    verdict = WORKED._replace(form="short", answers={"q1": "a", "q2": "a"}).verdict()
    assert [c.slug for c in verdict.by_answer] == ["q1", "q2"]
    assert verdict.lean == Fraction(300, 13)


def test_lean_is_100_or_less_where_the_other_side_reaches_further() -> None:
    bank = Bank(make_line([3, -1, -1, -1]))
    leans = [read_verdict(bank, "full", {"q1": key}).lean for key in "abcd"]
    assert leans == [100, Fraction(-100, 3), Fraction(-100, 3), Fraction(-100, 3)]


@quick
@given(cases())
def test_lean_is_the_formula_read_literally(case: Case) -> None:
    assert case.verdict().lean == brute.lean(case.document, case.scored)


@quick
@given(cases())
def test_reach_is_the_formula_read_literally(case: Case) -> None:
    bank = Bank(case.document)
    result = score(read_sheet(bank, case.form, case.answers))
    reaches = Fraction(result.reach_left, bank.unit), Fraction(result.reach_right, bank.unit)
    assert reaches == brute.reaches(case.document, case.scored)


@quick
@given(cases())
def test_exact_pieces_sum_to_the_lean(case: Case) -> None:
    verdict = case.verdict()
    assert sum(c.points for c in verdict.by_answer) == verdict.lean
    assert sum(c.points for c in verdict.by_trait) == verdict.lean


@quick
@given(cases())
def test_rounded_pieces_sum_to_the_rounded_lean(case: Case) -> None:
    verdict = case.verdict()
    whole, rest = divmod(abs(verdict.lean) * 10, 1)
    rounded = (whole + (rest >= Fraction(1, 2))) * (-1 if verdict.lean < 0 else 1)
    assert sum(c.tenths for c in verdict.by_answer) == rounded
    assert sum(c.tenths for c in verdict.by_trait) == rounded
    assert verdict.lean_tenths == rounded


@quick
@given(cases())
def test_every_answer_contributes_its_pull_over_the_reach(case: Case) -> None:
    reach = max(brute.reaches(case.document, case.scored)) or 1
    table = brute.offered(case.document, case.scored)
    expected = {
        q.slug: 100 * table[q.slug][case.scored[q.slug]] / reach if q.slug in table else 0
        for q in case.document.form(case.form)
    }
    assert {c.slug: c.points for c in case.verdict().by_answer} == expected


@quick
@given(cases())
def test_moving_one_answer_to_a_larger_pull_never_lowers_the_lean(case: Case) -> None:
    table = brute.offered(case.document, case.scored)
    for slug, row in table.items():
        ascending = sorted(row, key=row.__getitem__)
        moved = [case.answering({**case.answers, slug: key}) for key in ascending]
        assert [v.lean for v in moved] == sorted(v.lean for v in moved)
        assert [v.lean_tenths for v in moved] == sorted(v.lean_tenths for v in moved)


@quick
@given(cases())
def test_lean_lies_between_minus_100_and_100(case: Case) -> None:
    assert -100 <= case.verdict().lean <= 100


@quick
@given(documents())
def test_whoever_always_takes_the_largest_pull_of_the_longer_side_leans_by_100(
    document: Document,
) -> None:
    tables = {q.slug: brute.pulls(document, q) for q in document.questions}
    lowest = {slug: sorted(row, key=row.__getitem__)[0] for slug, row in tables.items()}
    highest = {slug: sorted(row, key=row.__getitem__)[-1] for slug, row in tables.items()}
    leans = [read_verdict(Bank(document), "full", answers).lean for answers in (lowest, highest)]
    can_pull = any(any(row.values()) for row in tables.values())
    assert max(-leans[0], leans[1]) == (100 if can_pull else 0)


@quick
@given(documents())
def test_mean_lean_of_all_sheets_is_exactly_0(document: Document) -> None:
    bank = Bank(document)
    sheets = brute.every_sheet(document.questions)
    assert sum(score(read_sheet(bank, "full", answers)).lean for answers in sheets) == 0


def test_answering_nothing_leans_nowhere() -> None:
    verdict = WORKED.answering({})
    assert [verdict.lean, verdict.lean_tenths, verdict.p, verdict.answered] == [0, 0, 1, 0]
    assert [c.tenths for c in (*verdict.by_answer, *verdict.by_trait)] == [0] * 6


def test_questions_that_cannot_pull_lean_nowhere() -> None:
    verdict = read_verdict(Bank(make_line([2, 2], [0, 0, 0])), "full", {"q1": "a", "q2": "c"})
    assert [verdict.lean, verdict.lean_tenths, verdict.p, verdict.answered] == [0, 0, 1, 2]


@pytest.mark.parametrize("opted_out", ["q1", "q2", "q3"])
def test_an_opt_out_scores_as_no_answer_but_is_kept_as_given(opted_out: str) -> None:
    with_it = WORKED.answering({**WORKED.answers, opted_out: "x"})
    gap = {slug: key for slug, key in WORKED.answers.items() if slug != opted_out}
    without = WORKED.answering(gap)
    assert with_it.sheet.answers == {**WORKED.answers, opted_out: "x"}
    assert with_it.sheet.chosen == gap
    assert (with_it.score, with_it.p) == (without.score, without.p)
    assert (with_it.by_answer, with_it.by_trait) == (without.by_answer, without.by_trait)


def test_all_sheets_of_the_worked_bank_have_the_totals_of_the_table() -> None:
    bank = Bank(WORKED.document)
    totals = [
        Fraction(score(read_sheet(bank, "full", answers)).total, bank.unit)
        for answers in brute.every_sheet(WORKED.document.questions)
    ]
    half = Fraction(5, 2)
    assert totals == [sum(row) for row in product((4, -2, -2), (-half, half), (-2, 0, 2))]


@pytest.mark.parametrize(
    ("form", "answers", "place", "reason"),
    [
        ("long", {}, "form", "should be one of short, full"),
        ("full", {"q9": "a"}, "q9", "no such question in the full form"),
        ("short", {"q3": "a"}, "q3", "no such question in the short form"),
        ("full", {"q1": "a", "q2": "c"}, "q2", "no such option"),
        ("full", {"q1": ""}, "q1", "no such option"),
    ],
)
def test_answers_that_the_form_does_not_offer_are_refused(
    form: str, answers: dict[str, str], place: str, reason: str
) -> None:
    with pytest.raises(AnswerError) as caught:
        read_sheet(Bank(WORKED.document), form, answers)
    assert (caught.value.question, caught.value.reason) == (place, reason)
    assert str(caught.value) == f"{place}: {reason}"
