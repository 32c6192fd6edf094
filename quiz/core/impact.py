"""What a change of the document does to results: the same sheets, scored before and after."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from quiz.core.document import FORMS
from quiz.core.scoring import Answers, Bank
from quiz.core.verdict import CLOSE, FEW, read_verdict

FormAndAnswers = tuple[str, Answers]

# Of the picture of all shifts: bars are as narrow as can be with at most so many on a side.
BAR_WIDTHS = (1, 2, 5, 10, 20)  # points of lean; a lean shifts by 200 at most
MOST_BARS = 10


@dataclass(frozen=True)
class Reading:
    """What a result says: its band and, of a lean, its side (−1 left, +1 right, else 0)."""

    band: str
    side: int


@dataclass(frozen=True)
class Shift:
    """One sheet under both documents. Leans and sides are as the old document draws them."""

    form: str
    before: Fraction
    after: Fraction
    was: Reading
    now: Reading
    lost: bool

    @property
    def by(self) -> Fraction:
        return self.after - self.before

    @property
    def crosses(self) -> bool:
        """Whether it leaned to one role and leans to the other, however firmly."""
        return self.before * self.after < 0


@dataclass(frozen=True)
class Histogram:
    """How many sheets shift by how much: ``counts[n]`` by about ``n`` times ``width`` points."""

    width: int
    counts: dict[int, int]


@dataclass(frozen=True)
class Impact:
    """Every sheet's shift, in the order given."""

    shifts: tuple[Shift, ...]

    @property
    def lost(self) -> int:
        """How many sheets have an answer that the new document no longer offers."""
        return sum(shift.lost for shift in self.shifts)

    @property
    def crossing(self) -> int:
        return sum(shift.crosses for shift in self.shifts)

    @property
    def in_another_band(self) -> int:
        return sum(shift.was.band != shift.now.band for shift in self.shifts)

    @property
    def unmoved(self) -> int:
        return sum(shift.by == 0 for shift in self.shifts)

    @cached_property
    def readings(self) -> Counter[tuple[Reading, Reading]]:
        """How many sheets said what before and say what after, those that change nothing too."""
        return Counter((shift.was, shift.now) for shift in self.shifts)

    def largest(self, count: int) -> list[Shift]:
        """The sheets that shift furthest, furthest first."""
        moved = [shift for shift in self.shifts if shift.by]
        return sorted(moved, key=lambda shift: -abs(shift.by))[:count]

    @cached_property
    def histogram(self) -> Histogram:
        furthest = max((abs(shift.by) for shift in self.shifts), default=Fraction(0))
        width = next(w for w in BAR_WIDTHS if furthest <= w * MOST_BARS)
        return Histogram(width, dict(Counter(round(shift.by / width) for shift in self.shifts)))


def impact(old: Bank, new: Bank, sheets: Sequence[FormAndAnswers]) -> Impact:
    """Each sheet scored under both; an answer that a document does not offer is left out."""
    before, after = _Scorer(old), _Scorer(new)
    pairs = [(form, before.kept(form, a), after.kept(form, a)) for form, a in sheets]
    firsts = before.outcomes([(form, kept) for form, kept, _ in pairs])
    seconds = after.outcomes([(form, kept) for form, _, kept in pairs])
    turned = -1 if _roles(new) == _roles(old)[::-1] else 1
    return Impact(
        tuple(
            _shift(form, first, second, turned, lost=not kept.keys() <= still.keys())
            for first, second, (form, kept, still) in zip(firsts, seconds, pairs, strict=True)
        )
    )


@dataclass(frozen=True)
class _Outcome:
    """What a verdict comes to, without its explanation."""

    lean: Fraction
    band: str


class _Scorer:
    """A bank, and what its forms offer."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self.offered = {
            form: {q.slug: {o.key for o in q.options} for q in bank.document.form(form)}
            for form in FORMS
        }

    def kept(self, form: str, answers: Answers) -> dict[str, str]:
        offered = self.offered[form]
        return {slug: key for slug, key in answers.items() if key in offered.get(slug, ())}

    def outcomes(self, sheets: Sequence[FormAndAnswers]) -> list[_Outcome]:
        """In the order of what was answered, the distribution of random sheets is found ready."""
        order = sorted(range(len(sheets)), key=lambda i: (sheets[i][0], sorted(sheets[i][1])))
        found = {index: self._outcome(*sheets[index]) for index in order}
        return [found[index] for index in range(len(sheets))]

    def _outcome(self, form: str, answers: Answers) -> _Outcome:
        verdict = read_verdict(self.bank, form, answers)
        return _Outcome(verdict.lean, verdict.band)


def _shift(form: str, first: _Outcome, second: _Outcome, turned: int, *, lost: bool) -> Shift:
    before, after = first.lean, second.lean * turned
    return Shift(
        form=form,
        before=before,
        after=after,
        was=_reading(first.band, before),
        now=_reading(second.band, after),
        lost=lost,
    )


def _reading(band: str, lean: Fraction) -> Reading:
    return Reading(band, 0 if band in (FEW, CLOSE) else 1 if lean > 0 else -1)


def _roles(bank: Bank) -> tuple[str, str]:
    return bank.document.left, bank.document.right
