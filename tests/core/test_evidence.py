"""The rule of ticks: its sums by hand, and what holds for every checklist and sheet."""

import math
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quiz.core.decoding import DocumentError
from quiz.core.document import (
    EVIDENCE,
    TICKED,
    UNTICKED,
    Document,
    Option,
    checksum,
    write_document,
)
from quiz.core.explain import Change
from quiz.core.reading import read_document
from quiz.core.scoring import AnswerError, Bank, read_sheet
from quiz.core.verdict import CLEAR, CLOSE, FEW, LEAN
from quiz.core.verdict.evidence import Mover, likelihood, of_hundred
from tests.core.banks import LEFT, RIGHT, make_document, make_line, make_question, quick
from tests.core.ticks import (
    Answers,
    cases,
    make_checklists,
    make_item,
    make_worked,
    mirrored,
    verdict_on,
)

Case = tuple[Document, dict[str, str]]

WORKED = {"one": "y", "two": "n", "three": "y"}


# By hand


def test_the_worked_sheet() -> None:
    verdict = verdict_on(make_worked(), WORKED)
    assert (verdict.base, verdict.z) == (Fraction(54, 100), Fraction(130, 100))
    assert [(c.slug, c.points) for c in verdict.by_answer] == [
        ("one", Fraction(5)),
        ("two", Fraction(5, 2)),
        ("three", Fraction(1, 10)),
    ]
    assert [(c.slug, c.points) for c in verdict.by_trait] == [
        ("do", Fraction(15, 2)),
        ("use", Fraction(1, 10)),
    ]
    assert [c.tenths for c in verdict.by_answer] == [50, 25, 1]
    assert (verdict.base_tenths, verdict.total_tenths) == (54, 130)
    assert float(verdict.p) == pytest.approx(1 / (1 + math.exp(-1.3)), abs=1e-15)
    assert verdict.odds == pytest.approx(math.exp(1.3), abs=1e-14)
    assert float(verdict.lean) == pytest.approx(100 * (2 / (1 + math.exp(-1.3)) - 1), abs=1e-12)
    assert (verdict.of_hundred, verdict.lean_tenths, verdict.toward) == (79, 572, RIGHT)
    assert (verdict.asked, verdict.answered, verdict.ticked) == (3, 3, 2)


def test_its_json_says_the_same() -> None:
    verdict = verdict_on(make_worked(), {"one": "y", "three": "n"})
    assert verdict.to_json() == {
        "form": "short",
        "answered": 2,
        "ticked": 1,
        "z": 0.95,
        "p": float(verdict.p),
        "odds": verdict.odds,
        "base": 0.54,
        "lean": float(verdict.lean),
        "band": FEW,
        "toward": RIGHT,
        "contributions": [
            {"question": "one", "option": "y", "log_odds": 0.5},
            {"question": "two", "option": None, "log_odds": 0.0},
            {"question": "three", "option": "n", "log_odds": -0.09},
        ],
        "groups": [{"slug": "do", "log_odds": 0.5}, {"slug": "use", "log_odds": -0.09}],
        "flip": {"count": 1, "changes": [{"question": "one", "from": "y", "to": "n"}]},
        "movers": [
            {"question": "one", "from": "y", "to": "n", "p": likelihood(-0.05)},
            {"question": "three", "from": "n", "to": "y", "p": likelihood(Fraction(105, 100))},
        ],
    }


def test_a_sheet_without_answers_is_an_average_practitioner() -> None:
    verdict = verdict_on(make_worked(), {})
    assert verdict.z == verdict.base == Fraction(54, 100)
    assert {c.points for c in verdict.by_answer} == {0}
    assert (verdict.answered, verdict.band, verdict.flip, verdict.movers) == (0, FEW, (), ())


def test_what_would_flip_it_is_empty_where_the_answers_cannot() -> None:
    assert verdict_on(make_worked(), {"three": "y"}).flip == ()
    assert verdict_on(make_worked(), WORKED).flip == (
        Change("one", "y", "n"),
        Change("two", "n", "y"),
    )


def test_the_movers_are_those_that_change_the_share_most_the_most_first() -> None:
    items = [make_item(f"w{n}", weight, 500, 500) for n, weight in enumerate((2, -9, 5, 0, 4))]
    document = make_checklists(*items)
    verdict = verdict_on(document, {item.slug: "y" for item in items})
    assert verdict.z == Fraction(2, 10)
    assert [(m.change, m.p) for m in verdict.movers] == [
        (Change("w1", "y", "n"), likelihood(1.1)),
        (Change("w2", "y", "n"), likelihood(Fraction(-3, 10))),
        (Change("w4", "y", "n"), likelihood(Fraction(-2, 10))),
    ]
    assert isinstance(verdict.movers[0], Mover)


@pytest.mark.parametrize(
    ("z", "band"),
    [(0, CLOSE), (61, CLOSE), (62, LEAN), (173, LEAN), (174, CLEAR), (400, CLEAR)],
)
def test_the_bands_begin_at_65_and_85_of_100(z: int, band: str) -> None:
    """ln(0.65 / 0.35) is 0.619, ln(0.85 / 0.15) is 1.735."""
    items = [make_item(f"i{n}", 0, 0, 0) for n in range(3)]
    for sign in (1, -1):
        document = make_checklists(*items, intercept=sign * z)
        assert verdict_on(document, dict.fromkeys(("i0", "i1", "i2"), "y")).band == band


def test_fewer_than_three_ticks_are_never_a_verdict() -> None:
    document = make_checklists(*(make_item(f"i{n}", 30, 0, 0) for n in range(4)))
    ticks = [{f"i{n}": "y" if n < ticked else "n" for n in range(4)} for ticked in range(5)]
    bands = [verdict_on(document, answers).band for answers in ticks]
    assert bands == [FEW, FEW, FEW, CLEAR, CLEAR]


@pytest.mark.parametrize(
    ("p", "people"),
    [
        (Fraction(1, 2), 50),
        (Fraction(505, 1000), 51),
        (Fraction(495, 1000), 49),
        (Fraction(707, 1000), 71),
        (Fraction(1), 100),
        (Fraction(0), 0),
    ],
)
def test_people_are_whole(p: Fraction, people: int) -> None:
    assert of_hundred(p) == people


# Whatever the checklist and the sheet


@quick
@given(cases())
def test_the_pieces_and_the_base_add_up_to_z_exactly(case: Case) -> None:
    verdict = verdict_on(*case)
    for pieces in (verdict.by_answer, verdict.by_trait):
        assert verdict.base + sum(piece.points for piece in pieces) / 10 == verdict.z
    document, answers = case
    ticked = [item.weight for item in document.questions if answers.get(item.slug) == TICKED]
    left_out = [item for item in document.questions if item.slug not in answers]
    shares = [Fraction(item.weight * sum(item.shares.values()), 2000) for item in left_out]
    assert verdict.z == Fraction(document.intercept, 100) + Fraction(sum(ticked) + sum(shares)) / 10


@quick
@given(cases())
def test_the_shown_pieces_are_near_the_exact_ones_and_add_up(case: Case) -> None:
    verdict = verdict_on(*case)
    for pieces in (verdict.by_answer, verdict.by_trait):
        exact = sum(piece.points for piece in pieces) * 10
        assert abs(sum(piece.tenths for piece in pieces) - exact) <= Fraction(1, 2)
        assert all(abs(piece.tenths - piece.points * 10) < 1 for piece in pieces)


@quick
@given(cases(), st.data())
def test_ticking_what_speaks_for_the_right_role_never_lowers_its_share(
    case: Case, data: st.DataObject
) -> None:
    document, answers = case
    item = data.draw(st.sampled_from(document.questions))
    no = verdict_on(document, {**answers, item.slug: UNTICKED})
    yes = verdict_on(document, {**answers, item.slug: TICKED})
    assert yes.z - no.z == Fraction(item.weight, 10)
    assert (yes.p >= no.p) if item.weight >= 0 else (yes.p <= no.p)
    assert (yes.lean >= no.lean) if item.weight >= 0 else (yes.lean <= no.lean)


@quick
@given(cases())
def test_changing_the_roles_over_mirrors_everything(case: Case) -> None:
    document, answers = case
    there, back = verdict_on(document, answers), verdict_on(mirrored(document), answers)
    assert (back.z, back.base, back.lean) == (-there.z, -there.base, -there.lean)
    assert (back.toward, back.band) == (there.toward, there.band)
    assert back.of_hundred == 100 - there.of_hundred
    assert float(back.p) == pytest.approx(1 - float(there.p), abs=1e-15)
    for ours, theirs in ((there.by_answer, back.by_answer), (there.by_trait, back.by_trait)):
        assert [(c.slug, -c.points, -c.tenths) for c in ours] == [
            (c.slug, c.points, c.tenths) for c in theirs
        ]
    assert back.flip == there.flip


@quick
@given(cases())
def test_the_order_of_the_answers_and_the_form_change_nothing(case: Case) -> None:
    document, answers = case
    one = verdict_on(document, answers)
    other = verdict_on(document, dict(reversed(answers.items())), "full")
    assert {**one.to_json(), "form": ""} == {**other.to_json(), "form": ""}


@quick
@given(cases())
def test_what_flips_it_puts_it_on_the_other_side_and_nothing_shorter_does(case: Case) -> None:
    document, answers = case
    verdict = verdict_on(document, answers)
    changed = {change.question: change.new for change in verdict.flip}
    furthest = {
        slug: min((TICKED, UNTICKED), key=lambda key: side(document, {**answers, slug: key}))
        for slug in answers
    }
    if not changed:
        assert verdict.z == 0 or side(document, {**answers, **furthest}) >= 0
        return
    assert side(document, {**answers, **changed}, answers) < 0
    for slug in changed:
        fewer = {other: key for other, key in changed.items() if other != slug}
        assert side(document, {**answers, **fewer}, answers) >= 0


def side(document: Document, answers: Answers, of: Answers | None = None) -> Fraction:
    """How far z lies on the side on which it was with the answers ``of``."""
    before = verdict_on(document, answers if of is None else of).z
    return verdict_on(document, answers).z * (1 if before > 0 else -1)


@quick
@given(cases())
def test_p_odds_and_lean_are_one_number(case: Case) -> None:
    verdict = verdict_on(*case)
    p = float(verdict.p)
    assume(0.001 < p < 0.999)
    assert verdict.odds == pytest.approx(p / (1 - p), rel=1e-9)
    assert float(verdict.lean) == pytest.approx(100 * (2 * p - 1), abs=1e-9)
    assert verdict.lean_tenths == round(verdict.lean * 10)


# What is refused


@quick
@given(cases())
def test_what_is_not_asked_is_refused(case: Case) -> None:
    document, answers = case
    bank = Bank(document)
    with pytest.raises(AnswerError, match="nothing: no such question in the short form"):
        read_sheet(bank, "short", {**answers, "nothing": "y"})
    for key in ("x", "", "Y", "ticked"):
        with pytest.raises(AnswerError, match="i1: no such option"):
            read_sheet(bank, "short", {**answers, "i1": key})
    with pytest.raises(AnswerError, match="form: should be one of short, full"):
        read_sheet(bank, "long", answers)


def test_a_document_of_ticks_reads_back_as_it_was_written() -> None:
    document = make_worked()
    data = write_document(document)
    assert read_document(data) == document
    assert (data["rule"], data["intercept"]) == (EVIDENCE, 20)
    assert data["questions"][1]["shares"] == {LEFT: 400, RIGHT: 100}


def test_a_document_of_interests_is_written_without_any_of_it() -> None:
    data = write_document(make_line([1, -1]))
    assert not {"rule", "intercept", "groups"} & data.keys()
    assert not {"group", "weight", "shares"} & data["questions"][0].keys()
    assert checksum(data) == checksum({**data})


def broken(**changes: Any) -> Document:
    """The worked checklists with changes to their second item."""
    document = make_worked()
    one, two, three = document.questions
    return replace(document, questions=(one, replace(two, **changes), three))


REFUSED = {
    "a rule that is none": (
        replace(make_worked(), rule="votes"),
        "rule: should be one of interest, evidence",
    ),
    "an unknown group": (broken(group="go"), "questions[1].group: unknown group 'go'"),
    "no group": (broken(group=""), "questions[1].group: unknown group ''"),
    "a missing share": (
        broken(shares={LEFT: 400}),
        "questions[1].shares: should name both roles and no other",
    ),
    "another role's share": (
        broken(shares={LEFT: 400, RIGHT: 100, "baker": 1}),
        "questions[1].shares: should name both roles and no other",
    ),
    "more than everybody": (
        broken(shares={LEFT: 400, RIGHT: 1001}),
        "questions[1].shares.right: should be 0 to 1000",
    ),
    "only in the full form": (broken(short=False), "questions[1].short: an item is in both forms"),
    "options of its own": (
        broken(options=(Option("a", "Yes"), Option("b", "No"))),
        "questions[1].options: should be 'y' and 'n'",
    ),
    "another kind": (
        broken(kind="pair"),
        "questions[1].kind: should be 'tick' by the rule 'evidence'",
    ),
    "a group twice": (
        replace(make_worked(), groups=make_worked().groups * 2),
        "groups: 'do' occurs twice",
    ),
    "traits": (
        replace(make_worked(), traits=make_line([1, -1]).traits),
        "traits: should be none by the rule 'evidence'",
    ),
    "an intercept that drowns all weights": (
        replace(make_worked(), intercept=1001),
        "intercept: should be -1000 to 1000",
    ),
    "a weight that drowns all others": (
        broken(weight=-51),
        "questions[1].weight: should be -50 to 50",
    ),
    "an intercept of interests": (
        replace(make_line([1, -1]), intercept=1),
        "groups: groups and intercept belong to the rule 'evidence'",
    ),
    "a tick among interests": (
        replace(make_document(make_question("q1", {"line": 1}, {})), groups=make_worked().groups),
        "groups: groups and intercept belong to the rule 'evidence'",
    ),
    "a weight among interests": (
        make_document(replace(make_question("q1", {"line": 1}, {}), weight=1)),
        "questions[0]: ticks and weights belong to the rule 'evidence'",
    ),
}


@pytest.mark.parametrize(("document", "reason"), REFUSED.values(), ids=REFUSED)
def test_a_document_that_makes_no_sense_is_refused(document: Document, reason: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read_document(write_document(document))
    assert str(caught.value) == reason
