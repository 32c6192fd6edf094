"""Making a share: what is offered, chosen and refused, and that one result is one share."""

from datetime import timedelta

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import timezone

from quiz import own_shares, sharing
from quiz.core.document import checksum, write_document
from quiz.editions import Published
from quiz.models import Edition, Quiz, SharedResult
from quiz.views import sharing as views
from tests.web.helpers import (
    Element,
    answers_of,
    chosen,
    fields,
    finish,
    heading,
    page,
    send,
    sheet_in_band,
    to_send,
)
from tests.web.shares import OWN, a_sharer, address, choices, share

sharer = a_sharer


def panel(client: Client) -> Element:
    return page(client.get("/result/")).one(id="share")


def test_the_result_page_offers_to_share_with_three_choices(sharer: Client) -> None:
    offered = panel(sharer).one("form", method="post", action="/result/share/")
    assert choices(offered) == {"name": "", "keep": "365"}
    assert [(o.attrs["value"], o.text) for o in offered.all("option")] == [
        ("30", "30 days"),
        ("365", "a year"),
        ("forever", "as long as I leave it there"),
    ]
    row = share(sharer, **choices(offered))
    assert (row.name, row.answers) == ("", None)
    assert row.expires_on == timezone.now().date() + timedelta(365)


def test_the_choices_are_kept(sharer: Client, published: Published) -> None:
    row = share(sharer, name=" Ana ", include="yes", keep="forever")
    answers = sheet_in_band(published, "short", "clear", -1).sheet.answers
    assert (row.name, row.answers, row.expires_on) == ("Ana", answers, None)


def test_one_press_needs_no_choice_at_all(sharer: Client) -> None:
    assert share(sharer).expires_on == timezone.now().date() + timedelta(365)


def test_shared_once_the_result_page_leads_to_the_link(sharer: Client) -> None:
    share(sharer)
    shown = panel(sharer)
    assert shown.all("form") == []
    assert [link.attrs["href"] for link in shown.all("a")] == ["/result/shared/"]


def test_another_result_can_be_shared_beside_the_first(
    sharer: Client, published: Published
) -> None:
    first = share(sharer, name="Ana")
    finish(sharer, "short", answers_of(published, "short", "b"))
    assert len(panel(sharer).all("form")) == 1
    second = share(sharer, name="Ana now")
    shown = page(sharer.get("/result/shared/"))
    assert shown.all("input")[0].attrs["value"] == f"http://testserver{address(second)}"
    others = shown.section("Also shared from this browser")
    assert [link.attrs["href"] for link in others.all("a")] == [
        address(first),
        address(first, "delete/"),
    ]
    assert others.one("li").text.startswith("Ana clearly leans Data Scientist, shared on ")


def test_the_same_answers_scored_again_are_still_the_shared_ones(
    sharer: Client, published: Published
) -> None:
    row = share(sharer, name="Ana")
    form = page(sharer.get("/result/")).one("form", id="rescore")
    send(sharer, "/result/", fields(form))
    response = send(sharer, "/result/share/", {"name": "Ben", "keep": "30"})
    assert response.status_code == 303
    again = SharedResult.objects.get()
    assert (again.token, again.name) == (row.token, "Ben")


def test_changed_answers_are_another_result(sharer: Client, published: Published) -> None:
    row = share(sharer)
    form = fields(page(sharer.get("/result/")).one("form", id="rescore"))
    slug = next(name for name in form if name[0] == "q")
    send(sharer, "/result/", {**form, slug: "a" if form[slug] != "a" else "b"})
    assert share(sharer).token != row.token


def test_the_cookie_with_what_was_shared_is_closed_to_scripts(sharer: Client) -> None:
    response = send(sharer, "/result/share/", {})
    assert list(response.cookies) == [OWN]
    cookie = response.cookies[OWN]
    token = SharedResult.objects.get().token
    assert cookie.value.startswith(f"{token}:")
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["max-age"] == 400 * 24 * 60 * 60
    assert "name" not in cookie.value


def test_the_newest_twenty_are_remembered(sharer: Client, published: Published) -> None:
    rows = []
    for number in range(22):
        answers = answers_of(published, "short", "a")
        answers["q01"], answers["q02"] = "ab"[number % 2], "ab"[number // 2 % 2]
        finish(sharer, "short", answers)
        rows.append(share(sharer))
    shown = page(sharer.get("/result/shared/"))
    linked = [a.attrs["href"] for a in shown.section("Also shared from this browser").all("a")]
    assert linked[::2] == [address(row) for row in rows[-2:-21:-1]]


def test_without_a_result_there_is_nothing_to_share(visitor: Client) -> None:
    response = send(visitor, "/result/share/", {"name": "Ana"})
    assert heading(response, 404) == "No result here yet"
    assert not SharedResult.objects.exists()


def test_too_few_answers_cannot_be_shared_and_the_page_says_why(
    visitor: Client, published: Published
) -> None:
    few = sheet_in_band(published, "short", "few", 1).sheet.answers
    finish(visitor, "short", few)
    shown = panel(visitor)
    assert shown.all("form") == []
    assert "There is no verdict to show yet." in shown.text
    response = send(visitor, "/result/share/", {})
    refused = page(response, 409)
    assert refused.one("h1").text == "Not shared yet"
    assert "with fewer than 6 answers, no honest reading is possible" in refused.one("main").text
    assert not SharedResult.objects.exists()
    assert chosen(page(visitor.get("/result/"))) == few


def test_a_name_that_is_too_long_is_said_and_nothing_is_lost(sharer: Client) -> None:
    data = {"name": "x" * 41, "keep": "30", "include": "yes"}
    shown = page(send(sharer, "/result/share/", data), 400)
    assert shown.one(role="alert").one("p").text == "Use at most 40 characters for the name."
    field = shown.one("input", name="name")
    assert (field.attrs["value"], field.attrs["aria-invalid"]) == ("x" * 41, "true")
    assert shown.one(id=field.attrs["aria-describedby"]).text.startswith("Use at most 40")
    assert choices(shown.one("form")) == data
    assert not SharedResult.objects.exists()
    assert share(sharer, **{**choices(shown.one("form")), "name": "Ana"}).name == "Ana"


def test_while_the_database_fails_the_choices_are_kept(
    sharer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*args: object) -> None:
        raise views.Error("locked, on purpose")

    monkeypatch.setattr(sharing, "create", fails)
    response = send(sharer, "/result/share/", {"name": "Ana", "keep": "30"})
    shown = page(response, 503)
    assert "nothing was changed" in shown.one("main").text
    assert choices(shown.one("form")) == {"name": "Ana", "keep": "30"}
    assert dict(response.cookies) == {}


def test_each_quiz_has_shares_of_its_own(
    sharer: Client, published: Published, shipped_quiz: Quiz
) -> None:
    another = Quiz.objects.create(
        slug="another", title="Another", left=shipped_quiz.left, right=shipped_quiz.right
    )
    document = {**write_document(published.document), "quiz": another.slug}
    Edition.objects.create(quiz=another, number=1, document=document, checksum=checksum(document))
    first = share(sharer)
    sheet = to_send("short", answers_of(published, "short"))
    assert send(sharer, "/q/another/quiz/", sheet).status_code == 303
    response = send(sharer, "/q/another/result/share/", {"name": "Ana"})
    assert response.headers["Location"] == "/q/another/result/shared/"
    assert list(response.cookies) == ["another-shares"]
    second = SharedResult.objects.get(name="Ana")
    for place, row in (("/", first), ("/q/another/", second)):
        shown = page(sharer.get(f"{place}result/shared/"))
        assert shown.all("input")[0].attrs["value"] == f"http://testserver{address(row)}"
        assert "Also shared" not in shown.text
        seen = page(Client().get(address(row)))
        assert seen.with_text("Take the quiz yourself", "a").attrs["href"] == f"{place}quiz/"
    assert send(sharer, address(second, "delete/"), {}).status_code == 303
    assert own_shares.tokens(request_of(sharer)) == [first.token]


def request_of(client: Client) -> HttpRequest:
    request = RequestFactory().get("/")
    request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
    return request
