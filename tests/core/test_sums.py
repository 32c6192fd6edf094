"""What counted sheets add up to: band and lean as in the verdict, and parts like the whole."""

import json
import random
from collections.abc import Iterable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.core.chance import Chance, chance
from quiz.core.decoding import DocumentError
from quiz.core.scoring import Bank
from quiz.core.sums import Adder, Sums, band_name, read_sums, write_sums
from quiz.core.verdict import read_verdict
from tests.core.banks import documents, make_line, make_worked, quick, sheets
from tests.core.counted import DAY, frozen_bank, letters, random_sheets, summed


@pytest.fixture(scope="module")
def bank() -> Bank:
    return frozen_bank()


def test_what_is_counted_of_a_sheet() -> None:
    bank = Bank(make_line((-1, 1), (-1, 1), (-1, 1)))
    adder, sums = Adder(bank, "full"), Sums()
    adder.add(sums, {"q1": "b", "q2": "x"}, "2026-02-01", None)
    adder.add(sums, {"q3": "a", "q1": "b"}, "2026-02-01", 3)
    assert sums.chosen == {"q1": {"b": 2}, "q2": {"x": 1}, "q3": {"a": 1}}
    assert sums.ends == {"q2": 1, "q3": 1}
    assert sums.days == {"2026-02-01": 2}
    assert sums.orders == {"unknown": 1, "3": 1}
    assert sums.bands == {"few": 2}
    assert sums.leans == {"100": 1, "0": 1}


def test_every_other_question_is_a_half_and_both_are_counted_by_band() -> None:
    """Of four coins the first and third are one half, the second and fourth the other."""
    bank = Bank(make_line(*[(-1, 1)] * 4))
    sums = summed(bank, "full", letters("bbbb", "aabb", "bab-", "ab--", "-b--"))
    assert sums.halves == {
        "few": {
            "right right": 1,
            "middle middle": 1,
            "right left": 1,
            "left right": 1,
            "middle right": 1,
        }
    }
    assert sums.has_halves


@quick
@given(data=st.data())
def test_every_sheet_is_in_one_band_of_the_halves(data: st.DataObject) -> None:
    case = data.draw(sheets(data.draw(documents())))
    sums = summed(Bank(case.document), case.form, [case.answers, case.answers])
    assert sums.has_halves
    assert sums.halves.keys() == sums.bands.keys()


def test_sums_written_before_halves_were_added_up_say_so() -> None:
    bank = Bank(make_line((-1, 1), (-1, 1)))
    written = write_sums(summed(bank, "full", letters("bb", "ba")))
    del written["halves"]
    assert not read_sums(written).has_halves
    assert Sums().has_halves


# What a verdict says of each sheet


@quick
@given(data=st.data())
def test_band_and_lean_are_those_of_the_verdict(data: st.DataObject) -> None:
    case = data.draw(sheets(data.draw(documents())))
    verdict = read_verdict(Bank(case.document), case.form, case.answers)
    sums = summed(Bank(case.document), case.form, [case.answers])
    if not case.answers:
        assert (sums.sheets, sums.unread) == (0, 1)
        return
    (lean,) = map(int, sums.leans)
    assert abs(lean - verdict.lean) <= Fraction(1, 2)
    assert sums.bands == {band_name(verdict.band, verdict.score.total): 1}
    assert sums.total == verdict.score.total


@pytest.mark.parametrize("form", ["short", "full"])
def test_bands_of_sheets_with_any_gaps_are_those_of_the_verdict(bank: Bank, form: str) -> None:
    sheets = random_sheets(bank, form, 400, seed=7)
    verdicts = [read_verdict(bank, form, answers) for answers in sheets]
    expected: dict[str, int] = {}
    for verdict in verdicts:
        name = band_name(verdict.band, verdict.score.total)
        expected[name] = expected.get(name, 0) + 1
    assert summed(bank, form, sheets).bands == expected
    assert {"close", "leans left", "leans right", "clear left", "clear right"} <= set(expected)


RAWS = st.lists(st.integers(-3, 3), min_size=2, max_size=3)


@quick
@given(rows=st.lists(RAWS, min_size=6, max_size=9), data=st.data())
def test_bands_with_gaps_are_those_of_the_verdict_for_any_pulls(
    rows: list[list[int]], data: st.DataObject
) -> None:
    keys = ["".join(data.draw(st.sampled_from("-" + "abc"[: len(row)] * 3)) for row in rows)]
    answers = letters(*keys)[0] or {"q1": "a"}
    bank = Bank(make_line(*rows))
    verdict = read_verdict(bank, "full", answers)
    expected = {band_name(verdict.band, verdict.score.total): 1}
    assert summed(bank, "full", [answers]).bands == expected


def test_the_edge_of_fewer_questions_can_lie_further_out() -> None:
    """Of seven coins 3 is the last that is too close to call, of six it is 4; of five too few."""
    bank = Bank(make_line(*[(-1, 1)] * 7))
    assert summed(bank, "full", letters("bbbbbaa")).bands == {"close": 1}
    assert summed(bank, "full", letters("bbbbba-")).bands == {"close": 1}
    assert summed(bank, "full", letters("bbbbbba")).bands == {"leans right": 1}
    assert summed(bank, "full", letters("bbbbbb-", "aaaaaa-")).bands == {
        "leans right": 1,
        "leans left": 1,
    }
    assert summed(bank, "full", letters("bbbbb--")).bands == {"few": 1}


@pytest.fixture
def distributions(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """For each distribution that is worked out, the number of its questions."""
    worked_out: list[int] = []

    def counted(offered: Iterable[Iterable[int]]) -> Chance:
        questions = list(offered)
        worked_out.append(len(questions))
        return chance(questions)

    monkeypatch.setattr("quiz.core.gauges.chance", counted)
    return worked_out


def test_complete_sheets_need_one_distribution_together(
    bank: Bank, distributions: list[int]
) -> None:
    everyone = [complete(bank, "full", seed) for seed in range(300)]
    assert sum(summed(bank, "full", everyone).bands.values()) == 300
    assert distributions == [30]


def test_sheets_with_the_same_gaps_need_one_distribution_together(
    bank: Bank, distributions: list[int]
) -> None:
    everyone = [complete(bank, "short", seed) for seed in range(300)]
    first = bank.document.form("short")[0].slug
    for answers in everyone:
        answers[first] = "x"
    assert sum(summed(bank, "short", everyone).bands.values()) == 300
    assert distributions == [16, 15]


def complete(bank: Bank, form: str, seed: int) -> dict[str, str]:
    chooser = random.Random(seed)
    return {q.slug: chooser.choice(q.scored).key for q in bank.document.form(form)}


# Adding up


@quick
@given(data=st.data())
def test_parts_add_up_to_the_whole(data: st.DataObject) -> None:
    document = data.draw(documents())
    cases = data.draw(st.lists(sheets(document), max_size=8))
    everyone = [case.answers for case in cases if case.form == "full"]
    cut = data.draw(st.integers(0, len(everyone)))
    bank = Bank(document)
    parts = summed(bank, "full", everyone[:cut]), summed(bank, "full", everyone[cut:])
    kept = json.loads(json.dumps(write_sums(parts[0])))
    assert read_sums(kept) + parts[1] == summed(bank, "full", everyone)


def test_adding_leaves_both_parts_alone() -> None:
    bank = Bank(make_line((-1, 1)))
    one, other = (summed(bank, "full", letters(key)) for key in "ab")
    before = write_sums(one), write_sums(other)
    added = one + other
    added.chosen["q1"]["a"] += 1
    added.days[DAY] += 1
    assert (write_sums(one), write_sums(other)) == before


@pytest.mark.parametrize("data", [None, [], {"sheets": "3"}, {"people": 3}, {"days": {"x": 1.5}}])
def test_damaged_sums_are_refused(data: object) -> None:
    with pytest.raises(DocumentError):
        read_sums(data)


UNREADABLE = [{}, None, [], "ab", {"q9": "a"}, {"q1": "z"}, {"q1": ["a"]}, {"q1": None}]


@pytest.mark.parametrize("answers", UNREADABLE)
def test_a_sheet_that_does_not_fit_is_counted_and_left_out(answers: object) -> None:
    bank = Bank(make_line((-1, 1), (-1, 1)))
    assert summed(bank, "full", [answers]) == Sums(unread=1)


def test_a_question_of_the_other_form_does_not_fit() -> None:
    bank = Bank(make_worked())
    assert summed(bank, "short", [{"q1": "a", "q3": "a"}]) == Sums(unread=1)
