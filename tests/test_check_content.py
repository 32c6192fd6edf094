"""The work check's content file: into the draft and back, and every way in which it is refused."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management.base import CommandError

from quiz.content_files import load_quiz, quiz_file, quiz_shape
from quiz.models import Quiz
from tests.makers import everything, load

FILE = settings.BASE_DIR / "quiz" / "content" / "work-check.yaml"


@pytest.fixture
def check(shipped_quiz: Quiz) -> Quiz:
    return Quiz.objects.get(slug=settings.CHECK_QUIZ)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for app in ("careers", "quiz"):
        shutil.copytree(settings.BASE_DIR / app / "content", tmp_path / app / "content")
    return tmp_path


def changed(folder: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    file = folder / "quiz" / "content" / "work-check.yaml"
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    change(data)
    file.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return folder


def test_exported_it_is_the_shipped_file(check: Quiz) -> None:
    assert quiz_file(check) == FILE.read_bytes()


def test_what_an_editor_changed_goes_out_and_comes_back(check: Quiz) -> None:
    check.questions.filter(slug="r").update(weight=-13, left_share=305, right_share=None)
    check.checklists.filter(slug="act").update(order=9, text="What do you do?")
    Quiz.objects.filter(pk=check.pk).update(intercept=-7)
    check.refresh_from_db()
    shape, before = quiz_shape(check), everything()
    assert (shape.intercept, shape.groups[-1].slug) == (-0.07, "act")
    item = next(question for question in shape.questions if question.slug == "r")
    assert (item.weight, item.shares) == (-1.3, {"data-scientist": 30.5})
    assert list(load_quiz(shape)) == []
    assert everything() == before


def test_loading_again_takes_the_editors_changes_back(check: Quiz) -> None:
    check.questions.filter(slug="r").update(weight=-13)
    check.checklists.create(slug="extra", text="And?", order=9)
    Quiz.objects.filter(pk=check.pk).update(intercept=0)
    assert load().splitlines() == [
        "  quiz work-check: changed",
        "  question r: changed weight",
        "  checklist extra: removed",
        "3 changed.",
    ]
    assert quiz_file(Quiz.objects.get(pk=check.pk)) == FILE.read_bytes()


def test_groups_in_another_order_are_told(check: Quiz, folder: Path) -> None:
    changed(folder, lambda data: data["groups"].reverse())
    assert load(folder) == "  checklists: put in another order\n1 changed.\n"
    order = ["method", "tool", "lang", "act"]
    assert [row.slug for row in check.checklists.all()] == order


def first(**changes: Any) -> Callable[[dict[str, Any]], object]:
    return lambda data: data["questions"][0].update(changes)


def without(key: str) -> Callable[[dict[str, Any]], object]:
    return lambda data: data["questions"][0].pop(key)


NEEDS = "decisions: an item to tick has a group, a weight and shares, the others have none"
REFUSED = {
    "no group": (without("group"), NEEDS),
    "no weight": (without("weight"), NEEDS),
    "no shares": (without("shares"), NEEDS),
    "an unknown group": (first(group="go"), "decisions.group: unknown group 'go'"),
    "an unknown role": (
        first(shares={"baker": 50.0}),
        "decisions.shares: unknown role 'baker'",
    ),
    "options": (first(options=[]), "decisions: an item to tick has no options and no scale"),
    "too fine a weight": (
        first(weight=0.25),
        "questions[0].weight: should have at most 1 decimal",
    ),
    "an endless weight": (first(weight=float("inf")), "questions[0].weight: should be a finite"),
    "no number at all": (first(weight=float("nan")), "questions[0].weight: should be a finite"),
    "an intercept whose hundredths are endless": (
        lambda data: data.update(intercept=1e307),
        "intercept: should be a finite number",
    ),
    "too fine an intercept": (
        lambda data: data.update(intercept=0.285),
        "intercept: should have at most 2 decimals",
    ),
    "too heavy": (
        first(weight=5.1),
        "decisions.weight: Ensure this value is less than or equal to 50.",
    ),
    "more than all": (
        first(shares={"data-scientist": 100.1}),
        "decisions.left_share: Ensure this value is less than or equal to 1000.",
    ),
    "a name that the form needs": (
        lambda data: (data.update(sample={}), data["questions"][0].update(slug="count")),
        "count.slug: The slug is a short word",
    ),
    "a group twice": (
        lambda data: data["groups"].append(data["groups"][0]),
        "act: occurs twice",
    ),
    "another rule": (
        lambda data: data.update(rule="votes"),
        "rule: Input should be 'evidence'",
    ),
    "no rule, and an intercept": (
        lambda data: data.pop("rule"),
        "work-check: The rule is interest or evidence, and only a quiz by evidence has an",
    ),
    "a sample that is neither": (
        lambda data: data["sample"].update(r="x"),
        "sample.r: no such option 'x'",
    ),
}


@pytest.mark.parametrize(("change", "reason"), REFUSED.values(), ids=REFUSED)
def test_a_broken_file_is_refused_whole_with_its_place(
    check: Quiz, folder: Path, change: Callable[[dict[str, Any]], object], reason: str
) -> None:
    before = everything()
    with pytest.raises(CommandError) as caught:
        load(changed(folder, change))
    assert reason in str(caught.value)
    assert "Nothing was loaded. " in str(caught.value)
    assert everything() == before
