"""Who may open what in the study: visitor, stranger, colleague, editor, publisher."""

from urllib.parse import quote

import pytest
from django.test import Client

from quiz.models import Quiz
from tests.makers import everything
from tests.study import (
    EDITION_PAGES,
    QUIZ_PAGES,
    address,
    edition_address,
    editor,
    publisher,
    quiz,
    somebody,
)

__all__ = ["editor", "publisher", "quiz"]

METHODS = ["get", "head", "post", "put", "patch", "delete", "options"]

# Who may


def everywhere(quiz: Quiz) -> list[str]:
    return [
        *(address(quiz, name) for name in QUIZ_PAGES),
        *(edition_address(name) for name in EDITION_PAGES),
    ]


def statuses(client: Client, quiz: Quiz, method: str) -> list[int]:
    return [getattr(client, method)(where).status_code for where in everywhere(quiz)]


@pytest.mark.parametrize("method", METHODS)
def test_visitors_and_strangers_are_sent_to_the_login(quiz: Quiz, method: str) -> None:
    before = everything()
    for client in (Client(), somebody("stranger"), somebody("grouped", "Publisher")):
        for where in everywhere(quiz):
            answer = getattr(client, method)(where)
            assert answer.headers.get("Location") == f"/admin/login/?next={quote(where)}"
    assert everything() == before


@pytest.mark.parametrize("method", METHODS)
def test_an_editor_may_look_and_not_publish(quiz: Quiz, editor: Client, method: str) -> None:
    before = everything()
    looks = 200 if method in {"get", "head"} else 405
    assert statuses(editor, quiz, method) == [403, looks, looks, 403, 403, looks, 403]
    assert everything() == before


@pytest.mark.parametrize("method", METHODS)
def test_a_colleague_without_rights_is_refused(quiz: Quiz, method: str) -> None:
    colleague = somebody("colleague", is_staff=True)
    assert statuses(colleague, quiz, method) == [403] * len(everywhere(quiz))


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_other_methods_are_not_allowed(quiz: Quiz, publisher: Client, method: str) -> None:
    assert statuses(publisher, quiz, method) == [405] * len(everywhere(quiz))


@pytest.mark.parametrize("pk", ["999", "9" * 30, "9" * 5000])
def test_a_quiz_that_is_none_is_not_found(quiz: Quiz, publisher: Client, pk: str) -> None:
    for where in everywhere(quiz):
        kind, _, rest = where.removeprefix("/admin/quiz/").partition("/")
        strange = f"/admin/quiz/{kind}/{pk}/{rest.partition('/')[2]}"
        method = publisher.post if strange.endswith("apply/") else publisher.get
        answer = method(strange)
        # Django's own admin answers an unknown row's address with a redirect to its front page.
        assert answer.status_code in {404, 302}, strange
