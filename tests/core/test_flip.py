"""The least change that puts a verdict on the other side of 0."""

from hypothesis import given
from hypothesis import strategies as st

from quiz.core.document import Document
from quiz.core.explain import Change
from quiz.core.scoring import Bank
from quiz.core.verdict import read_verdict
from tests.core import brute
from tests.core.banks import Case, cases, documents, make_line, quick


def pushed(document: Document) -> Case:
    """Every question answered as far to the right as it goes: the hardest sheet to flip."""
    tables = {q.slug: brute.pulls(document, q) for q in document.questions}
    return Case(document, "full", {s: max(row, key=row.__getitem__) for s, row in tables.items()})


CASES = st.one_of(cases(fewest=3), documents(fewest=3).map(pushed))


def flip_of(raws: list[list[int]], keys: str) -> tuple[Change, ...]:
    """What flips these answers, by key, to questions q1, q2 … with these raws."""
    answers = {f"q{number}": key for number, key in enumerate(keys, 1)}
    return read_verdict(Bank(make_line(*raws)), "full", answers).flip


@quick
@given(CASES)
def test_no_fewer_answers_can_flip_it(case: Case) -> None:
    fewest = brute.fewest_changes(case.document, case.scored)
    assert len(case.verdict().flip) == (fewest or 0)


@quick
@given(CASES)
def test_any_lean_can_be_flipped(case: Case) -> None:
    verdict = case.verdict()
    assert bool(verdict.flip) == (verdict.lean != 0)


@quick
@given(CASES)
def test_the_named_changes_flip_it_strictly(case: Case) -> None:
    verdict = case.verdict()
    changed = {**case.answers, **{change.question: change.new for change in verdict.flip}}
    product = case.answering(changed).lean * verdict.lean
    assert (product < 0) == (verdict.lean != 0)


@quick
@given(CASES)
def test_changes_start_from_the_answers_given_and_name_a_question_once(case: Case) -> None:
    changes = case.verdict().flip
    assert {c.question: c.old for c in changes}.items() <= case.scored.items()
    assert len({c.question for c in changes}) == len(changes)
    assert all(c.old != c.new for c in changes)


def test_the_widest_swing_is_changed_first() -> None:
    changes = flip_of([[1, -1], [1, -1], [5, -5]], "aaa")
    assert changes == (Change("q3", "a", "b"),)


def test_a_swing_counts_from_the_answer_given_not_from_the_best() -> None:
    changes = flip_of([[9, 0, -9], [4, -4], [5, -5]], "caa")  # q1 already leans the other way
    assert changes == ()  # −9 + 4 + 5 = 0
    changes = flip_of([[9, 0, -9], [4, -4], [6, -6]], "caa")  # total 1
    assert changes == (Change("q3", "a", "b"),)


def test_of_equal_swings_the_earlier_question_is_changed_whatever_was_answered_first() -> None:
    bank = Bank(make_line([2, -2], [2, -2], [1, -1]))
    verdict = read_verdict(bank, "full", {"q2": "a", "q3": "b", "q1": "a"})
    assert verdict.flip == (Change("q1", "a", "b"),)


def test_landing_on_exactly_0_is_not_a_flip() -> None:
    assert flip_of([[1, -1], [1, -1]], "aa") == (Change("q1", "a", "b"), Change("q2", "a", "b"))


def test_a_lean_to_the_left_flips_towards_the_right() -> None:
    assert flip_of([[3, 0, -3], [1, -1]], "cb") == (Change("q1", "c", "a"),)


def test_a_total_of_0_has_nothing_to_flip() -> None:
    assert flip_of([[1, -1], [1, -1]], "ab") == ()
    assert flip_of([], "") == ()
