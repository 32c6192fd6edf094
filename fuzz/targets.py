"""What each pure reader promises: to read what is good, and to refuse the rest by its own error.

A target takes bytes, raises whatever breaks a promise, and returns whether it accepted them.
"""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from careers.yaml_files import ContentError
from fuzz.edits import Choices, edited_data, edited_text
from quiz import editions, sharing, sheet
from quiz.content_files import read_quiz_file
from quiz.core.decoding import DocumentError
from quiz.core.document import FORMS, write_document
from quiz.core.reading import read_document
from quiz.core.scoring import AnswerError, Bank
from quiz.core.summary import read_summary, summarise, write_summary
from quiz.core.verdict import read_verdict
from quiz.editions import EditionMissing, Published
from quiz.management.commands.score import BadLine, _read
from tests.core.ticks import make_worked
from tests.kitchen import KITCHEN

CHECKLISTS = write_document(make_worked())
FROZEN = Path(__file__).parent.parent / "tests" / "frozen" / "edition-1.json"
QUIZ_FILE = """\
slug: kitchen
title: Baker or cook?
left: baker
right: cook
sample: {q01: b}
questions:
- slug: q01
  kind: single
  text: What would you rather do?
  why: Because.
  short: true
  evidence: [{source: S01, note: page 7}]
  options:
  - {key: a, text: Bake, points: {dough: 2}}
  - {key: b, text: Cook, points: {heat: 2}}
  - {key: x, text: Neither, opt_out: true}
- slug: q02
  kind: agree
  text: I like heat.
  why: Because.
  short: false
  evidence: []
  scale: {trait: heat, step: -1}
"""
TAGS = (
    "int",
    "float",
    "bool",
    "null",
    "timestamp",
    "binary",
    "set",
    "omap",
    "pairs",
    "python/none",
)


def document(data: bytes) -> bool:
    """An edition that is read is written as it was, and every sheet of it can be scored."""
    choices = Choices(data)
    try:
        read = read_document(edited_data(choices, choices.one_of((KITCHEN, CHECKLISTS))))
    except DocumentError:
        return False
    again = read_document(write_document(read))
    if again != read:
        raise AssertionError("a document that was written reads differently")
    bank = Bank(read)
    answers = {q.slug: choices.one_of(q.options).key for q in read.form("short")}
    read_verdict(bank, "short", answers).to_json()
    return True


def summary(data: bytes) -> bool:
    """A share's numbers that are read are written as they were."""
    choices = Choices(data)
    try:
        read = read_summary(edited_data(choices, _summary()))
    except DocumentError:
        return False
    if read == read and repr(read_summary(write_summary(read))) != repr(read):
        raise AssertionError("a summary that was written reads differently")
    return True


def cookie(data: bytes) -> bool:
    """A sheet that is unpacked packs into what it was, and can be scored."""
    choices = Choices(data)
    form = choices.one_of(FORMS)
    asked = _published().document.form(form)
    letters = "".join(choices.one_of("abcdex-") for _ in asked)
    value = edited_text(choices, f"1.{form}.{letters}.{'k' * 22}")
    try:
        stored = sheet._unpack("crossroads", value.split("."))
    except (ValueError, EditionMissing, AnswerError):
        return False
    if sheet._unpack("crossroads", [*sheet._pack(stored).split("."), stored.key]) != stored:
        raise AssertionError("a sheet that was packed reads differently")
    stored.published.verdict(stored.form, stored.answers).to_json()
    return True


def token(data: bytes) -> bool:
    """Only what this site made is taken for its own."""
    choices = Choices(data)
    made = sharing.new_token()
    given = edited_text(choices, made)
    if given != made and sharing.is_ours(given) and given[:21] != made[:21]:
        raise AssertionError("a token that nobody made was taken for ours")
    return sharing.is_ours(given)


def content(data: bytes) -> bool:
    """A quiz's file is read or refused with a reason."""
    choices = Choices(data)
    text = edited_text(choices, QUIZ_FILE)
    if choices.below(2):
        at = choices.below(len(text) + 1)
        text = f"{text[:at]} !!{choices.one_of(TAGS)} {text[at:]}"
    try:
        read_quiz_file("kitchen", text.encode("utf-8", "surrogateescape"))
    except ContentError:
        return False
    return True


def line(data: bytes) -> bool:
    """A line for ``manage.py score`` is a sheet of the right shape or refused as a bad one."""
    choices = Choices(data)
    good = {"form": "short", "answers": {"q01": "a", "q02": "x"}, "edition": 1}
    text = json.dumps(edited_data(choices, good))
    try:
        _read(edited_text(choices, text).encode("utf-8", "surrogateescape"))
    except BadLine:
        return False
    return True


TARGETS: dict[str, Callable[[bytes], bool]] = {
    target.__name__: target for target in (document, summary, cookie, token, content, line)
}


def prepare() -> None:
    """Read editions from the file instead of a database, which no reader needs."""

    def get(quiz: str, number: int) -> Published:
        if (quiz, number) != ("crossroads", 1):
            raise EditionMissing(f"{quiz} has no edition {number}")
        return _published()

    editions.get = get


@cache
def _frozen() -> Any:
    return json.loads(FROZEN.read_text())


@cache
def _published() -> Published:
    read = read_document(_frozen())
    return Published(1, 1, read, Bank(read), published_at=None)


@cache
def _summary() -> Any:
    answers = {question.slug: "a" for question in _published().document.form("short")}
    return write_summary(summarise(_published().verdict("short", answers)))
