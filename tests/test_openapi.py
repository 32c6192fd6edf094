"""docs/openapi.yaml describes exactly the public addresses, their methods and what they answer."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from fuzz.contract import allowed, described
from fuzz.promises import BEFORE_ANY_VIEW
from quiz.editions import Published
from quiz.models import SharedResult
from tests.web.helpers import answers_of, finish, to_send
from tests.web.shares import share

FILLED = {
    "{quiz}": "nowhere",
    "{token}": "-",
    "{tokens}": "-",
    "{slug}": "nobody",
    "{fingerprint}": "x",
}
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")


def addresses(patterns: list[URLPattern | URLResolver], before: str = "/") -> list[str]:
    """Every address below, in the spelling of OpenAPI; without the admin's."""
    found = []
    for pattern in patterns:
        route = str(pattern.pattern)
        if route == settings.ADMIN_PATH:
            continue
        path = before + PARAMETER.sub(_named, route)
        inside = getattr(pattern, "url_patterns", None)
        found += [path] if inside is None else addresses(inside, path)
    return found


def _named(parameter: re.Match[str]) -> str:
    """The front quiz is written as nothing, the work check as its slug."""
    fixed = {"front": "", "check_quiz": settings.CHECK_QUIZ}
    return fixed.get(parameter[1], f"{{{parameter[2]}}}")


def filled(place: str) -> str:
    for name, value in FILLED.items():
        place = place.replace(name, value)
    return place


def test_every_address_is_described_and_every_described_address_exists() -> None:
    # An address may have several names.
    assert sorted({*addresses(get_resolver().url_patterns)}) == sorted(described())


@pytest.mark.parametrize("place", described())
def test_the_described_methods_are_those_that_are_allowed(
    visitor: Client, published: Published, place: str
) -> None:
    refused = visitor.generic("PUT", filled(place))
    assert refused.status_code == 405
    assert refused.headers["Allow"].split(", ") == described()[place]


def conforms(client: Client, method: str, place: str, path: str, **data: str) -> int:
    """The status, when it and its content type are described."""
    send = {"GET": client.get, "HEAD": client.head, "POST": client.post}[method]
    answer = send(path, data or None)
    statuses = allowed(place, method)
    assert answer.status_code in statuses, (method, path, answer.status_code)
    types = statuses[answer.status_code]
    assert not types or answer.headers["Content-Type"] in types
    return answer.status_code


def test_a_walk_meets_only_what_is_described(visitor: Client, published: Published) -> None:
    """With nothing in the browser, then with a result that is shared, then after it is gone."""
    met = _walk(visitor, None)
    finish(visitor, "short", answers_of(published, "short"))
    row = share(visitor, name="Ana")
    met |= _walk(visitor, row)
    met |= _walk(Client(), row)
    full = to_send("full", answers_of(published, "full"))
    met.add(conforms(visitor, "POST", "/quiz/full/", "/quiz/full/", **full))
    row.delete()
    met |= _walk(visitor, row)
    assert met == {200, 303, 400, 403, 404, 410, 422}


def _walk(client: Client, row: SharedResult | None) -> set[int]:
    """Every method of every address that the quiz has, the deleting ones without a key."""
    met = set()
    for place, methods in described().items():
        path = filled(place.replace("{token}", row.token) if row else place)
        met |= {
            conforms(client, method, place, path, **_sent(method, place))
            for method in methods
            if not (method == "POST" and place.endswith(("forget/", "delete/")) and row)
        }
    return met


def _sent(method: str, place: str) -> dict[str, str]:
    if method == "POST" and place == "/quiz/":
        return to_send("short", {})
    return {}


def test_what_is_refused_before_any_view_needs_no_description_of_its_own() -> None:
    every = {
        status for place in described() for m in described()[place] for status in allowed(place, m)
    }
    assert BEFORE_ANY_VIEW - every == {301, 405}
