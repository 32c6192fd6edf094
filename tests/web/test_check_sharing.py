"""Sharing the work check: what others see, its picture, comparing only like with like."""

import pytest
from django.conf import settings
from django.test import Client

from quiz import cards, editions, sharing
from quiz.editions import Published
from quiz.models import Quiz, SharedResult
from tests.web.checks import tick
from tests.web.compared import share, tokens
from tests.web.helpers import page, send
from tests.web.shares import tags

ANA = ("cpp", "neural", "vision", "pytorch", "gpu")
BEN = ("r", "sql", "decisions", "jupyter", "trees")


@pytest.fixture
def check(shipped_quiz: Quiz) -> Published:
    return editions.current(settings.CHECK_QUIZ)


def shared(
    check: Published, name: str, ticked: tuple[str, ...], *, include: bool = False
) -> SharedResult:
    answers = {q.slug: "y" if q.slug in ticked else "n" for q in check.document.questions}
    return share(check, name, answers=answers, include=include)


def test_what_a_share_keeps_tells_no_tick(check: Published) -> None:
    row = shared(check, "Ana", ANA)
    assert row.answers is None
    assert row.summary == {
        "form": "short",
        "asked": 24,
        "answered": 24,
        "band": "clear",
        "toward": "machine-learning-engineer",
        "lean_tenths": 820,
        "close_tenths": 300,
        "clear_tenths": 700,
        "p": 0.91,
        "traits": [
            {"slug": "act", "tenths": 50, "interest": 0, "asked": 0},
            {"slug": "lang", "tenths": 100, "interest": 0, "asked": 0},
            {"slug": "tool", "tenths": 0, "interest": 0, "asked": 0},
            {"slug": "method", "tenths": 100, "interest": 0, "asked": 0},
        ],
    }


def test_a_shared_page_says_it_in_the_checks_own_words(check: Published, client: Client) -> None:
    row = shared(check, "Ana", ANA)
    shown = page(client.get(f"/r/{row.token}/"))
    text = shown.one("main").text
    assert shown.one("h1").text == "Ana would very likely be called ML Engineer"
    assert "about 91 are called ML Engineer." in text
    assert "From 35 to 65 of 100 it could be either" in text
    assert "what practitioners who ticked the same are called, not which job suits them" in text
    assert [word for word in ("enjoy", "random", "lean", "trait") if word in text.lower()] == []
    assert "C++" not in text
    said = tags(shown)
    assert said["og:title"] == "Ana would very likely be called ML Engineer"
    assert (
        said["description"]
        == said["og:description"]
        == (
            "Of 100 practitioners who ticked the same, about 91 are called ML Engineer. "
            "What would you be called?"
        )
    )


def test_single_ticks_are_shown_only_if_included(check: Published, client: Client) -> None:
    row = shared(check, "Ben", BEN, include=True)
    items = page(client.get(f"/r/{row.token}/")).all("li", **{"class": "row"})
    assert [item.text for item in items] == [
        f"{q.text} {'Ticked' if q.slug in BEN else 'Not ticked'}" for q in check.document.questions
    ]


def test_its_picture_says_the_same(check: Published, client: Client) -> None:
    row = shared(check, "Ana", ANA)
    drawn = cards.card(sharing.reading(row), "Ana")
    assert (drawn.headline, drawn.side) == ("Ana would very likely be called ML Engineer", "right")
    assert (drawn.place, drawn.close, drawn.clear) == (820, 300, 700)
    assert cards.alt(row) == (
        "Ana would very likely be called ML Engineer. On a line from Data Scientist to "
        "ML Engineer: about 91 of 100 called ML Engineer."
    )
    answer = client.get(cards.card_address(row))
    assert (answer.status_code, answer.content[:8]) == (200, b"\x89PNG\r\n\x1a\n")


def test_two_checks_are_compared_checklist_by_checklist(check: Published, client: Client) -> None:
    ana, ben = shared(check, "Ana", ANA, include=True), shared(check, "Ben", BEN, include=True)
    shown = page(client.get(f"/compare/{tokens(ana, ben)}/"))
    text = shown.one("main").text
    assert shown.one("h1").text == "Ana and Ben compared"
    assert (
        "Ana would very likely be called ML Engineer and Ben would very likely be called "
        "Data Scientist." in text
    )
    assert "A line from all called Data Scientist to all called ML Engineer." in text
    assert [h.text for h in shown.all("h2")] == [
        "Checklist by checklist",
        "Question by question",
        "Add somebody",
    ]
    (questions,) = shown.all("ol", **{"class": "compared"})
    asked = [p.text.removesuffix(" the same") for p in questions.all("p")]
    assert asked == [question.text for question in check.document.questions]


def test_only_like_is_compared_with_like(check: Published, client: Client) -> None:
    lean = share(editions.current(settings.FRONT_QUIZ), "Cy")
    shown = page(client.get(f"/compare/{tokens(shared(check, 'Ana', ANA), lean)}/"), 400)
    assert shown.one("h1").text == "These are two different quizzes"
    assert "Results can be compared when they come from the same quiz" in shown.one("main").text


def test_a_friend_guesses_a_title(check: Published, client: Client) -> None:
    row = shared(check, "Ana", ANA)
    address = f"/r/{row.token}/guess/"
    asked = page(client.get(address))
    assert asked.one("h1").text == "What do you think Ana would be called?"
    assert [label.text for label in asked.all("label")] == [
        "Data Scientist",
        "ML Engineer",
        "Could be called either",
    ]
    send(client, address, {"guess": "right"})
    assert page(client.get(address)).one("h1").text == "You guessed right"
    row.refresh_from_db()
    assert (row.guessed_right, row.guessed_wrong) == (1, 0)


def test_too_few_ticks_are_not_shared(check: Published, client: Client) -> None:
    tick(client, check, ["r", "sql"])
    refused = page(send(client, "/work-check/result/share/", {"name": "", "keep": "30"}), 409)
    assert "with fewer than 3 ticks, no honest reading is possible" in refused.one("main").text
    assert SharedResult.objects.count() == 0


def test_sharing_and_taking_it_back(check: Published, client: Client) -> None:
    tick(client, check, BEN)
    made = send(client, "/work-check/result/share/", {"name": "Ben", "keep": "30"})
    assert (made.status_code, made.headers["Location"]) == (303, "/work-check/result/shared/")
    row = SharedResult.objects.get()
    assert client.get("/work-check/result/shared/").status_code == 200
    send(client, f"/r/{row.token}/delete/", {})
    assert client.get(f"/r/{row.token}/").status_code == 410
    assert SharedResult.objects.count() == 0
