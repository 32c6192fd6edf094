"""Broken figures and claims, and what the files no longer name though something uses it."""

from pathlib import Path
from typing import Any

import pytest

from careers.models import Fact, Role, Trait
from quiz.models import Effect, Evidence, Question, Quiz
from tests.makers import (
    FILES,
    GONE,
    change,
    export,
    make_figures,
    make_quiz,
    make_role,
    make_source,
    make_trait,
    refusal,
)

FINITE, REAL = "Input should be a finite number", "Input should be a valid number"
AT_MOST_INPUT = "Input should be less than or equal to {}"
AT_LEAST_INPUT = "Input should be greater than or equal to {}"
ONE_DECIMAL = "Ensure that there are no more than 1 decimal place."
CHOICE = "Value '{}' is not a valid choice."
TWICE = "occurs twice"
AT_LEAST = "Ensure this value is greater than or equal to {}."
NO_SOURCE, NO_ROLE = "unknown source 'S09'", "unknown role 'waiter'"
BOTH = "percents and asked should name the same two roles, or more"
WHOLE = "should be a whole number, is '{}'"
ASCEND = "each percentile should be above the one before it"
COLUMNS = "may,soc,employment,mean,p10,p25,median,p75,p90"

PERCENT = "shares:0.percents.cook"
SALT = {
    "slug": "salt",
    "group": "tools",
    "label": "Salt",
    "source": "S02",
    "as_of": "2022",
    "percents": {"baker": 1.0, "cook": 2.0},
    "asked": {"baker": 9, "cook": 9},
    "differs": True,
}
ONE_ROLE = {**SALT, "percents": {"cook": 1.0}, "asked": {"cook": 9}}
OTHER_ROLES = {**SALT, "percents": {"waiter": 1.0, "cook": 2.0}, "asked": {"waiter": 9, "cook": 9}}
OTHER = {"soc": "35-3031", "name": "Waiters", "source": "S02"}
OTHER |= {"official_for": "", "proxy_for": "", "note": ""}
CLAIM = {"slug": "A1", "element": "Again", "status": "ok", "facts": ["both-eat"]}

# What reading refuses: where the mistake is, what is put there, the key and the reason told.
SHAPES: dict[str, tuple[str, Any, str, str]] = {
    "101 percent": (f"{PERCENT}", 101.0, "[0].percents.cook", AT_MOST_INPUT.format(100)),
    "−1 percent": (f"{PERCENT}", -1.0, "[0].percents.cook", AT_LEAST_INPUT.format(0)),
    "no number": (f"{PERCENT}", float("nan"), "[0].percents.cook", FINITE),
    "text for a percent": (f"{PERCENT}", "40", "[0].percents.cook", REAL),
    "one role's share": ("shares:0.percents.cook", GONE, "salt", BOTH),
    "one role asked": ("shares:0.asked.cook", GONE, "salt", BOTH),
    "a share of one role": ("shares:0", ONE_ROLE, "salt", BOTH),
    "a claim without facts": ("checklist:0.facts", [], "A1.facts", "names no fact"),
    "fact twice": ("checklist:0.facts", ["a", "a"], "[0].facts", "a fact occurs twice"),
    "pay without a figure": ("pay:1.6", "", "row 2.median", "missing"),
    "pay in words": ("pay:1.3", "much", "row 2.mean", WHOLE.format("much")),
    "pay with a comma": ("pay:1.3", '"31,000"', "row 2.mean", WHOLE.format("31,000")),
    "half a dollar": ("pay:1.3", "31000.5", "row 2.mean", WHOLE.format("31000.5")),
    "capped median": ("pay:1.6", "#", "row 2.median", WHOLE.format("#")),
    "figures far too long": ("pay:1.3", "9" * 5000, "row 2.mean", WHOLE.format("9" * 5000)),
    "percentiles that fall": ("pay:1.5", "30000", "row 2", ASCEND),
    "capped in the middle": ("pay:1.7", "#", "row 2", ASCEND),
    "year twice": ("pay:2.0", "2024", "row 3", "35-2014 2024 occurs twice"),
    "unknown occupation": ("pay:2.1", "35-9999", "row 3.soc", "unknown occupation '35-9999'"),
    "not the latest year": (
        "occupations:1",
        OTHER,
        "35-3031",
        "no figures for the latest year, 2025",
    ),
    "too few cells": ("pay:2.8", GONE, "row 3", "should have 9 cells"),
    "other columns": ("pay:0.0", "year", "row 1", f"the columns should be {COLUMNS}"),
}

# What the rows refuse, or the rows that are named and do not exist.
ROWS: dict[str, tuple[str, Any, str, str]] = {
    "source of a share": ("shares:0.source", "S09", "salt.source", NO_SOURCE),
    "unknown group": ("shares:0.group", "spices", "salt.group", CHOICE.format("spices")),
    "role of a share": ("shares:0", OTHER_ROLES, "salt.percents.waiter", NO_ROLE),
    "tenths of a percent": (PERCENT, 40.25, "salt.percents.cook.percent", ONE_DECIMAL),
    "nobody asked": ("shares:0.asked.cook", 0, "salt.percents.cook.asked", AT_LEAST.format(1)),
    "share twice": ("shares:1", SALT, "salt", TWICE),
    "source of pay": ("occupations:0.source", "S09", "35-2014.source", NO_SOURCE),
    "official for nobody": (
        "occupations:0.official_for",
        "waiter",
        "35-2014.official_for",
        NO_ROLE,
    ),
    "stand-in for nobody": ("occupations:0.proxy_for", "waiter", "35-2014.proxy_for", NO_ROLE),
    "occupation twice": ("occupations:1", {**OTHER, "soc": "35-2014"}, "35-2014", TWICE),
    "unknown fact": ("checklist:0.facts", ["no-fact"], "A1.facts", "unknown fact 'no-fact'"),
    "claim twice": ("checklist:1", CLAIM, "A1", TWICE),
    "unknown status": ("checklist:0.status", "good", "A1.status", CHOICE.format("good")),
}


@pytest.fixture
def folder(db: None, tmp_path: Path) -> Path:
    """The little quiz as rows, and its files with one good change, which must not be loaded."""
    make_quiz()
    make_figures()
    export(tmp_path)
    change(tmp_path, "sources:0.title", "A better title")
    return tmp_path


@pytest.mark.parametrize(("where", "value", "key", "reason"), SHAPES.values(), ids=SHAPES)
def test_a_wrong_shape_is_refused(
    folder: Path, where: str, value: Any, key: str, reason: str
) -> None:
    change(folder, where, value)
    # An occupation without pay is told of in the file of the pay.
    file = folder / FILES["pay" if value is OTHER else where.partition(":")[0]]
    assert refusal(folder) == f". {file}: {key}: {reason}"


@pytest.mark.parametrize(("where", "value", "key", "reason"), ROWS.values(), ids=ROWS)
def test_what_makes_no_sense_is_refused(
    folder: Path, where: str, value: Any, key: str, reason: str
) -> None:
    change(folder, where, value)
    file = FILES[where.partition(":")[0]].partition("content/")[2]
    assert refusal(folder) == f". {file}: {key}: {reason}"


def test_pay_that_is_no_csv_is_refused(folder: Path) -> None:
    file = folder / FILES["pay"]
    file.write_text('may,"soc\n')
    assert refusal(folder) == f". {file}: not CSV: unexpected end of data"
    file.write_text("")
    assert refusal(folder) == f". {file}: row 1: the columns should be {COLUMNS}"


# What the files no longer name, and something still uses

USED_BY = "missing from the files, but used by"


def test_a_trait_that_a_question_uses_is_not_removed(folder: Path) -> None:
    change(folder, "traits:2", GONE)
    effect = Effect.objects.get(trait__slug="taste", points=1)
    assert refusal(folder) == f". traits.yaml: taste: {USED_BY} effect {effect}"


def test_a_trait_that_a_step_uses_is_not_removed(folder: Path) -> None:
    make_trait("salty", {})
    Fact.objects.filter(slug="cook-step").update(trait=Trait.objects.get(slug="salty"))
    change(folder, "cook:facts.0.trait", "salty")
    assert refusal(folder) == f". traits.yaml: salty: {USED_BY} fact Title of cook-step"


def test_a_role_that_a_quiz_compares_is_not_removed(folder: Path) -> None:
    role = make_role("waiter")
    Quiz.objects.create(slug="other", title="Other?", left=role, right=Role.objects.first())
    assert refusal(folder) == f". roles/: waiter: {USED_BY} quiz Other?"


def test_a_role_that_a_share_names_is_not_removed(folder: Path) -> None:
    (folder / FILES["cook"]).unlink()
    change(folder, "checklist:0", GONE)
    assert refusal(folder) == f". roles/: cook: {USED_BY} role share Salt: Cook 40.0 %"


def test_a_source_that_a_question_rests_on_is_not_removed(folder: Path) -> None:
    source = make_source("S09")
    Evidence.objects.create(question=Question.objects.first(), source=source)
    change(folder, "kitchen:questions.0.evidence.1", {"source": "S09", "note": ""})
    assert refusal(folder) == f". sources.yaml: S09: {USED_BY} question q01: Text of q01?"
