"""How well a number tells two groups of people apart: ROC curve, its area, and its interval.

Sources:
    Hanley, J. A. & McNeil, B. J. (1982). The meaning and use of the area under a receiver
        operating characteristic (ROC) curve. Radiology 143, 29–36.
    DeLong, E. R., DeLong, D. M. & Clarke-Pearson, D. L. (1988). Comparing the areas under two
        or more correlated receiver operating characteristic curves. Biometrics 44, 837–845.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

CERTAIN = 1.96  # standard errors on either side: 95 %


@dataclass(frozen=True)
class Step:
    """Everybody with the same ``value``: so many of the left group and of the right one."""

    value: float
    left: int
    right: int


@dataclass(frozen=True)
class Area:
    """The area under the ROC curve with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class RocPoint:
    """Calling everybody at ``value`` or above "right": the shares so called in each group."""

    value: float
    of_left: float
    of_right: float


def steps(people: Iterable[tuple[float, bool, int]]) -> list[Step]:
    """(value, is of the right group, how many), gathered by value, lowest first."""
    found: dict[float, list[int]] = {}
    for value, right, count in people:
        found.setdefault(value, [0, 0])[right] += count
    return [Step(value, *found[value]) for value in sorted(found)]


def area(steps: list[Step]) -> Area:
    """The chance that somebody of the right group has the higher value, ties half (Hanley &
    McNeil 1982), and DeLong's interval (1988), which needs two people of each group.
    """
    left, right = _people(steps)
    before = [0, *accumulate(step.left for step in steps)]
    after = [right - count for count in accumulate(step.right for step in steps)]
    beaten = [(before[at] + step.left / 2) / left for at, step in enumerate(steps)]
    beaten_by = [(after[at] + step.right / 2) / right for at, step in enumerate(steps)]
    value = sum(step.right * share for step, share in zip(steps, beaten, strict=True)) / right
    of_right = _variance(value, ((s.right, b) for s, b in zip(steps, beaten, strict=True)), right)
    of_left = _variance(value, ((s.left, b) for s, b in zip(steps, beaten_by, strict=True)), left)
    error = CERTAIN * math.sqrt(of_right / right + of_left / left)
    return Area(value, max(0.0, value - error), min(1.0, value + error))


def roc(steps: list[Step]) -> list[RocPoint]:
    """The curve from (0, 0), where nobody is called right, to (1, 1), where everybody is."""
    left, right = _people(steps)
    points, of_left, of_right = [RocPoint(math.inf, 0.0, 0.0)], 0, 0
    for step in reversed(steps):
        of_left, of_right = of_left + step.left, of_right + step.right
        points.append(RocPoint(step.value, of_left / left, of_right / right))
    return points


def called_right(steps: list[Step], threshold: float) -> RocPoint:
    """The point of the curve for calling everybody at ``threshold`` or above "right"."""
    left, right = _people(steps)
    above = [step for step in steps if step.value >= threshold]
    return RocPoint(
        threshold, sum(s.left for s in above) / left, sum(s.right for s in above) / right
    )


def balanced_accuracy(point: RocPoint) -> float:
    """The mean of the two groups' shares that are called rightly."""
    return (point.of_right + 1 - point.of_left) / 2


def _people(steps: list[Step]) -> tuple[int, int]:
    return sum(step.left for step in steps), sum(step.right for step in steps)


def _variance(mean: float, counted: Iterable[tuple[int, float]], people: int) -> float:
    """Over n − 1."""
    return sum(count * (share - mean) ** 2 for count, share in counted) / (people - 1)
