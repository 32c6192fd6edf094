"""What a result page says of ticks: a pure function of an edition and the answers."""

from dataclasses import dataclass
from typing import Any

from quiz import wording
from quiz.answer_fields import list_name
from quiz.check_asks import asks
from quiz.check_place import place
from quiz.core.document import SHARE_STEPS, TICKED, Document, Group, Question, Role
from quiz.core.verdict import CLEAR, CLOSE, FEW, LEAN, Contribution
from quiz.core.verdict.evidence import FEWEST_TICKS, EvidenceVerdict, Mover, of_hundred
from quiz.crowd import crowd
from quiz.wording.evidence import share_in_words

DECIDED = (LEAN, CLEAR)
STRONGEST = 3


@dataclass(frozen=True)
class ItemRow:
    """An item with its tick (None: not answered), what it adds, and who ticks it.

    ``shares`` is how many of 100 with the left and with the right role’s title tick it.
    """

    question: Question
    ticked: bool | None
    tenths: int
    points: str
    towards: Role | None
    shares: tuple[int, int]


@dataclass(frozen=True)
class GroupRow:
    """A checklist with its items and what they add together; ``name`` is its field's."""

    name: str
    group: Group
    items: list[ItemRow]
    points: str
    towards: Role | None

    @property
    def left_open(self) -> bool:
        return any(item.ticked is None for item in self.items)

    @property
    def ticked(self) -> int:
        return sum(item.ticked is True for item in self.items)


@dataclass(frozen=True)
class MoverRow:
    """An item to tick or untick, and how many of 100 have the right role’s title after that."""

    question: Question
    tick: bool
    left: int
    right: int


def page(verdict: EvidenceVerdict) -> dict[str, Any]:
    """The context of the result page."""
    document = verdict.document
    groups = group_rows(verdict)
    left, right = document.role(document.left), document.role(document.right)
    decided = verdict.band in DECIDED
    toward = document.role(verdict.toward) if decided else None
    roles = [right, left] if toward == right else [left, right]
    ticked = {slug for slug, key in verdict.sheet.chosen.items() if key == TICKED}
    return {
        "document": document,
        "verdict": verdict,
        "headline": wording.headline(verdict),
        "firmness": wording.firmness(verdict),
        "share": share_in_words(verdict),
        "lean": wording.lean_in_words(verdict),
        "few": verdict.band == FEW,
        "close": verdict.band == CLOSE,
        "decided": decided,
        "left": left,
        "right": right,
        "toward": toward,
        "other": (left if toward == right else right) if decided else None,
        "left_people": 100 - verdict.of_hundred,
        "right_people": verdict.of_hundred,
        "crowd": crowd(verdict.of_hundred),
        "place": None if verdict.band == FEW else place(document, float(verdict.p)),
        "asks": [asks(document, role, ticked) for role in roles],
        "fewest": FEWEST_TICKS,
        "z": f"{float(verdict.z):+.2f}".replace("-", wording.MINUS),
        "groups": groups,
        "base": wording.signed(verdict.base_tenths),
        "total": wording.signed(verdict.total_tenths),
        "pulls": strongest(verdict, [row for group in groups for row in group.items]),
        "movers": [mover_row(document, mover) for mover in verdict.movers],
        "unanswered": verdict.asked - verdict.answered,
    }


def group_rows(verdict: EvidenceVerdict) -> list[GroupRow]:
    """Every checklist with all its items, in order."""
    pieces = {piece.slug: piece for piece in verdict.by_answer}
    sums = {piece.slug: piece for piece in verdict.by_trait}
    document = verdict.document
    return [
        GroupRow(
            name=list_name(group),
            group=group,
            items=[_item_row(verdict, pieces[item.slug]) for item in document.items(group.slug)],
            points=wording.signed(sums[group.slug].tenths),
            towards=wording.towards(sums[group.slug].tenths, document),
        )
        for group in document.groups
    ]


def strongest(verdict: EvidenceVerdict, rows: list[ItemRow]) -> list[tuple[Role, list[ItemRow]]]:
    """For each role, the likelier one first, the answers that speak for it most."""
    document = verdict.document
    slugs = [document.left, document.right]
    if verdict.toward != document.left:
        slugs.reverse()
    ordered = sorted(rows, key=lambda row: -abs(row.tenths))
    return [
        (role, [row for row in ordered if row.towards == role][:STRONGEST])
        for role in map(document.role, slugs)
    ]


def mover_row(document: Document, mover: Mover) -> MoverRow:
    right = of_hundred(mover.p)
    question = document.by_slug[mover.change.question]
    return MoverRow(question, mover.change.new == TICKED, 100 - right, right)


def shares(document: Document, question: Question) -> tuple[int, int]:
    """How many of 100 with each title tick it, left and right."""
    left, right = (question.shares[slug] for slug in (document.left, document.right))
    return round(100 * left / SHARE_STEPS), round(100 * right / SHARE_STEPS)


def _item_row(verdict: EvidenceVerdict, piece: Contribution) -> ItemRow:
    document = verdict.document
    question = document.by_slug[piece.slug]
    key = verdict.sheet.chosen.get(piece.slug)
    return ItemRow(
        question=question,
        ticked=None if key is None else key == TICKED,
        tenths=piece.tenths,
        points=wording.signed(piece.tenths),
        towards=wording.towards(piece.tenths, document),
        shares=shares(document, question),
    )
