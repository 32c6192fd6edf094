"""``pay.csv``: one row per occupation and May, as the official tables give them."""

import csv
from itertools import pairwise
from pathlib import Path
from typing import Any

from careers.yaml_files import ContentError, Shape, read_text

COLUMNS = ["may", "soc", "employment", "mean", "p10", "p25", "median", "p75", "p90"]
CAPPED = "#"  # the tables' sign for: above the highest figure that is published
MOST_DIGITS = 9
MAY_BE_CAPPED = {"p75", "p90"}


class PayShape(Shape):
    soc: str
    year: int
    employment: int
    mean: int
    p10: int
    p25: int
    median: int
    p75: int | None
    p90: int | None

    @property
    def slug(self) -> str:
        return f"{self.soc} {self.year}"


def read_pay(file: Path, occupations: list[str]) -> list[PayShape]:
    """The rows in the order of the occupations, then by year; raises ContentError."""
    header, *rows = _cells(file)
    if header != COLUMNS:
        raise ContentError(file, "row 1", f"the columns should be {','.join(COLUMNS)}")
    seen: dict[str, PayShape] = {}
    for number, cells in enumerate(rows, start=2):
        shape = _shape(file, f"row {number}", cells)
        _check(file, f"row {number}", shape, occupations)
        if shape.slug in seen:
            raise ContentError(file, f"row {number}", f"{shape.slug} occurs twice")
        seen[shape.slug] = shape
    _check_latest(file, seen, occupations)
    return sorted(seen.values(), key=lambda shape: (occupations.index(shape.soc), shape.year))


def write_pay(file: Path, shapes: list[PayShape]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        for shape in shapes:
            values = {**shape.model_dump(), "may": shape.year}
            writer.writerow(CAPPED if values[name] is None else values[name] for name in COLUMNS)


def _cells(file: Path) -> list[list[str]]:
    try:
        return list(csv.reader(read_text(file).splitlines(), strict=True)) or [[]]
    except csv.Error as mistake:
        raise ContentError(file, "", f"not CSV: {mistake}") from None


def _shape(file: Path, place: str, cells: list[str]) -> PayShape:
    if len(cells) != len(COLUMNS):
        raise ContentError(file, place, f"should have {len(COLUMNS)} cells")
    texts = dict(zip(COLUMNS, cells, strict=True))
    soc = texts.pop("soc")
    figures: dict[str, Any] = {
        name: _figure(file, f"{place}.{name}", name, text) for name, text in texts.items()
    }
    return PayShape(soc=soc, year=figures.pop("may"), **figures)


def _figure(file: Path, key: str, name: str, text: str) -> int | None:
    if text == CAPPED and name in MAY_BE_CAPPED:
        return None
    if not text:
        raise ContentError(file, key, "missing")
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        raise ContentError(file, key, f"should be a whole number, is {text!r}")
    return int(text)


def _check(file: Path, place: str, shape: PayShape, occupations: list[str]) -> None:
    if shape.soc not in occupations:
        raise ContentError(file, f"{place}.soc", f"unknown occupation {shape.soc!r}")
    published = [shape.p10, shape.p25, shape.median, shape.p75, shape.p90]
    amounts = [float("inf") if amount is None else amount for amount in published]
    # Two capped percentiles are both above the highest figure.
    if any(low >= high != float("inf") for low, high in pairwise(amounts)):
        raise ContentError(file, place, "each percentile should be above the one before it")


def _check_latest(file: Path, seen: dict[str, PayShape], occupations: list[str]) -> None:
    latest = max((shape.year for shape in seen.values()), default=None)
    for soc in occupations:
        if f"{soc} {latest}" not in seen:
            raise ContentError(file, soc, f"no figures for the latest year, {latest}")
