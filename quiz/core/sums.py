"""What counted sheets add up to: whole numbers only, so that parts add up to the whole exactly.

Every figure of ``statistics`` follows from these sums; no single sheet is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import Any, NamedTuple

from quiz.core.chance import chance
from quiz.core.decoding import decode, encode
from quiz.core.scoring import Bank
from quiz.core.verdict import CLEAR, CLEARLY, CLOSE, FEW, FEWEST_ANSWERS, LEAN, LEANS

UNKNOWN_ORDER = "unknown"
KEPT_EDGES = 4096

Counts = dict[str, int]


@dataclass
class Sums:
    """Sums over sheets of one form of one edition. T is a sheet's total, in the bank's 1/unit.

    A question that was not answered, or was opted out of, has pull 0, as in the lean. T is
    the right side's score less the left side's: ``sides_of`` says what these are.
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


def sides_of(bank: Bank, slug: str, key: str) -> tuple[int, int]:
    """An answer's score on the left and on the right side, in the bank's 1/unit.

    A side gathers the traits that its role asks more of, each weighted by the gap and centred
    as in the pull: higher is more interest in that role's work. Right less left is the pull.
    """
    gaps, parts = bank.document.gaps, bank.parts[slug][key]
    left = -sum(part for trait, part in parts.items() if gaps[trait] < 0)
    return left, sum(part for trait, part in parts.items() if gaps[trait] > 0)


class _Cell(NamedTuple):
    """One option of one question, looked up by (slug, key). An opt-out has zeros throughout.

    ``lowest`` and ``highest`` are the least and the greatest pull of the question's options.
    """

    slug: str
    key: str
    place: int
    bit: int = 0
    pull: int = 0
    left: int = 0
    lowest: int = 0
    highest: int = 0


class Adder:
    """One form of an edition, made ready to add sheets to sums quickly.

    A sheet's band needs the distribution of random sheets over the questions it answered.
    For a complete sheet the two edges are at hand. With gaps, whose pulls span at most
    ``slack``, the complete form decides all but the totals within ``slack`` of an edge
    (leaving questions out moves a random total by no more than that); only for these is the
    distribution itself worked out, once for each set of answered questions that is met.
    """

    def __init__(self, bank: Bank, form: str) -> None:
        questions = bank.document.form(form)
        self._slugs = [question.slug for question in questions]
        self._offered = [tuple(bank.pulls[slug].values()) for slug in self._slugs]
        self._all = 2 ** len(questions) - 1
        self._span = sum(_largest(pulls) for pulls in self._offered)
        self._edges = lru_cache(maxsize=KEPT_EDGES)(self._find_edges)
        self._complete_edges = self._find_edges(self._all)
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
        total, left = sum(cell.pull for cell in cells), sum(cell.left for cell in cells)
        _add_answers(sums, cells, total)
        _add_scores(sums, total, left)
        _one_more(sums.days, day)
        _one_more(sums.orders, UNKNOWN_ORDER if order is None else str(order))
        _one_more(sums.ends, self._slugs[max(cell.place for cell in cells)])
        _one_more(sums.bands, band_name(self._band(cells, total), total))
        _one_more(sums.leans, str(_whole_lean(cells, total)))

    def _read(self, answers: object) -> list[_Cell] | None:
        """The cells of a sheet; None where it is empty or holds what the form does not offer."""
        if not isinstance(answers, Mapping):
            return None
        try:
            return [self._cells[answer] for answer in answers.items()] or None
        except (KeyError, TypeError):  # TypeError: a list where a key belongs
            return None

    def _band(self, cells: list[_Cell], total: int) -> str:
        mask = sum(cell.bit for cell in cells)
        if mask.bit_count() < FEWEST_ANSWERS:
            return FEW
        slack = 0
        if mask != self._all:
            slack = self._span - sum(max(-cell.lowest, cell.highest) for cell in cells)
        for which, band in enumerate((CLOSE, LEAN)):
            if self._is_within(which, abs(total), mask, slack):
                return band
        return CLEAR

    def _is_within(self, which: int, distance: int, mask: int, slack: int) -> bool:
        """Whether a total this far from 0 lies within one of the two edges."""
        edge = self._complete_edges[which]
        if distance + slack <= edge:
            return True
        return distance - slack <= edge and distance <= self._edges(mask)[which]

    def _find_edges(self, mask: int) -> tuple[int, int]:
        """The edges of "too close" and of "leans" where the questions of ``mask`` are answered."""
        answered = (pulls for at, pulls in enumerate(self._offered) if mask >> at & 1)
        random = chance(answered)
        return random.edge(LEANS), random.edge(CLEARLY)


def _cell(bank: Bank, slug: str, key: str, place: int) -> _Cell:
    pulls = bank.pulls[slug]
    if key not in pulls:
        return _Cell(slug, key, place)
    left, _ = sides_of(bank, slug, key)
    lowest, highest = min(pulls.values()), max(pulls.values())
    return _Cell(slug, key, place, 1 << place, pulls[key], left, lowest, highest)


def _add_answers(sums: Sums, cells: list[_Cell], total: int) -> None:
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


def _whole_lean(cells: list[_Cell], total: int) -> int:
    """The sheet's lean in whole points, halves away from 0; 0 where nothing could pull."""
    left, right = -sum(cell.lowest for cell in cells), sum(cell.highest for cell in cells)
    reach = max(left, right)
    size = (200 * abs(total) + reach) // (2 * reach) if reach else 0
    return size if total > 0 else -size


def _largest(pulls: tuple[int, ...]) -> int:
    return max(abs(pull) for pull in pulls)


def _one_more(counts: Counts, name: str) -> None:
    counts[name] = counts.get(name, 0) + 1


def _add(one: Any, other: Any) -> Any:
    """Two numbers, or two dictionaries of such, added entry by entry."""
    if not isinstance(one, dict):
        return one + other
    shared = {name: _add(one[name], other[name]) for name in one.keys() & other.keys()}
    return one | other | shared
