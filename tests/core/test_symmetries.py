"""What must not matter: order, the sides' names, shared traits, questions left out."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from quiz.core.document import Document, Option, Question
from quiz.core.verdict import Contribution, Verdict
from tests.core.banks import LEFT, RIGHT, Case, cases, make_line, make_trait, quick

# A total of exactly 0, whose pieces have equal remainders: sixths of 100.
BALANCED = Case(
    make_line([1, -1], [1, -1], [2, -2], [2, 0, -2]),
    "full",
    {"q1": "a", "q2": "a", "q3": "b", "q4": "b"},
)


def exact(verdict: Verdict) -> dict[str, Any]:
    """All that a verdict says, free of order and of rounding."""
    return {
        "lean": verdict.lean,
        "lean_tenths": verdict.lean_tenths,
        "p": verdict.p,
        "band": verdict.band,
        "toward": verdict.toward,
        "answers": {c.slug: c.points for c in verdict.by_answer},
        "traits": {c.slug: c.points for c in verdict.by_trait},
        "interests": verdict.interests,
        "flips": len(verdict.flip),
    }


def tenths(pieces: tuple[Contribution, ...]) -> dict[str, int]:
    return {piece.slug: piece.tenths for piece in pieces}


def swapped(document: Document) -> Document:
    return replace(document, left=document.right, right=document.left)


def with_shared(document: Document, level: int, data: st.DataObject) -> Document:
    """The document with one more trait, of gap 0, in the points of its scored options."""
    questions = [
        replace(q, options=tuple(_with_points(o, data) for o in q.scored) + _opt_outs(q))
        for q in document.questions
    ]
    traits = (*document.traits, make_trait("extra", level, level))
    return replace(document, traits=traits, questions=tuple(questions))


def _with_points(option: Option, data: st.DataObject) -> Option:
    return replace(option, points={**option.points, "extra": data.draw(st.integers(-3, 3))})


def _opt_outs(question: Question) -> tuple[Option, ...]:
    return tuple(option for option in question.options if option.opt_out)


# Order


@quick
@given(cases(), st.data())
def test_order_of_questions_does_not_matter(case: Case, data: st.DataObject) -> None:
    mixed = tuple(data.draw(st.permutations(case.document.questions)))
    assert exact(case.on(replace(case.document, questions=mixed))) == exact(case.verdict())


@quick
@given(cases(), st.data())
def test_order_of_options_does_not_matter(case: Case, data: st.DataObject) -> None:
    questions = tuple(
        replace(q, options=tuple(data.draw(st.permutations(q.options))))
        for q in case.document.questions
    )
    mixed, plain = case.on(replace(case.document, questions=questions)), case.verdict()
    assert exact(mixed) == exact(plain)
    assert (mixed.by_answer, mixed.by_trait) == (plain.by_answer, plain.by_trait)


@quick
@given(cases(), st.data())
def test_order_of_answers_does_not_matter(case: Case, data: st.DataObject) -> None:
    mixed = case.answering(dict(data.draw(st.permutations(list(case.answers.items())))))
    plain = case.verdict()
    assert exact(mixed) == exact(plain)
    assert (mixed.by_answer, mixed.by_trait) == (plain.by_answer, plain.by_trait)
    assert mixed.flip == plain.flip


@quick
@given(cases(), st.data())
def test_order_of_roles_and_traits_does_not_matter(case: Case, data: st.DataObject) -> None:
    mixed = replace(
        case.document,
        roles=tuple(reversed(case.document.roles)),
        traits=tuple(data.draw(st.permutations(case.document.traits))),
    )
    assert exact(case.on(mixed)) == exact(case.verdict())


# Swapping the two roles


@quick
@given(cases())
def test_swapping_the_roles_negates_the_lean(case: Case) -> None:
    there, back = case.verdict(), case.on(swapped(case.document))
    assert (back.lean, back.lean_tenths) == (-there.lean, -there.lean_tenths)


@quick
@given(cases())
def test_swapping_the_roles_mirrors_every_exact_piece(case: Case) -> None:
    there, back = case.verdict(), case.on(swapped(case.document))
    assert [c.points for c in back.by_answer] == [-c.points for c in there.by_answer]
    assert [c.points for c in back.by_trait] == [-c.points for c in there.by_trait]


@quick
@given(cases())
@example(BALANCED)
def test_swapping_the_roles_mirrors_every_rounded_piece(case: Case) -> None:
    there, back = case.verdict(), case.on(swapped(case.document))
    assert [c.tenths for c in back.by_answer] == [-c.tenths for c in there.by_answer]
    assert [c.tenths for c in back.by_trait] == [-c.tenths for c in there.by_trait]


@quick
@given(cases())
def test_swapping_the_roles_keeps_all_that_has_no_side(case: Case) -> None:
    there, back = case.verdict(), case.on(swapped(case.document))
    assert (back.p, back.band, back.toward) == (there.p, there.band, there.toward)
    assert (back.flip, back.interests) == (there.flip, there.interests)


# Shared traits


@quick
@given(cases(), st.integers(0, 5), st.data())
def test_a_shared_trait_changes_nothing_but_its_own_interest(
    case: Case, level: int, data: st.DataObject
) -> None:
    plain, more = case.verdict(), case.on(with_shared(case.document, level, data))
    assert (more.score, more.chance) == (plain.score, plain.chance)
    assert more.by_answer == plain.by_answer
    assert more.by_trait == (*plain.by_trait, Contribution("extra", 0, plain.score.reach, 0))
    assert {**more.interests, **plain.interests} == more.interests
    assert (more.band, more.toward, more.flip) == (plain.band, plain.toward, plain.flip)


@quick
@given(cases(), st.integers(-2, 2))
def test_raising_both_demands_alike_changes_nothing(case: Case, step: int) -> None:
    traits = tuple(
        make_trait(t.slug, t.demands[LEFT].level + step, t.demands[RIGHT].level + step)
        for t in case.document.traits
    )
    assert case.on(replace(case.document, traits=traits)).to_json() == case.verdict().to_json()


# Skipping


@quick
@given(cases())
def test_skipping_a_question_equals_the_question_not_being_there(case: Case) -> None:
    kept = tuple(q for q in case.document.questions if q.slug in case.scored)
    whole = case.verdict()
    without = Case(replace(case.document, questions=kept), case.form, case.scored).verdict()
    skipped = [c for c in whole.by_answer if c.slug not in case.scored]
    zeros = dict.fromkeys((c.slug for c in skipped), Fraction(0))
    said = exact(without)
    assert exact(whole) == {**said, "answers": {**said["answers"], **zeros}}
    assert whole.flip == without.flip
    assert tenths(whole.by_answer) == {**tenths(without.by_answer), **dict.fromkeys(zeros, 0)}
    assert tenths(whole.by_trait) == tenths(without.by_trait)
