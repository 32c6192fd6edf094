"""The shared page as a stranger with the link meets it."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from careers import remembered
from quiz import editions, pictures, shared_result, wording
from quiz.core.summary import summarise
from quiz.editions import Published
from quiz.models import Quiz, SharedResult
from quiz.views import sharing as views
from tests.web.helpers import (
    finish,
    heading,
    page,
    publish_again,
    send,
    sheet_in_band,
)
from tests.web.shares import PRIVATE, a_sharer, a_stranger, address, headers, share, tags

sharer, stranger = a_sharer, a_stranger


@pytest.mark.parametrize("band", ["close", "leans", "clear"])
@pytest.mark.parametrize("side", [-1, 1])
def test_a_stranger_sees_the_verdict_and_the_traits(
    visitor: Client, published: Published, stranger: Client, band: str, side: int
) -> None:
    verdict = sheet_in_band(published, "short", band, side)
    finish(visitor, "short", verdict.sheet.answers)
    shown = page(stranger.get(address(share(visitor, name="Ana"))))
    assert shown.one("h1").text == wording.headline(verdict, "Ana")
    assert shown.one("p", **{"class": "lead"}).text == wording.firmness(verdict)
    assert shown.one("figcaption").one("strong").text == wording.lean_in_words(verdict)
    rows = {row.one("h3").text: row.text for row in shown.one("ul").all("li")}
    interests = {trait.slug: trait for trait in summarise(verdict).traits}
    assert rows.keys() == {trait.name for trait in published.document.traits}
    for trait in published.document.traits:
        said, row = interests[trait.slug], rows[trait.name]
        assert row.endswith(f"interest {said.interest} of 100" if said.asked else "not asked")
        shared = published.document.gap(trait.slug) == 0
        assert ("both alike" if shared else wording.signed(said.tenths)) in row


@pytest.mark.parametrize("band", ["close", "leans", "clear"])
@pytest.mark.parametrize("side", [-1, 1])
def test_the_line_is_the_one_of_the_result_page(
    visitor: Client, published: Published, stranger: Client, band: str, side: int
) -> None:
    verdict = sheet_in_band(published, "short", band, side)
    finish(visitor, "short", verdict.sheet.answers)
    drawn = shared_result.page(share(visitor))["line"]
    exact = pictures.lean_line(verdict)
    places = asdict(drawn)
    assert places.pop("hill") == ""
    for name, value in places.items():
        # The summary holds tenths of a point, each 0.3 wide.
        assert getattr(exact, name) == pytest.approx(value, abs=0.4), name


def test_a_trait_that_no_answer_touched_says_so(sharer: Client, stranger: Client) -> None:
    row = share(sharer)
    row.summary["traits"][0]["asked"] = 0
    row.save()
    rows = page(stranger.get(address(row))).one("ul", **{"class": "traits"}).all("li")
    untouched = [item for item in rows if item.text.endswith("interest not asked")]
    assert [item.all("rect") for item in untouched] == [[]]


def test_without_a_name_it_is_someone(sharer: Client, stranger: Client) -> None:
    shown = page(stranger.get(address(share(sharer))))
    assert shown.one("h1").text == "Someone clearly leans Data Scientist"
    assert "you lean" not in shown.one("main").text.lower()


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ 7 }}",
        "&lt;b&gt;",
        "O’Neil & Co",
    ],
)
def test_a_name_is_text_wherever_it_stands(sharer: Client, stranger: Client, name: str) -> None:
    row = share(sharer, name=name)
    shown = page(stranger.get(address(row)))
    told = f"{name} clearly leans Data Scientist"
    plain = shown.one("h1").text.translate({0x2068: None, 0x2069: None})
    assert plain == told
    assert tags(shown)["og:title"].translate({0x2068: None, 0x2069: None}) == told
    assert shown.all("script", "img") == []


@pytest.mark.parametrize("name", ["عنا", "אנה", "Ánna", "👩‍🔬"])
def test_a_name_in_any_script_does_not_turn_the_sentence(
    sharer: Client, stranger: Client, name: str
) -> None:
    shown = page(stranger.get(address(share(sharer, name=name))))
    assert shown.one("h1").text == f"\u2068{name}\u2069 clearly leans Data Scientist"


def test_single_answers_are_shown_when_included_in_the_words_of_their_edition(
    sharer: Client, stranger: Client, shipped_quiz: Quiz, published: Published
) -> None:
    row = share(sharer, include="yes")
    publish_again(shipped_quiz, "Other words?")
    rows = page(stranger.get(address(row))).section("Single answers").all("li")
    answers = sheet_in_band(published, "short", "clear", -1).sheet.answers
    assert [(r.all("span")[0].text, r.all("span")[1].text) for r in rows] == [
        (question.text, question.option(answers[question.slug]).text)
        for question in published.document.form("short")
    ]


def test_the_ways_on_from_a_shared_result(sharer: Client, stranger: Client) -> None:
    row = share(sharer)
    links = {a.text: a.attrs["href"] for a in page(stranger.get(address(row))).one("main").all("a")}
    assert links["Take the quiz yourself"] == "/quiz/"
    assert links["Compare with mine"] == address(row, "compare/")
    assert links["guess first"] == address(row, "guess/")
    assert links["Change or delete it"] == "/result/shared/"


def test_previews_of_the_link_say_what_the_page_says(sharer: Client, stranger: Client) -> None:
    row = share(sharer, name="Ana")
    shown = page(stranger.get(address(row)))
    said, link = tags(shown), f"http://testserver{address(row)}"
    told = "Ana clearly leans Data Scientist"
    assert (said["og:title"], said["twitter:title"]) == (told, told)
    assert said["og:url"] == shown.one("link", rel="canonical").attrs["href"] == link
    assert said["og:description"] == said["twitter:description"]
    assert said["og:description"].startswith("Fewer than 1 in ")
    assert said["og:image"] == said["twitter:image"]
    assert said["og:image"].startswith(f"{link}card-")
    assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
    assert said["og:image:alt"] == said["twitter:image:alt"] != ""
    assert said["twitter:card"] == "summary_large_image"
    found = shown.one("link", type="application/json+oembed").attrs["href"]
    assert found == f"http://testserver/oembed/?url={link.replace(':', '%3A').replace('/', '%2F')}"


def test_the_page_is_the_same_for_everyone_and_kept_a_minute(
    sharer: Client, stranger: Client
) -> None:
    row = share(sharer)
    response = stranger.get(address(row))
    assert sharer.get(address(row)).content == response.content
    assert dict(response.cookies) == {}
    assert "Cookie" not in response.headers["Vary"]
    expected = {
        "Cache-Control": "public, max-age=60",
        "X-Robots-Tag": "noindex",
        "Referrer-Policy": "no-referrer",
    }
    assert headers(response, *expected) == expected
    assert tags(page(response))["robots"] == "noindex"


def test_an_unchanged_page_is_not_sent_twice(sharer: Client, stranger: Client) -> None:
    row = share(sharer, name="Ana")
    etag = stranger.get(address(row)).headers["ETag"]
    again = stranger.get(address(row), headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    send(sharer, "/result/share/", {"name": "Ben"})
    changed = stranger.get(address(row), headers={"If-None-Match": etag})
    assert page(changed).one("h1").text == "Ben clearly leans Data Scientist"


def test_it_is_kept_no_longer_than_it_may_be_seen(
    sharer: Client, stranger: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = share(sharer, keep="30")
    end = datetime(row.expires_on.year, row.expires_on.month, row.expires_on.day, tzinfo=UTC)

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return end - timedelta(seconds=20)

    monkeypatch.setattr(views, "datetime", Clock)
    assert stranger.get(address(row)).headers["Cache-Control"] == "public, max-age=20"


@pytest.mark.parametrize("reading", [Client.get, Client.head])
def test_head_says_what_get_says(
    sharer: Client, stranger: Client, reading: Callable[..., HttpResponse]
) -> None:
    row = share(sharer)
    response = reading(stranger, address(row))
    assert response.headers["ETag"] == stranger.get(address(row)).headers["ETag"]


def test_a_shared_page_costs_one_query(
    sharer: Client,
    stranger: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(remembered, "RECHECK_SECONDS", 1000)
    editions.forget()  # what the fixtures asked for is believed for a second only
    row = share(sharer, name="Ana", include="yes")
    stranger.get("/")
    with django_assert_num_queries(1):
        first = stranger.get(address(row)).content
    with django_assert_num_queries(0):
        assert stranger.get(address(row)).content == first
    with django_assert_num_queries(2):
        sharer.get("/result/shared/")
    with django_assert_num_queries(1):
        sharer.get("/result/")
    with django_assert_num_queries(0):
        stranger.get("/result/shared/")


def test_an_expired_share_is_no_longer_shared(sharer: Client, stranger: Client) -> None:
    row = share(sharer, name="Ana")
    SharedResult.objects.update(expires_on=timezone.now().date())
    for client in (sharer, stranger):
        response = client.get(address(row))
        assert heading(response, 410) == "No longer shared"
        assert "Ana" not in response.content.decode()
        assert headers(response, *PRIVATE) == PRIVATE
    assert heading(sharer.get("/result/shared/"), 404) == "Nothing shared from here"


def test_every_wrong_address_gets_the_same_page(sharer: Client, stranger: Client) -> None:
    row = share(sharer)
    turned = row.token[:-1] + ("a" if row.token[-1] != "a" else "b")
    wrong = [
        "a",
        "a" * 32,
        "a" * 500,
        turned,
        row.token[:-1],
        row.token + "a",
        row.delete_key,
        "%00",
    ]
    pages = {stranger.get(f"/r/{token}/").content for token in wrong}
    assert len(pages) == 1
    response = stranger.get(f"/r/{turned}/")
    assert heading(response, 404) == "No result at this address"
    assert headers(response, *PRIVATE) == PRIVATE
