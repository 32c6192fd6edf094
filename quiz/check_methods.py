"""The worked example of a work check's methods page, computed from the edition served."""

from dataclasses import dataclass
from typing import Any

from quiz import check_result, wording
from quiz.core.document import (
    INTERCEPT_STEPS,
    WEIGHT_STEPS,
    Document,
    Group,
    Question,
    Role,
    Source,
)
from quiz.core.verdict.evidence import FEWEST_TICKS
from quiz.editions import Published


@dataclass(frozen=True)
class WeightRow:
    """An item with its weight in log-odds, the role it speaks for, and who ticks it of 100."""

    question: Question
    weight: str
    towards: Role | None
    shares: tuple[int, int]


def worked_example(published: Published) -> dict[str, Any]:
    """The context of the page."""
    document = published.document
    verdict = published.verdict("short", document.sample)
    return {
        "groups": [(group, weight_rows(document, group)) for group in document.groups],
        "intercept": _decimals(document.intercept / INTERCEPT_STEPS),
        "base": _decimals(float(verdict.base)),
        "sample_z": _decimals(float(verdict.z)),
        "sample_p": f"{float(verdict.p):.3f}",
        "sample_of_hundred": verdict.of_hundred,
        "sample_headline": wording.headline(verdict),
        "fewest": FEWEST_TICKS,
        "sources": _sources(document),
    }


def _sources(document: Document) -> list[Source]:
    """Those that the weights rest on, in the document's order."""
    named = {each.source for question in document.questions for each in question.evidence}
    return [source for source in document.sources if source.slug in named]


def weight_rows(document: Document, group: Group) -> list[WeightRow]:
    return [
        WeightRow(
            question=item,
            weight=_decimals(item.weight / WEIGHT_STEPS, 1),
            towards=wording.towards(item.weight, document),
            shares=check_result.shares(document, item),
        )
        for item in document.items(group.slug)
    ]


def _decimals(number: float, places: int = 2) -> str:
    return f"{number:+.{places}f}".replace("-", wording.MINUS)
