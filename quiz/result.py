"""What a result page says, in its order: a pure function of an edition and the answers."""

from fractions import Fraction
from typing import Any, NamedTuple

from quiz import pictures, wording
from quiz.core.document import Document, Option, Question, Role, Source, Trait
from quiz.core.explain import Change, questions_on
from quiz.core.verdict import (
    CLEAR,
    CLOSE,
    FEW,
    LEAN,
    Contribution,
    Verdict,
)
from quiz.next_steps import next_steps

FURTHEST = 100
DECIDED = (LEAN, CLEAR)
STRONGEST = 3


class AnswerRow(NamedTuple):
    """A question with the key that was chosen (None: not answered) and what that adds.

    Of this and the other rows, only what is needed to find the part of the page that was
    rendered before is worked out at once.
    """

    document: Document
    question: Question
    key: str | None
    tenths: int

    @property
    def chosen(self) -> Option | None:
        return self.question.option(self.key) if self.key else None

    @property
    def scored(self) -> bool:
        return self.chosen is not None and not self.chosen.opt_out

    @property
    def points(self) -> str:
        return wording.signed(self.tenths)

    @property
    def towards(self) -> Role | None:
        return wording.towards(self.tenths, self.document)


class DemandRow(NamedTuple):
    """What one role asks for of a trait, and who says so."""

    role: Role
    level: int
    why: str
    sources: list[Source]


class TraitRow(NamedTuple):
    """A trait with the visitor's interest (0–100 or None) and its share of the lean.

    ``asked`` is the number of answered questions that the interest rests on.
    """

    document: Document
    trait: Trait
    exact: Fraction | None
    asked: int
    tenths: int

    @property
    def interest(self) -> int | None:
        return None if self.exact is None else round(self.exact)

    @property
    def points(self) -> str:
        return wording.signed(self.tenths)

    @property
    def towards(self) -> Role | None:
        return wording.towards(self.tenths, self.document)

    @property
    def shared(self) -> bool:
        return self.document.gap(self.trait.slug) == 0

    @property
    def demands(self) -> list[DemandRow]:
        return [_demand_row(self.document, self.trait, role) for role in self.document.roles]

    @property
    def scale(self) -> pictures.TraitScale:
        demands = self.trait.demands
        left, right = demands[self.document.left], demands[self.document.right]
        return pictures.trait_scale(left.level, right.level, self.exact)


class FlipRow(NamedTuple):
    """An answer that would change, from the words chosen to other words."""

    question: Question
    change: Change

    @property
    def old(self) -> Option:
        return self.question.option(self.change.old)

    @property
    def new(self) -> Option:
        return self.question.option(self.change.new)


def page(verdict: Verdict) -> dict[str, Any]:
    """The context of the result page."""
    document = verdict.document
    rows = answer_rows(verdict)
    lean = document.role(verdict.toward or document.right)
    decided = verdict.band in DECIDED
    close_edge, clear_edge = verdict.close_edge, verdict.clear_edge
    return {
        "document": document,
        "sample": False,
        "verdict": verdict,
        "headline": wording.headline(verdict),
        "firmness": wording.firmness(verdict),
        "lean": wording.lean_in_words(verdict),
        "lean_signed": wording.signed(verdict.lean_tenths),
        "few": verdict.band == FEW,
        "close": verdict.band == CLOSE,
        "decided": decided,
        "left": document.role(document.left),
        "right": document.role(document.right),
        "toward": document.role(verdict.toward) if decided else None,
        "other": _other(document, lean) if decided else None,
        "next_steps": [next_steps(verdict, role) for role in roles_in_order(verdict)],
        "line": pictures.lean_line(verdict),
        "close_edge": wording.one_decimal(close_edge),
        "clear_edge": wording.one_decimal(clear_edge),
        "can_be_clear": clear_edge < FURTHEST,
        "pulls": strongest(verdict, rows),
        "rows": rows,
        "unanswered": len(verdict.sheet.questions) - verdict.answered,
        "traits": trait_rows(verdict),
        "flip": flip_rows(verdict),
        "more": more_questions(verdict),
    }


def answer_rows(verdict: Verdict) -> list[AnswerRow]:
    """Every question of the form, in order."""
    document, answers = verdict.document, verdict.sheet.answers
    return [
        AnswerRow(document, document.by_slug[piece.slug], answers.get(piece.slug), piece.tenths)
        for piece in verdict.by_answer
    ]


def strongest(verdict: Verdict, rows: list[AnswerRow]) -> list[tuple[Role, list[AnswerRow]]]:
    """For each role, the lean's own first, the answers that speak for it most."""
    document = verdict.document
    lean = document.role(verdict.toward or document.right)
    ordered = sorted(rows, key=lambda row: -abs(row.tenths))
    pulling = {
        document.left: [row for row in ordered if row.tenths < 0],
        document.right: [row for row in ordered if row.tenths > 0],
    }
    roles = (lean, _other(document, lean))
    return [(role, pulling[role.slug][:STRONGEST]) for role in roles]


def trait_rows(verdict: Verdict) -> list[TraitRow]:
    """Every trait, those in which the roles differ most first."""
    document = verdict.document
    by_trait = {piece.slug: piece for piece in verdict.by_trait}
    rows = [_trait_row(verdict, trait, by_trait[trait.slug]) for trait in document.traits]
    return sorted(rows, key=lambda row: -abs(document.gap(row.trait.slug)))


def flip_rows(verdict: Verdict) -> list[FlipRow]:
    document = verdict.document
    return [FlipRow(document.by_slug[change.question], change) for change in verdict.flip]


def roles_in_order(verdict: Verdict) -> list[Role]:
    """The lean's role first; the left one where there is no lean."""
    document = verdict.document
    towards_right = verdict.band in DECIDED and verdict.toward == document.right
    first = document.role(document.right if towards_right else document.left)
    return [first, _other(document, first)]


def more_questions(verdict: Verdict) -> int:
    """How many questions the full form has beyond this sheet's form."""
    document = verdict.document
    return len(document.questions) - len(verdict.sheet.questions)


def _trait_row(verdict: Verdict, trait: Trait, piece: Contribution) -> TraitRow:
    exact, asked = verdict.interests[trait.slug], len(questions_on(verdict.sheet, trait.slug))
    return TraitRow(verdict.document, trait, exact, asked, piece.tenths)


def _demand_row(document: Document, trait: Trait, role: Role) -> DemandRow:
    demand = trait.demands[role.slug]
    sources = [document.sources_by_slug[slug] for slug in demand.sources]
    return DemandRow(role, demand.level, demand.why, sources)


def _other(document: Document, role: Role) -> Role:
    return document.role(document.left if role.slug == document.right else document.right)
