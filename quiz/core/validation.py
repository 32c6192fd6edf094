"""How well log-odds weights, fitted on some practitioners, do on others whom the fit never saw.

    z = intercept + Σ weight of the ticked items,   p = 1 / (1 + e^−z)

p says: of 100 people who ticked the same, with as many of each title, so many have the right
title. Here real people's titles are held against it. An answer that was not asked for is read
as the mean of that year. "As many of each title": each person counts 1 over the number of
people of their title.

Sources:
    Woolf, B. (1955). On estimating the relation between blood group and disease. Annals of
        Human Genetics 19, 251–253: the standard error of a log odds, by which a band's share
        is given its 95 % interval.
    Naeini, M. P., Cooper, G. F. & Hauskrecht, M. (2015). Obtaining well calibrated
        probabilities using Bayesian binning. AAAI 29, 2901–2907: the calibration error.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, pairwise

from quiz.core.discrimination import (
    CERTAIN,
    Area,
    RocPoint,
    Step,
    area,
    balanced_accuracy,
    called_right,
    roc,
    steps,
)
from quiz.core.document import INTERCEPT_STEPS, WEIGHT_STEPS, Document
from quiz.core.practitioners import NOT_ASKED, TICKED, Row, Table
from quiz.core.verdict.evidence import CLEAR_FROM, CLOSE_TO, likelihood

MIDDLE = 0.5
# Where the verdict's bands end, and the middle between the two titles.
EDGES = (
    *(float(1 - edge) for edge in (1, CLEAR_FROM, CLOSE_TO)),
    MIDDLE,
    *(float(edge) for edge in (CLOSE_TO, CLEAR_FROM, 1)),
)
TENTHS = 10


@dataclass(frozen=True)
class Weights:
    """The log-odds of the title ``right``, in the steps of a document.

    ``items`` are pairs of an item's slug and its weight.
    """

    intercept: int
    items: tuple[tuple[str, int], ...]
    right: str


def weights_of(document: Document) -> Weights:
    """What an edition of the rule "evidence" says of its items."""
    items = tuple((question.slug, question.weight) for question in document.questions)
    return Weights(document.intercept, items, document.right)


@dataclass(frozen=True)
class Band:
    """Everybody whose p lies in [``low``, ``high``): what was said of them and what they were.

    ``said`` is their mean p and ``were`` the share with the right title, with as many of each
    title; ``were_low`` to ``were_high`` is its 95 % interval. None where there is nobody, and
    no interval where one title is missing.
    """

    low: float
    high: float
    left: int
    right: int
    said: float | None
    were: float | None
    were_low: float | None
    were_high: float | None

    @property
    def people(self) -> int:
        return self.left + self.right


@dataclass(frozen=True)
class Validation:
    """One year's people against their titles. ``columns`` holds their number by tenth of p.

    ``roc`` has a point for every p that occurs, ``thresholds`` one for every edge of a band,
    ``middle`` is that of an even chance.
    """

    left: int
    right: int
    area: Area
    roc: tuple[RocPoint, ...]
    thresholds: tuple[RocPoint, ...]
    middle: RocPoint
    bands: tuple[Band, ...]
    calibration_error: float
    columns: tuple[Step, ...]

    @property
    def balanced_accuracy(self) -> float:
        """Of calling everybody by the likelier title."""
        return balanced_accuracy(self.middle)


def validate(table: Table, weights: Weights) -> Validation:
    """What the weights say of the test year's people.

    Raises LookupError with the slug of an item, or of a role, that the table does not have.
    """
    people = steps(said(table, weights, table.of(table.about.tested_on)))
    return Validation(
        left=sum(step.left for step in people),
        right=sum(step.right for step in people),
        area=area(people),
        roc=tuple(roc(people)),
        thresholds=tuple(called_right(people, edge) for edge in EDGES[1:-1]),
        middle=called_right(people, MIDDLE),
        bands=tuple(_bands(people)),
        calibration_error=_calibration_error(people),
        columns=tuple(columns(people)),
    )


def said(table: Table, weights: Weights, rows: Iterable[Row]) -> list[tuple[float, bool, int]]:
    """For each row: p, whether its title is the right one, and how many people it counts."""
    placed, intercept = _placed(table, weights), weights.intercept / INTERCEPT_STEPS
    found = []
    for row in rows:
        ticks, means = row.ticks, table.means[row.year]
        known = sum(weight for _, place, weight in placed if ticks[place] == TICKED)
        unknown = sum(w * means[item] for item, place, w in placed if ticks[place] == NOT_ASKED)
        z = intercept + (known + unknown) / WEIGHT_STEPS
        found.append((likelihood(z), row.role == weights.right, row.people))
    return found


def columns(people: list[Step]) -> list[Step]:
    """People by tenth of p; ``value`` is where a tenth starts."""
    return [
        Step(at / TENTHS, *_both(_between(people, at / TENTHS, (at + 1) / TENTHS)))
        for at in range(TENTHS)
    ]


def _placed(table: Table, weights: Weights) -> list[tuple[str, int, int]]:
    """Each item of the rule: its slug, its place in a row's ticks, its weight."""
    if weights.right not in table.about.titles.values():
        raise LookupError(weights.right)
    places = {item: place for place, item in enumerate(table.about.items)}
    try:
        return [(item, places[item], weight) for item, weight in weights.items]
    except KeyError as error:
        raise LookupError(error.args[0]) from None


def _between(people: list[Step], low: float, high: float) -> list[Step]:
    """Those whose p lies in [low, high); p of exactly 1 belongs to what ends there."""
    return [s for s in people if low <= s.value < high or s.value == high == 1]


def _both(people: Iterable[Step]) -> tuple[int, int]:
    found = list(people)
    return sum(step.left for step in found), sum(step.right for step in found)


def _bands(people: list[Step]) -> Iterable[Band]:
    whole = _both(people)
    for low, high in pairwise(EDGES):
        inside = _between(people, low, high)
        yield _band(low, high, inside, whole)


def _band(low: float, high: float, inside: list[Step], whole: tuple[int, int]) -> Band:
    left, right = _both(inside)
    mean, were = _said_and_were(inside, whole)
    were_low, were_high = _interval(left, right, whole)
    return Band(low, high, left, right, mean, were, were_low, were_high)


def _said_and_were(
    people: Iterable[Step], whole: tuple[int, int]
) -> tuple[float | None, float | None]:
    """Mean p and the share with the right title, with as many of each title; None of nobody."""
    all_left, all_right = whole
    heavy = said = were = 0.0
    for step in people:
        weight = step.left / all_left + step.right / all_right
        heavy, said = heavy + weight, said + weight * step.value
        were += step.right / all_right
    return (said / heavy, were / heavy) if heavy else (None, None)


def _interval(
    left: int, right: int, whole: tuple[int, int]
) -> tuple[float, float] | tuple[None, None]:
    """The share's 95 % interval, by the log of the ratio of both titles' shares (Woolf 1955)."""
    if not (left and right):
        return None, None
    all_left, all_right = whole
    middle = math.log(right / all_right) - math.log(left / all_left)
    error = CERTAIN * math.sqrt(1 / left - 1 / all_left + 1 / right - 1 / all_right)
    return likelihood(middle - error), likelihood(middle + error)


def _calibration_error(people: list[Step]) -> float:
    """The mean of |were − said| over tenths of the people, ordered by p (Naeini et al. 2015).

    Each tenth counts as it weighs with as many of each title. People with the same p stay
    together, in the tenth that the first of them lies in, as cuts at quantiles leave them.
    """
    whole = _both(people)
    return sum(_off(tenth, whole) for tenth in _tenths(people))


def _tenths(people: list[Step]) -> list[list[Step]]:
    *before, everybody = accumulate((step.left + step.right for step in people), initial=0)
    tenths: list[list[Step]] = [[] for _ in range(TENTHS)]
    for step, below in zip(people, before, strict=True):
        tenths[TENTHS * below // everybody].append(step)
    return tenths


def _off(people: list[Step], whole: tuple[int, int]) -> float:
    """|were − said|, times the share that these people are of all, with as many of each title."""
    left, right = _both(people)
    said, were = _said_and_were(people, whole)
    if said is None or were is None:
        return 0.0
    return abs(were - said) * (left / whole[0] + right / whole[1]) / 2
