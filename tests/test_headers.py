"""What every answer tells the browser, whatever was asked and however it went.

The addresses are read from the site itself: one without an example here fails, by its name.
The rules are those of Mozilla's HTTP Observatory, and what only works when all keep to it.
"""

import runpy
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as current
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client

from quiz import sharing
from quiz.editions import Published
from quiz.models import SharedResult
from quiz.views import about
from tests.careful import POLICY, SHOWN, expected, policy, told
from tests.every_address import address, names
from tests.makers import make_editor
from tests.web.helpers import answers_of, finish, page, send, to_send
from tests.web.shares import share

BANNERS = ("Server", "X-Powered-By", "Via")


@pytest.fixture
def row(visitor: Client, published: Published) -> SharedResult:
    """What the visitor shared."""
    finish(visitor, "short", answers_of(published, "short"))
    return share(visitor, name="Ana")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> None:
    """Where pictures are kept."""
    kept = {**settings.CACHES["cards"], "LOCATION": tmp_path / "cards"}
    settings.CACHES = {**settings.CACHES, "cards": kept}


# Every address


def test_every_address_tells_the_browser_to_be_careful(visitor: Client, row: SharedResult) -> None:
    seen, wanted = {}, {}
    for name in names():
        response = visitor.get(address(name, row))
        assert response.status_code in {200, 303, 400, 404, 405}, name
        seen[name], wanted[name] = told(response), expected(name)
        assert [response.headers.get(banner) for banner in BANNERS] == [None] * 3
    assert len(seen) > 25
    assert seen == wanted


def test_an_address_asked_in_a_way_that_it_does_not_offer(
    visitor: Client, row: SharedResult
) -> None:
    places = {name: address(name, row) for name in names()}
    refused = {name: visitor.delete(place) for name, place in places.items()}
    assert {r.status_code for name, r in refused.items() if name != "sitemap"} == {405}
    policies = [told(response)[1]["default-src"] for response in refused.values()]
    assert policies == [["'none'"]] * len(places)
    own = [name for name in refused if name not in SHOWN]
    assert [told(refused[name]) for name in own] == [expected()] * len(own)


@pytest.mark.parametrize("path", ["/robots.txt", "/favicon.ico", "/static/"])
def test_a_file_is_sent_as_carefully_as_a_page(visitor: Client, path: str) -> None:
    if path == "/static/":
        links = page(visitor.get("/")).one("head").all("link", rel="stylesheet")
        path = links[0].attrs["href"] or ""
    with closing(visitor.get(path)) as response:
        assert (response.status_code, told(response)) == (200, expected())


# What goes wrong


def gone(client: Client, row: SharedResult) -> HttpResponse:
    sharing.delete(row)
    return client.get(f"/r/{row.token}/")


def fault(client: Client, row: SharedResult, patch: pytest.MonkeyPatch) -> HttpResponse:
    def fails(published: Published) -> None:
        raise RuntimeError("a fault, on purpose")

    patch.setattr(about, "face_of", fails)
    client.raise_request_exception = False
    return client.get("/methods/")


def without_database(client: Client) -> HttpResponse:
    def refuse(*query: object) -> None:
        raise OperationalError("no such host")

    with connection.execute_wrapper(refuse):
        return client.get("/healthz/")


def locked_out(client: Client) -> HttpResponse:
    wrong = {"username": "nobody", "password": "wrong"}
    return [client.post("/admin/login/", wrong) for _ in range(5)][-1]


FAILURES: dict[int, Callable[[Client], HttpResponse]] = {
    400: lambda client: client.get("/", headers={"host": "evil.example"}),
    403: lambda client: send(client, "/quiz/", {}, headers={"Sec-Fetch-Site": "cross-site"}),
    404: lambda client: client.get("/nowhere/"),
    405: lambda client: client.put("/quiz/"),
    411: lambda client: send(
        client, "/quiz/", {}, HTTP_TRANSFER_ENCODING="chunked", CONTENT_LENGTH=""
    ),
    413: lambda client: send(client, "/quiz/", {"q01": "a" * 70_000}),
    422: lambda client: send(client, "/quiz/", to_send("short", {})),
    429: locked_out,
    503: without_database,
}


@pytest.mark.parametrize("status", FAILURES)
def test_a_failure_is_told_as_carefully_as_a_page(visitor: Client, status: int) -> None:
    response = FAILURES[status](visitor)
    assert (response.status_code, told(response)) == (status, expected())


@pytest.mark.parametrize("path", ["/quiz/", "/result/share/"])
def test_too_much_at_once_is_told_as_carefully(visitor: Client, settings: Any, path: str) -> None:
    settings.LIMITS = dict.fromkeys(settings.LIMITS, 1)
    send(visitor, path, {})
    response = send(visitor, path, {})
    assert (response.status_code, told(response)) == (429, expected())
    assert (dict(response.cookies), int(response.headers["Retry-After"]) > 0) == ({}, True)


def test_what_is_gone_and_what_is_our_fault_too(
    visitor: Client, row: SharedResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = [gone(visitor, row), fault(visitor, row, monkeypatch)]
    assert [response.status_code for response in shown] == [410, 500]
    assert [told(response) for response in shown] == [expected()] * 2


@pytest.mark.parametrize(
    "path", ["", "login/", "code/", "device/", "nowhere/", "quiz/quiz/", "jsi18n/"]
)
@pytest.mark.parametrize("inside", [False, True])
def test_the_admin_keeps_to_the_same_rules(
    visitor: Client, settings: Any, path: str, inside: bool
) -> None:
    settings.SECOND_FACTOR = True
    if inside:
        visitor.force_login(make_editor())
    response = visitor.get(f"/admin/{path}")
    assert response.status_code in {200, 302, 404}
    assert told(response) == expected()


# Behind TLS


@pytest.fixture
def behind_tls(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings as they are with DJANGO_HTTPS=1."""
    monkeypatch.setenv("DJANGO_HTTPS", "1")
    read = runpy.run_path(str(current.BASE_DIR / "config" / "settings.py"))
    names = ("HTTPS", "COOKIE_PREFIX", "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME")
    for name in (*names, *(name for name in read if name.startswith("SECURE_"))):
        setattr(settings, name, read[name])
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = read["SESSION_COOKIE_SECURE"]
    settings.CSRF_COOKIE_SECURE = read["CSRF_COOKIE_SECURE"]


def test_behind_tls_every_cookie_is_bound_to_this_host_and_to_tls(
    behind_tls: None, published: Published
) -> None:
    over_tls = {"headers": {"x-forwarded-proto": "https"}}
    browser, friend = Client(**over_tls), Client(**over_tls)
    finish(browser, "short", answers_of(published, "short"))
    row = share(browser, name="Ana")
    send(friend, f"/r/{row.token}/with/", {})
    send(friend, f"/r/{row.token}/guess/", {"guess": "left"})
    make_editor()
    form = browser.get("/admin/login/")
    browser.post("/admin/login/", {"username": "editor", "password": "editor"})
    jar = browser.cookies | friend.cookies
    short = "__Secure-crossroads-guess"
    assert set(jar) == {
        *(f"__Host-crossroads-{kind}" for kind in ("answers", "shares", "with")),
        *("__Host-csrftoken", "__Host-sessionid", short),
    }
    for name, cookie in jar.items():
        path = f"/r/{row.token}/guess/" if name == short else "/"
        said = [cookie[part] for part in ("secure", "httponly", "samesite", "path", "domain")]
        assert said == [True, True, "Lax", path, ""], name
    assert browser.get("/result/").status_code == 200
    assert form.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_behind_tls_every_answer_keeps_browsers_to_it(
    behind_tls: None, published: Published
) -> None:
    client = Client(headers={"x-forwarded-proto": "https"})
    finish(client, "short", answers_of(published, "short"))
    row = share(client, name="Ana")
    paths = [*(address(name, row) for name in names()), "/admin/login/", "/nowhere/", "/robots.txt"]
    answers = [*map(client.get, paths), *map(client.delete, paths), client.get(paths[0])]
    answers += [FAILURES[status](client) for status in (403, 413, 422, 429, 503)]
    for answer in answers:
        answer.close()
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
        assert told(answer)[1]["default-src"] == ["'none'"]


def test_behind_tls_what_was_kept_can_be_forgotten(behind_tls: None, published: Published) -> None:
    browser = Client(headers={"x-forwarded-proto": "https"})
    finish(browser, "short", answers_of(published, "short"))
    forgotten = send(browser, "/result/forget/", {}).cookies["__Host-crossroads-answers"]
    assert (forgotten.value, forgotten["max-age"], forgotten["secure"]) == ("", 0, True)
    assert browser.get("/result/").status_code == 404


def test_the_way_from_http_to_https_is_as_careful(behind_tls: None, published: Published) -> None:
    client = Client(headers={"x-forwarded-proto": "http"})
    led, strange = client.get("/quiz/"), client.get("/", headers={"host": "evil.example"})
    assert (led.status_code, led.headers["Location"]) == (301, "https://testserver/quiz/")
    assert told(led) == expected()
    assert (strange.status_code, policy(strange)) == (400, POLICY)


def test_without_tls_nothing_is_claimed_of_it(published: Published) -> None:
    browser = Client()
    finish(browser, "short", answers_of(published, "short"))
    assert [*browser.cookies] == ["crossroads-answers"]
    assert "Strict-Transport-Security" not in browser.get("/").headers
