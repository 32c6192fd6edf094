"""What counted sheets of ticks say: figures from ``sums``, nothing else.

The weights were fitted elsewhere, on people whose titles are known; visitors' titles are not.
So these figures describe who comes and what they tick, and say nothing of how well it fits.
"""

from dataclasses import dataclass
from fractions import Fraction

from quiz.core.document import TICKED, UNTICKED, Question
from quiz.core.gauges import MILLION
from quiz.core.scoring import Bank
from quiz.core.sums import Sums
from quiz.core.verdict import FEW


@dataclass(frozen=True)
class ItemFigures:
    """One item. ``ticked`` + ``unticked`` + ``left_open`` are the sheets.

    ``share`` is of those who answered it; None where nobody did.
    """

    item: Question
    ticked: int
    unticked: int
    left_open: int

    @property
    def share(self) -> Fraction | None:
        answered = self.ticked + self.unticked
        return Fraction(self.ticked, answered) if answered else None


@dataclass(frozen=True)
class TickFigures:
    """A form's figures. ``mean`` is the average share of the right role's title, 0–1, of the
    ``told``: the sheets with ticks enough for a result. None where there are none.
    """

    sheets: int
    told: int
    mean: Fraction | None
    items: tuple[ItemFigures, ...]


def tick_figures(bank: Bank, form: str, sums: Sums) -> TickFigures:
    told = sums.sheets - sums.bands.get(FEW, 0)
    return TickFigures(
        sheets=sums.sheets,
        told=told,
        mean=Fraction(sums.share, MILLION * told) if told else None,
        items=tuple(_item(question, sums) for question in bank.document.form(form)),
    )


def _item(question: Question, sums: Sums) -> ItemFigures:
    chosen = sums.chosen.get(question.slug, {})
    ticked, unticked = chosen.get(TICKED, 0), chosen.get(UNTICKED, 0)
    return ItemFigures(question, ticked, unticked, sums.sheets - ticked - unticked)
