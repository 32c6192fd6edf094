"""The list of questions: what it says of each, narrowing it, putting it in another order."""

import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from careers import remembered
from quiz.admin import standing
from quiz.models import Effect, Question, Quiz
from tests.makers import everything, make_question
from tests.test_question_screen import LIST, bakery, client_of, editor, quiz
from tests.web.helpers import Element, page

__all__ = ["bakery", "editor", "quiz"]

LIST_QUERIES = 48  # with the drafts of two quizzes


def rows(shown: Element) -> dict[str, dict[str, Element]]:
    """The cells of each row by column, the rows by slug, in order."""
    found = {}
    for row in shown.one("table", id="result_list").one("tbody").all("tr"):
        cells = {(c.attrs["class"] or "").removeprefix("field-"): c for c in row.all("th", "td")}
        found[cells["slug"].text] = cells
    return found


def places(shown: Element) -> dict[str, str]:
    """What the reorder form would send."""
    inputs = [f for f in shown.all("input") if f.attrs.get("form") == "reorder"]
    form = shown.one("form", id="reorder")
    hidden = {f.attrs["name"]: f.attrs["value"] for f in form.all("input", type="hidden")}
    return {**hidden, **{f.attrs["name"]: f.attrs["value"] for f in inputs}}


def put(client: Client, data: dict[str, str], quiz: Quiz, **asked: Any) -> HttpResponse:
    wished = {f"place-{quiz.questions.get(slug=s).pk}": str(place) for s, place in asked.items()}
    return client.post(LIST, {**data, **wished})


def order(quiz: Quiz) -> list[str]:
    return [question.slug for question in quiz.questions.all()]


def messages(shown: Element) -> list[str]:
    return [m.text for m in shown.one("ul", **{"class": "messagelist"}).all("li")]


# What it says


def test_each_row_says_what_the_question_is_and_measures(quiz: Quiz, editor: Client) -> None:
    shown = rows(page(editor.get(LIST)))
    said = [
        [cells[name].text for name in ("text", "kind_shown", "form_shown", "traits", "pulls")]
        for cells in shown.values()
    ]
    assert list(shown) == ["q01", "q02", "q03"]
    assert said == [
        [
            "Text of q01?",
            "one of several",
            "short",
            "Dough, Heat, Taste",
            "Baker ◀ −6.0 +6.0 ▶ Cook",
        ],
        ["Text of q02?", "which of two", "short", "Dough, Heat", "Baker ◀ −3.0 +3.0 ▶ Cook"],
        ["Text of q03?", "agree or disagree", "full only", "Heat", "Baker ◀ −6.0 +6.0 ▶ Cook"],
    ]


def test_problems_are_counted_named_and_linked(quiz: Quiz, editor: Client) -> None:
    quiz.questions.get(slug="q01").options.filter(key="x").delete()
    question = quiz.questions.get(slug="q01")
    cell = rows(page(editor.get(LIST)))["q01"]["problems"]
    summary = cell.one("summary")
    assert summary.text == "1 error in q01"
    (link,) = cell.all("a")
    assert link.text.startswith("q01 has no opt-out")
    assert summary.attrs["title"] == link.text
    assert link.attrs["href"] == f"{LIST}{question.pk}/change/#problems"
    assert rows(page(editor.get(LIST)))["q02"]["problems"].text == "1 warning in q02" + (
        "q02 rests on no source: name at least one as its evidence."
    )


@pytest.mark.parametrize(
    ("asked", "slugs"),
    [
        ({"kind__exact": "pair"}, ["q02"]),
        ({"short": "1"}, ["q01", "q02"]),
        ({"short": "0"}, ["q03"]),
        ({"short": "x"}, ["q01", "q02", "q03"]),
        ({"problems": "any"}, ["q01", "q02", "q03"]),
        ({"problems": "error"}, ["q01"]),
        ({"problems": "none"}, []),
        ({"problems": "zz"}, ["q01", "q02", "q03"]),
        ({"q": "Text of q02"}, ["q02"]),
    ],
)
def test_it_can_be_narrowed(
    quiz: Quiz, editor: Client, asked: dict[str, str], slugs: list[str]
) -> None:
    quiz.questions.get(slug="q01").options.filter(key="x").delete()
    shown = page(editor.get(LIST, asked))
    assert (list(rows(shown)) if slugs else shown.all("table", id="result_list")) == slugs


def test_it_can_be_narrowed_to_a_quiz(quiz: Quiz, bakery: Quiz, editor: Client) -> None:
    every = page(editor.get(LIST)).one("table", id="result_list").one("tbody").all("tr")
    assert [row.all("td")[-1].text for row in every] == [str(bakery)] + [str(quiz)] * 3
    narrowed = page(editor.get(LIST, {"quiz__id__exact": bakery.pk}))
    assert [cells["text"].text for cells in rows(narrowed).values()] == ["Text of q01?"]


def test_queries_do_not_grow_with_questions(
    shipped_quiz: Quiz, editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembered, "RECHECK_SECONDS", 3600)
    editor.get(LIST)
    with CaptureQueriesContext(connection) as many:
        assert len(rows(page(editor.get(LIST)))) == 54
    assert len(many) <= LIST_QUERIES
    Question.objects.filter(order__gt=9).delete()
    with CaptureQueriesContext(connection) as few:
        assert len(rows(page(editor.get(LIST)))) == 20
    assert len(few) == len(many)


def test_a_draft_is_checked_once_as_long_as_it_stays_the_same(
    quiz: Quiz, editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = []
    real = standing.check
    monkeypatch.setattr(standing, "check", lambda document: checked.append(1) or real(document))
    monkeypatch.setattr(standing, "_kept", {})
    editor.get(LIST)
    editor.get(LIST, {"problems": "any"})
    assert len(checked) == 1
    Effect.objects.filter(points=2).update(points=3)
    editor.get(LIST)
    assert len(checked) == 2


def test_a_draft_that_makes_no_sense_is_listed_all_the_same(quiz: Quiz, editor: Client) -> None:
    make_question(quiz, "q09", order=9)
    shown = rows(page(editor.get(LIST)))
    assert shown["q09"]["traits"].text == "nothing yet"
    assert shown["q01"]["pulls"].text == "Baker ◀ −6.0 +6.0 ▶ Cook"


# Another order


def test_a_question_goes_where_it_is_put(quiz: Quiz, editor: Client) -> None:
    data = places(page(editor.get(LIST)))
    saved = put(editor, data, quiz, q03=1)
    assert (saved.status_code, saved.headers["Location"], order(quiz)) == (
        302,
        LIST,
        ["q03", "q01", "q02"],
    )
    shown = page(editor.get(LIST))
    assert messages(shown) == ["The order is saved. q03: place 3 → 1."]
    assert [cells["place"].one("input").attrs["value"] for cells in rows(shown).values()] == [
        *("1", "2", "3")
    ]
    entry = LogEntry.objects.get()
    assert (entry.object_repr, entry.get_change_message()) == (
        str(quiz),
        "Order of the questions. q03: place 3 → 1",
    )


def test_every_place_has_a_name(quiz: Quiz, editor: Client) -> None:
    cells = rows(page(editor.get(LIST)))
    assert [c["place"].one("input").attrs["aria-label"] for c in cells.values()] == [
        "Place of q01",
        "Place of q02",
        "Place of q03",
    ]


def test_saving_the_order_as_shown_writes_nothing(quiz: Quiz, editor: Client) -> None:
    Question.objects.update(order=0)
    before = everything()
    assert put(editor, places(page(editor.get(LIST))), quiz).status_code == 302
    assert everything() == before


def test_a_narrowed_list_moves_a_question_among_all(quiz: Quiz, editor: Client) -> None:
    data = places(page(editor.get(LIST, {"kind__exact": "agree"})))
    assert [value for name, value in data.items() if name.startswith("place-")] == ["3"]
    put(editor, data, quiz, q03=2)
    assert order(quiz) == ["q01", "q03", "q02"]


def test_anothers_order_is_not_undone_silently(quiz: Quiz, editor: Client) -> None:
    mine = places(page(editor.get(LIST)))
    other = client_of("anna", "Editor")
    put(other, places(page(other.get(LIST))), quiz, q03=1)

    told = put(editor, mine, quiz, q02=1)

    assert order(quiz) == ["q03", "q01", "q02"]
    shown = page(told)
    notice = shown.one("div", **{"class": "meanwhile"})
    assert [item.text for item in notice.all("li")] == ["q03: place 3 → 1"]
    again = places(shown)
    kept = {s: again[f"place-{quiz.questions.get(slug=s).pk}"] for s in ("q01", "q02", "q03")}
    assert kept == {"q01": "1", "q02": "1", "q03": "3"}
    assert put(editor, again, quiz, q01=2).status_code == 302
    assert order(quiz) == ["q02", "q01", "q03"]


def test_questions_added_or_deleted_meanwhile_are_told(quiz: Quiz, editor: Client) -> None:
    mine = places(page(editor.get(LIST)))
    make_question(quiz, "q04", order=9)
    quiz.questions.get(slug="q01").delete()
    shown = page(editor.post(LIST, mine))
    notice = shown.one("div", **{"class": "meanwhile"})
    assert [item.text for item in notice.all("li")] == ["q04 was added", "1 question removed"]
    assert editor.post(LIST, places(shown)).status_code == 302


@pytest.mark.parametrize("place", ["", "0", "-1", "x", "1.5", "²", "9" * 400])
def test_a_place_that_is_none_is_refused_and_kept(quiz: Quiz, editor: Client, place: str) -> None:
    before = everything()
    shown = page(put(editor, places(page(editor.get(LIST))), quiz, q03=place))
    alert = shown.one("p", role="alert")
    assert alert.text == "A place is a whole number from 1. Nothing is saved."
    assert rows(shown)["q03"]["place"].one("input").attrs["value"] == place
    assert everything() == before


@pytest.mark.parametrize("snapshot", ["", "forged", None])
def test_an_order_without_its_snapshot_is_refused(
    quiz: Quiz, editor: Client, snapshot: str | None
) -> None:
    data, before = places(page(editor.get(LIST))), everything()
    data.pop("snapshot")
    sent = {**data, **({} if snapshot is None else {"snapshot": snapshot})}
    shown = page(put(editor, sent, quiz, q03=1))
    assert shown.one("p", role="alert").text.startswith("The page was not complete.")
    assert everything() == before


def test_unknown_and_strange_fields_move_nothing(quiz: Quiz, bakery: Quiz, editor: Client) -> None:
    data, before = places(page(editor.get(LIST, {"quiz__id__exact": quiz.pk}))), everything()
    strange = {"place-": "1", "place-x": "1", f"place-{'9' * 30}": "1", "place-99999": "1"}
    strange |= {f"place-{bakery.questions.get().pk}": "2"}
    assert editor.post(LIST, {**data, **strange}).status_code == 302
    assert everything() == before


def test_a_reader_sees_the_places_and_cannot_change_them(quiz: Quiz, editor: Client) -> None:
    data = places(page(editor.get(LIST)))
    reader = client_of("reader")
    user = get_user_model().objects.get(username="reader")
    user.user_permissions.add(Permission.objects.get(codename="view_question"))
    shown = page(reader.get(LIST))
    assert [cells["place"].text for cells in rows(shown).values()] == ["1", "2", "3"]
    assert shown.all("form", id="reorder") == []
    put(reader, data, quiz, q03=1)
    assert order(quiz) == ["q01", "q02", "q03"]
    assert client_of("colleague").post(LIST, data).status_code == 403


def test_nothing_is_deleted_by_the_dozen(quiz: Quiz, editor: Client) -> None:
    shown = page(editor.get(LIST))
    assert shown.all("select", name="action") == []
    data = {"action": "delete_selected", "_selected_action": [quiz.questions.first().pk]}
    editor.post(LIST, {**data, "post": "yes"})
    assert order(quiz) == ["q01", "q02", "q03"]
    assert re.findall("javascript:|onclick", str(shown)) == []
