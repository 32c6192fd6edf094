"""What the replies say together: titles beside what the results said, and how many fit.

Counted anew from the rows each time, not kept as running sums: a reply can be changed and
taken back, which sums would have to follow, and the index of the rows holds all that is
counted. ``make bench-admin`` measures it for a million rows.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from careers.remembered import Remembered
from quiz.core.document import Document
from quiz.core.verdict import CLEAR, CLOSE, LEAN
from quiz.models import Edition, Reply
from quiz.replying import FITS, Side, titles

FEWEST = 30  # people in a cell before its number is shown
RECOUNTED_SECONDS = 300

Said = tuple[str, ...]  # band, side, title, fits
Counts = dict[Said, int]  # how many people said what


@dataclass(frozen=True)
class Cell:
    """A number of people as shown: empty where there are too few. ``share`` is of its row."""

    count: str = ""
    share: str = ""


@dataclass(frozen=True)
class Row:
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Told:
    """The two tables. ``any`` tells whether a number of either can be shown at all."""

    sides: tuple[str, ...]
    titles: tuple[Row, ...]
    fits: tuple[str, ...]
    bands: tuple[Row, ...]
    fewest: int = FEWEST

    @property
    def any(self) -> bool:
        return any(cell.count for row in (*self.titles, *self.bands) for cell in row.cells)


def of_quiz(document: Document) -> Told:
    """The tables over all editions of a quiz, counted at most every ``RECOUNTED_SECONDS``."""
    return tables(document, _by_quiz.get().get(document.quiz, {}))


def of_edition(pk: int, document: Document) -> Told:
    """The tables of one edition, counted now."""
    return tables(document, _count(Reply.objects.filter(edition_id=pk)).get(pk, {}))


def forget() -> None:
    """Count again at the next look: between tests."""
    _by_quiz.forget()


def tables(document: Document, counts: Counts) -> Told:
    """Both tables from the counts: of titles no number under ``FEWEST``, of words no such row."""
    left, right = (document.role(slug).name for slug in (document.left, document.right))
    return Told(
        sides=(f"Leans {left}", "Could be either", f"Leans {right}"),
        titles=tuple(_title_row(name, key, counts) for key, name in titles(document).items()),
        fits=tuple(FITS.values()),
        bands=tuple(_band_row(name, key, counts) for key, name in _BANDS.items()),
    )


_SIDES = (Side.LEFT, "", Side.RIGHT)
_BANDS = {CLEAR: "A clear lean", LEAN: "A lean", CLOSE: "Could be either"}


def _title_row(name: str, title: str, counts: Counts) -> Row:
    """How many with this title each side was said to; shares where no cell is left out."""
    people = [_sum(counts, side=side, title=title) for side in _SIDES]
    whole = sum(people) if min(people) >= FEWEST else 0
    return Row(name, tuple(_cell(count, whole) for count in people))


def _band_row(name: str, band: str, counts: Counts) -> Row:
    """How many of this band said anything of the fit, and the share of each word."""
    people = [_sum(counts, band=band, fits=fits) for fits in FITS]
    whole = sum(people)
    if whole < FEWEST:
        return Row(name, (Cell(),) * (len(FITS) + 1))
    shares = (Cell(count="", share=_share(count, whole)) for count in people)
    return Row(name, (*shares, Cell(f"{whole:,}")))


def _cell(count: int, whole: int) -> Cell:
    if count < FEWEST:
        return Cell()
    return Cell(f"{count:,}", _share(count, whole) if whole else "")


def _share(count: int, whole: int) -> str:
    return f"{round(100 * count / whole)} %"


def _sum(counts: Counts, **wanted: str) -> int:
    names = ("band", "side", "title", "fits")
    places = {names.index(name): value for name, value in wanted.items()}
    return sum(
        people
        for said, people in counts.items()
        if all(said[place] == value for place, value in places.items())
    )


def _count(rows: QuerySet[Reply]) -> dict[int, Counts]:
    """By edition: one query, which reads the index ``replies_said`` alone, in its order."""
    grouped = rows.values_list("edition_id", "band", "side", "title", "fits")
    counts: dict[int, Counts] = defaultdict(dict)
    for edition, *said, people in grouped.annotate(people=Count("*")).order_by():
        counts[edition] |= {tuple(said): people}
    return counts


def _count_by_quiz() -> dict[str, Counts]:
    """All editions of each quiz together."""
    counts: dict[str, Counter[Said]] = defaultdict(Counter)
    quizzes = dict(Edition.objects.values_list("pk", "quiz__slug"))
    for edition, said in _count(Reply.objects.all()).items():
        counts[quizzes[edition]].update(said)
    return counts


_by_quiz = Remembered(_count_by_quiz, RECOUNTED_SECONDS)
