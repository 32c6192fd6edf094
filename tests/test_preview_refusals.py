"""What a preview refuses: drafts that make no sense, what is no answer, who may not try it."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from careers.models import Trait
from quiz.core.checks import ERROR, check
from quiz.models import Edition, Option, Question, Quiz
from quiz.publishing import assemble, draft_document
from tests.makers import make_option, make_question, make_quiz
from tests.test_preview import DRAFT_MARK, SCORED, TAKES, client_of, mark, of
from tests.web.helpers import chosen, fields, page, send, to_send


@pytest.fixture
def editor(db: None) -> Client:
    return client_of("editor", "Editor")


# Drafts that make no sense yet


def obstacles(response: Any) -> dict[str, str | None]:
    """What the page says stands in the way, and where each is mended."""
    shown = page(response, 409)
    assert shown.one("h1").text == "This cannot be tried as it is"
    parts = shown.all("div", **{"class": "problem"})
    ways = [[link.attrs["href"] for link in part.all("a")] for part in parts]
    said = [part.one("p", **{"class": "errornote"}).text for part in parts]
    return {text: next(iter(way), None) for text, way in zip(said, ways, strict=True)}


@pytest.mark.parametrize("place", [*TAKES.values(), SCORED])
def test_a_draft_that_makes_no_sense_is_told_with_the_questions_to_change(
    editor: Client, place: str
) -> None:
    quiz, heat = make_quiz(), Trait.objects.get(slug="heat")
    lonely, bare = make_question(quiz, "q04", {heat: 1}), make_question(quiz, "q05")
    said = [
        *obstacles(editor.get(of(quiz, place))).items(),
        *obstacles(send(editor, of(quiz, place), to_send("short", {}))).items(),
    ]
    errors = [problem for problem in check(assemble(quiz)) if problem.severity == ERROR]
    questions = {"q04": lonely, "q05": bare}
    wanted = [(p.text, f"/admin/quiz/question/{questions[p.question].pk}/change/") for p in errors]
    assert {problem.question for problem in errors} == {"q04", "q05"}
    assert said == wanted * 2


def test_what_is_about_no_question_leads_to_the_quiz(editor: Client) -> None:
    quiz = make_quiz()
    quiz.questions.update(short=False)
    response = editor.get(of(quiz, "preview/"))
    text = "The short form has no question: mark some questions as “in the short form”."
    assert obstacles(response) == {text: None}
    ways = page(response, 409).one("div", id="content").one("ul").all("a")
    assert [link.attrs["href"] for link in ways][:2] == [
        of(quiz, "change/"),
        f"/admin/quiz/question/?quiz__id__exact={quiz.pk}",
    ]


def test_a_sample_loses_the_answers_that_the_short_form_does_not_ask(editor: Client) -> None:
    quiz = make_quiz()
    Quiz.objects.update(sample={"q01": "a", "q03": "a"})
    assert draft_document(Quiz.objects.get()).sample == {"q01": "a"}
    assert editor.get(of(quiz, SCORED)).status_code == 200


def test_a_damaged_edition_is_told(editor: Client) -> None:
    edition = Edition.objects.create(quiz=make_quiz(), number=3, document={}, checksum="0")
    said = obstacles(editor.get(of(edition, "preview/")))
    assert said == {"kitchen edition 3 is damaged: its checksum differs.": None}


# What is sent


BAD = {
    "nothing": {},
    "an unknown option": {"q01": "z"},
    "an unknown question": {"q99": "a"},
    "a repeated answer": {"q01": ["a", "b"]},
    "another form": {"form": "full"},
    "an unknown form": {"form": "long"},
    "no number": {"edition": "first"},
    "a token of the admin": {"csrfmiddlewaretoken": "x" * 64},
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_what_is_no_answer_is_refused_and_the_rest_kept(
    shipped_quiz: Quiz, editor: Client, bad: dict[str, Any]
) -> None:
    good = {"q02": "a", "q05": "b"}
    sent = {**to_send("short", good), **bad} if bad else {}
    shown = page(send(editor, of(shipped_quiz, "preview/"), sent), 400)
    assert shown.one("div", id="summary").one("h2").text == "There is a problem"
    assert chosen(shown) == (good if bad else {})
    assert mark(shown) == DRAFT_MARK


@pytest.mark.parametrize("bad", [b for n, b in BAD.items() if n != "another form"])
def test_what_cannot_be_scored_is_refused(
    shipped_quiz: Quiz, editor: Client, bad: dict[str, Any]
) -> None:
    sent = {**to_send("short", {"q02": "a"}), **bad} if bad else {}
    shown = page(send(editor, of(shipped_quiz, SCORED), sent), 400)
    assert shown.one("h1").text == "That could not be scored"
    assert mark(shown) == DRAFT_MARK


def test_an_answer_that_the_draft_no_longer_has_is_refused_and_the_rest_kept(
    editor: Client,
) -> None:
    """Somebody changed the draft while it was tried."""
    quiz = make_quiz()
    sent = fields(page(editor.get(of(quiz, "preview/"))).one("form")) | {"q01": "c", "q02": "a"}
    Option.objects.get(question__slug="q01", key="c").delete()
    assert chosen(page(send(editor, of(quiz, "preview/"), sent), 400)) == {"q02": "a"}
    make_option(Question.objects.get(slug="q01"), "c", {})
    assert chosen(page(send(editor, of(quiz, "preview/"), sent))) == {"q01": "c", "q02": "a"}


def test_what_is_no_form_of_ours_is_refused(shipped_quiz: Quiz, editor: Client) -> None:
    place, good = of(shipped_quiz, "preview/"), to_send("short", {"q01": "a"})
    elsewhere = send(editor, place, good, headers={"Sec-Fetch-Site": "cross-site"})
    assert page(elsewhere, 403).one("h1").text == "That was not accepted"
    large = send(editor, place, {"q01": "a" * 70_000})
    assert page(large, 413).one("h1").text == "That was not understood"
    file = editor.post(place, {**good, "q02": SimpleUploadedFile("a.txt", b"a")})
    assert page(file, 400).one("div", id="summary").one("h2").text == "There is a problem"
    put = editor.put(place, "q01=a")
    assert (page(put, 405).one("h1").text, put.headers["Allow"]) == (
        "That is not possible at this address",
        "GET, HEAD, POST",
    )
    latin = editor.post(place, b"q01=a", content_type="text/plain; charset=latin-1")
    assert page(latin, 400).one("h1").text == "That was not understood"


@pytest.mark.parametrize("number", [0, 99, 2**63, 10**30])
def test_what_does_not_exist_is_not_found(shipped_quiz: Quiz, editor: Client, number: int) -> None:
    for model in ("quiz", "edition"):
        found = editor.get(f"/admin/quiz/{model}/{number}/preview/")
        assert page(found, 404).one("h1").text == "There is no such page"


# Who may


def test_who_may_only_look_may_try(shipped_quiz: Quiz) -> None:
    rows = {"view_quiz": shipped_quiz, "view_edition": shipped_quiz.editions.get()}
    sent = to_send("short", {"q01": "a"})
    for codename in rows:
        client = client_of(codename)
        user = get_user_model().objects.get(username=codename)
        user.user_permissions.add(Permission.objects.get(codename=codename))
        answers = [send(client, of(row, SCORED), sent).status_code for row in rows.values()]
        assert answers == [200 if name == codename else 403 for name in rows]


def test_a_visitor_is_sent_to_the_login_and_nothing_is_scored(shipped_quiz: Quiz) -> None:
    for place in (*TAKES.values(), SCORED):
        sent = send(Client(), of(shipped_quiz, place), to_send("short", {"q01": "a"}))
        assert sent.headers["Location"] == f"/admin/login/?next={of(shipped_quiz, place)}"
        assert sent.content == b""
