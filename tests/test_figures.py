"""The figures of the shipped questions, and 200 sheets worked out a second time from the rule."""

import json
import math
import random
from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from io import BytesIO, StringIO, TextIOWrapper
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from quiz.core.chance import chance
from quiz.core.verdict import CLEARLY, LEANS, Verdict, read_verdict
from quiz.editions import Published
from quiz.methods import form_figures
from tests.makers import read_content

Points = Mapping[str, Mapping[str, int]]  # by option and trait

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


AGREE = {"a": 2, "b": 1, "c": 0, "d": -1, "e": -2}


# The rule once more, from its description and the content files, sharing no code


class Rule:
    """The shipped files' gaps and points, and what the rule makes of them, in fractions.

    ``parts[question][option][trait]``: raw less the mean over the question's scored options.
    """

    def __init__(self) -> None:
        quiz = read_content(settings.BASE_DIR / "quiz" / "content" / "crossroads.yaml")
        traits = read_content(settings.BASE_DIR / "careers" / "content" / "traits.yaml")
        levels = {t["slug"]: {d["role"]: d["level"] for d in t["demands"]} for t in traits}
        self.roles = (quiz["left"], quiz["right"])
        self.gaps = {t: at[quiz["right"]] - at[quiz["left"]] for t, at in levels.items()}
        self.points = {q["slug"]: scored_options(q) for q in quiz["questions"]}
        self.forms = {
            "full": list(self.points),
            "short": [q["slug"] for q in quiz["questions"] if q["short"]],
        }
        self.parts = {slug: self.split(options) for slug, options in self.points.items()}
        self.pulls = {
            slug: {key: sum(by_trait.values()) for key, by_trait in options.items()}
            for slug, options in self.parts.items()
        }

    def split(self, options: Points) -> dict[str, dict[str, Fraction]]:
        raws = {
            key: {trait: points.get(trait, 0) * gap for trait, gap in self.gaps.items()}
            for key, points in options.items()
        }
        means = {t: Fraction(sum(raw[t] for raw in raws.values()), len(raws)) for t in self.gaps}
        return {key: {t: raw[t] - means[t] for t in self.gaps} for key, raw in raws.items()}

    def verdict(self, form: str, answers: Mapping[str, str]) -> dict[str, Any]:
        """What the command should say, as ``flat`` has it."""
        chosen = {slug: key for slug, key in answers.items() if key != "x"}
        offered = [self.pulls[slug].values() for slug in chosen]
        total = sum(self.pulls[slug][key] for slug, key in chosen.items())
        reach = max(sum(map(max, offered)), -sum(map(min, offered)))
        share = Fraction(100) / reach if reach else 0
        p = chance_of(total, offered)
        by_answer = {slug: self.pulls[slug][key] * share for slug, key in chosen.items()}
        parts = [self.parts[slug][key] for slug, key in chosen.items()]
        return {
            "form": form,
            "answered": len(chosen),
            "lean": total * share,
            "p": p,
            "band": band(len(chosen), p),
            "toward": self.roles[total > 0] if total else None,
            "flip": self.fewest_changes(total, chosen),
            **{slug: by_answer.get(slug, 0) for slug in self.forms[form]},
            **{trait: sum(part[trait] for part in parts) * share for trait in self.gaps},
            **{f"interest in {trait}": self.interest(trait, chosen) for trait in self.gaps},
        }

    def interest(self, trait: str, chosen: Mapping[str, str]) -> Fraction | None:
        above, span = 0, 0
        for slug, key in chosen.items():
            points = [option.get(trait, 0) for option in self.points[slug].values()]
            above += self.points[slug][key].get(trait, 0) - min(points)
            span += max(points) - min(points)
        return Fraction(100 * above, span) if span else None

    def fewest_changes(self, total: Fraction, chosen: Mapping[str, str]) -> int:
        """How many answers, the furthest swings first, put the total on the other side of 0."""
        side = 1 if total > 0 else -1
        swings = sorted(
            side * self.pulls[slug][key] - min(side * pull for pull in self.pulls[slug].values())
            for slug, key in chosen.items()
        )
        left, count = side * total, 0
        while total and left >= 0:
            left, count = left - swings.pop(), count + 1
        return count


def scored_options(question: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    if question["kind"] != "agree":
        return {o["key"]: o["points"] for o in question["options"] if o["key"] != "x"}
    trait, step = question["scale"]["trait"], question["scale"]["step"]
    return {key: {trait: times * step} for key, times in AGREE.items()}


def chance_of(total: Fraction, offered: Iterable[Iterable[Fraction]]) -> float:
    """The chance that a random sheet lies at least as far from 0: totals in a dictionary."""
    ways = {0: 1}
    for pulls in offered:
        after: Counter[int] = Counter()
        for step in (int(pull * 60) for pull in pulls):  # whole, for 2 to 5 options
            for reached, count in ways.items():
                after[reached + step] += count
        ways = after
    far = abs(total * 60)
    return sum(n for reached, n in ways.items() if abs(reached) >= far) / sum(ways.values())


def band(answered: int, p: float) -> str:
    if answered < 6:
        return "few"
    return "close" if p > 0.20 else "leans" if p > 0.01 else "clear"


def draw(rule: Rule, seed: int) -> dict[str, Any]:
    """A sheet of either form: some at random, some one-sided, with gaps and opt-outs."""
    dice = random.Random(seed)
    form, side, bias = dice.choice(["short", "full"]), dice.choice([-1, 1]), dice.random()
    answers = {}
    for slug in rule.forms[form]:
        pulls = rule.pulls[slug]
        furthest = max(pulls, key=lambda key: side * pulls[key])
        answers[slug] = furthest if dice.random() < bias**2 else dice.choice([*pulls, "x"])
    kept = dice.sample(sorted(answers), dice.choice([len(answers), dice.randint(0, len(answers))]))
    return {"form": form, "answers": {slug: answers[slug] for slug in kept}}


def by_command(sheets: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    lines = "\n".join(json.dumps(sheet) for sheet in sheets).encode()
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(lines)))
    said = StringIO()
    call_command("score", stdout=said)
    return [json.loads(line) for line in said.getvalue().splitlines()]


def flat(data: dict[str, Any]) -> dict[str, Any]:
    """The command's verdict with a number or a text for each name."""
    return {
        **{name: data[name] for name in ("form", "answered", "lean", "p", "band", "toward")},
        "flip": data["flip"]["count"],
        **{piece["question"]: piece["points"] for piece in data["contributions"]},
        **{trait["slug"]: trait["contribution"] for trait in data["traits"]},
        **{f"interest in {trait['slug']}": trait["interest"] for trait in data["traits"]},
    }


def near(found: Any, wanted: Any) -> bool:
    if isinstance(wanted, str | None):
        return found == wanted
    return found is not None and abs(found - wanted) <= 1e-9


def test_two_hundred_sheets_come_out_as_the_rule_is_written(
    published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = Rule()
    sheets = [draw(rule, seed) for seed in range(200)]
    wanted = [rule.verdict(sheet["form"], sheet["answers"]) for sheet in sheets]
    assert {verdict["band"] for verdict in wanted} == {"few", "close", "leans", "clear"}
    for found, verdict in zip(by_command(sheets, monkeypatch), wanted, strict=True):
        said = flat(found)
        assert said.keys() == verdict.keys()
        assert [name for name in said if not near(said[name], verdict[name])] == []
