"""What a verdict says without saying how anything was answered: what a share may hold.

Shown numbers only, rounded as on the result page. Neither an answer nor a question's pull
is in it. Whoever knows the questions can still work some answers out from the traits' numbers,
where few questions carry a trait; /privacy/ and the form for sharing say so. Of ticks, whose
sums would tell most of them, only whole people and each checklist's side are kept.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from quiz.core.decoding import decode, encode
from quiz.core.document import EVIDENCE, INTEREST, Document
from quiz.core.explain import questions_on
from quiz.core.verdict import Verdict
from quiz.core.verdict.evidence import of_hundred

TENTHS = 10
GROUP_STEP = 50  # tenths of a point: half of 1 of log-odds


@dataclass(frozen=True)
class TraitSummary:
    """A trait's share of the lean in tenths of a point, and the interest shown for it.

    ``interest`` is 0–100 and means nothing where ``asked``, the number of answered questions
    that it rests on, is 0. Of ticks it is a group's share, to the nearest of ``GROUP_STEP``.
    """

    slug: str
    tenths: int
    interest: int
    asked: int


@dataclass(frozen=True)
class Summary:
    """A verdict's shown numbers. ``toward`` is a role's slug, empty for a lean of exactly 0.

    ``asked`` counts the form's questions, ``answered`` the scored answers. The edges are the
    greatest |lean|, in tenths, that is still too close to call and still no clear lean. ``p``
    is the share of random sheets that lean at least as far; of ticks, the share of those who
    ticked the same that has the right role's title.
    """

    form: str
    asked: int
    answered: int
    band: str
    toward: str
    lean_tenths: int
    close_tenths: int
    clear_tenths: int
    p: float
    traits: tuple[TraitSummary, ...]


@dataclass(frozen=True)
class Reading:
    """A summary read with the edition that it belongs to: says what a Verdict says of itself."""

    document: Document
    summary: Summary

    @property
    def band(self) -> str:
        return self.summary.band

    @property
    def toward(self) -> str | None:
        return self.summary.toward or None

    @property
    def asked(self) -> int:
        return self.summary.asked

    @property
    def answered(self) -> int:
        return self.summary.answered

    @property
    def lean_tenths(self) -> int:
        return self.summary.lean_tenths

    @property
    def p(self) -> Fraction:
        return Fraction(self.summary.p)


def summarise(verdict: Verdict) -> Summary:
    return _SUMMARISERS[verdict.document.rule](verdict)


def _summarise_interests(verdict: Verdict) -> Summary:
    pieces = (_trait(verdict, piece.slug, piece.tenths) for piece in verdict.by_trait)
    return _summary(verdict, verdict.lean_tenths, float(verdict.p), tuple(pieces))


def _summarise_ticks(verdict: Verdict) -> Summary:
    people = of_hundred(verdict.p)
    pieces = (_group(piece.slug, piece.tenths) for piece in verdict.by_trait)
    return _summary(verdict, (2 * people - 100) * TENTHS, people / 100, tuple(pieces))


def _summary(
    verdict: Verdict, lean_tenths: int, p: float, traits: tuple[TraitSummary, ...]
) -> Summary:
    return Summary(
        form=verdict.sheet.form,
        asked=verdict.asked,
        answered=verdict.answered,
        band=verdict.band,
        toward=verdict.toward or "",
        lean_tenths=lean_tenths,
        close_tenths=round(verdict.close_edge * TENTHS),
        clear_tenths=round(verdict.clear_edge * TENTHS),
        p=p,
        traits=traits,
    )


def read_summary(data: object) -> Summary:
    """A summary from its JSON value; raises DocumentError."""
    return decode(Summary, data)


def write_summary(summary: Summary) -> dict[str, Any]:
    encoded: dict[str, Any] = encode(summary)
    return encoded


def _trait(verdict: Verdict, slug: str, tenths: int) -> TraitSummary:
    interest = verdict.interests[slug]
    asked = len(questions_on(verdict.sheet, slug))
    return TraitSummary(slug, tenths, round(interest or 0), asked)


def _group(slug: str, tenths: int) -> TraitSummary:
    size = (abs(tenths) + GROUP_STEP // 2) // GROUP_STEP * GROUP_STEP
    return TraitSummary(slug, size if tenths > 0 else -size, 0, 0)


_SUMMARISERS: Mapping[str, Callable[[Verdict], Summary]] = {
    INTEREST: _summarise_interests,
    EVIDENCE: _summarise_ticks,
}
