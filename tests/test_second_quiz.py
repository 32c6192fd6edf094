"""A second quiz, between two other roles, is a matter of content files alone."""

import re
import shutil
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from quiz import editions
from tests.makers import load, read_content

ROLES = {"nurse": "Nurse", "teacher": "Teacher"}
QUESTIONS = 8  # all one way: 2 in 2⁸ random sheets lean as far, so clearly
ALL_A = {f"q{number:02}": "a" for number in range(1, QUESTIONS + 1)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped content files, and beside them a second quiz."""
    for app in ("careers", "quiz"):
        shutil.copytree(settings.BASE_DIR / app / "content", tmp_path / app / "content")
    careers = tmp_path / "careers" / "content"
    for slug, name in ROLES.items():
        write(careers / "roles" / f"{slug}.yaml", a_role(slug, name))
    traits = read_content(careers / "traits.yaml")
    traits += [a_trait("care", nurse=5, teacher=3), a_trait("telling", nurse=2, teacher=5)]
    write(careers / "traits.yaml", traits)
    write(tmp_path / "quiz" / "content" / "caring.yaml", a_quiz())
    return tmp_path


def write(file: Path, data: Any) -> None:
    file.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False))


def a_role(slug: str, name: str) -> dict[str, Any]:
    names = {"name": name, "long_name": f"{name} by trade", "plural": f"{slug}s"}
    line = f"What a {slug} does."
    return {"slug": slug, **names, "line": line, "summary": line, "sources": [], "facts": []}


def a_trait(slug: str, **levels: int) -> dict[str, Any]:
    demands = [
        {"role": role, "level": level, "why": f"Why {level}.", "sources": ["S02"]}
        for role, level in levels.items()
    ]
    return {"slug": slug, "name": slug, "definition": f"What {slug} is", "demands": demands}


def a_quiz() -> dict[str, Any]:
    return {
        "slug": "caring",
        "title": "Nurse or teacher?",
        "left": "nurse",
        "right": "teacher",
        "sample": {"q01": "b"},
        "questions": [a_question(slug) for slug in ALL_A],
    }


def a_question(slug: str) -> dict[str, Any]:
    options = [
        {"key": "a", "text": "Mend", "points": {"care": 1}},
        {"key": "b", "text": "Tell", "points": {"telling": 1}},
        {"key": "x", "text": "Neither", "opt_out": True},
    ]
    texts = {"text": f"Text of {slug}?", "why": f"Why {slug}."}
    return {
        "slug": slug, "kind": "pair", **texts, "short": True, "evidence": [], "options": options
    }  # fmt: skip


@pytest.fixture
def both(db: None, folder: Path) -> None:
    load(folder, publish=True)


def heading(response: HttpResponse) -> str:
    (found,) = re.findall(r"<h1[^>]*>(.*?)</h1>", response.content.decode())
    return unescape(found)


def send(client: Client, address: str, answers: dict[str, str]) -> HttpResponse:
    data = {"edition": "1", "form": "short", "unanswered": "leave", **answers}
    return client.post(address, data)


def test_it_is_loaded_and_published_beside_the_first(db: None, folder: Path) -> None:
    load(publish=True)
    said = load(folder, publish=True)
    added = ["role nurse", "role teacher", "trait care", "trait telling", "quiz caring", *ALL_A]
    lines = [f"  {'question ' * (what in ALL_A)}{what}: added" for what in added]
    *loaded, one, other, third = said.splitlines()
    assert loaded == [*lines, f"{len(added)} changed."]
    assert {one, other, third} == {
        "Published caring edition 1.",
        "crossroads: no change to publish.",
        "work-check: no change to publish.",
    }


def test_its_pages_are_its_own(both: None, client: Client) -> None:
    pages = ["/q/caring/quiz/", "/quiz/"]
    assert [heading(client.get(page)) for page in pages] == [
        "Nurse or teacher?",
        "Data scientist or ML engineer?",
    ]
    text = client.get(pages[0]).content.decode()
    assert re.findall(r"<h2[^>]*>(Text of .*?)</h2>", text) == [
        f"Text of {slug}?" for slug in ALL_A
    ]


def test_answering_it_gives_a_result_between_its_own_roles(both: None, client: Client) -> None:
    sent = send(client, "/q/caring/quiz/", ALL_A)
    assert (sent.status_code, sent.headers["Location"]) == (303, "/q/caring/result/")
    assert heading(client.get("/q/caring/result/")) == "You clearly lean Nurse"
    send(client, "/q/caring/quiz/", dict.fromkeys(ALL_A, "b"))
    assert heading(client.get("/q/caring/result/")) == "You clearly lean Teacher"


def test_the_two_quizzes_keep_two_results_in_one_browser(both: None, client: Client) -> None:
    front = dict(editions.current("crossroads").document.sample)
    sent = send(client, "/quiz/", front)
    assert sent.headers["Location"] == "/result/"
    before = client.get("/result.json").json()
    send(client, "/q/caring/quiz/", ALL_A)
    assert client.get("/result.json").json() == before
    own = client.get("/q/caring/result.json").json()
    assert (own["toward"], own["lean"], own["p"]) == ("nurse", -100.0, 2 / 2**QUESTIONS)
    client.post("/q/caring/result/forget/")
    assert client.get("/result.json").json() == before
    assert client.get("/q/caring/result.json").status_code == 404


def test_a_cookie_of_one_quiz_does_not_pass_for_the_others(both: None, client: Client) -> None:
    send(client, "/q/caring/quiz/", ALL_A)
    client.cookies["crossroads-answers"] = client.cookies["caring-answers"].value
    assert client.get("/result.json").json() == {
        "error": "There is no result in this browser. Take the quiz first."
    }


def test_the_same_two_roles_the_other_way_round_mirror_the_verdict(
    both: None, folder: Path, client: Client
) -> None:
    mirrored = {**a_quiz(), "slug": "mirrored", "left": "teacher", "right": "nurse"}
    write(folder / "quiz" / "content" / "mirrored.yaml", mirrored)
    load(folder, publish=True)
    verdicts = []
    for quiz in ("caring", "mirrored"):
        send(client, f"/q/{quiz}/quiz/", {**ALL_A, "q03": "b"})
        verdicts.append(client.get(f"/q/{quiz}/result.json").json())
    caring, other = verdicts
    assert (other["lean"], other["toward"], other["p"]) == (-caring["lean"], "nurse", caring["p"])


def test_a_quiz_that_was_not_published_is_not_there(db: None, folder: Path, client: Client) -> None:
    load(publish=True)
    load(folder)
    assert client.get("/q/caring/quiz/").status_code == 404
    assert heading(client.get("/quiz/")) == "Data scientist or ML engineer?"
