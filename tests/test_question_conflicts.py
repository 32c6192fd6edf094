"""Two editors on one question: the later save is told, and nothing is silently lost."""

from typing import Any

import pytest
from django.db.models import Model, QuerySet
from django.test import Client

from careers.models import Source
from quiz.admin.places import arranged, moved
from quiz.models import Question, Quiz
from tests.makers import everything, make_source
from tests.test_question_screen import (
    ADD,
    LIST,
    assert_saved,
    bakery,
    client_of,
    editor,
    filled,
    history,
    name_of,
    options,
    quiz,
    save,
    send,
    told,
    where,
)
from tests.web.helpers import Element, page

__all__ = ["bakery", "editor", "quiz"]

CHANGED = "Somebody else changed this question meanwhile, so nothing of yours is saved yet."


@pytest.fixture
def other(db: None) -> Client:
    return client_of("anna", "Editor")


@pytest.fixture
def question(quiz: Quiz) -> Question:
    return quiz.questions.get(slug="q01")


def told_changes(shown: Element) -> list[str]:
    return [item.text for item in notice(shown).all("li")]


def notice(shown: Element) -> Element:
    (found,) = [d for d in shown.all("div") if "meanwhile" in (d.attrs.get("class") or "").split()]
    return found


def test_the_later_save_is_told_what_changed_and_writes_nothing(
    question: Question, editor: Client, other: Client
) -> None:
    mine = filled(page(editor.get(where(question))))
    source = make_source("S09")
    theirs = {"text": "Theirs?", "kind": "pair", "options_1_text": "Their b"}
    theirs |= {
        "options_0_points_dough": "-2",
        "options_2_DELETE": "on",
        "options_4_text": "Their d",
    }
    theirs |= {"evidence_0_note": "page 8", "evidence_1_source": str(source.pk)}
    assert_saved(save(other, question, **theirs))
    before = everything()

    refused = send(editor, where(question), mine, text="Mine?", options_0_text="My a")

    assert everything() == before
    assert told(refused) == [CHANGED]
    shown = page(refused)
    assert told_changes(shown) == [
        "Text: “Text of q01?” → “Theirs?”",
        "Kind: one of several → which of two",
        "Option c removed: “q01 c” (Taste −1)",
        "Option a, Dough: +2 → −2",
        "Option b: “q01 b” → “Their b”",
        "Option d added: “Their d”",
        "Note on S01: “page 7” → “page 8”",
        "Evidence S09 added",
    ]
    assert "anna saved it on" in notice(shown).text
    kept = filled(shown)
    assert {**kept, "snapshot": ""} == {
        **mine,
        "text": "Mine?",
        "options-0-text": "My a",
        "snapshot": "",
    }


def test_saving_again_puts_ones_own_over_the_others_knowingly(
    question: Question, editor: Client, other: Client
) -> None:
    mine = filled(page(editor.get(where(question))))
    save(other, question, text="Theirs?", options_2_DELETE="on", options_4_text="Their d")
    again = filled(page(send(editor, where(question), mine, text="Mine?")))
    assert_saved(editor.post(where(question), again))
    question.refresh_from_db()
    assert question.text == "Mine?"
    assert options(question) == [
        ("a", "q01 a", False, {"dough": 2, "taste": 1}),
        ("b", "q01 b", False, {"heat": 2}),
        ("c", "q01 c", False, {"taste": -1}),
        ("x", "q01 x", True, {}),
    ]
    assert history()[-1] == (
        "Text: “Theirs?” → “Mine?”; Option d removed: “Their d”; Option c added: “q01 c” (Taste −1)"
    )


def test_a_third_change_is_told_again(question: Question, editor: Client, other: Client) -> None:
    mine = filled(page(editor.get(where(question))))
    save(other, question, text="Theirs?")
    again = filled(page(send(editor, where(question), mine, text="Mine?")))
    save(other, question, text="Theirs again?")
    shown = page(editor.post(where(question), again))
    assert told_changes(shown) == ["Text: “Theirs?” → “Theirs again?”"]


def test_the_others_can_be_taken(question: Question, editor: Client, other: Client) -> None:
    mine = filled(page(editor.get(where(question))))
    save(other, question, text="Theirs?")
    shown = page(send(editor, where(question), mine, text="Mine?"))
    link = notice(shown).with_text("show the question as it is now", "a")
    assert filled(page(editor.get(link.attrs["href"])))["text"] == "Theirs?"


def test_a_save_that_changed_nothing_disturbs_nobody(
    question: Question, editor: Client, other: Client
) -> None:
    mine = filled(page(editor.get(where(question))))
    assert_saved(save(other, question))
    assert_saved(send(editor, where(question), mine, text="Mine?"))


def test_another_order_of_the_list_is_no_change_of_the_question(
    question: Question, quiz: Quiz, editor: Client
) -> None:
    mine = filled(page(editor.get(where(question))))
    Question.objects.filter(pk=question.pk).update(order=2)
    assert_saved(send(editor, where(question), mine, text="Mine?"))
    question.refresh_from_db()
    assert (question.text, question.order) == ("Mine?", 2)


@pytest.mark.parametrize("forged", ["", "x", "eyJ9:1:abc", None])
def test_a_page_without_its_snapshot_is_not_saved_at_once(
    question: Question, editor: Client, forged: str | None
) -> None:
    mine, before = filled(page(editor.get(where(question)))), everything()
    mine.pop("snapshot")
    sent = {**mine, "text": "Mine?", **({} if forged is None else {"snapshot": forged})}
    refused = editor.post(where(question), sent)
    assert told(refused) == [
        "This page did not say what it had shown, so nothing is saved yet. "
        "Check what stands here, then save again."
    ]
    assert everything() == before
    assert_saved(editor.post(where(question), filled(page(refused))))


def test_a_snapshot_of_another_question_is_a_conflict(
    question: Question, quiz: Quiz, editor: Client
) -> None:
    mine = filled(page(editor.get(where(question))))
    second = filled(page(editor.get(where(quiz.questions.get(slug="q02")))))
    refused = editor.post(where(question), {**mine, "snapshot": second["snapshot"]})
    assert told(refused) == [CHANGED]


def test_errors_and_changes_are_told_together(
    question: Question, editor: Client, other: Client
) -> None:
    mine = filled(page(editor.get(where(question))))
    save(other, question, text="Theirs?")
    refused = send(editor, where(question), mine, text="Mine?", options_0_text="")
    assert told(refused) == [CHANGED, "Write the answer, or tick “Remove”."]
    mended = {**filled(page(refused)), "options-0-text": "Mended"}
    assert_saved(editor.post(where(question), mended))


# Deleted meanwhile


def test_a_question_deleted_meanwhile_comes_back_as_a_new_one_if_wished(
    question: Question, quiz: Quiz, editor: Client, other: Client
) -> None:
    mine = filled(page(editor.get(where(question))))
    address = f"{where(question).removesuffix('change/')}delete/"
    other.post(address, delete_form(other, address))
    assert not Question.objects.filter(pk=question.pk).exists()
    before = everything()

    shown = page(send(editor, where(question), mine, text="Mine?"))

    assert everything() == before
    assert "Somebody else deleted this question meanwhile" in notice(shown).text
    form = shown.one("form", id="question_form")
    again = filled(shown)
    assert (again["text"], again["slug"], again["options-0-text"]) == ("Mine?", "q01", "q01 a")
    assert_saved(editor.post(form.attrs["action"], again))
    assert [(q.slug, q.text) for q in quiz.questions.all()][-1] == ("q01", "Mine?")
    assert options(quiz.questions.get(slug="q01"))[0] == (
        "a",
        "q01 a",
        False,
        {"dough": 2, "taste": 1},
    )


def delete_form(client: Client, address: str) -> dict[str, str]:
    return sent_by(page(client.get(address)))


def sent_by(shown: Element) -> dict[str, str]:
    (form,) = [f for f in shown.all("form") if f.all("input", name="post")]
    return {f.attrs["name"]: f.attrs["value"] for f in form.all("input") if "name" in f.attrs}


def test_what_changed_before_a_deletion_is_told_first(
    question: Question, editor: Client, other: Client
) -> None:
    address = f"{where(question).removesuffix('change/')}delete/"
    mine = delete_form(editor, address)
    save(other, question, text="Theirs?")
    shown = page(editor.post(address, mine))
    assert Question.objects.filter(pk=question.pk).exists()
    assert told_changes(shown) == ["Text: “Text of q01?” → “Theirs?”"]
    again = sent_by(shown)
    assert editor.post(address, again).headers["Location"] == LIST
    assert not Question.objects.filter(pk=question.pk).exists()


def test_every_write_of_the_draft_waits_for_the_quiz(
    question: Question, editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its row is the lock of publishing, importing and restoring, too: see quiz/publishing.py."""
    locked: list[type[Model]] = []

    def note(rows: QuerySet[Any], *args: Any, **kwargs: Any) -> QuerySet[Any]:
        locked.append(rows.model)
        return lock(rows, *args, **kwargs)

    lock = QuerySet.select_for_update
    monkeypatch.setattr(QuerySet, "select_for_update", note)
    assert_saved(save(editor, question, text="Mine?"))
    editor.post(ADD, filled(page(editor.get(ADD))))
    shown = page(editor.get(LIST))
    editor.post(LIST, {"snapshot": shown.one("input", name="snapshot").attrs["value"]})
    address = f"{where(question).removesuffix('change/')}delete/"
    editor.post(address, delete_form(editor, address))
    # The last page was shown, then sent: each time nothing else was being written.
    assert locked == [Quiz] * 5


def test_a_source_removed_meanwhile_does_not_break_the_page(
    question: Question, editor: Client
) -> None:
    source = make_source("S09")
    mine = filled(page(editor.get(where(question))))
    Source.objects.filter(pk=source.pk).delete()
    refused = send(editor, where(question), mine, evidence_1_source=str(source.pk))
    assert told(refused) == [
        f"Select a valid choice. {source.pk} is not one of the available choices."
    ]


def test_field_names_of_the_tables_are_spelled_with_hyphens() -> None:
    assert name_of("options_0_points_dough") == "options-0-points-dough"
    assert name_of("options_3_opt_out") == "options-3-opt_out"


# Places


@pytest.mark.parametrize(
    ("asked", "order"),
    [
        ({}, "abcde"),
        ({"d": 1}, "dabce"),
        ({"a": 3}, "bcade"),
        ({"a": 2, "b": 1}, "bacde"),
        ({"d": 2, "e": 2}, "adebc"),
        ({"a": 99}, "bcdea"),
        ({"a": 5, "b": 5}, "cdeba"),
    ],
)
def test_who_asks_for_a_place_gets_it(asked: dict[str, int], order: str) -> None:
    assert "".join(arranged("abcde", asked)) == order


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("abcde", []),
        ("eabcd", [("e", 5, 1)]),
        ("bcdea", [("a", 1, 5)]),
        ("baced", 2),
    ],
)
def test_the_fewest_moves_are_told(new: str, said: list[tuple[str, int, int]] | int) -> None:
    found = moved("abcde", new)
    assert (len(found) if isinstance(said, int) else found) == said
