"""Framed by other sites: what may be, what it says there, and how sites find it by oEmbed."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import DjangoAssertNumQueries

from careers import remembered
from quiz import sharing, wording
from quiz.editions import Published
from quiz.models import AnswerSheet, Quiz, SharedResult
from tests.web.compared import MARKUP, expire, main_heading, owner_of, second_quiz, share
from tests.web.helpers import (
    Element,
    answers_of,
    fields,
    page,
    read_html,
    send,
    serve_order,
)

SITE = "http://testserver"
WRONG_TOKENS = ["a", "a" * 32, "a" * 3000, "%00", "%C3%A9", "%FF", "<b>", "a b", "'--", "{{7}}"]


@pytest.fixture
def ana(published: Published) -> SharedResult:
    return share(published, "Ana", side=1, include=True)


def frames_allowed(response: HttpResponse) -> bool:
    """Whether the browser lets any site frame this; neither header may contradict the other."""
    policy = [part.split() for part in response.headers["Content-Security-Policy"].split(";")]
    [ancestors] = [words for name, *words in policy if name == "frame-ancestors"]
    by_policy, by_header = ancestors == ["*"], "X-Frame-Options" not in response.headers
    assert by_policy == by_header
    assert by_policy or ancestors == ["'none'"]
    return by_policy


def every_address(ana: SharedResult) -> Iterator[str]:
    """An address of every pattern of the site, with values that lead somewhere."""
    values = {
        "token": ana.token,
        "tokens": f"{ana.token}/{ana.token}",
        "front": "",
        "other_quiz": "another",
    }
    for route in _routes(get_resolver().url_patterns):
        if "(" not in route:
            filled = [_fill(part, values) for part in route.split("/")]
            yield "/" + "/".join(filled)


def _routes(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for each in patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _routes(each.url_patterns, route)
        else:
            yield route


def _fill(part: str, values: dict[str, str]) -> str:
    while "<" in part:
        start, end = part.index("<"), part.index(">")
        kind, _, name = part[start + 1 : end].rpartition(":")
        value = values.get(kind, values.get(name, "1" if kind == "int" else "insight"))
        part = part[:start] + value + part[end + 1 :]
    return part


# Who may frame what


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Dest": "iframe"}])
def test_only_the_two_pages_may_be_framed(
    visitor: Client,
    shipped_quiz: Quiz,
    published: Published,
    ana: SharedResult,
    headers: dict[str, str],
) -> None:
    second_quiz(shipped_quiz, published)
    addresses = [*every_address(ana), "/nowhere/", "/static/nothing.css"]
    framable = {a for a in addresses if frames_allowed(visitor.get(a, headers=headers))}
    assert framable == {f"/embed/{ana.token}/", "/embed/quiz/", "/q/another/embed/quiz/"}
    assert {"/", "/quiz/", "/result/", f"/r/{ana.token}/", "/admin/login/"} <= {*addresses}


def test_a_framed_page_of_a_result_that_is_gone_says_so_in_the_frame(
    visitor: Client, ana: SharedResult
) -> None:
    expire(ana)
    response = visitor.get(f"/embed/{ana.token}/")
    assert main_heading(response, 410) == "This result is not shared"
    assert frames_allowed(response)
    assert "Ana" not in response.content.decode()


@pytest.mark.parametrize("token", WRONG_TOKENS)
def test_a_token_that_never_was_says_so_in_the_frame(
    visitor: Client, published: Published, token: str
) -> None:
    response = visitor.get(f"/embed/{token}/")
    assert main_heading(response, 404) == "This result is not shared"
    assert frames_allowed(response)


@pytest.mark.parametrize("address", ["/embed/{}/", "/embed/quiz/"])
def test_a_framed_page_needs_no_cookie_and_sets_none(ana: SharedResult, address: str) -> None:
    shown = [client.get(address.format(ana.token)) for client in (Client(), owner_of(ana))]
    assert shown[0].content == shown[1].content
    assert [dict(response.cookies) for response in shown] == [{}, {}]
    assert "Cookie" not in shown[0].headers.get("Vary", "")
    assert shown[0].headers["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize("address", ["/embed/{}/", "/embed/quiz/", "/oembed/"])
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_can_be_sent_to_them(
    visitor: Client, ana: SharedResult, address: str, method: str
) -> None:
    response = getattr(visitor, method)(address.format(ana.token))
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")


# A shared result in a frame


def test_the_card_says_the_verdict_in_words_and_leads_out_of_the_frame(
    visitor: Client, ana: SharedResult
) -> None:
    shown = page(visitor.get(f"/embed/{ana.token}/"))
    reading = sharing.reading(ana)
    assert shown.one("h1").text == "Ana leans ML Engineer"
    assert shown.one("figcaption").one("strong").text == wording.lean_in_words(reading)
    links = {a.attrs["href"]: (a.attrs["target"], a.attrs["rel"]) for a in shown.all("a")}
    assert links == {f"/r/{ana.token}/": ("_blank", "noopener"), "/": ("_blank", "noopener")}
    assert shown.all("script") == []


def test_the_card_shows_no_single_answer_even_where_the_page_does(
    visitor: Client, published: Published, ana: SharedResult
) -> None:
    questions = published.document.questions
    texts = {o.text for q in questions for o in q.options if len(o.text) > 20}
    texts |= {q.text for q in questions}
    body = visitor.get(f"/embed/{ana.token}/").content.decode()
    body += json.dumps(visitor.get("/oembed/", {"url": f"{SITE}/r/{ana.token}/"}).json())
    assert [text for text in texts if text in body] == []


def test_the_card_may_be_kept_a_minute_and_no_index_lists_it(
    visitor: Client, ana: SharedResult
) -> None:
    response = visitor.get(f"/embed/{ana.token}/")
    names = ("Cache-Control", "X-Robots-Tag", "Referrer-Policy")
    kept = [response.headers[name] for name in names]
    assert kept == ["public, max-age=60", "noindex", "no-referrer"]
    headers = {"If-None-Match": response.headers["ETag"]}
    again = visitor.get(f"/embed/{ana.token}/", headers=headers)
    assert (again.status_code, frames_allowed(again)) == (304, True)


def test_a_name_with_markup_is_shown_as_typed(visitor: Client, published: Published) -> None:
    shown = page(visitor.get(f"/embed/{share(published, MARKUP).token}/"))
    assert shown.one("h1").text == f"{MARKUP} leans ML Engineer"


@pytest.mark.parametrize(
    ("address", "queries"), [("/embed/{}/", 0), ("/oembed/?url=http://testserver/r/{}/", 1)]
)
def test_a_warm_answer_asks_the_database_once_at_most(
    visitor: Client,
    ana: SharedResult,
    address: str,
    queries: int,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    monkeypatch.setattr(remembered, "RECHECK_SECONDS", 3600)
    visitor.get(address.format(ana.token))
    with django_assert_num_queries(queries):
        assert visitor.get(address.format(ana.token)).status_code == 200


# The quiz in a frame


def test_the_framed_quiz_is_answered_there_and_opens_the_result_on_its_own(
    visitor: Client, published: Published
) -> None:
    shown = page(visitor.get("/embed/quiz/"))
    form = shown.one("form")
    sent_to = [form.attrs[name] for name in ("method", "action", "target")]
    assert sent_to == ["post", "/quiz/", "_top"]
    asked = [fieldset.one("h2").text for fieldset in form.all("fieldset")]
    assert asked == [question.text for question in published.document.form("short")]
    filled = {**fields(form), **answers_of(published, "short")}
    same_origin = {"Sec-Fetch-Site": "same-origin", "Origin": SITE}
    response = send(visitor, "/quiz/", filled, headers=same_origin)
    assert (response.status_code, response.headers["Location"]) == (303, "/result/")
    assert AnswerSheet.objects.get().answers == answers_of(published, "short")
    assert shown.all("script") == []


def test_every_link_of_the_framed_quiz_leads_out_of_the_frame(
    visitor: Client, published: Published
) -> None:
    links = page(visitor.get("/embed/quiz/")).all("a")
    assert {a.attrs["href"]: a.attrs["target"] for a in links} == {
        "/quiz/": "_blank",
        "/privacy/": "_blank",
    }


def test_another_quiz_can_be_framed_too(
    visitor: Client, shipped_quiz: Quiz, published: Published
) -> None:
    second_quiz(shipped_quiz, published)
    response = visitor.get("/q/another/embed/quiz/")
    assert page(response).one("form").attrs["action"] == "/q/another/quiz/"
    assert frames_allowed(response)


def test_the_framed_quiz_is_the_same_for_everyone_and_costs_no_query(
    visitor: Client,
    published: Published,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    serve_order(monkeypatch, 0)
    monkeypatch.setattr(remembered, "RECHECK_SECONDS", 3600)
    first = visitor.get("/embed/quiz/")
    with django_assert_num_queries(0):
        again = Client().get("/embed/quiz/")
    assert again.content == first.content
    assert again.headers["Cache-Control"] == "public, max-age=0, s-maxage=60, must-revalidate"


# oEmbed


def ask(client: Client, url: str, **more: str) -> HttpResponse:
    return client.get("/oembed/", {"url": url, **more})


def frame_of(answer: dict[str, Any]) -> Element:
    return read_html(answer["html"]).one("iframe")


@pytest.mark.parametrize("kind", ["r", "embed"])
def test_a_shared_result_is_described_as_the_specification_asks(
    visitor: Client, ana: SharedResult, kind: str
) -> None:
    response = ask(visitor, f"{SITE}/{kind}/{ana.token}/")
    assert response.headers["Content-Type"] == "application/json"
    answer = response.json()
    html, thumbnail = answer.pop("html"), answer.pop("thumbnail_url")
    assert answer == {
        "version": "1.0",
        "type": "rich",
        "title": "Ana leans ML Engineer",
        "provider_name": "Crossroads",
        "provider_url": f"{SITE}/",
        "cache_age": 60,
        "width": 480,
        "height": 480,
        "thumbnail_width": 1200,
        "thumbnail_height": 630,
    }
    frame = read_html(html).one("iframe")
    assert {name: frame.attrs[name] for name in ("src", "width", "height", "title")} == {
        "src": f"{SITE}/embed/{ana.token}/",
        "width": "480",
        "height": "480",
        "title": "Ana leans ML Engineer",
    }
    assert thumbnail.startswith(f"{SITE}/r/{ana.token}/card-")
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_a_name_with_markup_stays_inside_the_frames_title(
    visitor: Client, published: Published
) -> None:
    answer = ask(visitor, f"{SITE}/r/{share(published, MARKUP).token}/").json()
    document = read_html(answer["html"])
    assert [element.tag for element in document.all()] == ["iframe"]
    assert frame_of(answer).attrs["title"] == answer["title"] == f"{MARKUP} leans ML Engineer"


@pytest.mark.parametrize(
    ("limits", "size"),
    [
        ({"maxwidth": "300"}, (300, 480)),
        ({"maxheight": "200"}, (480, 200)),
        ({"maxwidth": "1", "maxheight": "1"}, (1, 1)),
        ({"maxwidth": "4000", "maxheight": "4000"}, (480, 480)),
        ({"maxwidth": "9999999999"}, (480, 480)),
    ],
)
def test_no_limit_is_passed(
    visitor: Client, ana: SharedResult, limits: dict[str, str], size: tuple[int, int]
) -> None:
    answer = ask(visitor, f"{SITE}/r/{ana.token}/", **limits).json()
    assert (answer["width"], answer["height"]) == size
    frame = frame_of(answer).attrs
    assert (frame["width"], frame["height"]) == (str(size[0]), str(size[1]))
    fits = all(int(limit) >= 1200 for limit in limits.values())
    assert ("thumbnail_url" in answer) == fits


@pytest.mark.parametrize("name", ["maxwidth", "maxheight"])
@pytest.mark.parametrize(
    "value", ["", "0", "-1", "1.5", "wide", "１２", "²", "9" * 5000, "1 ", "\0"]
)
def test_a_limit_that_is_no_size_is_refused(
    visitor: Client, ana: SharedResult, name: str, value: str
) -> None:
    response = ask(visitor, f"{SITE}/r/{ana.token}/", **{name: value})
    assert (response.status_code, response.json()) == (
        400,
        {"error": "maxwidth and maxheight should be whole numbers above 0."},
    )


@pytest.mark.parametrize(
    "url",
    [
        *("", "hello", "/r/{}/", "//testserver/r/{}/", "http://[", "http://[::1", "javascript:0"),
        *("https://other.example/r/{}/", "http://testserver.other.example/r/{}/"),
        *("http://testserver@other.example/r/{}/", "http://testserver:81/r/{}/"),
        *("ftp://testserver/r/{}/", "http://testserver/r/{}", "http://testserver/r/{}/guess/"),
        *(
            "http://testserver/",
            "http://testserver/compare/{}/{}/",
            "http://testserver/embed/quiz/",
        ),
        *("http://testserver/r/aaa/", "http://testserver/r/{}x/", "http://testserver/r/\0/"),
        *("http://testserver/r/" + "a" * 5000 + "/", "http://testserver/admin/"),
    ],
)
def test_an_address_that_is_no_shared_result_of_ours_is_not_found(
    visitor: Client, ana: SharedResult, url: str
) -> None:
    response = ask(visitor, url.replace("{}", ana.token))
    assert (response.status_code, response.json()) == (
        404,
        {"error": "There is no shared result at this url."},
    )


def test_a_result_that_is_gone_is_not_found(visitor: Client, ana: SharedResult) -> None:
    expire(ana)
    response = ask(visitor, f"{SITE}/r/{ana.token}/")
    assert (response.status_code, "Ana" in response.content.decode()) == (404, False)


def test_without_a_url_nothing_is_found(visitor: Client, published: Published) -> None:
    assert visitor.get("/oembed/").status_code == 404


@pytest.mark.parametrize("form", ["xml", "XML", "", "jsonp", "\0"])
def test_only_json_is_offered(visitor: Client, ana: SharedResult, form: str) -> None:
    response = ask(visitor, f"{SITE}/r/{ana.token}/", format=form)
    assert (response.status_code, response.json()) == (
        501,
        {"error": "Only format=json is offered."},
    )


def test_the_host_is_the_one_that_was_asked(visitor: Client, ana: SharedResult) -> None:
    host = settings.ALLOWED_HOSTS[0]
    url = f"https://{host}/r/{ana.token}/"
    answer = visitor.get("/oembed/", {"url": url}, headers={"Host": host}, secure=True).json()
    assert frame_of(answer).attrs["src"] == f"https://{host}/embed/{ana.token}/"
