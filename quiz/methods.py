"""The worked example of /methods/, computed from the edition that is being served."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from quiz import wording
from quiz.core.chance import chance
from quiz.core.document import FORMS, Document, Option, Question, Trait
from quiz.core.scoring import Bank
from quiz.core.verdict import CLEARLY, LEANS
from quiz.editions import Published


@dataclass(frozen=True)
class WorkedOption:
    """An option's sum: ``terms`` as "craft 2 × +2", raw and pull as shown."""

    option: Option
    terms: list[str]
    raw: str
    pull: str


@dataclass(frozen=True)
class FormFigures:
    """What a form's questions can do, all answered. Leans in points."""

    name: str
    questions: int
    reach_left: str
    reach_right: str
    spread: str
    close_edge: str
    clear_edge: str


def worked_example(published: Published) -> dict[str, Any]:
    """The context of the page."""
    bank, document = published.bank, published.document
    question = document.form("short")[0]
    verdict = published.verdict("short", document.sample)
    return {
        "question": question,
        "worked": [_worked_option(bank, question, option) for option in question.scored],
        "mean": _in_units(bank, _mean(bank, question)),
        "sample_total": _in_units(bank, verdict.score.total),
        "sample_reach_left": _in_units(bank, verdict.score.reach_left),
        "sample_reach_right": _in_units(bank, verdict.score.reach_right),
        "sample_reach": _in_units(bank, verdict.score.reach),
        "sample_lean": wording.signed(verdict.lean_tenths),
        "sample_headline": wording.headline(verdict),
        "sample_chance": wording.chance_in_words(verdict.p),
        "sample_p": f"{float(verdict.p):.3f}",
        "gaps": [_gap(document, trait) for trait in document.traits],
        "figures": [form_figures(bank, name) for name in FORMS],
    }


def form_figures(bank: Bank, name: str) -> FormFigures:
    """Reach, spread of random sheets and the edges of the bands when all is answered."""
    questions = bank.document.form(name)
    offered = [bank.pulls[question.slug].values() for question in questions]
    left, right = -sum(min(pulls) for pulls in offered), sum(max(pulls) for pulls in offered)
    reach = max(left, right, 1)
    random_sheets = chance(offered)
    squares = sum(total * total * count for total, count in random_sheets.counts.items())
    spread = Fraction(squares, random_sheets.sheets) ** Fraction(1, 2)
    return FormFigures(
        name=name,
        questions=len(questions),
        reach_left=_in_units(bank, left),
        reach_right=_in_units(bank, right),
        spread=f"{100 * spread / reach:.2f}",
        close_edge=wording.one_decimal(Fraction(100 * random_sheets.edge(LEANS), reach)),
        clear_edge=wording.one_decimal(Fraction(100 * random_sheets.edge(CLEARLY), reach)),
    )


def _gap(document: Document, trait: Trait) -> dict[str, Any]:
    left, right = trait.demands[document.left], trait.demands[document.right]
    gap = document.gap(trait.slug)
    return {
        "trait": trait,
        "left": left.level,
        "right": right.level,
        "gap": _with_sign(gap) if gap else "0",
    }


def _worked_option(bank: Bank, question: Question, option: Option) -> WorkedOption:
    names = {trait.slug: trait.name for trait in bank.document.traits}
    return WorkedOption(
        option=option,
        terms=[
            f"{names[trait]}: {points} × {_with_sign(bank.document.gap(trait))}"
            for trait, points in option.points.items()
        ],
        raw=_with_sign(_raw(bank, question, option)),
        pull=_in_units(bank, bank.pulls[question.slug][option.key], sign=True),
    )


def _raw(bank: Bank, question: Question, option: Option) -> int:
    return sum(points * bank.document.gap(trait) for trait, points in option.points.items())


def _in_units(bank: Bank, pull: int, *, sign: bool = False) -> str:
    """A pull as scoring.py defines it, to two decimals where it needs them."""
    text = f"{pull / bank.unit:{'+' if sign else ''}.2f}".rstrip("0").rstrip(".")
    return text.replace("-", wording.MINUS)


def _mean(bank: Bank, question: Question) -> int:
    """The mean of raw over the scored options, in 1/unit: a whole number, by the unit's choice."""
    raws = [_raw(bank, question, option) for option in question.scored]
    return sum(raws) * bank.unit // len(raws)


def _with_sign(number: int) -> str:
    return f"{number:+d}".replace("-", wording.MINUS)
