"""The work check for a visitor: its addresses, its result in its own words, its numbers."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from careers import remembered
from quiz import editions
from quiz.core.document import checksum, write_document
from quiz.core.verdict import read_verdict
from quiz.editions import Published
from quiz.models import AnswerSheet, Edition, Quiz
from tests.web.checks import lists
from tests.web.helpers import page, send, serve_order

ADDRESS = "/work-check/"
PUBLIC = [ADDRESS, f"{ADDRESS}sample/", f"{ADDRESS}methods/", f"{ADDRESS}embed/quiz/"]


@pytest.fixture
def check(shipped_quiz: Quiz) -> Published:
    return editions.current(settings.CHECK_QUIZ)


def ticks(check: Published, *ticked: str) -> dict[str, str]:
    return {item.slug: "y" if item.slug in ticked else "n" for item in check.document.questions}


def finish(client: Client, answers: dict[str, str], address: str = ADDRESS, **more: str) -> None:
    document = editions.current(settings.CHECK_QUIZ).document
    ticked = lists(document, (slug for slug, key in answers.items() if key == "y"))
    sent = send(client, address, {"edition": "1", "form": "short", **ticked, **more})
    assert (sent.status_code, sent.headers["Location"]) == (303, f"{address}result/")


@pytest.mark.parametrize("address", PUBLIC)
def test_its_public_pages_are_the_same_for_everyone_and_cost_no_query_warm(
    check: Published,
    client: Client,
    address: str,
    django_assert_num_queries: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    serve_order(monkeypatch, 1)
    monkeypatch.setattr(remembered, "time", SimpleNamespace(monotonic=lambda: 1.0))
    first = client.get(address)
    with django_assert_num_queries(0):
        again = client.get(address)
    assert (first.status_code, again.content, client.cookies) == (200, first.content, {})


def test_it_has_one_address_and_its_names_lead_there(check: Published, client: Client) -> None:
    for other in ("/q/work-check/", "/q/work-check/quiz/", "/work-check/quiz/"):
        assert client.get(other).status_code == 404
    more = client.get(f"{ADDRESS}result/more/")
    assert (more.status_code, more.headers["Location"]) == (303, ADDRESS)


RESULTS = {
    ("r", "sql", "decisions", "ggplot"): (
        "You would very likely be called Data Scientist",
        "Of 100 practitioners who ticked the same, about 93 are called Data Scientist.",
    ),
    ("cpp", "neural", "vision", "pytorch", "gpu"): (
        "You would very likely be called ML Engineer",
        "Of 100 practitioners who ticked the same, about 91 are called ML Engineer.",
    ),
    ("sql", "cpp", "neural"): (
        "You could be called either",
        "Of 100 practitioners who ticked the same, about 38 are called Data Scientist and 62 ML "
        "Engineer: titles are used loosely here.",
    ),
    ("jupyter", "trees", "neural", "sql", "decisions"): (
        "You would likely be called Data Scientist",
        "Of 100 practitioners who ticked the same, about 79 are called Data Scientist.",
    ),
    ("r", "sql"): (
        "Too few ticks to say",
        "With fewer than 3 ticks, no honest reading is possible.",
    ),
}


@pytest.mark.parametrize(("ticked", "said"), RESULTS.items())
def test_a_result_says_how_many_of_100_have_which_title(
    check: Published, client: Client, ticked: tuple[str, ...], said: tuple[str, str]
) -> None:
    finish(client, ticks(check, *ticked))
    shown = page(client.get(f"{ADDRESS}result/"))
    (lead,) = shown.all("p", **{"class": "lead"})
    assert (shown.one("h1").text, lead.text) == said


def test_beyond_95_of_100_it_says_nearly_all(check: Published, client: Client) -> None:
    towards = [item.slug for item in check.document.questions if item.weight < 0]
    finish(client, ticks(check, *towards))
    (lead,) = page(client.get(f"{ADDRESS}result/")).all("p", **{"class": "lead"})
    assert lead.text == (
        "Of 100 practitioners who ticked the same, nearly all are called Data Scientist."
    )


def test_it_never_speaks_as_the_first_quiz_does(check: Published, client: Client) -> None:
    finish(client, ticks(check, "sql", "r", "neural"))
    for address in (f"{ADDRESS}result/", *PUBLIC):
        words = page(client.get(address)).one("main").text.lower()
        assert [
            word for word in ("by chance", "you lean", "trait", "answer sheets") if word in words
        ] == []


def test_the_numbers_are_those_of_the_verdict(check: Published, client: Client) -> None:
    answers = ticks(check, "sql", "neural", "gpu", "cpp")
    finish(client, answers)
    expected = read_verdict(check.bank, "short", answers).to_json()
    assert client.get(f"{ADDRESS}result.json").json() == {"edition": 1, **expected}


def test_it_is_counted_once_under_its_own_edition(check: Published, client: Client) -> None:
    answers = ticks(check, "sql", "neural", "gpu")
    finish(client, answers, counting="asked", count="yes")
    sheet = AnswerSheet.objects.get()
    assert (sheet.edition_id, sheet.form, sheet.answers) == (check.pk, "short", answers)


def test_both_quizzes_keep_their_results_in_one_browser(check: Published, client: Client) -> None:
    front = dict(editions.current(settings.FRONT_QUIZ).document.sample)
    send(client, "/quiz/", {"edition": "1", "form": "short", "unanswered": "leave", **front})
    before = client.get("/result.json").json()
    finish(client, ticks(check, "sql", "neural", "gpu"))
    assert client.get("/result.json").json() == before
    send(client, f"{ADDRESS}result/forget/", {})
    assert client.get(f"{ADDRESS}result.json").status_code == 404
    assert client.get("/result.json").json() == before


def test_another_quiz_of_ticks_needs_no_new_site(check: Published, client: Client) -> None:
    old = Quiz.objects.get(slug=settings.CHECK_QUIZ)
    quiz = Quiz.objects.create(
        slug="tools", title="Which tools?", left=old.left, right=old.right, rule="evidence"
    )
    document = {**write_document(check.document), "quiz": "tools"}
    Edition.objects.create(quiz=quiz, number=1, document=document, checksum=checksum(document))
    home = client.get("/q/tools/")
    assert (home.status_code, home.headers["Location"]) == (303, "/q/tools/quiz/")
    ticked = lists(check.document, ["sql", "r", "decisions", "ggplot"])
    data = {"edition": "1", "form": "short", **ticked}
    assert send(client, "/q/tools/quiz/", data).headers["Location"] == "/q/tools/result/"
    said = page(client.get("/q/tools/result/")).one("h1").text
    assert said == "You would very likely be called Data Scientist"


def test_its_weights_are_named_with_their_sources(check: Published, client: Client) -> None:
    text = page(client.get("/sources/")).one("main").text
    assert "The weights of its items" in text
    assert [link.attrs["href"] for link in page(client.get("/sources/")).all("a") if link.text
            == "The weights of its items"] == [f"{ADDRESS}methods/"] * 2  # fmt: skip
