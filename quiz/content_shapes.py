"""What a quiz's content file looks like, and whether what it says fits together."""

from collections.abc import Mapping
from math import isfinite
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, model_validator

from careers.yaml_files import ContentError, Shape, check_distinct
from quiz.core.document import (
    INTERCEPT_STEPS,
    INTEREST,
    OPT_OUT_KEY,
    SHARE_STEPS,
    TICK,
    TICKED,
    UNTICKED,
    WEIGHT_STEPS,
)
from quiz.publishing import AGREE_SCALE

AGREE_KEYS = {OPT_OUT_KEY, *(key for key, _, _ in AGREE_SCALE)}
NEARLY = 1e-6  # what a decimal number may be off


def _in_steps(number: float, steps: int) -> int:
    """How many steps of 1/``steps`` the number is; raises ValueError where not a whole number."""
    if not isfinite(number * steps):
        raise ValueError("should be a finite number")
    found = round(number * steps)
    if abs(number * steps - found) > NEARLY:
        places = len(str(steps)) - 1
        raise ValueError(f"should have at most {places} decimal{'s' * (places > 1)}")
    return found


def _one_decimal(number: float) -> float:
    _in_steps(number, 10)
    return number


def _two_decimals(number: float) -> float:
    _in_steps(number, 100)
    return number


OneDecimal = Annotated[float, AfterValidator(_one_decimal)]
TwoDecimals = Annotated[float, AfterValidator(_two_decimals)]


def intercept_in_steps(number: float | None) -> int:
    return _in_steps(number or 0, INTERCEPT_STEPS)


def weight_in_steps(number: float | None) -> int | None:
    return None if number is None else _in_steps(number, WEIGHT_STEPS)


def share_in_steps(percent: float | None) -> int | None:
    return None if percent is None else _in_steps(percent, SHARE_STEPS // 100)


class EvidenceShape(Shape):
    source: str
    note: str


class OptionShape(Shape):
    key: str
    text: str
    points: dict[str, int] | None = None
    opt_out: Literal[True] | None = None

    @model_validator(mode="after")
    def scored_or_opt_out(self) -> Self:
        if bool(self.opt_out) == (self.points is not None):
            raise ValueError("an option has points, or is the opt-out")
        return self


class ScaleShape(Shape):
    trait: str
    step: int


class GroupShape(Shape):
    slug: str
    text: str


class QuestionShape(Shape):
    """``weight`` in log-odds and ``shares`` in percent, by role, are of an item to tick."""

    slug: str
    kind: str
    text: str
    why: str
    short: bool
    evidence: list[EvidenceShape]
    scale: ScaleShape | None = None
    options: list[OptionShape] | None = None
    group: str | None = None
    weight: OneDecimal | None = None
    shares: dict[str, OneDecimal] | None = None

    @classmethod
    def of_item(
        cls, *, weight: int, shares: Mapping[str, int | None], **said: Any
    ) -> "QuestionShape":
        """Of an item whose weight and shares are in the document's steps; None is not known."""
        known = {role: share for role, share in shares.items() if share is not None}
        return cls(
            **said,
            weight=weight / WEIGHT_STEPS,
            shares={role: share * 100 / SHARE_STEPS for role, share in known.items()},
        )


class QuizShape(Shape):
    """``rule`` is left out where it is the first one; ``intercept`` in log-odds."""

    slug: str
    title: str
    left: str
    right: str
    rule: Literal["evidence"] | None = None
    intercept: TwoDecimals | None = None
    groups: list[GroupShape] | None = None
    sample: dict[str, str]
    questions: list[QuestionShape]

    @classmethod
    def of(cls, *, rule: str, intercept: int, groups: list[GroupShape], **said: Any) -> "QuizShape":
        """Of a quiz whose intercept is in the document's steps."""
        if rule == INTEREST:
            return cls(**said)
        return cls(**said, rule=rule, intercept=intercept / INTERCEPT_STEPS, groups=groups)


def checked(file: Path, shape: QuizShape) -> QuizShape:
    """The shape, when what it says fits together; raises ContentError."""
    check_distinct(file.name, (question.slug for question in shape.questions))
    check_distinct(file.name, (group.slug for group in shape.groups or []))
    for question in shape.questions:
        _check_question(file, question)
        _check_item(file, shape, question)
    _check_sample(file, shape)
    return shape


def _check_question(file: Path, question: QuestionShape) -> None:
    if question.kind == TICK:
        return
    if (question.kind == "agree") != (question.options is None):
        raise ContentError(
            file, question.slug, "an agree question has a scale, the others have options"
        )
    if question.options is None:
        return
    check_distinct(file.name, (f"{question.slug}.{o.key}" for o in question.options))
    if not any(option.opt_out for option in question.options):
        raise ContentError(file, question.slug, "no option is the opt-out")


def _check_item(file: Path, shape: QuizShape, question: QuestionShape) -> None:
    """What an item to tick has, and nothing else does."""
    tick = question.kind == TICK
    parts = (question.group, question.weight, question.shares)
    if any((part is not None) != tick for part in parts):
        reason = "an item to tick has a group, a weight and shares, the others have none"
        raise ContentError(file, question.slug, reason)
    if not tick:
        return
    if question.options is not None or question.scale is not None:
        raise ContentError(file, question.slug, "an item to tick has no options and no scale")
    if question.group not in {group.slug for group in shape.groups or []}:
        raise ContentError(file, f"{question.slug}.group", f"unknown group {question.group!r}")
    if unknown := sorted((question.shares or {}).keys() - {shape.left, shape.right}):
        raise ContentError(file, f"{question.slug}.shares", f"unknown role {unknown[0]!r}")


def _check_sample(file: Path, shape: QuizShape) -> None:
    """The sample answers questions that are asked, with options that they offer."""
    questions = {question.slug: question for question in shape.questions}
    for slug, key in shape.sample.items():
        if slug not in questions:
            raise ContentError(file, f"sample.{slug}", "no such question")
        if key not in _keys(questions[slug]):
            raise ContentError(file, f"sample.{slug}", f"no such option {key!r}")


def _keys(question: QuestionShape) -> set[str]:
    if question.kind == TICK:
        return {TICKED, UNTICKED}
    if question.options is None:
        return AGREE_KEYS
    return {option.key for option in question.options}
