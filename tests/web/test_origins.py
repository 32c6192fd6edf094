"""Forms sent by other sites are refused by what the browser says, without a token."""

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from quiz.editions import Published
from quiz.models import AnswerSheet
from tests.web.helpers import answers_of, chosen, heading, page, send, to_send

POSTS = {
    "/quiz/": ("short", "/result/"),
    "/quiz/full/": ("full", "/result/"),
    "/result/": ("short", "/result/"),
    "/result/forget/": ("short", "/result/forgotten/"),
    "/result/share/": ("short", "/result/shared/"),
    "/result/reply/": ("short", "/result/#reply"),
}
OUR_HEADERS: dict[str, dict[str, str]] = {
    "our page": {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"},
    "the person": {"Sec-Fetch-Site": "none"},
    "our page without an origin to tell": {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    "our page in an older browser": {"Origin": "http://testserver"},
    "no page at all": {},
}
FOREIGN_HEADERS: dict[str, dict[str, str]] = {
    "another site": {"Sec-Fetch-Site": "cross-site", "Origin": "https://other.example"},
    "another host of our site": {"Sec-Fetch-Site": "same-site"},
    "another site that claims our origin": {
        "Sec-Fetch-Site": "cross-site",
        "Origin": "http://testserver",
    },
    "a browser that says nothing": {"Sec-Fetch-Site": ""},
    "a word that no browser sends": {"Sec-Fetch-Site": "SAME-ORIGIN"},
    "another site in an older browser": {"Origin": "http://other.example"},
    "an origin that is kept back": {"Origin": "null"},
    "an empty origin": {"Origin": ""},
    "another scheme": {"Origin": "https://testserver"},
    "another port": {"Origin": "http://testserver:8080"},
    "a longer name": {"Origin": "http://testserver.other.example"},
    "our name before an at": {"Origin": "http://testserver@other.example"},
    "no address": {"Origin": "http://["},
}
everywhere = pytest.mark.parametrize("address", POSTS)


@pytest.fixture
def browser(published: Published) -> Client:
    """A visitor's browser with a result, where Django's own check is not switched off."""
    client = Client(enforce_csrf_checks=True)
    send(client, "/result/", to_send("short", answers_of(published, "short", "b")))
    return client


def send_from(
    client: Client, published: Published, address: str, headers: dict[str, str], **more: bool
) -> HttpResponse:
    form, _ = POSTS[address]
    own = {"/result/share/": {"keep": "30"}, "/result/reply/": {"fits": "yes"}}
    data = own.get(address) or to_send(form, answers_of(published, form))
    return send(client, address, data, headers=headers, **more)


@everywhere
@pytest.mark.parametrize("sender", OUR_HEADERS)
def test_a_form_from_here_is_taken(
    browser: Client, published: Published, address: str, sender: str
) -> None:
    response = send_from(browser, published, address, OUR_HEADERS[sender])
    assert (response.status_code, response.headers["Location"]) == (303, POSTS[address][1])


@everywhere
@pytest.mark.parametrize("sender", FOREIGN_HEADERS)
def test_a_form_from_elsewhere_is_refused_and_changes_nothing(
    browser: Client, published: Published, address: str, sender: str
) -> None:
    response = send_from(browser, published, address, FOREIGN_HEADERS[sender])
    assert heading(response, 403) == "That was not accepted"
    assert (dict(response.cookies), AnswerSheet.objects.count()) == ({}, 0)
    assert chosen(page(browser.get("/result/"))) == answers_of(published, "short", "b")


@pytest.mark.parametrize(("scheme", "status"), [("https", 303), ("http", 403)])
def test_over_tls_only_an_origin_over_tls_is_ours(
    browser: Client, published: Published, scheme: str, status: int
) -> None:
    origin = {"Origin": f"{scheme}://testserver"}
    response = send_from(browser, published, "/quiz/", origin, secure=True)
    assert (response.status_code, AnswerSheet.objects.count()) == (status, int(status == 303))


@pytest.mark.parametrize("address", ["/quiz/", "/result/", "/sample/"])
def test_links_from_elsewhere_lead_to_pages(browser: Client, address: str) -> None:
    followed = browser.get(address, headers={"Sec-Fetch-Site": "cross-site"})
    typed = browser.get(address, headers={"Sec-Fetch-Site": "none"})
    assert page(followed).one("h1").text == page(typed).one("h1").text


def test_the_admin_login_needs_djangos_token(browser: Client) -> None:
    User.objects.create_superuser("editor", password="a password")
    browser.get("/admin/login/")
    filled = {"username": "editor", "password": "a password"}
    refused = send(browser, "/admin/login/", filled)
    assert (refused.status_code, "sessionid" in browser.cookies) == (403, False)
    filled["csrfmiddlewaretoken"] = browser.cookies["csrftoken"].value
    taken = send(browser, "/admin/login/", filled)
    assert (taken.status_code, "sessionid" in browser.cookies) == (302, True)
