"""One quiz as a file in the admin: exported, shown beside the draft, and imported or refused."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.contrib.admin.models import LogEntry
from django.test import Client

from quiz.admin import files
from quiz.models import Quiz
from tests.makers import everything
from tests.study import (
    address,
    apply,
    changes,
    edited,
    editor,
    exported,
    publisher,
    said,
    somebody,
    upload,
)
from tests.web.helpers import page

__all__ = ["editor", "publisher"]

SHIPPED = Path("quiz/content/crossroads.yaml")


@pytest.fixture
def quiz(shipped_quiz: Quiz) -> Quiz:
    return shipped_quiz


def a_new_text(data: Any) -> None:
    data["questions"][1]["text"] = "A wholly new text?"


# There and back


def test_the_export_is_the_file_as_it_is_shipped(quiz: Quiz, editor: Client) -> None:
    answer = editor.get(address(quiz, "export"))
    assert answer.headers["Content-Type"] == "application/yaml; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="crossroads.yaml"'
    assert answer.content == SHIPPED.read_bytes()


def test_importing_the_export_has_nothing_to_change(quiz: Quiz, publisher: Client) -> None:
    before = everything()
    opened = page(upload(publisher, quiz, exported(publisher, quiz)))
    assert "There is nothing to import." in opened.text
    assert opened.one("main").all("form") == []
    assert everything() == before


def test_a_file_is_shown_first_and_then_imported(quiz: Quiz, publisher: Client) -> None:
    before = everything()
    old = quiz.questions.get(slug="q02").text
    body = edited(publisher, quiz, a_new_text)
    opened = page(upload(publisher, quiz, body))
    assert changes(opened) == [("q02", f"text “{old}” → “A wholly new text?”")]
    assert everything() == before
    done = apply(publisher, quiz, opened)
    assert (done.status_code, done.headers["Location"]) == (303, address(quiz, "check"))
    assert quiz.questions.get(slug="q02").text == "A wholly new text?"
    assert yaml.safe_load(exported(publisher, quiz)) == yaml.safe_load(body)
    assert LogEntry.objects.get().change_message == "Imported a file: question q02: changed text"


def test_questions_that_the_file_does_not_name_are_removed(quiz: Quiz, publisher: Client) -> None:
    def fewer(data: Any) -> None:
        data["questions"] = [q for q in data["questions"] if q["slug"] != "q07"]
        data["sample"].pop("q07", None)

    opened = page(upload(publisher, quiz, edited(publisher, quiz, fewer)))
    assert changes(opened) == [("q07", "removed")]
    assert apply(publisher, quiz, opened).status_code == 303
    assert not quiz.questions.filter(slug="q07").exists()


def test_a_whole_quiz_comes_back_from_its_export(quiz: Quiz, publisher: Client) -> None:
    body = exported(publisher, quiz)
    quiz.questions.filter(short=True).delete()
    quiz.questions.update(text="?")
    Quiz.objects.update(title="Other", sample={})
    assert apply(publisher, quiz, page(upload(publisher, quiz, body))).status_code == 303
    assert exported(publisher, quiz) == body


def test_a_file_may_be_as_large_as_is_said(quiz: Quiz, publisher: Client) -> None:
    body = edited(publisher, quiz, a_new_text)
    full = body + b"#" * (1024 * 1024 - len(body))
    opened = page(upload(publisher, quiz, full))
    assert apply(publisher, quiz, opened).status_code == 303
    assert quiz.questions.get(slug="q02").text == "A wholly new text?"


# Refused whole


def put(*way: Any) -> Callable[[Any], None]:
    """Put the last value at the place that the others name."""

    def change(data: Any) -> None:
        *to, key, value = way
        for part in to:
            data = data[part]
        data[key] = value

    return change


BROKEN: dict[str, tuple[Callable[[Any], None], str]] = {
    "another quiz": (
        put("slug", "other"),
        "slug: should be 'crossroads': the file is of another quiz.",
    ),
    "unknown key": (put("colour", "red"), "colour: Extra inputs are not permitted."),
    "wrong type": (put("title", 3), "title: Input should be a valid string."),
    "unknown trait": (
        put("questions", 0, "options", 0, "points", {"magic": 1}),
        "q01.options.a.points: unknown trait 'magic'.",
    ),
    "unknown source": (
        put("questions", 0, "evidence", [{"source": "S99", "note": ""}]),
        "q01.evidence.sources: unknown source 'S99'.",
    ),
    "unknown role": (put("left", "butcher"), "left: unknown role 'butcher'."),
    "points too large": (
        put("questions", 0, "options", 0, "points", {"insight": 9}),
        "q01.options.a.points.insight.points: Ensure this value is less than or equal to 5.",
    ),
    "text too long": (
        put("questions", 0, "text", "x" * 201),
        "q01.text: Ensure this value has at most 200 characters (it has 201).",
    ),
    "sample": (put("sample", {"q99": "a"}), "sample.q99: no such question."),
}


@pytest.mark.parametrize(("spoil", "reason"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_refused_whole_with_its_key(
    quiz: Quiz, publisher: Client, spoil: Callable[[Any], None], reason: str
) -> None:
    before = everything()
    body = edited(publisher, quiz, lambda data: (a_new_text(data), spoil(data)))
    (alert,) = said(page(upload(publisher, quiz, body), 400))
    assert alert == f"The file is refused whole; nothing was imported. {reason}"
    assert everything() == before


NO_QUIZ: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "The file is empty."),
    "not UTF-8": (b"\xff\xfe\x00", "not UTF-8 text."),
    "UTF-16": ("slug: crossroads".encode("utf-16"), "not UTF-8 text."),
    "not YAML": (b"a: [1, 2", "line 1: not YAML:"),
    "a control character": (b"slug: \x00", "not YAML:"),
    "a list": (b"- 1", "Input should be"),
    "a key twice": (b"slug: a\nslug: b", "a key occurs twice in this mapping"),
    "a Python object": (b"!!python/object/apply:os.system ['true']", "tags (!) are not read."),
    "aliases": (b"slug: &a [x]\nleft: [*a, *a]", "aliases (*) and anchors (&) are not read."),
    "nested": (b"[" * 20_000, "nested too deeply."),
    "a long number": (b"slug: " + b"9" * 10_000, "a text of more than 5000 characters."),
    "too large": (b"#" * (1024 * 1024 + 1), "The file is larger than 1 MB."),
}


@pytest.mark.parametrize(("body", "reason"), NO_QUIZ.values(), ids=NO_QUIZ)
def test_what_is_no_content_file_is_refused(
    quiz: Quiz, publisher: Client, body: bytes, reason: str
) -> None:
    before = everything()
    refused = page(upload(publisher, quiz, body), 400).one("main")
    assert reason in refused.text
    assert "Traceback" not in refused.text
    assert everything() == before


def test_a_larger_body_is_not_even_read(quiz: Quiz, publisher: Client) -> None:
    assert upload(publisher, quiz, b"#" * (1024 * 1024 + 20_000)).status_code == 413


@pytest.mark.parametrize("data", [{}, {"file": "slug: crossroads"}])
def test_no_file_is_told(quiz: Quiz, publisher: Client, data: dict[str, str]) -> None:
    assert "Choose a file." in page(publisher.post(address(quiz, "import"), data), 400).text


def test_other_fields_are_refused(quiz: Quiz, publisher: Client) -> None:
    body = exported(publisher, quiz)
    (alert,) = said(page(upload(publisher, quiz, body, title="Mine"), 400))
    assert alert.startswith("Some of what was sent is not part of this page.")


# Between showing and importing


def test_over_a_draft_that_changed_since_nothing_is_imported(quiz: Quiz, publisher: Client) -> None:
    opened = page(upload(publisher, quiz, edited(publisher, quiz, a_new_text)))
    quiz.questions.filter(slug="q03").update(text="And now?")
    before = everything()
    again = page(apply(publisher, quiz, opened), 409)
    assert said(again)[0].startswith("The draft changed since you opened this page.")
    assert [place for place, _ in changes(again)] == ["q02", "q03"]
    assert everything() == before
    assert apply(publisher, quiz, again).status_code == 303


def test_only_the_file_that_was_shown_is_imported(quiz: Quiz, publisher: Client) -> None:
    first = page(upload(publisher, quiz, edited(publisher, quiz, a_new_text)))
    upload(publisher, quiz, edited(publisher, quiz, put("title", "Other")))
    before = everything()
    (alert,) = said(page(apply(publisher, quiz, first), 409))
    assert alert == files.GONE
    assert everything() == before


def test_a_file_is_imported_once_and_by_who_uploaded_it(quiz: Quiz, publisher: Client) -> None:
    opened = page(upload(publisher, quiz, edited(publisher, quiz, a_new_text)))
    other = somebody("other", "Publisher", is_staff=True)
    assert said(page(apply(other, quiz, opened), 409)) == [files.GONE]
    assert apply(publisher, quiz, opened).status_code == 303
    assert said(page(apply(publisher, quiz, opened), 409)) == [files.GONE]


def test_a_file_shown_for_one_quiz_is_not_imported_over_another(
    quiz: Quiz, publisher: Client
) -> None:
    opened = page(upload(publisher, quiz, edited(publisher, quiz, a_new_text)))
    other = Quiz.objects.create(slug="other", title="?", left=quiz.right, right=quiz.left)
    before = everything()
    refused = page(apply(publisher, other, opened), 400)
    assert "slug: should be 'other'" in said(refused)[0]
    assert everything() == before


@pytest.mark.parametrize("forged", [{"file": "0"}, {"draft": ""}, {"more": "1"}])
def test_a_forged_confirmation_imports_nothing(
    quiz: Quiz, publisher: Client, forged: dict[str, str]
) -> None:
    opened = page(upload(publisher, quiz, edited(publisher, quiz, a_new_text)))
    before = everything()
    assert apply(publisher, quiz, opened, **forged).status_code == 409
    assert everything() == before
