"""What counted sheets add up to: whole numbers only, so that parts add up to the whole exactly.

Every figure of ``statistics`` follows from these sums; no single sheet is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from quiz.core.decoding import decode, encode
from quiz.core.gauges import Cell, gauge_of
from quiz.core.scoring import Bank
from quiz.core.verdict import CLOSE, FEW

UNKNOWN_ORDER = "unknown"

Counts = dict[str, int]


@dataclass
class Sums:
    """Sums over sheets of one form of one edition. T is a sheet's total, in the bank's 1/unit.

    A question that was not answered, or was opted out of, has pull 0, as in the lean. Of
    interests, T is the right side's score less the left side's: ``sides_of`` says what these
    are.
    """

    sheets: int = 0
    unread: int = 0  # did not fit the form: counted here and nowhere else
    total: int = 0  # ΣT
    total_squared: int = 0  # ΣT²
    left: int = 0
    left_squared: int = 0
    right: int = 0
    right_squared: int = 0
    chosen: dict[str, Counts] = field(default_factory=dict)  # by question and option key
    with_total: Counts = field(default_factory=dict)  # Σ pull·T by question
    ends: Counts = field(default_factory=dict)  # by the last question answered at all
    days: Counts = field(default_factory=dict)  # by ISO date
    orders: Counts = field(default_factory=dict)  # by the option order served
    bands: Counts = field(default_factory=dict)  # by band_name
    leans: Counts = field(default_factory=dict)  # by the sheet's own lean, in whole points
    # Of ticks: Σ of how many of a million have the right role's title, without the band "few".
    share: int = 0
    halves: dict[str, Counts] = field(default_factory=dict)  # by band_name and halves_name

    @property
    def has_halves(self) -> bool:
        """Whether every sheet is in ``halves``, which sums written earlier do not have."""
        return sum(sum(counts.values()) for counts in self.halves.values()) == self.sheets

    def __add__(self, other: "Sums") -> "Sums":
        """The sums over both lots of sheets."""
        return Sums(
            **{f.name: _add(getattr(self, f.name), getattr(other, f.name)) for f in fields(self)}
        )


def read_sums(data: object) -> Sums:
    """Sums from their JSON value; raises DocumentError."""
    return decode(Sums, data)


def write_sums(sums: Sums) -> dict[str, Any]:
    encoded: dict[str, Any] = encode(sums)
    return encoded


def band_name(band: str, side: int) -> str:
    """A band with its side (the total's sign) where it has one: "few", "leans left" …"""
    if band in {FEW, CLOSE}:
        return band
    return f"{band} {'right' if side > 0 else 'left'}"


def halves_name(first: int, second: int) -> str:
    """Where the two halves of a sheet point, by their totals' signs: "left middle" …"""
    return f"{_side(first)} {_side(second)}"


def sides_of(bank: Bank, slug: str, key: str) -> tuple[int, int]:
    """An answer's score on the left and on the right side, in the bank's 1/unit.

    A side gathers the traits that its role asks more of, each weighted by the gap and centred
    as in the pull: higher is more interest in that role's work. Right less left is the pull.
    Ticks are of no trait: all of their pull is the right side's.
    """
    gaps, parts = bank.document.gaps, bank.parts[slug][key]
    left = -sum(part for trait, part in parts.items() if gaps.get(trait, 1) < 0)
    return left, sum(part for trait, part in parts.items() if gaps.get(trait, 1) > 0)


class Adder:
    """One form of an edition, made ready to add sheets to sums quickly."""

    def __init__(self, bank: Bank, form: str) -> None:
        questions = bank.document.form(form)
        self._slugs = [question.slug for question in questions]
        self._base = bank.base
        self._gauge = gauge_of(bank, form)
        self._cells = {
            (q.slug, option.key): _cell(bank, q.slug, option.key, place)
            for place, q in enumerate(questions)
            for option in q.options
        }

    def add(self, sums: Sums, answers: object, day: str, order: int | None) -> None:
        """Add one sheet: its answers by question slug, its ISO date, its option order."""
        cells = self._read(answers)
        if cells is None:
            sums.unread += 1
            return
        total = self._base + sum(cell.pull for cell in cells)
        _add_answers(sums, cells, total)
        _add_scores(sums, total, sum(cell.left for cell in cells))
        _one_more(sums.days, day)
        _one_more(sums.orders, UNKNOWN_ORDER if order is None else str(order))
        _one_more(sums.ends, self._slugs[max(cell.place for cell in cells)])
        band = self._gauge.band(cells, total)
        if band != FEW:
            sums.share += self._gauge.share(total)
        name = band_name(band, total)
        _one_more(sums.bands, name)
        _one_more(sums.halves.setdefault(name, {}), _halves(cells))
        _one_more(sums.leans, str(self._gauge.whole_lean(cells, total)))

    def _read(self, answers: object) -> list[Cell] | None:
        """The cells of a sheet; None where it is empty or holds what the form does not offer."""
        if not isinstance(answers, Mapping):
            return None
        try:
            return [self._cells[answer] for answer in answers.items()] or None
        except (KeyError, TypeError):  # TypeError: a list where a key belongs
            return None


def _cell(bank: Bank, slug: str, key: str, place: int) -> Cell:
    pulls = bank.pulls[slug]
    if key not in pulls:
        return Cell(slug, key, place)
    left, _ = sides_of(bank, slug, key)
    lowest, highest = min(pulls.values()), max(pulls.values())
    return Cell(slug, key, place, 1 << place, pulls[key], left, lowest, highest)


def _add_answers(sums: Sums, cells: list[Cell], total: int) -> None:
    for cell in cells:
        _one_more(sums.chosen.setdefault(cell.slug, {}), cell.key)
        if cell.pull:
            sums.with_total[cell.slug] = sums.with_total.get(cell.slug, 0) + cell.pull * total


def _add_scores(sums: Sums, total: int, left: int) -> None:
    right = total + left
    sums.sheets += 1
    sums.total += total
    sums.total_squared += total * total
    sums.left += left
    sums.left_squared += left * left
    sums.right += right
    sums.right_squared += right * right


def _halves(cells: list[Cell]) -> str:
    """Every other question of the form is one half: the first, the third, and so on."""
    halves = [0, 0]
    for cell in cells:
        halves[cell.place % 2] += cell.pull
    return halves_name(*halves)


def _side(total: int) -> str:
    if total == 0:
        return "middle"
    return "right" if total > 0 else "left"


def _one_more(counts: Counts, name: str) -> None:
    counts[name] = counts.get(name, 0) + 1


def _add(one: Any, other: Any) -> Any:
    """Two numbers, or two dictionaries of such, added entry by entry."""
    if not isinstance(one, dict):
        return one + other
    shared = {name: _add(one[name], other[name]) for name in one.keys() & other.keys()}
    return one | other | shared
