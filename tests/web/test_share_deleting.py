"""Taking a share back: asked first, by its owner alone, and then gone."""

import pytest
from django.test import Client
from django.utils import timezone

from quiz.editions import Published
from quiz.models import SharedResult
from quiz.views import sharing as views
from tests.web.helpers import (
    COOKIE,
    answers_of,
    fields,
    finish,
    heading,
    page,
    send,
)
from tests.web.shares import OWN, PRIVATE, a_sharer, a_stranger, address, headers, share

sharer, stranger = a_sharer, a_stranger


def test_the_sharer_is_asked_and_then_it_is_gone(sharer: Client, stranger: Client) -> None:
    row = share(sharer, name="Ana")
    asked = page(sharer.get(address(row, "delete/")))
    assert asked.one("h1").text == "Delete this shared result?"
    assert "“Ana clearly leans Data Scientist”" in asked.text
    assert stranger.get(address(row)).status_code == 200
    response = send(sharer, address(row, "delete/"), fields(asked.one("main").one("form")))
    assert (response.status_code, response.headers["Location"]) == (303, address(row, "delete/"))
    assert response.cookies[OWN].value == ""
    assert heading(sharer.get(address(row, "delete/")), 410) == "This result is deleted"
    assert heading(stranger.get(address(row)), 410) == "No longer shared"
    assert not SharedResult.objects.exists()


def test_deleting_one_leaves_the_others_in_the_cookie(sharer: Client, published: Published) -> None:
    first = share(sharer)
    finish(sharer, "short", answers_of(published, "short", "b"))
    second = share(sharer)
    send(sharer, address(second, "delete/"), {})
    assert sharer.cookies[OWN].value.startswith(f"{first.token}:")
    shown = page(sharer.get("/result/shared/"))
    assert shown.all("input")[0].attrs["value"].endswith(address(first))


def test_the_private_link_deletes_from_any_browser(sharer: Client, stranger: Client) -> None:
    row = share(sharer)
    shown = page(sharer.get("/result/shared/")).section("Delete it")
    link = shown.one("input").attrs["value"].removeprefix("http://testserver")
    asked = page(stranger.get(link)).one("main").one("form")
    assert send(stranger, asked.attrs["action"], fields(asked)).status_code == 303
    assert heading(stranger.get(address(row)), 410) == "No longer shared"


@pytest.mark.parametrize("key", ["", "a", "a" * 22, "é", "\0"])
def test_without_the_key_a_stranger_deletes_nothing(
    sharer: Client, stranger: Client, key: str
) -> None:
    row = share(sharer, name="Ana")
    for response in (
        stranger.get(address(row, "delete/"), {"key": key}),
        send(stranger, address(row, "delete/"), {"key": key}),
        send(stranger, address(row, "delete/"), {}),
    ):
        assert heading(response, 403) == "Only for whoever shared it"
        assert "Ana" not in response.content.decode()
        assert headers(response, *PRIVATE) == PRIVATE
    assert page(stranger.get(address(row))).one("h1").text.startswith("Ana")


def test_an_expired_share_can_still_be_deleted_by_its_owner(sharer: Client) -> None:
    row = share(sharer)
    SharedResult.objects.update(expires_on=timezone.now().date())
    assert heading(sharer.get(address(row, "delete/")), 200) == "Delete this shared result?"
    assert send(sharer, address(row, "delete/"), {}).status_code == 303
    assert not SharedResult.objects.exists()


def test_deleting_takes_the_picture_along(
    sharer: Client, stranger: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgotten: list[str] = []
    monkeypatch.setattr(views.cards, "forget", forgotten.append)
    row = share(sharer)
    send(stranger, address(row, "delete/"), {})
    assert forgotten == []
    send(sharer, address(row, "delete/"), {})
    assert forgotten == [row.token]


def test_a_session_of_sharing_sets_no_other_cookie(sharer: Client) -> None:
    row = share(sharer)
    for place in ("/result/", "/result/shared/", address(row), address(row, "delete/")):
        assert dict(sharer.get(place).cookies) == {}, place
    assert sorted(sharer.cookies) == sorted([COOKIE, OWN])
