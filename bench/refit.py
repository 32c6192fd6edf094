"""The work check's weights, fitted again on the shipped table, and held against the shipped ones.

L2 logistic regression (C = 1) with both titles made to weigh the same, an answer that was not
asked for read as that year's mean. The weights are rounded to a tenth; the intercept is then
fitted again to the rounded ones, so that it is right for what is shipped.

The shipped weights come from scikit-learn's own stopping rule (``AS_SHIPPED``), which ends a
little before the best fit. ``TO_THE_END`` goes all the way: a weight that lies next to the border
between two tenths may then round to the other one, and the reader of ``make validate`` is told.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from quiz.core.document import INTERCEPT_STEPS, SHARE_STEPS, WEIGHT_STEPS
from quiz.core.practitioners import NOT_ASKED, Row, Table
from quiz.core.validation import Weights

STRENGTH = 1.0  # C: the inverse of how strongly weights are drawn towards 0
AS_SHIPPED, TO_THE_END = 1e-4, 1e-10  # the steepest slope at which fitting ends
MOST_STEPS = 1_000
NARROW = 1e-9
FURTHEST = 10  # log-odds, on either side: no intercept lies beyond

Shares = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Fit:
    """What the table says: ``raw`` weights by item, ``intercept`` beside the rounded ones.

    ``shares``, by item and role, in thousandths.
    """

    raw: dict[str, float]
    intercept: float
    shares: Shares

    @property
    def steps(self) -> dict[str, int]:
        """The weights in a document's steps."""
        return {item: round(weight * WEIGHT_STEPS) for item, weight in self.raw.items()}

    def weights(self, right: str) -> Weights:
        """As a document would hold it."""
        return Weights(round(self.intercept * INTERCEPT_STEPS), tuple(self.steps.items()), right)


def refit(table: Table, right: str, tolerance: float = AS_SHIPPED) -> Fit:
    """On the years that the weights were fitted on; ``right`` is the role they speak for."""
    rows = table.of(*table.about.fitted_on)
    ticks, titles = _ticks(table, rows), np.array([row.role == right for row in rows])
    people = np.array([row.people for row in rows])
    model = LogisticRegression(
        C=STRENGTH, class_weight="balanced", tol=tolerance, max_iter=MOST_STEPS
    )
    model.fit(ticks, titles, sample_weight=people)
    raw = dict(zip(table.about.items, map(float, model.coef_[0]), strict=True))
    rounded = np.round(model.coef_[0] * WEIGHT_STEPS) / WEIGHT_STEPS
    balanced = np.where(titles, 1 / people[titles].sum(), 1 / people[~titles].sum()) * people
    return Fit(raw, _intercept(ticks @ rounded, titles, balanced), _shares(table))


def drift(shipped: Weights, shares: Shares, found: Fit) -> list[str]:
    """Every difference between what is shipped and what the table says, as a sentence."""
    weights = dict(shipped.items)
    told = [
        f"{item}: shipped {weights.get(item, 0) / WEIGHT_STEPS:+.1f}, fitted {raw:+.3f}"
        for item, raw in found.raw.items()
        if weights.get(item) != found.steps[item]
    ]
    told += [f"{item}: shipped, but not in the table" for item in weights.keys() - found.raw.keys()]
    if shipped.intercept != round(found.intercept * INTERCEPT_STEPS):
        shown = shipped.intercept / INTERCEPT_STEPS
        told.append(f"intercept: shipped {shown:.2f}, fitted {found.intercept:.4f}")
    return told + [
        f"{item}: shipped shares {dict(shares.get(item, {}))}, in the table {dict(counted)}"
        for item, counted in found.shares.items()
        if shares.get(item) != counted
    ]


def _ticks(table: Table, rows: list[Row]) -> np.ndarray:
    return np.array(
        [
            [
                table.means[row.year][item] if tick == NOT_ASKED else float(tick)
                for item, tick in zip(table.about.items, row.ticks, strict=True)
            ]
            for row in rows
        ]
    )


def _intercept(offsets: np.ndarray, titles: np.ndarray, weights: np.ndarray) -> float:
    """Where the mean of p is the share of the right title, everybody weighed: by halving."""

    def over(intercept: float) -> float:
        said = 1 / (1 + np.exp(-(intercept + offsets)))
        return float((weights * (said - titles)).sum())

    return _root(over, -FURTHEST, FURTHEST)


def _root(rising: Callable[[float], float], low: float, high: float) -> float:
    while high - low > NARROW:
        middle = (low + high) / 2
        low, high = (low, middle) if rising(middle) > 0 else (middle, high)
    return (low + high) / 2


def _shares(table: Table) -> Shares:
    return {
        item: {role: round(share * SHARE_STEPS) for role, share in by_role.items()}
        for item, by_role in table.shares(table.about.fitted_on).items()
    }
