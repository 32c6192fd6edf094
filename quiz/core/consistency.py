"""Whether the two halves of a sheet say the same: classification consistency by split halves.

Half a form is less certain than the whole, so the whole agrees with another of its kind at
least as often as its halves do.

Sources:
    Hambleton, R. K. & Novick, M. R. (1973). Toward an integration of theory and method for
        criterion-referenced tests. Journal of Educational Measurement 10, 159–170: the share
        that both halves put on the same side.
    Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and
        Psychological Measurement 20, 37–46: how far that is beyond chance.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Agreement:
    """``same`` of ``sheets`` point the same way with both halves.

    ``beyond_chance`` is Cohen's kappa: 1 where all do, 0 where no more do than would if the
    halves knew nothing of each other; None where every half points the same way.
    """

    sheets: int
    same: int
    beyond_chance: Fraction | None

    @property
    def share(self) -> Fraction:
        return Fraction(self.same, self.sheets) if self.sheets else Fraction(0)


def agreement(*halves: Mapping[str, int]) -> Agreement:
    """From counts by ``sums.halves_name``; several are added up."""
    pairs: Counter[tuple[str, str]] = Counter()
    for counts in halves:
        for name, count in counts.items():
            first, second = name.split()
            pairs[first, second] += count
    return _agreement(pairs)


def _agreement(pairs: Counter[tuple[str, str]]) -> Agreement:
    sheets = pairs.total()
    same = sum(count for (first, second), count in pairs.items() if first == second)
    firsts, seconds = Counter[str](), Counter[str]()
    for (first, second), count in pairs.items():
        firsts[first] += count
        seconds[second] += count
    by_chance = sum(firsts[side] * seconds[side] for side in firsts)  # times sheets²
    if by_chance == sheets * sheets:
        return Agreement(sheets, same, None)
    kappa = Fraction(sheets * same - by_chance, sheets * sheets - by_chance)
    return Agreement(sheets, same, kappa)
