"""The score command: a verdict for every good line, a reason for every bad one."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from quiz import editions
from quiz.core.verdict import read_verdict
from quiz.models import Quiz
from quiz.publishing import publish
from tests.makers import make_quiz

Score = Callable[..., tuple[list[Any], int]]


@pytest.fixture
def kitchen(db: None) -> Quiz:
    """The little quiz with two editions, which score differently."""
    quiz = make_quiz()
    publish(quiz, note="")
    quiz.questions.filter(slug="q01").update(short=False)
    quiz.questions.get(slug="q02").options.get(key="a").effects.update(points=5)
    publish(quiz, note="")
    return quiz


@pytest.fixture
def score(monkeypatch: pytest.MonkeyPatch) -> Score:
    """What the command says about these lines, as JSON, and its exit code."""

    def run(*lines: bytes | dict[str, Any], quiz: str = "kitchen") -> tuple[list[Any], int]:
        sent = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
        monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(b"\n".join(sent))))
        said, code = StringIO(), 0
        try:
            call_command("score", quiz=quiz, stdout=said)
        except SystemExit as stop:
            code = stop.code
        return [json.loads(line) for line in said.getvalue().splitlines()], code

    return run


def verdict(number: int, form: str, answers: dict[str, str]) -> dict[str, Any]:
    bank = editions.get("kitchen", number).bank
    return {"edition": number, **read_verdict(bank, form, answers).to_json()}


SHEET = {"form": "full", "answers": {"q01": "a", "q02": "b", "q03": "x"}}


def test_sheets_are_scored_in_order_by_the_current_edition(kitchen: Quiz, score: Score) -> None:
    other = {"form": "short", "answers": {"q02": "b"}}
    wanted = [verdict(2, **SHEET), verdict(2, **other)]
    assert score(SHEET, other) == (wanted, 0)
    assert wanted[0]["lean"] != wanted[1]["lean"]


def test_a_sheet_may_name_its_edition(kitchen: Quiz, score: Score) -> None:
    wanted = [verdict(1, **SHEET), verdict(2, **SHEET)]
    assert score({**SHEET, "edition": 1}, {**SHEET, "edition": 2}) == (wanted, 0)
    assert wanted[0]["lean"] != wanted[1]["lean"]


def test_a_sheet_without_an_answer_is_a_sheet(kitchen: Quiz, score: Score) -> None:
    ((said,), code) = score({"form": "full", "answers": {}})
    assert (said["answered"], said["lean"], said["band"], code) == (0, 0.0, "few", 0)


def test_no_line_is_no_verdict_and_no_mistake(kitchen: Quiz, score: Score) -> None:
    assert score() == ([], 0)


def test_the_verdict_is_the_one_of_result_json(visitor: Client, score: Score) -> None:
    answers = {"q01": "b", "q02": "a", "q05": "e", "q09": "b", "q10": "x", "q12": "a", "q13": "b"}
    data = {"edition": "1", "form": "short", "unanswered": "leave", **answers}
    visitor.post("/quiz/", data)
    shown = visitor.get("/result.json").json()
    assert score({"form": "short", "answers": answers}, quiz="crossroads") == ([shown], 0)
    assert shown["answered"] == 6


# Bad lines

NOT_JSON = "not a JSON object in UTF-8"
NOT_A_SHEET = "should be an object with form, answers and, if wanted, edition"
TEXTS = "answers should be an object of texts"
WHOLE = "edition should be a whole number from 1"
TWICE = "a key occurs twice"


def sheet(**changes: Any) -> bytes:
    return json.dumps({**SHEET, **changes}).encode()


BAD: dict[str, tuple[bytes, str]] = {
    "empty": (b"", NOT_JSON),
    "blank": (b"   ", NOT_JSON),
    "not JSON": (b"form=full", NOT_JSON),
    "half": (b'{"form": "full", "answers": {', NOT_JSON),
    "two objects": (sheet() + b" {}", NOT_JSON),
    "not UTF-8": (b'{"form": "full", "answers": {"q01": "\xff"}}', NOT_JSON),
    "UTF-16": (sheet().decode().encode("utf-16"), NOT_JSON),
    "byte order mark": (b"\xef\xbb\xbf" + sheet(), NOT_JSON),
    "too deep": (b'{"form": ' + b"[" * 100_000, NOT_JSON),
    "list": (b"[]", NOT_A_SHEET),
    "text": (b'"full"', NOT_A_SHEET),
    "null": (b"null", NOT_A_SHEET),
    "NaN": (b"NaN", NOT_A_SHEET),
    "no answers": (b'{"form": "full"}', NOT_A_SHEET),
    "no form": (b'{"answers": {}}', NOT_A_SHEET),
    "unknown key": (sheet(name="Ada"), NOT_A_SHEET),
    "number for a form": (sheet(form=1), "form should be text"),
    "null for a form": (sheet(form=None), "form should be text"),
    "unknown form": (sheet(form="long"), "form: should be one of short, full"),
    "list of answers": (sheet(answers=[]), TEXTS),
    "null for answers": (sheet(answers=None), TEXTS),
    "number for an option": (sheet(answers={"q01": 1}), TEXTS),
    "null for an option": (sheet(answers={"q01": None}), TEXTS),
    "NaN for an option": (b'{"form": "full", "answers": {"q01": NaN}}', TEXTS),
    "unknown question": (sheet(answers={"q09": "a"}), "q09: no such question in the full form"),
    "question of the other form": (
        sheet(form="short", answers={"q03": "a"}),
        "q03: no such question in the short form",
    ),
    "unknown option": (sheet(answers={"q01": "e"}), "q01: no such option"),
    "no option": (sheet(answers={"q01": ""}), "q01: no such option"),
    "two options": (sheet(answers={"q01": "ab"}), "q01: no such option"),
    "key twice": (b'{"form": "full", "form": "full", "answers": {}}', TWICE),
    "question twice": (b'{"form": "full", "answers": {"q01": "a", "q01": "a"}}', TWICE),
    "missing edition": (sheet(edition=3), "kitchen has no edition 3"),
    "edition 0": (sheet(edition=0), WHOLE),
    "edition below 0": (sheet(edition=-1), WHOLE),
    "edition as text": (sheet(edition="1"), WHOLE),
    "edition null": (sheet(edition=None), WHOLE),
    "edition true": (sheet(edition=True), WHOLE),
    "edition 1.0": (sheet(edition=1.0), WHOLE),
    "edition NaN": (sheet(edition=float("nan")), WHOLE),
    "edition endless": (sheet(edition=float("inf")), WHOLE),
    "huge edition": (sheet(edition=10**20), WHOLE),
    "edition of 5,000 digits": (b'{"form": "", "answers": {}, "edition": 1%05000d}' % 0, NOT_JSON),
}


@pytest.mark.parametrize(("line", "reason"), BAD.values(), ids=BAD)
def test_a_bad_line_is_told_with_its_number_and_the_others_are_scored(
    kitchen: Quiz, score: Score, line: bytes, reason: str
) -> None:
    good = verdict(2, **SHEET)
    assert score(SHEET, line, SHEET) == ([good, {"line": 2, "error": reason}, good], 1)


def test_an_unknown_quiz_is_told_for_every_line(kitchen: Quiz, score: Score) -> None:
    reason = "garden has no edition yet"
    lines = [{"line": number, "error": reason} for number in (1, 2)]
    assert score(SHEET, SHEET, quiz="garden") == (lines, 1)


@pytest.mark.parametrize("name", ["\ud800", "ö", "\u2028"])
def test_any_text_can_be_quoted_in_an_error_on_any_terminal(
    kitchen: Quiz, score: Score, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = TextIOWrapper(BytesIO(), encoding="ascii")
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(sheet(answers={name: "a"}))))
    with pytest.raises(SystemExit):
        call_command("score", quiz="kitchen", stdout=terminal)
    terminal.seek(0)
    reason = f"{name}: no such question in the full form"
    assert [json.loads(line) for line in terminal] == [{"line": 1, "error": reason}]


def test_the_exit_code_and_the_reason_reach_the_shell(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "manage.py", "score"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SQLITE_PATH": str(tmp_path / "none.sqlite3")},
        input=b"[]",
        capture_output=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (1, b"")
    assert json.loads(ran.stdout) == {"line": 1, "error": NOT_A_SHEET}
