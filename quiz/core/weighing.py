"""What each option pulls, by the document's rule, in exact integers.

    interest    raw(o)  = Σ over traits t of points(o, t) · gap(t)
                pull(o) = raw(o) − mean of raw over the scored options of its question

    evidence    pull    = weight · (1 if ticked, else 0, − half-way share)
                base    = intercept + Σ weight · half-way share
                the half-way share of an item is the mean of both titles' shares

Centring makes a random answer worth nothing on average, and an item that was not asked worth
as much as an average practitioner's. Means and shares are fractions, so every pull is held as
a whole number of 1/``unit``.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from quiz.core.document import (
    EVIDENCE,
    INTERCEPT_STEPS,
    INTEREST,
    SHARE_STEPS,
    TICKED,
    UNTICKED,
    WEIGHT_STEPS,
    Document,
    Option,
    Question,
)

# By question, option key and trait or group.
Parts = dict[str, dict[str, dict[str, int]]]

# Half of a sum of two shares, times a weight; the steps of the intercept go into it too.
EVIDENCE_UNIT = math.lcm(2 * SHARE_STEPS * WEIGHT_STEPS, INTERCEPT_STEPS)


@dataclass(frozen=True)
class Weighed:
    """``base`` and ``parts`` are in 1/``unit``; the parts of an option add up to its pull."""

    unit: int
    base: int
    parts: Parts


def weigh(document: Document) -> Weighed:
    """By the document's own rule; raises KeyError for an unknown one."""
    return _WEIGHERS[document.rule](document)


def _weigh_points(document: Document) -> Weighed:
    unit = math.lcm(1, *(len(question.scored) for question in document.questions))
    parts = {q.slug: _points_parts(document, q, unit) for q in document.questions}
    return Weighed(unit, 0, parts)


def _points_parts(document: Document, question: Question, unit: int) -> dict[str, dict[str, int]]:
    touched = {trait for option in question.scored for trait in option.points}
    each = unit // len(question.scored)
    sums = {t: sum(_raw(document, option, t) for option in question.scored) for t in touched}
    return {
        option.key: {t: _raw(document, option, t) * unit - sums[t] * each for t in touched}
        for option in question.scored
    }


def _raw(document: Document, option: Option, trait: str) -> int:
    return option.points.get(trait, 0) * document.gap(trait)


def _weigh_ticks(document: Document) -> Weighed:
    pulls = {question.slug: _tick_pulls(question) for question in document.questions}
    base = document.intercept * EVIDENCE_UNIT // INTERCEPT_STEPS
    # Not ticked is worth less the half-way share: taken away, that gives the share's worth.
    base -= sum(pull[UNTICKED] for pull in pulls.values())
    parts = {
        q.slug: {key: {q.group: pull} for key, pull in pulls[q.slug].items()}
        for q in document.questions
    }
    return Weighed(EVIDENCE_UNIT, base, parts)


def _tick_pulls(question: Question) -> dict[str, int]:
    weight = question.weight * EVIDENCE_UNIT // WEIGHT_STEPS
    half_way = weight * sum(question.shares.values()) // (2 * SHARE_STEPS)
    return {TICKED: weight - half_way, UNTICKED: -half_way}


_WEIGHERS: Mapping[str, Callable[[Document], Weighed]] = {
    INTEREST: _weigh_points,
    EVIDENCE: _weigh_ticks,
}
