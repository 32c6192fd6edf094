"""What the tests of sharing share: a sharer with a result, a stranger, and their steps."""

import pytest
from django.http import HttpResponse
from django.test import Client

from quiz.editions import Published
from quiz.models import SharedResult
from tests.web.helpers import Element, fields, finish, send, sheet_in_band

OWN = "crossroads-shares"
PRIVATE = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}


def share(client: Client, **choices: str) -> SharedResult:
    """Share this browser's result; the row."""
    before = set(SharedResult.objects.values_list("pk", flat=True))
    response = send(client, "/result/share/", choices)
    assert (response.status_code, response.headers["Location"]) == (303, "/result/shared/")
    return SharedResult.objects.exclude(pk__in=before).get()


def address(row: SharedResult, rest: str = "") -> str:
    return f"/r/{row.token}/{rest}"


def headers(response: HttpResponse, *names: str) -> dict[str, str]:
    return {name: response.headers[name] for name in names}


def choices(form: Element) -> dict[str, str]:
    """What a browser would send for a sharer's form as it stands."""
    selected = {
        select.attrs["name"]: option.attrs["value"]
        for select in form.all("select")
        for option in select.all("option")
        if "selected" in option.attrs
    }
    return {**fields(form), **selected}


def tags(shown: Element) -> dict[str, str]:
    """Everything that the head's meta elements say, by name."""
    metas = [m.attrs for m in shown.one("head").all("meta") if "content" in m.attrs]
    return {m.get("property") or m["name"]: m["content"] for m in metas}


@pytest.fixture
def a_sharer(visitor: Client, published: Published) -> Client:
    """A browser whose result leans clearly to the left."""
    finish(visitor, "short", sheet_in_band(published, "short", "clear", -1).sheet.answers)
    return visitor


@pytest.fixture
def a_stranger() -> Client:
    return Client()
