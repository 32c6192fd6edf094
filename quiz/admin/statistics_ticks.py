"""What the statistics page says of ticks: its figures as rows of words."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from quiz import wording
from quiz.admin import statistics_pictures as pictures
from quiz.admin.statistics_tables import NONE, Part, bands, part
from quiz.core.document import SHARE_STEPS, Group
from quiz.core.sums import Sums
from quiz.core.tick_statistics import ItemFigures, tick_figures
from quiz.core.verdict.evidence import CLEAR_EDGE, CLOSE_EDGE
from quiz.editions import Published
from quiz.tallies import Reading


@dataclass(frozen=True)
class ItemRow:
    """An item, numbered from 1, with how many tick it here and of both titles where the weights
    come from.
    """

    number: int
    figures: ItemFigures
    ticked: Part
    left: str
    right: str
    ended: int


def figures_context(published: Published, reading: Reading) -> dict[str, Any]:
    sums, document = reading.sums, published.document
    found = tick_figures(published.bank, reading.form, sums)
    rows = [_row(published, sums, number, item) for number, item in enumerate(found.items, 1)]
    return {
        "template": "admin/quiz/statistics/_ticks.html",
        "leans": pictures.leans(sums.leans, (CLOSE_EDGE, CLEAR_EDGE)),
        "bands": bands(document, sums),
        "days": pictures.days(sums.days),
        "told": found.told,
        "mean": NONE if found.mean is None else wording.one_decimal(100 * found.mean),
        "groups": [(group, _of_group(rows, group)) for group in document.groups],
    }


def _of_group(rows: list[ItemRow], group: Group) -> list[ItemRow]:
    return [row for row in rows if row.figures.item.group == group.slug]


def _row(published: Published, sums: Sums, number: int, item: ItemFigures) -> ItemRow:
    document, shares = published.document, item.item.shares
    return ItemRow(
        number=number,
        figures=item,
        ticked=part(item.item.text, item.ticked, item.ticked + item.unticked),
        left=_percent(shares[document.left]),
        right=_percent(shares[document.right]),
        ended=sums.ends.get(item.item.slug, 0),
    )


def _percent(share: int) -> str:
    return f"{float(Fraction(100 * share, SHARE_STEPS)):.1f}%"
