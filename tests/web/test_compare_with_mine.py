"""From a shared page to the comparison with what this browser shared itself."""

from django.test import Client
from django.urls import reverse

from quiz.editions import Published
from tests.web.helpers import (
    answers_of,
    finish,
)
from tests.web.shares import PRIVATE, a_sharer, a_stranger, address, headers, share

sharer, stranger = a_sharer, a_stranger


def test_who_has_shared_goes_on_to_the_comparison(
    sharer: Client, stranger: Client, published: Published
) -> None:
    theirs = share(sharer)
    finish(stranger, "short", answers_of(published, "short", "b"))
    mine = share(stranger)
    response = stranger.get(address(theirs, "compare/"))
    assert response.status_code == 303
    assert response.headers["Location"] == reverse("compare", args=[f"{theirs.token}/{mine.token}"])
    assert headers(response, *PRIVATE) == PRIVATE


def test_who_has_not_is_invited(sharer: Client, stranger: Client) -> None:
    theirs = share(sharer)
    for client in (stranger, sharer):  # one's own is not compared with itself
        response = client.get(address(theirs, "compare/"))
        assert (response.status_code, response.headers["Location"]) == (
            303,
            address(theirs, "with/"),
        )
