"""What the tests of the work check's pages share: its edition, and forms of ticks."""

from collections.abc import Iterable, Mapping

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from quiz import editions
from quiz.core.document import TICKED, Document
from quiz.editions import Published
from tests.web.helpers import Element, send

CHECK, RESULT = "/work-check/", "/work-check/result/"
LISTS = ("list-act", "list-lang", "list-tool", "list-method")
NONE = "none"
ENGINEER = ["service", "bash", "cpp", "vscode", "neural", "vision", "pytorch", "gpu"]
SCIENTIST = ["decisions", "r", "sql", "ggplot", "shiny", "jupyter", "trees", "boosting"]
MIDDLE = ["prototypes", "improve", "sql", "jupyter", "trees", "neural", "gpu"]


@pytest.fixture
def check(published: Published) -> Published:
    """The shipped work check."""
    return editions.current(settings.CHECK_QUIZ)


def lists(document: Document, ticked: Iterable[str]) -> dict[str, list[str]]:
    """What a browser sends for these ticks: "None of these" for each checklist without any."""
    wanted = set(ticked)
    found = {
        f"list-{group.slug}": [i.slug for i in document.items(group.slug) if i.slug in wanted]
        for group in document.groups
    }
    return {name: slugs or [NONE] for name, slugs in found.items()}


def tick(client: Client, check: Published, ticked: Iterable[str]) -> None:
    """Send a whole form, so that this client has a result."""
    response = send_lists(client, lists(check.document, ticked))
    assert (response.status_code, response.headers["Location"]) == (303, RESULT)


def send_lists(
    client: Client, sent: Mapping[str, object], at: str = CHECK, **more: object
) -> HttpResponse:
    return send(client, at, {"edition": "1", "form": "short", **sent, **more})


def answers(client: Client) -> dict[str, str | None]:
    """The answers behind this client's result."""
    found = client.get("/work-check/result.json").json()["contributions"]
    return {piece["question"]: piece["option"] for piece in found}


def ticks(client: Client) -> set[str]:
    return {slug for slug, key in answers(client).items() if key == TICKED}


def boxes(shown: Element) -> dict[str, list[str]]:
    """The ticked boxes of each checklist of a form."""
    found: dict[str, list[str]] = {}
    for box in shown.all("input", type="checkbox"):
        if "checked" in box.attrs and (box.attrs["name"] or "").startswith("list-"):
            found.setdefault(str(box.attrs["name"]), []).append(str(box.attrs["value"]))
    return found
