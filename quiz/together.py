"""What people's interests side by side mean for working together, in plain sentences."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from quiz.core.document import Document, Trait

# Of 100. An interest rests on a few questions, so less than this can be a single answer.
APART = 30
OFTEN, SELDOM = 60, 40
STRONGEST = 3
MOST_NAMED = 3


@dataclass(frozen=True)
class Bar:
    """One person's interest in a trait, 0–100; None where no answered question touched it."""

    letter: str
    called: str
    interest: int | None


@dataclass(frozen=True)
class TraitRow:
    """A trait, what each role asks for of it (0–5), and everybody's interest."""

    trait: Trait
    left: int
    right: int
    bars: list[Bar]

    @cached_property
    def known(self) -> list[int]:
        return [bar.interest for bar in self.bars if bar.interest is not None]

    @property
    def most(self) -> int:
        return max(self.known, default=0)

    @property
    def least(self) -> int:
        return min(self.known, default=0)

    def those_at(self, interest: int) -> list[str]:
        return [bar.called for bar in self.bars if bar.interest == interest]


@dataclass(frozen=True)
class Difference:
    """A trait that sets people apart: what was chosen, what the jobs ask, what follows."""

    trait: Trait
    chosen: str
    asked: str
    together: str


def differences(rows: Iterable[TraitRow], document: Document) -> list[Difference]:
    """The traits that set people furthest apart, the furthest first."""
    apart = [row for row in rows if row.most - row.least >= APART]
    furthest = sorted(apart, key=lambda row: row.least - row.most)[:STRONGEST]
    return [
        Difference(row.trait, _chosen(row), _asked(row, document), _together(row))
        for row in furthest
    ]


def enjoyed_by_all(rows: Iterable[TraitRow]) -> list[Trait]:
    return [row.trait for row in rows if len(row.known) > 1 and row.least >= OFTEN]


def loved_by_none(rows: Iterable[TraitRow]) -> list[Trait]:
    return [row.trait for row in rows if len(row.known) > 1 and row.most <= SELDOM]


def listed(words: Sequence[str]) -> str:
    """ "Ana", "Ana and Ben", "Ana, Ben and Cy"."""
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


def _chosen(row: TraitRow) -> str:
    most, least = _named(row.those_at(row.most)), _named(row.those_at(row.least))
    if len(row.known) == 2:
        return f"{most} chose it more often: {row.most} of 100, against {row.least} for {least}."
    return f"{most} chose it most often ({row.most} of 100), {least} least ({row.least})."


def _asked(row: TraitRow, document: Document) -> str:
    if row.left == row.right:
        return f"Both jobs ask for it alike: {row.left} of 5."
    more = document.role(document.right if row.right > row.left else document.left)
    levels = f"{max(row.left, row.right)} of 5, against {min(row.left, row.right)}"
    return f"The work of {more.plural} asks for it more: {levels}."


def _together(row: TraitRow) -> str:
    most, least = _named(row.those_at(row.most)), _named(row.those_at(row.least))
    if len(row.known) == 2:
        return f"In work you share, {most} would enjoy this part more than {least}."
    return f"In a team, this part would suit {most} first and {least} last."


def _named(names: Sequence[str]) -> str:
    """A sentence of eight names says nothing."""
    return listed(names) if len(names) <= MOST_NAMED else f"{len(names)} of them"
