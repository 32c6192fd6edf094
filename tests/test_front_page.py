"""The front page of the editors' study: for each quiz, what this person may do with it."""

from typing import Any

import pytest
from django.db.models import Model

from quiz.models import Edition, Quiz
from quiz.publishing import publish
from tests.makers import make_quiz
from tests.test_roles import client_of
from tests.web.helpers import page, publish_again

FRONT_PAGE_QUERIES = 7


@pytest.fixture
def study(db: None) -> None:
    publish(make_quiz(), note="")


def offered(who: str) -> list[dict[str, str | None]]:
    """What the front page offers for each quiz: words and addresses."""
    sections = page(client_of(who).get("/admin/")).all("section")
    return [{link.text: link.attrs["href"] for link in part.all("a")} for part in sections]


def row(model: type[Model]) -> int:
    return model._base_manager.get().pk


def test_the_front_page_leads_an_editor_to_what_an_editor_does(study: None) -> None:
    quiz, edition = row(Quiz), row(Edition)
    links = {
        "Questions": f"/admin/quiz/question/?quiz__id__exact={quiz}",
        "Check the draft": f"/admin/quiz/quiz/{quiz}/check/",
        "Try the draft": f"/admin/quiz/quiz/{quiz}/preview/",
        "Full form": f"/admin/quiz/quiz/{quiz}/preview/full/",
        "Editions": f"/admin/quiz/edition/?quiz__id__exact={quiz}",
        "What the answers say": f"/admin/quiz/edition/{edition}/statistics/",
        "Export the draft": f"/admin/quiz/quiz/{quiz}/export/",
    }
    assert offered("editor") == [links]
    publishing = {
        "Publish the draft": f"/admin/quiz/quiz/{quiz}/publish/",
        "Import a file": f"/admin/quiz/quiz/{quiz}/import/",
    }
    assert offered("publisher") == [{**links, **publishing}]
    assert offered("colleague") == []


def test_the_front_page_says_what_visitors_see(
    study: None, django_assert_max_num_queries: Any
) -> None:
    publish_again(Quiz.objects.get())
    for number in range(3):
        make_another_quiz(f"other-{number}")
    client = client_of("editor")
    with django_assert_max_num_queries(FRONT_PAGE_QUERIES):
        shown = page(client.get("/admin/"))
    nothing = "Nothing is published yet, so visitors see nothing of it."
    assert [(part.one("h2").text, part.one("p").text) for part in shown.all("section")] == [
        (
            "Baker or cook?",
            "Visitors see edition 2. What you change is a draft until it is published.",
        ),
        *[(f"Quiz other-{number}", nothing) for number in range(3)],
    ]
    assert [link.text for link in shown.all("section")[-1].all("a")] == [
        *("Questions", "Check the draft", "Try the draft", "Full form", "Editions"),
        "Export the draft",
    ]


def test_a_quiz_of_ticks_is_tried_in_its_only_form(study: None) -> None:
    quiz, edition = row(Quiz), row(Edition)
    Quiz.objects.update(rule=Quiz.Rule.EVIDENCE)
    assert offered("editor") == [
        {
            "Questions": f"/admin/quiz/question/?quiz__id__exact={quiz}",
            "Check the draft": f"/admin/quiz/quiz/{quiz}/check/",
            "Try the draft": f"/admin/quiz/quiz/{quiz}/preview/",
            "Editions": f"/admin/quiz/edition/?quiz__id__exact={quiz}",
            "What the answers say": f"/admin/quiz/edition/{edition}/statistics/",
            "Export the draft": f"/admin/quiz/quiz/{quiz}/export/",
        }
    ]


def test_the_study_has_a_name(study: None) -> None:
    shown = page(client_of("editor").get("/admin/"))
    said = [shown.one("title").text, shown.one("div", id="site-name").text, shown.one("h1").text]
    assert said == [
        "Quizzes, roles and facts | Crossroads study",
        "Crossroads study",
        "Quizzes, roles and facts",
    ]


def make_another_quiz(slug: str) -> None:
    first = Quiz.objects.first()
    Quiz.objects.create(slug=slug, title=f"Quiz {slug}", left=first.left, right=first.right)
