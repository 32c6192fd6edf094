"""A broken content file: told with its name, key and reason; then nothing at all is loaded."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.makers import (
    FILES,
    GONE,
    change,
    export,
    load,
    make_figures,
    make_quiz,
    refusal,
)

Q1, Q2, Q3 = (f"kitchen:questions.{index}" for index in range(3))
A, X = f"{Q1}.options.0", f"{Q1}.options.3"
DEMAND = "traits:0.demands.0"
LINK = "baker:facts.0.links.0"

# Reasons told
LIST, NUMBER, TEXT, BOOLEAN, MAPPING = (
    f"Input should be a valid {kind}"
    for kind in ("list", "integer", "string", "boolean", "dictionary")
)
TRUE = "Input should be True"
UNKNOWN, MISSING = "Extra inputs are not permitted", "Field required"
NAMED = "should be {!r}, like the file's name"
AGREE = "an agree question has a scale, the others have options"
OF_OPTION = "an option has points, or is the opt-out"
TWICE = "occurs twice"
SLUG = "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens."
HTTPS = "The address should start with https://."
LONG = "Ensure this value has at most {} characters (it has {})."
AT_MOST = "Ensure this value is less than or equal to {}."
AT_LEAST = "Ensure this value is greater than or equal to {}."
NO_SOURCE, NO_ROLE = "unknown source 'S09'", "unknown role 'waiter'"
NO_TRAIT = "unknown trait 'cold'"
DEMAND_TWICE = "This role already has a demand for this trait."
EVIDENCE_TWICE = "This question already names this source."
OF_BOTH = "Facts about both roles have no role; others have one."
LEVEL = "A skill has a level from 0 to 5; other facts have none."
SCALE = (
    "An agree question has a trait and 1 or 2 points per step, for or aga"
    "inst it; the other kinds have neither."
)
QUESTION_SLUG = "A question's slug is q and a number: q07."
OPTION_KEY = "An option's key is one small letter."
OPT_OUT_KEY = "The key x belongs to the opt-out, and to no other."
POINTS = "Points are −5 to 5 and not 0."
KEY_TWICE = "a key occurs twice in this mapping"
PROGRAM = "could not determine a constructor for the tag 'tag:yaml.org,2002:python/name:os.getcwd'"

AGAIN = {"source": "S01", "note": ""}
SCORED_X = {"key": "x", "text": "X", "points": {}}

# What reading refuses: where the mistake is, what is put there, the key and the reason told.
SHAPES: dict[str, tuple[str, Any, str, str]] = {
    "no trait": ("shared:0.trait", GONE, "[0].trait", MISSING),
    "nothing for a trait": ("shared:0.trait", None, "[0].trait", TEXT),
    "text for a level": ("cook:facts.1.level", "3", "facts[1].level", NUMBER),
    "no opt-out": (X, GONE, "q01", "no option is the opt-out"),
    "x no opt-out": (f"{Q2}.options.2", SCORED_X, "q02", "no option is the opt-out"),
    "sample of no question": ("kitchen:sample.q09", "a", "sample.q09", "no such question"),
    "sample of no option": ("kitchen:sample.q01", "d", "sample.q01", "no such option 'd'"),
    "sample of no step": ("kitchen:sample.q03", "f", "sample.q03", "no such option 'f'"),
    "text for a list": ("sources:", "S01", "", LIST),
    "text for a mapping": (f"{A}.points", "2", "questions[0].options[0].points", MAPPING),
    "unknown key": ("sources:0.author", "me", "[0].author", UNKNOWN),
    "unknown key deep down": (f"{A}.hint", "h", "questions[0].options[0].hint", UNKNOWN),
    "missing key": ("baker:plural", GONE, "plural", MISSING),
    "missing key deep down": (f"{DEMAND}.why", GONE, "[0].demands[0].why", MISSING),
    "number for text": ("sources:0.year", 2025, "[0].year", TEXT),
    "date for text": ("sources:0.year", date(2025, 1, 31), "[0].year", TEXT),
    "nothing for text": ("shared:0.title", None, "[0].title", TEXT),
    "text for a number": (f"{DEMAND}.level", "5", "[0].demands[0].level", NUMBER),
    "true for a number": (f"{DEMAND}.level", True, "[0].demands[0].level", NUMBER),
    "half a number": (f"{Q3}.scale.step", 1.5, "questions[2].scale.step", NUMBER),
    "number for true": (f"{Q1}.short", 1, "questions[0].short", BOOLEAN),
    "slug of another role": ("baker:slug", "cook", "slug", NAMED.format("baker")),
    "slug of another quiz": ("kitchen:slug", "bar", "slug", NAMED.format("kitchen")),
    "source twice": ("cook:sources", ["S01", "S01"], "sources", "a source occurs twice"),
    "agree with options": (f"{Q3}.options", [], "q03", AGREE),
    "pair without options": (f"{Q2}.options", GONE, "q02", AGREE),
    "opt-out with points": (f"{X}.points", {}, "questions[0].options[3]", OF_OPTION),
    "option without points": (f"{A}.points", GONE, "questions[0].options[0]", OF_OPTION),
    "opt-out false": (f"{A}.opt_out", False, "questions[0].options[0].opt_out", TRUE),
}

# What the rows refuse, or the rows that are named and do not exist.
ROWS: dict[str, tuple[str, Any, str, str]] = {
    "unknown trait": ("cook:facts.0.trait", "cold", "cook-step.trait", NO_TRAIT),
    "skill without a level": ("cook:facts.1.level", None, "cook-skill", LEVEL),
    "level of no skill": ("baker:facts.0.level", 3, "baker-caution", LEVEL),
    "slug with a space": ("sources:1.slug", "S 2", "S 2.slug", SLUG),
    "source slug twice": ("sources:1.slug", "S01", "S01", TWICE),
    "trait twice": ("traits:1.slug", "dough", "dough", TWICE),
    "question twice": (f"{Q2}.slug", "q01", "q01", TWICE),
    "option twice": (f"{Q1}.options.1.key", "a", "q01.a", TWICE),
    "unknown choice": ("sources:1.kind", "blog", "S02.kind", "Value 'blog' is not a valid choice."),
    "http address": ("sources:1.url", "http://a.org", "S02.url", HTTPS),
    "http link": (f"{LINK}.url", "http://a.org", "baker-caution.links[0].url", HTTPS),
    "no address": (f"{LINK}.url", "", "baker-caution.links[0].url", "This field cannot be blank."),
    "too long a name": ("cook:name", "c" * 41, "cook.name", LONG.format(40, 41)),
    "too long a question": (f"{Q1}.text", "t" * 201, "q01.text", LONG.format(200, 201)),
    "level 6": (f"{DEMAND}.level", 6, "dough.demands.baker.level", AT_MOST.format(5)),
    "level −1": (f"{DEMAND}.level", -1, "dough.demands.baker.level", AT_LEAST.format(0)),
    "demand twice": (f"{DEMAND}.role", "cook", "dough.demands.cook", DEMAND_TWICE),
    "unknown role": (f"{DEMAND}.role", "waiter", "dough.demands.waiter", NO_ROLE),
    "source of a demand": (f"{DEMAND}.sources", ["S09"], "dough.demands.baker.sources", NO_SOURCE),
    "source of a role": ("cook:sources", ["S09"], "cook.sources", NO_SOURCE),
    "source of a fact": ("baker:facts.0.sources", ["S09"], "baker-caution.sources", NO_SOURCE),
    "source of a question": (f"{Q1}.evidence.0.source", "S09", "q01.evidence.sources", NO_SOURCE),
    "evidence twice": (f"{Q1}.evidence.1", AGAIN, "q01.evidence[1]", EVIDENCE_TWICE),
    "shared fact of a role": ("baker:facts.0.kind", "shared", "baker-caution", OF_BOTH),
    "caution of both roles": ("shared:0.kind", "caution", "both-eat", OF_BOTH),
    "unknown left": ("kitchen:left", "waiter", "left", NO_ROLE),
    "left is right": ("kitchen:left", "cook", "kitchen", "The two roles should differ."),
    "slug of a question": (f"{Q3}.slug", "q3", "q3.slug", QUESTION_SLUG),
    "unknown kind": (f"{Q1}.kind", "rank", "q01.kind", "Value 'rank' is not a valid choice."),
    "agree without a scale": (f"{Q3}.scale", GONE, "q03", SCALE),
    "single with a scale": (f"{Q1}.scale", {"trait": "heat", "step": 1}, "q01", SCALE),
    "scale of no trait": (f"{Q3}.scale.trait", "cold", "q03.scale", NO_TRAIT),
    "points for no trait": (f"{A}.points.cold", 1, "q01.options.a.points", NO_TRAIT),
    "9 points": (f"{A}.points.dough", 9, "q01.options.a.points.dough.points", AT_MOST.format(5)),
    "0 points": (f"{A}.points.dough", 0, "q01.options.a.points.dough", POINTS),
    "key of two letters": (f"{A}.key", "ab", "q01.options.ab.key", OPTION_KEY),
    "opt-out not x": (f"{X}.key", "d", "q01.options.d", OPT_OUT_KEY),
    "x not the opt-out": (f"{A}.key", "x", "q01.x", TWICE),
}

BYTES: dict[str, tuple[bytes, str]] = {
    "not UTF-8": (b"- slug: \xff", "not UTF-8 text"),
    "not YAML": (b"- slug: S01\n  title: 'T", "line 2: not YAML: found unexpected end of stream"),
    "half a mapping": (b"- slug: S01\n  title\n", "line 3: not YAML: could not find expected ':'"),
    "key twice": (b"- a: 1\n- b: 1\n  b: 1", f"line 2: not YAML: {KEY_TWICE}"),
    "no such day": (b"- year: 2025-02-30", "not YAML: day is out of range for month"),
    "a program": (b"- !!python/name:os.getcwd", f"line 1: not YAML: {PROGRAM}"),
    "too deep": (b"[" * 5000, "nested too deeply"),
    "nothing": (b"", LIST),
}


@pytest.fixture
def folder(db: None, tmp_path: Path) -> Path:
    """The little quiz as rows, and its files with one good change, which must not be loaded."""
    make_quiz()
    make_figures()
    export(tmp_path)
    change(tmp_path, "sources:0.title", "A better title")
    return tmp_path


def test_the_files_that_are_broken_below_are_themselves_sound(folder: Path) -> None:
    assert load(folder) == "  source S01: changed title\n1 changed.\n"


@pytest.mark.parametrize(("where", "value", "key", "reason"), SHAPES.values(), ids=SHAPES)
def test_a_wrong_shape_is_refused(
    folder: Path, where: str, value: Any, key: str, reason: str
) -> None:
    change(folder, where, value)
    file = folder / FILES[where.partition(":")[0]]
    assert refusal(folder) == f". {file}: {key + ': ' if key else ''}{reason}"


@pytest.mark.parametrize(("where", "value", "key", "reason"), ROWS.values(), ids=ROWS)
def test_what_makes_no_sense_is_refused(
    folder: Path, where: str, value: Any, key: str, reason: str
) -> None:
    change(folder, where, value)
    file = FILES[where.partition(":")[0]].partition("content/")[2]
    assert refusal(folder) == f". {file}: {key}: {reason}"


def test_a_fact_in_two_files_is_refused(folder: Path) -> None:
    change(folder, "shared:0.slug", "baker-caution")
    assert refusal(folder) == ". roles/ and shared.yaml: baker-caution: occurs twice"


@pytest.mark.parametrize(("content", "reason"), BYTES.values(), ids=BYTES)
def test_what_is_no_text_of_this_kind_is_refused(folder: Path, content: bytes, reason: str) -> None:
    file = folder / FILES["sources"]
    file.write_bytes(content)
    assert refusal(folder) == f". {file}: {reason}"


@pytest.mark.parametrize(
    "name", ["sources", "traits", "shared", "shares", "occupations", "pay", "checklist"]
)
def test_a_missing_file_is_refused(folder: Path, name: str) -> None:
    (folder / FILES[name]).unlink()
    assert refusal(folder) == f". {folder / FILES[name]}: no such file"


FOLDERS = ["careers/content/roles", "quiz/content"]


@pytest.mark.parametrize("name", FOLDERS)
def test_a_missing_folder_is_refused(folder: Path, name: str) -> None:
    shutil.rmtree(folder / name)
    assert refusal(folder) == f". {folder / name}: no such folder"


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_without_files_is_refused(folder: Path, name: str) -> None:
    for file in (folder / name).iterdir():
        file.rename(file.with_suffix(".txt"))
    assert refusal(folder) == f". {folder / name}: holds no .yaml file"


def test_a_draft_that_cannot_be_published_is_not_loaded_either(folder: Path) -> None:
    change(folder, f"{Q1}.short", False)
    change(folder, "kitchen:questions.1.short", False)
    assert refusal(folder) == ": the draft is no quiz. questions: the short form has none"
