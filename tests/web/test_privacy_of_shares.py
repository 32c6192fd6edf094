"""A share tells nothing of single answers unless they were included, and /privacy/ is true."""

import json
from collections.abc import Iterator
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client

from quiz import own_shares
from quiz.core.document import Document
from quiz.editions import Published
from quiz.friends import ASKED_SECONDS, SHARED_DAYS
from quiz.models import SharedResult
from quiz.share_form import KEEP
from quiz.views import cards as card_views
from quiz.views import sharing as sharing_views
from quiz.views.friends import GUESSED_SECONDS
from tests.web.helpers import Element, answers_of, finish, page
from tests.web.shares import a_sharer, a_stranger, address, share

sharer, stranger = a_sharer, a_stranger
DAY = 24 * 60 * 60


def words_of_answers(document: Document) -> set[str]:
    """Every question and option that could tell of an answer; not what agree scales all say."""
    texts = {option.text for question in document.questions for option in question.options}
    texts |= {question.text for question in document.questions}
    return {text for text in texts if len(text) > 20}


def whole(response: HttpResponse) -> str:
    """All that crosses the wire, decoded as a reader would."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    text = body.decode(errors="replace")
    return unescape(text) + json.dumps(dict(response.headers)) + str(response.cookies)


def places(row: SharedResult, *others: SharedResult) -> list[str]:
    tokens = "/".join(share.token for share in (row, *others))
    oembed = f"/oembed/?url=http://testserver{address(row)}"
    return [
        *(address(row, place) for place in ("", "compare/", "with/", "guess/", "delete/")),
        *(f"/embed/{row.token}/", f"/compare/{tokens}/", oembed),
    ]


def told(client: Client, addresses: list[str], document: Document) -> dict[str, set[str]]:
    """The words of answers in what each address answers, and in where it leads."""
    words = words_of_answers(document)
    found = {at: whole(client.get(at, follow=True)) for at in addresses}
    return {at: {word for word in words if word in text} for at, text in found.items()}


@pytest.fixture
def pair(sharer: Client, stranger: Client, published: Published) -> Iterator[list[SharedResult]]:
    """Two shares without single answers, of different results."""
    finish(stranger, "full", answers_of(published, "full", "b"))
    return [share(sharer, name="Ana"), share(stranger, name="Ben")]


def test_single_answers_are_told_nowhere_unless_included(
    sharer: Client, stranger: Client, published: Published, pair: list[SharedResult]
) -> None:
    addresses = places(*pair)
    for client in (Client(), sharer, stranger):
        found = told(client, addresses, published.document)
        # Whoever is led to take the quiz meets its questions, and to share, their own result.
        assert {at: words for at, words in found.items() if words} == {}


def test_nor_on_the_sharers_own_page(
    sharer: Client, published: Published, pair: list[SharedResult]
) -> None:
    assert told(sharer, ["/result/shared/"], published.document) == {"/result/shared/": set()}


def test_once_included_they_are_told_and_once_taken_out_no_more(
    sharer: Client, stranger: Client, published: Published
) -> None:
    row = share(sharer, include="yes")
    at = address(row)
    assert len(told(stranger, [at], published.document)[at]) > 16
    sharer.post("/result/share/", {"name": "Ana"})
    assert told(stranger, [at], published.document) == {at: set()}


def test_nothing_of_the_answers_is_kept_unless_included(
    sharer: Client, published: Published
) -> None:
    share(sharer, name="Ana")
    row = json.dumps(list(SharedResult.objects.values()), default=str)
    slugs = {question.slug for question in published.document.questions}
    assert [slug for slug in slugs if f'"{slug}"' in row] == []


def test_a_shared_page_reads_no_cookie(sharer: Client, stranger: Client) -> None:
    row = share(sharer)
    plain = stranger.get(address(row))
    assert sharer.get(address(row)).content == plain.content
    assert dict(plain.cookies) == {}


def test_the_name_is_told_only_where_the_result_is(
    sharer: Client, stranger: Client, published: Published
) -> None:
    row = share(sharer, name="Anastasia")
    assert "Anastasia" in whole(stranger.get(address(row)))
    sharer.post(address(row, "delete/"))
    for at in places(row):
        assert "Anastasia" not in whole(stranger.get(at, follow=True)), at


# What /privacy/ says


@pytest.fixture
def privacy(visitor: Client) -> Element:
    return page(visitor.get("/privacy/")).section("When you share a result")


def test_privacy_names_every_field_of_a_share(privacy: Element) -> None:
    listed = [item.attrs["data-kept"] for item in privacy.all("li")]
    named = [field for fields in listed for field in fields.split()]
    kept = {field.name for field in SharedResult._meta.get_fields()}
    assert sorted(named) == sorted(kept)


def test_privacy_says_what_each_field_is(privacy: Element) -> None:
    said = {item.attrs["data-kept"]: item.text for item in privacy.all("li")}
    assert "only if you ticked “Show my single answers too”" in said["answers"]
    assert said["name"] == "the name that you typed, if any"
    assert "without a time of day" in said["created_on expires_on"]


def test_privacy_says_how_long(privacy: Element) -> None:
    days = [days for days, _ in KEEP.values()]
    assert days == [30, 365, None]
    assert "30 days, a year, or until you delete it" in privacy.text
    assert f"only for a comparison lasts {SHARED_DAYS} days" in privacy.text
    assert f"the newest {own_shares.MOST}, for {own_shares.KEPT_DAYS} days" in privacy.text
    assert (ASKED_SECONDS, GUESSED_SECONDS) == (DAY, DAY)
    assert "keeps for a day who asked" in privacy.text
    assert "keeps your guess for a day" in privacy.text


def test_privacy_says_how_long_copies_last(privacy: Element) -> None:
    assert (sharing_views.LONGEST_KEPT, card_views.LONGEST_KEPT) == (60, 60 * 60)
    told = "Copies kept on the way last up to a minute, of the picture up to an hour."
    assert told in privacy.text


def test_privacy_tells_of_the_key_in_the_cookie(visitor: Client) -> None:
    told = page(visitor.get("/privacy/")).section("When you finish").text
    assert "the form you took, your answers and a random key" in told
