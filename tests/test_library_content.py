"""The shipped library: every claim covered, every figure sourced, dated and the same everywhere."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from careers import revision
from careers.models import Fact
from quiz.models import Quiz
from tests.makers import change, export, load, make_figures, make_quiz, read_content

CONTENT = settings.BASE_DIR / "careers" / "content"
DS, MLE = "data-scientist", "machine-learning-engineer"

# Names and levels that hold a digit and are no figure.
NO_FIGURES = re.compile(
    r"CS50P|Data 8\b|ggplot2|\b[Ll]evel[- ]6|at level \d( to \d)?|alone is at \d"
    r"|[Ll]evel is \d( or \d| to \d)?|own level is \d to \d"
)
DOLLARS = re.compile(r"\$(\d[\d,]*\d)")
PERCENT = re.compile(r"(\d+(?:\.\d+)?)\u00a0%")

# Dollar figures of May 20XX that rest on S01 and are not of the occupations in pay.csv.
NOT_IN_PAY = {
    f"{DS}-pay-3": {128020, 126940, 120090, 110240, 108920},  # by industry, from S02
    f"{MLE}-pay-4": {237990, 166620, 153430, 123340, 85290},  # by industry, from S03
    "misquoted-5": {237990, 123340, 85290},
    f"{DS}-pay-6": {175140},  # managers
    f"{MLE}-pay-6": {175140},
    "misquoted-2": {136320},  # the slip that is put right
}

# Facts and the items of shares.yaml that they quote of these roles, to the nearest percent.
QUOTED = [
    ("both-5", "analysis-only", (DS, MLE)),
    ("both-5", "service-only", (DS, MLE)),
    ("shared-1", "both-kinds", (DS, MLE)),
    ("shared-2", "python", (DS, MLE)),
    ("shared-3", "data-infrastructure", (DS, MLE)),
    ("shared-4", "prototypes", (DS, MLE)),
    ("shared-6", "responsible-ai-tool", (DS, MLE)),
    ("misquoted-6", "python", (MLE,)),
    ("misquoted-6", "sql", (MLE,)),
    ("misquoted-6", "bash", (MLE,)),
    ("misquoted-6", "cpp", (MLE,)),
    ("misquoted-6", "java", (MLE,)),
    (f"{DS}-about-4", "run-ml-service", (DS,)),
    (f"{DS}-aspect-6", "analyse-for-decisions", (DS,)),
    (f"{MLE}-aspect-6", "analyse-for-decisions", (MLE,)),
    (f"{DS}-aspect-7", "run-ml-service", (DS,)),
    (f"{MLE}-aspect-7", "run-ml-service", (MLE,)),
    (f"{DS}-skill-2", "matplotlib", (DS,)),
    (f"{DS}-skill-2", "seaborn", (DS,)),
    (f"{DS}-skill-2", "tableau", (DS,)),
    (f"{DS}-skill-2", "power-bi", (DS,)),
    (f"{DS}-skill-3", "sql", (DS,)),
    (f"{DS}-skill-4", "r", (DS,)),
    (f"{DS}-skill-4", "jupyter-notebook", (DS,)),
    (f"{DS}-skill-7", "regression", (DS,)),
    (f"{DS}-skill-7", "trees", (DS,)),
    (f"{DS}-skill-7", "boosting", (DS,)),
    (f"{MLE}-skill-1", "python", (MLE,)),
    (f"{MLE}-skill-1", "cpp", (MLE,)),
    (f"{MLE}-skill-3", "sql", (MLE,)),
    (f"{MLE}-skill-4", "monitoring-tool", (DS, MLE)),
    (f"{MLE}-skill-5", "convolutional-networks", (DS, MLE)),
    (f"{MLE}-skill-7", "bash", (DS, MLE)),
    (f"{MLE}-skill-8", "serving-tool", (DS, MLE)),
    (f"{MLE}-skill-9", "gpus", (DS, MLE)),
    (f"{MLE}-myth-1", "improve-models", (MLE,)),
    (f"{MLE}-myth-1", "run-ml-service", (DS,)),
]


def shipped(name: str) -> Any:
    return read_content(CONTENT / name)


def facts_of(role: str) -> list[dict[str, Any]]:
    return shipped(f"roles/{role}.yaml")["facts"]


def every_fact() -> dict[str, dict[str, Any]]:
    facts = [*facts_of(DS), *facts_of(MLE), *shipped("shared.yaml")]
    return {fact["slug"]: fact for fact in facts}


FACTS = every_fact()
SHARES = {share["slug"]: share for share in shipped("shares.yaml")}
CLAIMS = {claim["slug"]: claim for claim in shipped("checklist.yaml")}


# The founding article


def test_every_claim_of_the_article_is_in_the_checklist() -> None:
    counts = {"A": 6, "B": 6, "C": 4, "D": 10, "E": 5, "F": 12, "G": 11, "H": 2}
    numbered = [f"{letter}{n}" for letter, count in counts.items() for n in range(1, count + 1)]
    after_d10 = numbered.index("D10") + 1
    assert list(CLAIMS) == [*numbered[:after_d10], "D-x", *numbered[after_d10:]]


@pytest.mark.parametrize("slug", CLAIMS)
def test_a_claim_is_covered_by_facts_that_are_there(slug: str) -> None:
    assert set(CLAIMS[slug]["facts"]) <= FACTS.keys()


# Where a claim is no statement to quote but was fair once: the facts that bring it up to date.
BROUGHT_UP_TO_DATE = {
    "D6": f"{MLE}-outlook-4",
    "D10": f"{MLE}-skill-3",
}


@pytest.mark.parametrize(
    "slug", [s for s, c in CLAIMS.items() if c["status"] in ("wrong", "dated")]
)
def test_a_claim_that_is_wrong_or_old_is_put_right(slug: str) -> None:
    right = {fact for fact in CLAIMS[slug]["facts"] if FACTS[fact]["kind"] == "misquoted"}
    assert right or BROUGHT_UP_TO_DATE[slug] in CLAIMS[slug]["facts"]


# Facts


def figures(fact: dict[str, Any]) -> list[str]:
    """Numbers in a fact's text that somebody must have counted."""
    return re.findall(r"\d+", NO_FIGURES.sub("", fact["text"]))


# Their numbers are an invented day's, a task's or a sum of our own.
INVENTED = {"day", "weekend", "roadmap"}


@pytest.mark.parametrize("slug", [s for s, f in FACTS.items() if f["kind"] not in INVENTED])
def test_a_figure_has_a_source_and_a_date(slug: str) -> None:
    fact = FACTS[slug]
    if figures(fact):
        assert fact["sources"]
        assert fact["as_of"]


@pytest.mark.parametrize("slug", FACTS)
def test_what_is_no_judgement_has_a_source(slug: str) -> None:
    assert FACTS[slug]["sources"] or FACTS[slug]["basis"] == "judgement"


def test_a_source_has_the_date_of_its_copy_where_the_fact_base_gives_one() -> None:
    dated = {s["slug"]: s["checked_on"] for s in shipped("sources.yaml") if s["checked_on"]}
    assert dated == {
        "S01": "30 April 2026 (file of May 2025)",
        "S02": "28 February 2026",
        "S03": "28 February 2026",
        "S04": "28 February 2026",
        "S06": "December 2025 (version 30.0)",
    }


def test_each_step_of_a_roadmap_is_for_a_trait_and_nothing_else_is() -> None:
    assert [slug for slug, f in FACTS.items() if (f["kind"] == "roadmap") != bool(f["trait"])] == []


def test_each_role_has_the_same_rows_side_by_side() -> None:
    left, right = (
        [fact["title"] for fact in facts_of(role) if fact["kind"] == "aspect"] for role in (DS, MLE)
    )
    assert left == right
    assert len(left) == 15


def test_each_role_has_doors_with_short_names_some_of_them_the_same() -> None:
    doors = [[f["title"] for f in facts_of(role) if f["kind"] == "door"] for role in (DS, MLE)]
    assert [len(titles) for titles in doors] == [5, 5]
    assert max(len(title) for titles in doors for title in titles) <= 22
    both = {"Level-6 apprenticeship", "Data analyst", "Software developer"}
    assert set(doors[0]) & set(doors[1]) == both


# The same figure everywhere


def in_dollars(fact: dict[str, Any]) -> set[int]:
    named = DOLLARS.findall(f"{fact['title']} {fact['text']}")
    return {int(number.replace(",", "")) for number in named}


def paid() -> Iterator[tuple[str, set[int]]]:
    """The dollar figures of facts on the official statistics of one May or two, by slug."""
    for slug, fact in FACTS.items():
        if "S01" in fact["sources"] and re.search(r"May 20\d\d", fact["as_of"]):
            yield slug, in_dollars(fact)


def test_every_official_dollar_is_in_the_pay_file() -> None:
    rows = shipped("pay.csv")[1:]
    known = {int(cell) for row in rows for cell in row[3:] if cell != "#"}
    missing = {slug: dollars - known for slug, dollars in paid() if dollars - known}
    assert missing == NOT_IN_PAY


@pytest.mark.parametrize(("fact", "share", "roles"), QUOTED)
def test_a_share_in_a_text_is_that_of_the_figures(
    fact: str, share: str, roles: tuple[str, ...]
) -> None:
    said = [float(number) for number in PERCENT.findall(FACTS[fact]["text"])]
    for role in roles:
        percent = SHARES[share]["percents"][role]
        assert [number for number in said if abs(number - percent) <= 0.5]


def test_pay_and_shares_are_those_of_the_tables() -> None:
    pay = shipped("pay.csv")[1:]
    assert [len(pay), len({row[1] for row in pay}), len(SHARES)] == [30, 6, 37]
    assert [row[6] for row in pay if row[0] == "2025"] == [
        "140300",
        "120230",
        "135980",
        "116580",
        "105650",
        "50980",
    ]


def test_the_reasons_for_a_demand_quote_the_same_shares() -> None:
    whys = {(t["slug"], d["role"]): d["why"] for t in shipped("traits.yaml") for d in t["demands"]}
    assert "Only 19.5\u00a0% name it" in whys["insight", MLE]
    text = " ".join(whys.values())
    assert "82\u00a0%" not in text
    assert text.count("82.5\u00a0%") == 2


# The revision


def test_the_revision_rises_when_loading_changes_the_library(db: None, tmp_path: Any) -> None:
    make_quiz()
    make_figures()
    export(tmp_path)
    risen = []
    for where, value in [
        ("sources:0.title", "Better"),
        ("pay:1.3", "32000"),
        ("kitchen:title", "Cook or baker?"),
        ("checklist:0.status", "soft"),
    ]:
        change(tmp_path, where, value)
        risen += [revision_after(tmp_path), revision_after(tmp_path)]
    assert risen == [1, 1, 2, 2, 2, 2, 3, 3]


def revision_after(folder: Any) -> int:
    load(folder)
    revision.forget()
    return revision.current()


def test_a_refused_load_leaves_the_revision_as_it_is(shipped_quiz: Quiz, tmp_path: Any) -> None:
    export(tmp_path)
    (tmp_path / "careers/content/checklist.yaml").write_text("- {}\n")
    with pytest.raises(Exception, match="Nothing was loaded"):
        load(tmp_path)
    assert (revision.current(), Fact.objects.count()) == (1, len(FACTS))
