"""The work check as it ships: its figures, and its score against a straight computation."""

import json
import math
import random
from functools import cache
from io import BytesIO, StringIO, TextIOWrapper
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command

from quiz import editions
from quiz.editions import Published

FILE = settings.BASE_DIR / "quiz" / "content" / "work-check.yaml"
SHEETS = 2_000

# As project material settles them: weight in log-odds, % of data scientists, of ML engineers.
ITEMS = {
    "decisions": (-0.9, 76, 49),
    "prototypes": (-0.2, 56, 51),
    "improve": (0.2, 46, 49),
    "service": (0.2, 42, 45),
    "infrastructure": (0.2, 38, 35),
    "r": (-1.0, 35, 11),
    "sql": (-0.7, 57, 34),
    "bash": (0.3, 14, 15),
    "javascript": (0.2, 11, 15),
    "java": (0.4, 12, 19),
    "c": (0.4, 10, 18),
    "cpp": (0.5, 12, 26),
    "ggplot": (-0.2, 33, 15),
    "plotly": (-0.3, 41, 29),
    "shiny": (-0.3, 13, 3),
    "jupyter": (-0.2, 80, 74),
    "vscode": (0.2, 37, 44),
    "pycharm": (0.3, 32, 42),
    "trees": (-0.2, 76, 58),
    "boosting": (-0.3, 61, 44),
    "neural": (0.4, 58, 79),
    "vision": (0.4, 35, 58),
    "pytorch": (0.3, 33, 50),
    "gpu": (0.4, 44, 65),
}


@pytest.fixture
def check(shipped_quiz: Any) -> Published:
    return editions.current(settings.CHECK_QUIZ)


@cache
def shipped() -> dict[str, Any]:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def test_it_ships_with_these_weights_and_shares(check: Published) -> None:
    document = check.document
    found = {
        item.slug: (
            item.weight / 10,
            round(item.shares["data-scientist"] / 10),
            round(item.shares["machine-learning-engineer"] / 10),
        )
        for item in document.questions
    }
    assert found == ITEMS
    assert (document.rule, document.intercept) == ("evidence", 28)
    sizes = {group.slug: len(document.items(group.slug)) for group in document.groups}
    assert sizes == {"act": 5, "lang": 7, "tool": 6, "method": 6}


def test_an_average_practitioner_is_just_below_the_middle(check: Published) -> None:
    assert round(check.bank.base / check.bank.unit, 2) == -0.02


def straight(answers: dict[str, str]) -> dict[str, Any]:
    """The rule by itself, in floating point and from the content file: no code of the quiz."""
    quiz = shipped()
    base = z = quiz["intercept"]
    pieces = {}
    for item in quiz["questions"]:
        weight, shares = item["weight"], item["shares"].values()
        half_way = sum(shares) / 200
        base += weight * half_way
        ticked = answers.get(item["slug"])
        z += weight * {"y": 1.0, "n": 0.0, None: half_way}[ticked]
        pieces[item["slug"]] = weight * ((ticked == "y") - half_way) if ticked else 0.0
    p = 1 / (1 + math.exp(-z))
    return {"z": z, "p": p, "odds": p / (1 - p), "base": base, "lean": 200 * p - 100, **pieces}


def flat(said: dict[str, Any]) -> dict[str, float]:
    numbers = {name: said[name] for name in ("z", "p", "odds", "base", "lean")}
    return numbers | {c["question"]: c["log_odds"] for c in said["contributions"]}


def test_random_sheets_are_scored_as_by_a_straight_computation(
    check: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    chooser = random.Random(8)
    keys = [*"yynn", None]
    sheets = [
        {slug: key for slug in ITEMS if (key := chooser.choice(keys if gaps else "yn"))}
        for gaps in (False, True)
        for _ in range(SHEETS // 2)
    ]
    lines = (json.dumps({"form": "short", "answers": sheet}) for sheet in sheets)
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO("\n".join(lines).encode())))
    said = StringIO()
    call_command("score", quiz=settings.CHECK_QUIZ, stdout=said)
    verdicts = [json.loads(line) for line in said.getvalue().splitlines()]
    assert len(verdicts) == SHEETS
    for sheet, verdict in zip(sheets, verdicts, strict=True):
        assert flat(verdict) == pytest.approx(straight(sheet), abs=1e-9, rel=1e-9)
        assert sum(c["log_odds"] for c in verdict["contributions"]) + verdict[
            "base"
        ] == pytest.approx(verdict["z"], abs=1e-12)
