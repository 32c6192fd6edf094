"""Fit the work check again, test it on people it never saw, and print both: ``make validate``.

Ends with 1 where the shipped edition and the fit drift apart.
"""

import os
import sys
from collections.abc import Iterable

import django
import numpy as np

from bench.refit import TO_THE_END, Fit, Shares, drift, refit
from quiz import practitioners
from quiz.core.discrimination import Step, steps
from quiz.core.document import INTERCEPT_STEPS, WEIGHT_STEPS
from quiz.core.practitioners import Table
from quiz.core.validation import Band, Validation, Weights, said, validate

RESAMPLES = 2_000
SEED = 1


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from bench.shipped import shipped  # content files are read beside the models

    table = practitioners.read(practitioners.FOLDER)
    weights, shares = shipped()
    found, measured = refit(table, weights.right), validate(table, weights)
    _print_people(table)
    _print_weights(weights, shares, found)
    _print_measured(measured, bootstrap(_people(table, weights)))
    _print_bands(measured.bands)
    _print_the_end(table, found, refit(table, weights.right, TO_THE_END), weights.right)
    return _print_drift(drift(weights, shares, found))


def bootstrap(people: list[Step]) -> tuple[float, float]:
    """The 95 % interval of the AUC over resamples of as many people of each title."""
    chooser = np.random.default_rng(SEED)
    left, right = (np.array([getattr(s, side) for s in people]) for side in ("left", "right"))
    lefts, rights = (
        chooser.multinomial(side.sum(), side / side.sum(), RESAMPLES) for side in (left, right)
    )
    beaten = lefts.cumsum(axis=1) - lefts / 2
    areas = (rights * beaten).sum(axis=1) / (left.sum() * right.sum())
    low, high = np.quantile(areas, [0.025, 0.975])
    return float(low), float(high)


def _people(table: Table, weights: Weights) -> list[Step]:
    return steps(said(table, weights, table.of(table.about.tested_on)))


def _print_people(table: Table) -> None:
    about = table.about
    print(f"{about.credit}\n")
    for name, years in (("fitted on", about.fitted_on), ("tested on", (about.tested_on,))):
        counts = (
            f"{sum(row.people for row in table.of(*years) if row.role == role):,} {role}"
            for role in about.titles.values()
        )
        print(f"{name} {' and '.join(map(str, years))}: {', '.join(counts)}")


def _print_weights(weights: Weights, shares: Shares, found: Fit) -> None:
    print(f"\n{'':16}{'shipped':>8}{'refit':>8}{'fitted':>9}   shares, shipped and in the table")
    for item, step in weights.items:
        fitted = found.raw.get(item, float("nan"))
        rounded = found.steps.get(item, 0) / WEIGHT_STEPS
        told = "  ".join(
            f"{share:4} {found.shares.get(item, {}).get(role, 0):4}"
            for role, share in shares[item].items()
        )
        print(f"{item:16}{step / WEIGHT_STEPS:+8.1f}{rounded:+8.1f}{fitted:+9.3f}   {told}")
    shipped, rounded = weights.intercept / INTERCEPT_STEPS, round(found.intercept, 2)
    print(f"{'intercept':16}{shipped:8.2f}{rounded:8.2f}{found.intercept:9.4f}")


def _print_measured(measured: Validation, resampled: tuple[float, float]) -> None:
    area, (low, high) = measured.area, resampled
    print(f"\nAUC {area.value:.4f}")
    print(f"  95 % by bootstrap ({RESAMPLES:,} resamples, seed {SEED}): {low:.3f} to {high:.3f}")
    print(f"  95 % by DeLong: {area.low:.3f} to {area.high:.3f}")
    print(f"balanced accuracy {measured.balanced_accuracy:.4f}")
    print(f"mean calibration error over tenths {100 * measured.calibration_error:.1f} points")


def _print_bands(bands: Iterable[Band]) -> None:
    print("\nsaid (p)       people  mean said  were, as many of each title (95 %)")
    for band in bands:
        if band.said is None or band.were is None:
            continue
        interval = "" if band.were_low is None else f"({band.were_low:.2f} to {band.were_high:.2f})"
        name = f"{band.low:.2f} to {band.high:.2f}"
        print(f"{name:14}{band.people:7,}{band.said:11.2f}{band.were:7.2f}  {interval}")


def _print_the_end(table: Table, found: Fit, best: Fit, right: str) -> None:
    """What a fit without the stopping rule rounds otherwise, and whether that matters."""
    others = [item for item, step in best.steps.items() if step != found.steps[item]]
    if others:
        told = ", ".join(f"{item} {best.raw[item]:+.4f}" for item in others)
        area = validate(table, best.weights(right)).area.value
        print(f"\nFitted to the very end, rounded otherwise: {told}")
        print(f"  with that, and the intercept {best.intercept:.2f} that fits it: AUC {area:.4f}")


def _print_drift(told: list[str]) -> int:
    if told:
        print("\nThe shipped edition and the fit have drifted apart:", *told, sep="\n  ")
        return 1
    print("\nThe shipped edition is what the table says.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
