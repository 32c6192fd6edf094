"""What is shown of a shared result: a pure function of the share and its edition."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from quiz import pictures, sharing, wording
from quiz.core.document import (
    EVIDENCE,
    INTEREST,
    Document,
    Group,
    Option,
    Question,
    Role,
    Trait,
)
from quiz.core.summary import GROUP_STEP, Reading, Summary, TraitSummary
from quiz.core.verdict import CLEAR, CLOSE, LEAN
from quiz.models import SharedResult

FURTHEST_TENTHS = 1000
LEFT, RIGHT, EITHER = "left", "right", "either"
# Around a name, so that one written from right to left does not turn the sentence round.
ISOLATE, END_OF_ISOLATE = "\u2068", "\u2069"


class SharedTrait(NamedTuple):
    """A trait with the interest shown (0–100 or None) and its share of the lean."""

    document: Document
    trait: Trait
    interest: int | None
    tenths: int

    @property
    def levels(self) -> tuple[int, int]:
        """What the left and the right role ask for, 0–5."""
        demands = self.trait.demands
        return demands[self.document.left].level, demands[self.document.right].level

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
    def scale(self) -> pictures.TraitScale:
        bar = None if self.interest is None else Fraction(self.interest)
        return pictures.trait_scale(*self.levels, bar)


@dataclass(frozen=True)
class SharedGroup:
    """A checklist and which way it points: the role (None: neither) and how strongly."""

    group: Group
    towards: Role | None
    strongly: bool


@dataclass(frozen=True)
class SharedAnswer:
    question: Question
    chosen: Option


def page(share: SharedResult) -> dict[str, Any]:
    """The context of ``quiz/_shared_result.html``; ``part`` is what it includes by the rule."""
    reading = sharing.reading(share)
    document, summary = reading.document, reading.summary
    return {
        "share": share,
        "quiz": document.quiz,
        "fragments": sharing.published(share).fragments,
        "document": document,
        "left": document.role(document.left),
        "right": document.role(document.right),
        "who": who(share),
        "headline": headline(share),
        "firmness": wording.firmness(reading),
        "lean": wording.lean_in_words(reading),
        "toward": toward(reading),
        "close": reading.band == CLOSE,
        "answered": reading.answered,
        "line": line(summary),
        "scale": wording.scale(document, summary.close_tenths, summary.clear_tenths),
        "short_scale": wording.short_scale(document),
        "can_be_clear": summary.clear_tenths < FURTHEST_TENTHS,
        "words": wording.phrases(document),
        "description": wording.description(reading),
        "answers": answer_rows(document, share),
        **_PARTS[document.rule](document, summary),
    }


def who(share: SharedResult) -> str:
    """The sharer, for a sentence in any script: "Ana" or "Someone"."""
    if share.name.isascii():
        return sharing.sharer(share)
    return f"{ISOLATE}{share.name}{END_OF_ISOLATE}"


def headline(share: SharedResult) -> str:
    """The verdict in one line, with the sharer's name if it is known: "Ana leans ML Engineer"."""
    return wording.headline(sharing.reading(share), who(share))


def invitation(share: SharedResult) -> str:
    """What the sharer's message says before the link."""
    return wording.invitation(sharing.reading(share).document)


def toward(reading: Reading) -> Role | None:
    """The role that is leaned to, where the verdict is decided."""
    if reading.band not in (LEAN, CLEAR) or reading.toward is None:
        return None
    return reading.document.role(reading.toward)


def side(reading: Reading) -> str:
    """LEFT or RIGHT where there is a lean, EITHER where it is too close to call."""
    if reading.band == CLOSE:
        return EITHER
    return LEFT if reading.toward == reading.document.left else RIGHT


def line(summary: Summary) -> pictures.LeanLine:
    """Without the hill, which a share does not keep."""
    close, clear = summary.close_tenths, summary.clear_tenths
    return pictures.LeanLine(
        place=_on_line(summary.lean_tenths),
        close_from=_on_line(-close),
        width=round(_on_line(close) - _on_line(-close), 1),
        clear_left=_on_line(-clear),
        clear_right=_on_line(clear),
        hill="",
    )


def group_rows(document: Document, summary: Summary) -> list[SharedGroup]:
    by_slug = {piece.slug: piece.tenths for piece in summary.traits}
    return [
        SharedGroup(
            group=group,
            towards=wording.towards(by_slug[group.slug], document),
            strongly=abs(by_slug[group.slug]) > GROUP_STEP,
        )
        for group in document.groups
    ]


def trait_rows(document: Document, summary: Summary) -> list[SharedTrait]:
    """Every trait, those in which the roles differ most first."""
    by_slug = {trait.slug: trait for trait in summary.traits}
    rows = [_trait_row(document, trait, by_slug[trait.slug]) for trait in document.traits]
    return sorted(rows, key=lambda row: -abs(document.gap(row.trait.slug)))


def answer_rows(document: Document, share: SharedResult) -> list[SharedAnswer]:
    """The single answers in the words of their edition; none unless the sharer included them."""
    given = share.answers or {}
    return [
        SharedAnswer(question, question.option(given[question.slug]))
        for question in document.form(share.form)
        if question.slug in given
    ]


def _trait_row(document: Document, trait: Trait, said: TraitSummary) -> SharedTrait:
    return SharedTrait(document, trait, said.interest if said.asked else None, said.tenths)


def _on_line(tenths: int) -> float:
    half = pictures.LINE_WIDTH / 2 - pictures.LINE_MARGIN
    return round(pictures.LINE_WIDTH / 2 + tenths / FURTHEST_TENTHS * half, 1)


def _traits_part(document: Document, summary: Summary) -> dict[str, Any]:
    return {"part": "quiz/_shared_traits.html", "traits": trait_rows(document, summary)}


def _groups_part(document: Document, summary: Summary) -> dict[str, Any]:
    return {"part": "check/_shared_groups.html", "groups": group_rows(document, summary)}


_PARTS: Mapping[str, Callable[[Document, Summary], dict[str, Any]]] = {
    INTEREST: _traits_part,
    EVIDENCE: _groups_part,
}
