"""The figures of the shipped questions, and 200 sheets worked out a second time from the rule."""

import json
import math
import random
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from io import StringIO, TextIOWrapper
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from quiz.core.chance import chance
from quiz.core.verdict import CLEARLY, LEANS, Verdict, read_verdict
from quiz.editions import Published
from quiz.methods import form_figures
from tests.makers import read_content

Sheet = dict[str, Any]

# The table of the scoring rule, left = data scientist, right = ML engineer.
TABLE = {
    "full": {
        "reach": ("153.1", "149.9"),
        "spread": "16.70",
        "first options": ("+11.82", "0.485"),
        "edges": ("21.5", "42.5"),
    },
    "short": {
        "reach": ("88.2", "86.8"),
        "spread": "22.48",
        "first options": ("+8.16", "0.729"),
        "edges": ("29.3", "56.5"),
    },
}


def every_first(published: Published, form: str) -> Verdict:
    answers = {question.slug: "a" for question in published.document.form(form)}
    return read_verdict(published.bank, form, answers)


@pytest.mark.parametrize("form", TABLE)
def test_the_shipped_questions_have_the_figures_of_the_rule(
    published: Published, form: str
) -> None:
    verdict = every_first(published, form)
    unit, score = published.bank.unit, verdict.score
    random_sheets = chance(published.bank.pulls[slug].values() for slug in verdict.sheet.chosen)
    squares = sum(count * total**2 for total, count in random_sheets.counts.items())
    spread = math.sqrt(squares / random_sheets.sheets) * 100 / score.reach
    assert TABLE[form] == {
        "reach": (f"{score.reach_right / unit:.1f}", f"{score.reach_left / unit:.1f}"),
        "spread": f"{spread:.2f}",
        "first options": (f"{float(verdict.lean):+.2f}", f"{float(verdict.p):.3f}"),
        "edges": tuple(f"{float(verdict.edge(limit)):.1f}" for limit in (LEANS, CLEARLY)),
    }


@pytest.mark.parametrize("form", TABLE)
def test_the_page_on_methods_shows_the_same_figures(published: Published, form: str) -> None:
    shown, table = form_figures(published.bank, form), TABLE[form]
    reach = tuple(f"{float(reach):.1f}" for reach in (shown.reach_right, shown.reach_left))
    assert reach == table["reach"]
    assert (shown.spread, shown.close_edge, shown.clear_edge) == (table["spread"], *table["edges"])
    assert shown.questions == {"full": 30, "short": 16}[form]


def test_the_sample_leans_ml_engineer(published: Published) -> None:
    verdict = read_verdict(published.bank, "short", published.document.sample)
    assert (verdict.answered, verdict.band, verdict.toward) == (
        15,
        "leans",
        "machine-learning-engineer",
    )
    assert (round(float(verdict.lean), 2), round(float(verdict.p), 4)) == (39.17, 0.0907)


# The rule once more, from its description and the content files, sharing no code


class Rule:
    """Gaps, points and pulls of the shipped files, in fractions."""

    def __init__(self) -> None:
        content = settings.BASE_DIR / "quiz" / "content" / "crossroads.yaml"
        traits = read_content(settings.BASE_DIR / "careers" / "content" / "traits.yaml")
        quiz = read_content(content)
        levels = {t["slug"]: {d["role"]: d["level"] for d in t["demands"]} for t in traits}
        self.gaps = {t: at[quiz["right"]] - at[quiz["left"]] for t, at in levels.items()}
        self.roles = (quiz["left"], quiz["right"])
        self.short = [q["slug"] for q in quiz["questions"] if q["short"]]
        self.points = {q["slug"]: scored_options(q) for q in quiz["questions"]}

    def asked(self, form: str) -> list[str]:
        return self.short if form == "short" else list(self.points)

    def part(self, slug: str, key: str, trait: str) -> Fraction:
        """What choosing this option adds to this trait: its raw less the options' mean."""
        worth = [points.get(trait, 0) * self.gaps[trait] for points in self.points[slug].values()]
        own = self.points[slug][key].get(trait, 0) * self.gaps[trait]
        return own - Fraction(sum(worth), len(worth))

    def pulls(self, slug: str) -> dict[str, Fraction]:
        return {
            key: sum((self.part(slug, key, trait) for trait in self.gaps), Fraction(0))
            for key in self.points[slug]
        }

    def verdict(self, form: str, answers: Mapping[str, str]) -> dict[str, Any]:
        chosen = {slug: key for slug, key in answers.items() if key != "x"}
        table = {slug: PULLS[slug] for slug in chosen}
        total = sum((table[slug][key] for slug, key in chosen.items()), Fraction(0))
        reach = max(
            sum((max(row.values()) for row in table.values()), Fraction(0)),
            -sum((min(row.values()) for row in table.values()), Fraction(0)),
        )
        share = 100 / reach if reach else Fraction(0)
        p = chance_of(total, table)
        return {
            "lean": total * share,
            "p": p,
            "band": band(len(chosen), p),
            "toward": None if not total else self.roles[total > 0],
            "contributions": {
                slug: table[slug][chosen[slug]] * share if slug in chosen else 0
                for slug in self.asked(form)
            },
            "traits": {
                trait: sum(PARTS[slug, key, trait] for slug, key in chosen.items()) * share
                for trait in self.gaps
            },
            "interest": {trait: self.interest(trait, chosen) for trait in self.gaps},
            "flips": flips(total, chosen, table),
        }

    def interest(self, trait: str, chosen: Mapping[str, str]) -> Fraction | None:
        above, span = 0, 0
        for slug, key in chosen.items():
            points = [option.get(trait, 0) for option in self.points[slug].values()]
            above += self.points[slug][key].get(trait, 0) - min(points)
            span += max(points) - min(points)
        return Fraction(100 * above, span) if span else None


def scored_options(question: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    if question["kind"] == "agree":
        trait, step = question["scale"]["trait"], question["scale"]["step"]
        return {key: {trait: times * step} for key, times in zip("abcde", range(2, -3, -1))}
    return {option["key"]: option["points"] for option in question["options"] if option["key"] != "x"}


def chance_of(total: Fraction, table: Mapping[str, Mapping[str, Fraction]]) -> float:
    """The chance of a random sheet at least as far from 0: totals added up in a dictionary."""
    ways: Counter[int] = Counter({0: 1})
    for pulls in table.values():
        after: Counter[int] = Counter()
        for pull in pulls.values():
            step = int(pull * 60)  # whole, for 2 to 5 options
            for reached, count in ways.items():
                after[reached + step] += count
        ways = after
    far = abs(total * 60)
    return sum(n for reached, n in ways.items() if abs(reached) >= far) / sum(ways.values())


def band(answered: int, p: float) -> str:
    if answered < 6:
        return "few"
    return "close" if p > 0.20 else "leans" if p > 0.01 else "clear"


def flips(
    total: Fraction, chosen: Mapping[str, str], table: Mapping[str, Mapping[str, Fraction]]
) -> int:
    """How many answers, the furthest swings first, put the total on the other side of 0."""
    side = 1 if total > 0 else -1
    swings = [
        side * table[slug][key] - min(side * pull for pull in table[slug].values())
        for slug, key in chosen.items()
    ]
    left, count = side * total, 0
    for swing in sorted(swings, reverse=True):
        if left < 0 or not total:
            break
        left, count = left - swing, count + 1
    return count
