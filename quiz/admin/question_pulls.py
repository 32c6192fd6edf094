"""How far each answer to one question pulls to either role, in words, numbers and bars.

``static/study.js`` works out the same while an editor types; a browser test holds the two
together.
"""

import json
from dataclasses import dataclass
from typing import Any

from quiz.admin.standing import Reach, Standing
from quiz.core.document import Question
from quiz.publishing import AGREE_OPT_OUT, AGREE_SCALE
from quiz.wording import MINUS, signed, unsigned

HALF_BAR = 100


@dataclass(frozen=True)
class Pull:
    """One answer's row. ``lean`` is in points of the full form's lean, all answered."""

    key: str
    text: str
    side: str
    pull: str
    lean: str
    bar_from: str
    bar_width: str


def rows(standing: Standing, slug: str) -> list[Pull]:
    """A row for each scored option of the saved question, in order."""
    question = standing.document.by_slug.get(slug)
    if question is None:
        return []
    pulls, rest = standing.pulls(slug), standing.reach_without(slug)
    reach = max(rest.left - min(pulls.values(), default=0), rest.right + _largest(pulls))
    most = max(rest.most, *map(abs, pulls.values()), 0) if pulls else 0
    return [
        _row(option, pulls.get(option.key, 0), rest.unit, reach, most) for option in question.scored
    ]


@dataclass(frozen=True)
class TickPull:
    """What ticking or not ticking an item adds, in log-odds to three decimals."""

    text: str
    side: str
    adds: str


def tick_rows(standing: Standing, slug: str) -> list[TickPull]:
    """For the saved item; empty where it has no weight to speak of."""
    question = standing.document.by_slug.get(slug)
    if question is None:
        return []
    pulls, unit = standing.pulls(slug), standing.bank.unit
    return [
        TickPull(
            text=option.text,
            side=_side(pulls.get(option.key, 0)),
            adds=f"{pulls.get(option.key, 0) / unit:+.3f}".replace("-", MINUS),
        )
        for option in question.scored
    ]


def _side(pull: int) -> str:
    return "left" if pull < 0 else "right" if pull > 0 else "none"


def _largest(pulls: dict[str, int]) -> int:
    return max(pulls.values(), default=0)


def _row(option: Any, pull: int, unit: int, reach: int, most: int) -> Pull:
    width = _rounded(abs(pull) * 10 * HALF_BAR, most) if most else 0
    start = HALF_BAR * 10 - width if pull < 0 else HALF_BAR * 10
    return Pull(
        key=option.key,
        text=option.text,
        side=_side(pull),
        pull=signed(_rounded(10 * pull, unit)),
        lean=signed(_rounded(1000 * pull, reach) if reach else 0),
        bar_from=unsigned(start),
        bar_width=unsigned(width),
    )


def _rounded(over: int, under: int) -> int:
    """To the nearest whole number, halves away from 0."""
    whole = (2 * abs(over) + under) // (2 * under)
    return -whole if over < 0 else whole


def for_script(rest: Reach, gaps: dict[str, int]) -> str:
    """What the script needs beside the form's fields."""
    agree = [[key, text, factor] for key, text, factor in AGREE_SCALE]
    return json.dumps(
        {
            "left": rest.left,
            "right": rest.right,
            "most": rest.most,
            "unit": rest.unit,
            "gaps": gaps,
            "agree": agree,
            "agreeOptOut": AGREE_OPT_OUT,
        }
    )


def extremes(standing: Standing, slug: str) -> tuple[str, str]:
    """The largest pull to the left and to the right role, for the list of questions."""
    pulls = standing.pulls(slug).values()
    low, high = min(pulls, default=0), max(pulls, default=0)
    unit = standing.bank.unit
    return signed(_rounded(10 * low, unit)), signed(_rounded(10 * high, unit))


def traits_measured(standing: Standing, question: Question) -> list[str]:
    """The names of the traits that some answer gives points to, in the quiz's order; of an item,
    its checklist.
    """
    given = {slug for option in question.scored for slug, number in option.points.items() if number}
    traits = [trait.name for trait in standing.document.traits if trait.slug in given]
    return traits + [
        group.text for group in standing.document.groups if group.slug == question.group
    ]
