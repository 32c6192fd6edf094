"""Where somebody stands among all practitioners in the shipped table, by the edition's weights."""

from dataclasses import dataclass
from functools import lru_cache

from quiz import practitioners, validity_pictures
from quiz.core.discrimination import Step, steps
from quiz.core.document import Document
from quiz.core.practitioners import Table
from quiz.core.validation import Weights, columns, said, weights_of
from quiz.validity_pictures import Column, Tick
from quiz.validity_words import count


@dataclass(frozen=True)
class Place:
    """``below_left`` and ``below_right``: of 100 with each title, how many have a lower p.

    ``columns`` are both titles by tenth of p, ``mark`` is the place across of this p.
    """

    everybody: str
    left: str
    right: str
    below_left: int
    below_right: int
    columns: list[Column]
    ticks: list[Tick]
    mark: float
    years: str
    survey: str
    licence: str
    licence_url: str


def place(document: Document, p: float) -> Place | None:
    """The place of a p; None where the table cannot be read or does not know an item."""
    table = practitioners.table()
    if table is None:
        return None
    try:
        people = _people(table, weights_of(document))
    except LookupError:
        return None
    left, right = sum(step.left for step in people), sum(step.right for step in people)
    below = [step for step in people if step.value < p]
    about = table.about
    return Place(
        everybody=count(left + right),
        left=count(left),
        right=count(right),
        below_left=round(100 * sum(step.left for step in below) / left),
        below_right=round(100 * sum(step.right for step in below) / right),
        columns=validity_pictures.distribution(columns(people)),
        ticks=validity_pictures.ticks_across(),
        mark=validity_pictures.across(p),
        years=f"{min(about.years)} to {max(about.years)}",
        survey=about.survey,
        licence=about.licence,
        licence_url=about.licence_url,
    )


# An edition's weights never change; a table is looked up by identity.
@lru_cache(maxsize=4)
def _people(table: Table, weights: Weights) -> list[Step]:
    return steps(said(table, weights, table.rows))
