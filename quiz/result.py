"""What a result page says, in its order: a pure function of an edition and the answers."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from quiz import pictures, wording
from quiz.core.document import Document, Option, Question, Role, Source, Trait
from quiz.core.explain import questions_on
from quiz.core.verdict import (
    CLEAR,
    CLEARLY,
    CLOSE,
    FEW,
    LEAN,
    LEANS,
    Contribution,
    Verdict,
)
from quiz.next_steps import next_steps

FURTHEST = 100
DECIDED = (LEAN, CLEAR)
STRONGEST = 3


@dataclass(frozen=True)
class AnswerRow:
    """A question with what was chosen (None: not answered) and what that adds to the lean."""

    question: Question
    chosen: Option | None
    tenths: int
    towards: Role | None
    points: str

    @property
    def key(self) -> tuple[str, str | None]:
        """What the words of the row follow from, beside the edition; the points do not."""
        return self.question.slug, self.chosen and self.chosen.key

    @property
    def scored(self) -> bool:
        return self.chosen is not None and not self.chosen.opt_out


@dataclass(frozen=True)
class DemandRow:
    """What one role asks for of a trait, and who says so."""

    role: Role
    level: int
    why: str
    sources: list[Source]


@dataclass(frozen=True)
class TraitRow:
    """A trait with both demands, the visitor's interest (0–100 or None) and its share.

    ``asked`` is the number of answered questions that the interest rests on.
    """

    trait: Trait
    demands: list[DemandRow]
    interest: int | None
    asked: int
    points: str
    towards: Role | None
    shared: bool
    scale: pictures.TraitScale

    @property
    def key(self) -> Hashable:
        """What the row says follows from these beside the edition, but for its points."""
        return self.trait.slug, self.scale.interest, self.interest, self.asked


@dataclass(frozen=True)
class FlipRow:
    """An answer that would change, from the words chosen to other words."""

    question: Question
    old: Option
    new: Option

    @property
    def key(self) -> tuple[str, str, str]:
        return self.question.slug, self.old.key, self.new.key


def page(verdict: Verdict) -> dict[str, Any]:
    """The context of the result page."""
    document = verdict.document
    rows = answer_rows(verdict)
    lean = document.role(verdict.toward or document.right)
    decided = verdict.band in DECIDED
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
        "close_edge": wording.one_decimal(verdict.edge(LEANS)),
        "clear_edge": wording.one_decimal(verdict.edge(CLEARLY)),
        "can_be_clear": verdict.edge(CLEARLY) < FURTHEST,
        "pulls": strongest(verdict, rows),
        "rows": rows,
        "unanswered": len(verdict.sheet.questions) - verdict.answered,
        "traits": trait_rows(verdict),
        "flip": flip_rows(verdict),
        "more": more_questions(verdict),
    }


def answer_rows(verdict: Verdict) -> list[AnswerRow]:
    """Every question of the form, in order."""
    document = verdict.document
    return [_answer_row(document, verdict.sheet.answers, piece) for piece in verdict.by_answer]


def strongest(verdict: Verdict, rows: list[AnswerRow]) -> list[tuple[Role, list[AnswerRow]]]:
    """For each role, the lean's own first, the answers that speak for it most."""
    document = verdict.document
    lean = document.role(verdict.toward or document.right)
    ordered = sorted(rows, key=lambda row: -abs(row.tenths))
    return [
        (role, [row for row in ordered if row.towards == role][:STRONGEST])
        for role in (lean, _other(document, lean))
    ]


def trait_rows(verdict: Verdict) -> list[TraitRow]:
    """Every trait, those in which the roles differ most first."""
    document = verdict.document
    by_trait = {piece.slug: piece for piece in verdict.by_trait}
    rows = [_trait_row(verdict, trait, by_trait[trait.slug]) for trait in document.traits]
    return sorted(rows, key=lambda row: -abs(document.gap(row.trait.slug)))


def flip_rows(verdict: Verdict) -> list[FlipRow]:
    document = verdict.document
    return [
        FlipRow(question, question.option(change.old), question.option(change.new))
        for change in verdict.flip
        for question in (document.by_slug[change.question],)
    ]


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


def _answer_row(document: Document, answers: Mapping[str, str], piece: Contribution) -> AnswerRow:
    question = document.by_slug[piece.slug]
    key = answers.get(piece.slug)
    return AnswerRow(
        question=question,
        chosen=question.option(key) if key else None,
        tenths=piece.tenths,
        towards=wording.towards(piece.tenths, document),
        points=wording.signed(piece.tenths),
    )


def _trait_row(verdict: Verdict, trait: Trait, piece: Contribution) -> TraitRow:
    document, interest = verdict.document, verdict.interests[trait.slug]
    levels = (trait.demands[document.left].level, trait.demands[document.right].level)
    return TraitRow(
        trait=trait,
        demands=[_demand_row(document, trait, role) for role in document.roles],
        interest=None if interest is None else round(interest),
        asked=len(questions_on(verdict.sheet, trait.slug)),
        points=wording.signed(piece.tenths),
        towards=wording.towards(piece.tenths, document),
        shared=document.gap(trait.slug) == 0,
        scale=pictures.trait_scale(*levels, interest),
    )


def _demand_row(document: Document, trait: Trait, role: Role) -> DemandRow:
    demand = trait.demands[role.slug]
    sources = [document.sources_by_slug[slug] for slug in demand.sources]
    return DemandRow(role, demand.level, demand.why, sources)


def _other(document: Document, role: Role) -> Role:
    return document.role(document.left if role.slug == document.right else document.right)
