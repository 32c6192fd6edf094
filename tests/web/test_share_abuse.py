"""Sharing by people who mean harm, and by broken programs: nothing is made, shown or deleted."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from quiz import sharing
from quiz.editions import Published
from quiz.models import SharedResult
from tests.web.helpers import (
    URLENCODED,
    answers_of,
    finish,
    heading,
    page,
    send,
)
from tests.web.shares import OWN, a_sharer, a_stranger, address, share

sharer, stranger = a_sharer, a_stranger

FOREIGN = {"Sec-Fetch-Site": "cross-site", "Origin": "https://other.example"}
BAD_FIELDS = {
    "unknown field": {"token": "a"},
    "field of another place": {"q01": "a"},
    "how long is not offered": {"keep": "36500"},
    "how long is no number": {"keep": "∞"},
    "a NUL in how long": {"keep": "30\0"},
    "answers by another word": {"include": "on"},
    "a long name": {"name": "x" * 41},
    "a very long name": {"name": "x" * 60_000},
    "a name twice": {"name": ["Ana", "Ben"]},
    "how long twice": {"keep": ["30", "forever"]},
    "a field with a NUL": {"name\0": "Ana"},
}
# Places of a share, each with the methods that it takes.
PLACES = {"": "GET, HEAD", "compare/": "GET, HEAD", "delete/": "GET, HEAD, POST"}


def everything() -> list[dict[str, object]]:
    return list(SharedResult.objects.order_by("pk").values())


# Making


@pytest.mark.parametrize("kind", BAD_FIELDS)
def test_a_bad_field_makes_no_share_and_changes_none(sharer: Client, kind: str) -> None:
    for _ in range(2):
        before = everything()
        response = send(sharer, "/result/share/", BAD_FIELDS[kind])
        assert page(response, 400).one("h1").text == "Check your choices"
        assert (dict(response.cookies), everything()) == ({}, before)
        share_again = send(sharer, "/result/share/", {"name": "Ana"})
        assert share_again.status_code == 303


def test_a_file_is_not_a_name(sharer: Client) -> None:
    response = sharer.post("/result/share/", {"name": SimpleUploadedFile("name", b"Ana")})
    assert page(response, 400).one("h1").text == "Check your choices"
    assert not SharedResult.objects.exists()


@pytest.mark.parametrize("size", [70_000, 10_000_000])
@pytest.mark.parametrize("place", ["/result/share/", "delete"])
def test_a_huge_body_is_refused_unread(sharer: Client, place: str, size: int) -> None:
    row = share(sharer)
    before = everything()
    at = address(row, "delete/") if place == "delete" else place
    response = sharer.post(at, b"name=" + b"x" * size, content_type=URLENCODED)
    assert heading(response, 413) == "That was not understood"
    assert everything() == before


@pytest.mark.parametrize("kind", ["application/json", "text/plain", ""])
def test_a_body_that_is_no_form_shares_nothing_and_resets_no_choice(
    sharer: Client, kind: str
) -> None:
    body = '{"name": "Ana", "include": "yes", "keep": "forever"}'
    refused = sharer.post("/result/share/", body, content_type=kind)
    said = "There is a problem What was sent is not a form. Choose below and send it again."
    assert (page(refused, 400).one(role="alert").text, everything()) == (said, [])
    share(sharer, name="Ana", include="yes", keep="forever")
    before = everything()
    refused = sharer.post("/result/share/", body, content_type=kind)
    assert (page(refused, 400).one(role="alert").text, everything()) == (said, before)


@pytest.mark.parametrize("place", ["/quiz/", "/result/", "/result/share/", "delete"])
def test_a_body_in_pieces_without_an_end_is_refused(sharer: Client, place: str) -> None:
    """It would be read as an empty form, which for sharing is one with no choices."""
    row = share(sharer, name="Ana")
    before = everything()
    at = address(row, "delete/") if place == "delete" else place
    endless = {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}
    response = sharer.post(at, {}, content_type=URLENCODED, **endless)
    assert heading(response, 411) == "That was not understood"
    assert everything() == before


def test_another_encoding_is_refused(sharer: Client) -> None:
    kind = f"{URLENCODED}; charset=utf-7"
    response = sharer.post("/result/share/", "name=Ana", content_type=kind)
    assert (response.status_code, everything()) == (400, [])


def test_another_site_can_neither_share_nor_delete(sharer: Client) -> None:
    refused = send(sharer, "/result/share/", {}, headers=FOREIGN)
    assert (heading(refused, 403), everything()) == ("That was not accepted", [])
    row = share(sharer)
    before = everything()
    refused = send(sharer, address(row, "delete/"), {"key": row.delete_key}, headers=FOREIGN)
    assert (heading(refused, 403), everything()) == ("That was not accepted", before)


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete", "options"])
def test_sharing_is_a_post_alone(sharer: Client, method: str) -> None:
    response = getattr(sharer, method)("/result/share/")
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")
    assert everything() == []


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_a_share_answers_to_its_methods_alone(sharer: Client, place: str, method: str) -> None:
    row = share(sharer)
    response = getattr(sharer, method)(address(row, place))
    assert (response.status_code, response.headers["Allow"]) == (405, PLACES[place])
    assert sharing.find(row.token) == row


# Deleting


def test_a_replayed_delete_says_that_it_is_done(sharer: Client, stranger: Client) -> None:
    row = share(sharer)
    data = {"key": row.delete_key}
    cookie = sharer.cookies[OWN].value
    assert send(stranger, address(row, "delete/"), data).status_code == 303
    for client in (stranger, sharer):
        response = send(client, address(row, "delete/"), data)
        assert heading(response, 410) == "This result is deleted"
    # A cookie that still names it gets no further.
    sharer.cookies[OWN] = cookie
    assert heading(sharer.get("/result/shared/"), 404) == "Nothing shared from here"


def test_of_two_deletes_at_once_the_second_says_that_it_is_done(
    sharer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have found the row; one of them is faster."""
    row, other = share(sharer), Client()
    delete = sharing.delete

    def slowly(found: SharedResult) -> bool:
        monkeypatch.setattr(sharing, "delete", delete)
        first = send(other, address(row, "delete/"), {"key": row.delete_key})
        assert first.status_code == 303
        return delete(found)

    monkeypatch.setattr(sharing, "delete", slowly)
    response = send(sharer, address(row, "delete/"), {})
    assert heading(response, 410) == "This result is deleted"


def test_one_shares_key_deletes_no_other(
    sharer: Client, stranger: Client, published: Published
) -> None:
    finish(stranger, "short", answers_of(published, "short", "b"))
    mine, theirs = share(sharer), share(stranger)
    response = send(Client(), address(theirs, "delete/"), {"key": mine.delete_key})
    assert response.status_code == 403
    assert set(SharedResult.objects.all()) == {mine, theirs}


def test_the_key_is_told_to_its_sharer_alone(sharer: Client, stranger: Client) -> None:
    row = share(sharer, name="Ana")
    for place in ("", "delete/", "with/", "guess/"):
        response = stranger.get(address(row, place))
        assert row.delete_key not in response.content.decode() + str(response.headers), place
        assert row.sheet not in response.content.decode()


# Addresses

WRONG = [
    *("a", "A" * 31, "A" * 33, "A" * 5000, "a.b", "..", "%2e%2e", "%00", "%F0%9F%98%80" * 8, "%FF"),
    *("'%20OR%201=1--", "<script>", "A" * 31 + "=", "A" * 31 + "%0A", "*" * 32, "A" * 32),
]


@pytest.mark.parametrize("token", WRONG)
@pytest.mark.parametrize("place", PLACES)
def test_no_address_breaks_the_site(visitor: Client, token: str, place: str) -> None:
    response = visitor.get(f"/r/{token}/{place}")
    assert heading(response, 404) in {"No result at this address", "There is no such page"}
    assert re.search("[Tt]raceback|Error", response.content.decode()) is None


@pytest.mark.parametrize("place", PLACES)
def test_what_never_was_and_what_is_gone_are_told_apart_by_the_token_alone(
    stranger: Client, published: Published, place: str
) -> None:
    assert stranger.get(f"/r/{sharing.new_token()}/{place}").status_code == 410
    token = sharing.new_token()
    assert stranger.get(f"/r/{token.swapcase()}/{place}").status_code == 404


@pytest.mark.parametrize("query", ["?name=Eve", "?key=a", "?<script>", "?%00"])
def test_a_query_changes_nothing_on_a_shared_page(
    sharer: Client, stranger: Client, query: str
) -> None:
    row = share(sharer)
    assert stranger.get(address(row) + query).content == stranger.get(address(row)).content


def test_a_foreign_host_name_is_refused(sharer: Client, stranger: Client) -> None:
    row = share(sharer)
    response = stranger.get(address(row), headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "evil.example" not in response.content.decode()
