"""What the statistics page says of one form: its figures as rows of words."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from quiz import wording
from quiz.admin import statistics_pictures as pictures
from quiz.core import statistics
from quiz.core.chance import chance
from quiz.core.document import INTEREST, Document, Option, Question
from quiz.core.problems import joined
from quiz.core.scoring import Bank
from quiz.core.statistics import FEWEST_SHEETS, Figures, Item, Scale, figures, whole_reach
from quiz.core.sums import UNKNOWN_ORDER, Sums, band_name
from quiz.core.verdict import CLEAR, CLEARLY, CLOSE, FEW, LEAN, LEANS
from quiz.editions import Published
from quiz.orders import ORDERS
from quiz.tallies import Reading

NONE = "–"
SIGNS = {
    statistics.WITH: "with",
    statistics.UNCLEAR: "unclear",
    statistics.AGAINST: "against",
    None: NONE,
}
BAR_WIDTH = 100


@dataclass(frozen=True)
class Part:
    """One of several things that the sheets divide into; ``bar`` is 0 … BAR_WIDTH."""

    name: str
    count: int
    share: str
    bar: float


@dataclass(frozen=True)
class OptionRow:
    """An option; ``pull`` in points of a complete sheet's lean, or in log-odds; None for an
    opt-out.
    """

    option: Option
    pull: Fraction | None
    part: Part

    @property
    def pull_shown(self) -> str:
        return NONE if self.pull is None else _signed(self.pull)


@dataclass(frozen=True)
class QuestionRow:
    """A question, numbered from 1 within its form; ``ended`` counts sheets that end with it."""

    number: int
    question: Question
    item: Item
    ended: int
    options: tuple[OptionRow, ...]

    @property
    def rest(self) -> str:
        return NONE if self.item.rest is None else _decimals(self.item.rest)

    @property
    def sign(self) -> str:
        return SIGNS[self.item.sign]

    @property
    def is_against(self) -> bool:
        return self.item.sign == statistics.AGAINST


@dataclass(frozen=True)
class ScaleRow:
    name: str
    questions: int
    alpha: str
    sd: str
    sem: str


def figures_context(published: Published, reading: Reading) -> dict[str, Any]:
    sums = reading.sums
    found = figures(published.bank, reading.form, sums)
    edges = _edges(published, reading.form)
    rows = question_rows(published, reading.form, sums, found)
    return {
        "template": "admin/quiz/statistics/_interests.html",
        "mean": NONE if found.mean is None else _signed(found.mean),
        "edges": [wording.one_decimal(edge) for edge in edges],
        "leans": pictures.leans(sums.leans, edges),
        "bands": bands(published.document, sums),
        "days": pictures.days(sums.days),
        "scales": _scales(published.document, found),
        "rows": rows,
        "untaken": [(row, option) for row in rows for option in row.options if _untaken(option)],
        "negative": sum(row.item.is_negative for row in rows),
        "against": named(row.number for row in rows if row.is_against),
        "by_chance": named(
            row.number for row in rows if row.item.is_negative and not row.is_against
        ),
        "correlated": sum(row.item.rest is not None for row in rows),
        "left_open": pictures.places([row.item.left_open for row in rows]),
        "orders": _orders(sums),
    }


def is_enough(reading: Reading) -> bool:
    """Fewer sheets than this would say more about single people than about the questions."""
    return reading.sums.sheets >= FEWEST_SHEETS


def question_rows(published: Published, form: str, sums: Sums, found: Figures) -> list[QuestionRow]:
    """The form's questions in order, each with its options and the opt-out."""
    pairs = zip(published.document.form(form), found.items, strict=True)
    whole = _whole(published.bank, form)
    return [
        QuestionRow(
            number=number,
            question=question,
            item=item,
            ended=sums.ends.get(question.slug, 0),
            options=tuple(
                _option_row(published, whole, sums, question, option) for option in question.options
            ),
        )
        for number, (question, item) in enumerate(pairs, start=1)
    ]


def _whole(bank: Bank, form: str) -> int:
    """What a pull is told in hundredths of: a complete sheet's reach; of ticks, 100 log-odds."""
    return whole_reach(bank, form) if bank.document.rule == INTEREST else 100 * bank.unit


def _option_row(
    published: Published, whole: int, sums: Sums, question: Question, option: Option
) -> OptionRow:
    count = sums.chosen.get(question.slug, {}).get(option.key, 0)
    pull = published.bank.pulls[question.slug].get(option.key)
    points = None if pull is None else Fraction(100 * pull, whole or 1)
    return OptionRow(option, points, part(option.text, count, sums.sheets))


def named(numbers: Iterable[int]) -> str:
    """Such as "question 4" or "questions 1, 2 and 4"; nothing for none."""
    several = [str(number) for number in numbers]
    if not several:
        return ""
    return f"question{'s' if len(several) > 1 else ''} {joined(several)}"


def _untaken(row: OptionRow) -> bool:
    return not row.part.count and not row.option.opt_out


def bands(document: Document, sums: Sums) -> list[Part]:
    left, right = (document.role(slug).name for slug in (document.left, document.right))
    names = {
        band_name(CLEAR, -1): _band(document, CLEAR, left),
        band_name(LEAN, -1): _band(document, LEAN, left),
        CLOSE: _band(document, CLOSE),
        band_name(LEAN, 1): _band(document, LEAN, right),
        band_name(CLEAR, 1): _band(document, CLEAR, right),
        FEW: f"{_band(document, FEW)} (fewer than {wording.phrases(document).fewest})",
    }
    return parts((name, sums.bands.get(band, 0)) for band, name in names.items())


def _band(document: Document, band: str, role: str = "") -> str:
    said = wording.reading(document, band, role).removeprefix("You ")
    return f"{said[0].upper()}{said[1:]}"


def _orders(sums: Sums) -> list[Part]:
    names = {str(order): f"Order {order + 1}" for order in ORDERS}
    # Orders that are no longer served, too: every sheet is in the table.
    names |= {order: f"Order {int(order) + 1}" for order in sums.orders if order.isdigit()}
    names[UNKNOWN_ORDER] = "Not known"
    return parts((name, sums.orders.get(order, 0)) for order, name in names.items())


def parts(named: Iterable[tuple[str, int]]) -> list[Part]:
    named = list(named)
    whole = sum(count for _, count in named)
    return [part(name, count, whole) for name, count in named]


def part(name: str, count: int, whole: int) -> Part:
    share = Fraction(count, whole) if whole else Fraction(0)
    return Part(name, count, f"{float(100 * share):.1f}%", round(float(BAR_WIDTH * share), 1))


def _edges(published: Published, form: str) -> tuple[Fraction, ...]:
    """The greatest |lean| that is too close to call, and that is no clear lean: all answered."""
    pulls = published.bank.pulls
    random = chance(pulls[q.slug].values() for q in published.document.form(form))
    reach = whole_reach(published.bank, form) or 1
    return tuple(Fraction(100 * random.edge(limit), reach) for limit in (LEANS, CLEARLY))


def _scales(document: Document, found: Figures) -> list[ScaleRow]:
    left, right = (document.role(slug).name for slug in (document.left, document.right))
    return [
        _scale("The lean", found.lean),
        _scale(f"{left} side", found.left),
        _scale(f"{right} side", found.right),
    ]


def _scale(name: str, scale: Scale) -> ScaleRow:
    alpha = NONE if scale.alpha is None else _decimals(float(scale.alpha))
    shown = (NONE if value is None else f"{value:.1f}" for value in (scale.sd, scale.sem))
    return ScaleRow(name, scale.questions, alpha, *shown)


def _signed(value: Fraction) -> str:
    return wording.signed(round(value * 10))


def _decimals(value: float) -> str:
    return f"{value:.2f}".replace("-", wording.MINUS)
