"""Trying a draft or an edition in the admin: the visitors' pages, and nothing that stays."""

import logging
from collections.abc import Mapping
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

from careers import remembered
from quiz import editions
from quiz.models import Edition, Quiz
from tests.makers import everything, make_quiz
from tests.web.helpers import (
    Element,
    answers_of,
    chosen,
    fields,
    page,
    publish_again,
    send,
    serve_order,
    to_send,
)

FORMS = pytest.mark.parametrize("form", ["short", "full"])
TAKES = {"short": "preview/", "full": "preview/full/"}
SCORED = "preview/result/"
PREVIEW_QUERIES, EDITION_QUERIES = 31, 6
DRAFT_MARK = "Draft: nothing here is stored or counted. Back to the draft in the admin"


@pytest.fixture
def editor(db: None) -> Client:
    return client_of("editor", "Editor")


def client_of(name: str, group: str = "") -> Client:
    user = get_user_model().objects.create_user(name, is_staff=True)
    user.groups.set(Group.objects.filter(name=group))
    client = Client()
    client.force_login(user)
    return client


def of(row: Quiz | Edition, place: str = "") -> str:
    """An address of a quiz or an edition in the admin."""
    return f"/admin/quiz/{row._meta.model_name}/{row.pk}/{place}"


def mark(shown: Element) -> str:
    return shown.all("p", role="note")[0].text


def asked(shown: Element) -> list[str]:
    return [fieldset.one("h2").text for fieldset in shown.all("fieldset")]


def score(editor: Client, row: Quiz | Edition, form: str, answers: Mapping[str, str]) -> Element:
    """The result that the preview's form leads to."""
    return page(send(editor, of(row, TAKES[form]), to_send(form, answers)))


# The same pages as visitors see


@FORMS
def test_an_unchanged_draft_asks_what_visitors_are_asked(
    shipped_quiz: Quiz, editor: Client, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    serve_order(monkeypatch, 2)
    tried = page(editor.get(of(shipped_quiz, TAKES[form])))
    public = page(Client().get({"short": "/quiz/", "full": "/quiz/full/"}[form]))
    shown = [part.all("section", id=part_id) for part in (tried, public) for part_id in ("q01",)]
    assert shown[0] == shown[1]
    assert asked(tried) == asked(public)
    assert tried.one("h1") == public.one("h1")
    assert mark(tried) == DRAFT_MARK


@FORMS
def test_an_unchanged_draft_says_what_visitors_are_told(
    shipped_quiz: Quiz, editor: Client, form: str
) -> None:
    visitor, published = Client(), editions.current(shipped_quiz.slug)
    answers = answers_of(published, form, "b")
    send(visitor, {"short": "/quiz/", "full": "/quiz/full/"}[form], to_send(form, answers))
    public = page(visitor.get("/result/"))
    tried = score(editor, shipped_quiz, form, answers)
    assert mark(tried) == DRAFT_MARK
    for part in ("verdict", "why", "traits", "flip", "next"):
        seen = [shown.one("div", **{"data-live": part}).text for shown in (tried, public)]
        for others in (" Share it", " Answer the other 14 for a sharper read"):
            seen[1] = seen[1].replace(others, "")
        assert seen[0] == seen[1]
    rows = [chosen(shown.one("form", id="rescore")) for shown in (tried, public)]
    assert rows == [answers] * 2


def test_the_draft_is_tried_and_not_what_is_published(shipped_quiz: Quiz, editor: Client) -> None:
    shipped_quiz.questions.filter(slug="q01").update(text="What now?")
    assert asked(page(editor.get(of(shipped_quiz, TAKES["short"]))))[0] == "What now?"
    assert asked(page(Client().get("/quiz/")))[0] != "What now?"


def test_a_quiz_that_was_never_published_can_be_tried(editor: Client) -> None:
    quiz = make_quiz()
    shown = page(editor.get(of(quiz, TAKES["full"])))
    assert asked(shown) == ["Text of q01?", "Text of q02?", "Text of q03?"]
    assert fields(shown.one("form"))["edition"] == "1"
    tried = score(editor, quiz, "full", {"q01": "a", "q02": "a", "q03": "a"})
    assert tried.one("h1").text == "Too few answers to say"
    assert (
        tried.section("Who says so")
        .all("p")[-1]
        .text.startswith("A draft, not yet an edition of the quiz.")
    )


def test_an_old_edition_is_tried_as_visitors_saw_it(shipped_quiz: Quiz, editor: Client) -> None:
    first = shipped_quiz.editions.get(number=1)
    publish_again(shipped_quiz, "What now?")
    shown = page(editor.get(of(first, TAKES["short"])))
    assert asked(shown)[0] == first.document["questions"][0]["text"]
    told = "Edition 1, as visitors saw it: nothing here is stored or counted."
    assert mark(shown) == f"{told} Back to the edition in the admin"
    tried = score(editor, first, "short", answers_of(editions.get("crossroads", 1), "short"))
    assert mark(tried) == mark(shown)
    assert tried.section("Who says so").all("p")[-1].text.startswith("Edition 1 of the quiz.")
    second = page(editor.get(of(shipped_quiz.editions.get(number=2), TAKES["short"])))
    assert asked(second)[0] == "What now?"


# Results


def test_the_result_opens_with_the_sample_and_any_answer_can_be_changed(
    shipped_quiz: Quiz, editor: Client
) -> None:
    shown = page(editor.get(of(shipped_quiz, SCORED)))
    sample = {slug: key for slug, key in shipped_quiz.sample.items() if key}
    assert chosen(shown) == sample
    assert mark(shown) == (
        "Draft: nothing here is stored or counted. These are the sample’s answers, which you "
        "can change under Answers. Back to the draft in the admin"
    )
    form = shown.one("form")
    assert form.attrs["action"] == of(shipped_quiz, SCORED)
    changed = {**fields(form), "q01": "a"}
    again = page(send(editor, of(shipped_quiz, SCORED), changed))
    assert chosen(again) == {**sample, "q01": "a"}
    assert mark(again) == DRAFT_MARK
    assert again.one("h1").text == editions_verdict(shipped_quiz, chosen(again))


def editions_verdict(quiz: Quiz, answers: Mapping[str, str]) -> str:
    """The heading that a visitor gets for these answers."""
    visitor = Client()
    send(visitor, "/quiz/", {**to_send("short", answers), "unanswered": "leave"})
    return page(visitor.get("/result/")).one("h1").text


@FORMS
def test_missing_answers_are_shown_and_may_be_left(
    shipped_quiz: Quiz, editor: Client, form: str
) -> None:
    answers = answers_of(editions.current(shipped_quiz.slug), form)
    left = {slug: key for slug, key in answers.items() if slug not in {"q01", "q02"}}
    shown = page(send(editor, of(shipped_quiz, TAKES[form]), to_send(form, left)), 422)
    assert shown.one("div", id="summary").one("h2").text == "2 questions without an answer"
    assert (chosen(shown), mark(shown)) == (left, DRAFT_MARK)
    sent = {**fields(shown.one("form")), "unanswered": "leave"}
    assert chosen(page(send(editor, of(shipped_quiz, TAKES[form]), sent))) == left


@pytest.mark.parametrize("subject", ["draft", "edition"])
def test_no_page_leads_into_the_real_flow(shipped_quiz: Quiz, editor: Client, subject: str) -> None:
    row = shipped_quiz if subject == "draft" else shipped_quiz.editions.get()
    answers = answers_of(editions.current(shipped_quiz.slug), "short")
    pages = [
        page(editor.get(of(row, TAKES["short"]))),
        page(editor.get(of(row, TAKES["full"]))),
        page(editor.get(of(row, SCORED))),
        score(editor, row, "short", answers),
        page(send(editor, of(row, TAKES["short"]), to_send("short", {})), 422),
        page(send(editor, of(row, SCORED), {}), 400),
    ]
    for shown in pages:
        actions = {form.attrs.get("action") for form in shown.all("form")}
        assert actions <= {of(row, place) for place in (*TAKES.values(), SCORED)}
        links = {link.attrs["href"].partition("#")[0] for link in shown.all("a")}
        assert {
            link for link in links if link.startswith(("/quiz", "/result", "/r/", "/q/"))
        } == set()
        assert {of(row, place) for place in (*TAKES.values(), SCORED, "change/")} <= links
        assert shown.all("form", id="forget") + shown.all("input", name="count") == []
        assert [f for f in shown.all("form") if "data-result" in f.attrs] == []
        assert shown.one("meta", name="robots").attrs["content"] == "noindex"


def test_nothing_is_stored_counted_or_logged(
    shipped_quiz: Quiz, editor: Client, caplog: pytest.LogCaptureFixture
) -> None:
    """Nor is the visitor's own result, in the same browser, touched."""
    caplog.set_level(logging.DEBUG)
    published = editions.current(shipped_quiz.slug)
    send(editor, "/quiz/", to_send("short", answers_of(published, "short", "a")))
    before, cookies = everything(), {k: m.value for k, m in editor.cookies.items()}
    caplog.clear()
    for row in (shipped_quiz, shipped_quiz.editions.get()):
        for form, place in TAKES.items():
            sent = to_send(form, answers_of(published, form, "b"))
            for response in (editor.get(of(row, place)), send(editor, of(row, place), sent)):
                assert response.status_code == 200
                assert response.cookies == {}
            rescored = send(editor, of(row, SCORED), sent)
            assert (rescored.status_code, rescored.cookies) == (200, {})
    assert (everything(), {k: m.value for k, m in editor.cookies.items()}) == (before, cookies)
    assert [record for record in caplog.records if record.name != "django.db.backends"] == []


@pytest.mark.parametrize("place", [*TAKES.values(), SCORED])
def test_no_cache_and_no_index_keeps_a_preview(
    shipped_quiz: Quiz, editor: Client, place: str
) -> None:
    sent = to_send("full" if "full" in place else "short", {})
    responses = [editor.get(of(shipped_quiz, place)), send(editor, of(shipped_quiz, place), sent)]
    for response in responses:
        control = set(response.headers["Cache-Control"].split(", "))
        assert control == {"private", "no-store", "no-cache", "must-revalidate", "max-age=0"}
        assert response.headers["X-Robots-Tag"] == "noindex"
    csp = Client().get("/quiz/").headers["Content-Security-Policy"]
    directives = [sorted(r.headers["Content-Security-Policy"].split("; ")) for r in responses]
    assert directives == [sorted(csp.split("; "))] * 2


def test_a_preview_takes_few_queries(
    shipped_quiz: Quiz,
    editor: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_max_num_queries: Any,
) -> None:
    monkeypatch.setattr(remembered, "RECHECK_SECONDS", 3600)
    edition = shipped_quiz.editions.get()
    editor.get(of(edition, SCORED))
    for row, most in ((shipped_quiz, PREVIEW_QUERIES), (edition, EDITION_QUERIES)):
        for place in (*TAKES.values(), SCORED):
            with django_assert_max_num_queries(most):
                editor.get(of(row, place))
