"""The impact of a change on results: worked by hand, and against the verdict itself."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from quiz.core.document import Document
from quiz.core.impact import Reading, Shift, impact
from quiz.core.scoring import Bank
from quiz.core.verdict import read_verdict
from tests.core.banks import documents, make_line, quick, sheets

# Eight questions, each a pull of −1 (a) or +1 (b): a lean of 25 for each that is in surplus.
EIGHT = make_line(*[[-1, 1]] * 8)
LEFT, RIGHT = -1, 1


def keyed(keys: str) -> dict[str, str]:
    """The keys of q1, q2 …; a dot is no answer."""
    return {f"q{n}": key for n, key in enumerate(keys, 1) if key != "."}


def shifts(old: Document, new: Document, *keys: str) -> tuple[Shift, ...]:
    return impact(Bank(old), Bank(new), [("full", keyed(k)) for k in keys]).shifts


def test_a_document_that_stays_moves_nothing() -> None:
    found = impact(Bank(EIGHT), Bank(EIGHT), [("full", keyed("aaaabbbb")), ("short", {})])
    assert (found.unmoved, found.crossing, found.in_another_band, found.lost) == (2, 0, 0, 0)
    assert found.largest(5) == []
    assert (found.histogram.width, found.histogram.counts) == (1, {0: 2})


def test_a_turned_question_moves_every_sheet_by_its_share() -> None:
    new = make_line([1, -1], *[[-1, 1]] * 7)
    (found,) = shifts(EIGHT, new, "bbbbbbbb")
    assert found == Shift(
        "full", Fraction(100), Fraction(75), Reading("clear", RIGHT), Reading("leans", RIGHT), False
    )
    assert found.by == -25


def test_who_crosses_and_who_changes_band() -> None:
    """5 of 8 to the right lean 25; two questions turned leave 3 to the right: −25."""
    new = make_line([1, -1], [1, -1], *[[-1, 1]] * 6)
    sheets = [("full", keyed(keys)) for keys in ("bbbbbaaa", "bbbbbbbb", "abbbaaaa", "bbbbaaaa")]
    found = impact(Bank(EIGHT), Bank(new), sheets)
    assert [(s.before, s.after) for s in found.shifts] == [
        (25, -25),
        (100, 50),
        (-25, -25),
        (0, -50),
    ]
    assert (found.crossing, found.in_another_band, found.unmoved) == (1, 1, 1)
    close, clear = Reading("close", 0), Reading("clear", RIGHT)
    assert found.readings == {(close, close): 3, (clear, close): 1}
    assert [s.by for s in found.largest(2)] == [-50, -50]
    assert found.histogram.width == 5
    assert found.histogram.counts == {-10: 3, 0: 1}


def test_an_answer_that_is_no_longer_offered_is_left_out_and_told() -> None:
    fewer = replace(EIGHT, questions=EIGHT.questions[1:])
    gone, still, never = shifts(EIGHT, fewer, "bbbbbbba", ".bbbbbba", "cbbbbbba")
    assert (gone.before, gone.after, gone.lost) == (75, Fraction(500, 7), True)
    assert (still.before, still.after, still.lost) == (Fraction(500, 7), Fraction(500, 7), False)
    assert never == still


def test_an_answer_lost_to_the_short_form_counts_in_the_full_one() -> None:
    first, *others = EIGHT.questions
    new = replace(EIGHT, questions=(replace(first, short=False), *others))
    sheets = [("short", keyed("bbbbbbbb")), ("full", keyed("bbbbbbbb"))]
    assert [s.lost for s in impact(Bank(EIGHT), Bank(new), sheets).shifts] == [True, False]


def test_few_answers_left_are_too_few() -> None:
    fewer = replace(EIGHT, questions=EIGHT.questions[:5])
    (found,) = shifts(EIGHT, fewer, "bbbbbbbb")
    assert (found.was, found.now) == (Reading("clear", RIGHT), Reading("few", 0))


def test_roles_drawn_the_other_way_round_move_nobody() -> None:
    turned = replace(EIGHT, left=EIGHT.right, right=EIGHT.left)
    (found,) = shifts(EIGHT, turned, "bbbbbbbb")
    assert (found.by, found.crosses, found.now) == (0, False, Reading("clear", RIGHT))


@quick
@given(st.data())
def test_leans_bands_and_sides_are_those_of_the_verdicts(data: st.DataObject) -> None:
    document = data.draw(documents(fewest=4))
    other = replace(document, questions=data.draw(st.permutations(document.questions)))
    cases = data.draw(st.lists(sheets(document), max_size=5))
    given_sheets = [(case.form, case.answers) for case in cases]
    found = impact(Bank(document), Bank(other), given_sheets)
    assert found.unmoved == len(cases)
    for (form, answers), shift in zip(given_sheets, found.shifts, strict=True):
        verdict = read_verdict(Bank(document), form, answers)
        assert (shift.before, shift.was.band) == (verdict.lean, verdict.band)
        if shift.was.side:
            assert verdict.toward == (document.right if shift.was.side > 0 else document.left)
    assert sum(found.histogram.counts.values()) == sum(found.readings.values()) == len(cases)
