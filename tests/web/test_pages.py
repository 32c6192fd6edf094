"""Every page: its security headers, its markup, who may keep it, and what it costs."""

from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from careers import remembered
from quiz import editions
from quiz.editions import Published
from quiz.views import about
from tests.careful import HEADERS, policy
from tests.web.checks import ENGINEER, tick
from tests.web.helpers import (
    Element,
    answers_of,
    finish,
    read_html,
    send,
    serve_order,
    to_send,
)
from tests.web.shares import share

PUBLIC = [
    *("/", "/quiz/", "/quiz/full/", "/sample/", "/methods/", "/privacy/", "/accessibility/"),
    *("/validity/", "/result/forgotten/"),
    *("/work-check/", "/work-check/sample/", "/work-check/methods/"),
]
PERSONAL = ["/result/", "/result/more/", "/work-check/result/"]
SWITCHED_OFF = (
    *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer"),
    *("microphone", "payment", "usb"),
)

Show = Callable[[str], HttpResponse]


def get(address: str) -> Callable[[Client], HttpResponse]:
    return lambda client: client.get(address)


ERRORS: dict[str, Callable[[Client], HttpResponse]] = {
    "no such page": get("/nowhere/"),
    "no such quiz": get("/q/nowhere/quiz/"),
    "from another site": lambda client: send(
        client, "/quiz/", {}, headers={"Sec-Fetch-Site": "cross-site"}
    ),
    "too large": lambda client: send(client, "/quiz/", {"q01": "a" * 70_000}),
    "not understood": lambda client: send(client, "/result/", {"q01": "a"}),
    "checklists left": lambda client: send(client, "/work-check/", to_send("short", {})),
    "form with a problem": lambda client: send(client, "/quiz/", {"q01": "z"}),
    "questions missing": lambda client: send(client, "/quiz/", to_send("short", {})),
    "nothing replied": lambda client: send(client, "/result/reply/", {}),
    "not allowed": lambda client: client.put("/quiz/"),
    "our fault": get("/methods/"),
}
STATUSES = dict(zip(ERRORS, (404, 404, 403, 413, 400, 422, 400, 422, 400, 405, 500), strict=True))
NO_RESULT = "no result yet"
# What somebody who shared their result sees; with the token of the share.
SHARERS = ["/result/shared/", "/r/{}/with/", "/r/{}/guess/", "/r/{}/delete/"]
SHARED = ["/r/{}/", "/compare/{}/"]
EVERY = [*PUBLIC, *PERSONAL, *SHARERS, *SHARED, NO_RESULT, *ERRORS]


@pytest.fixture
def show(visitor: Client, published: Published, monkeypatch: pytest.MonkeyPatch) -> Show:
    """Fetches a page by its name, as a visitor with a result unless it says otherwise."""

    def fails(published: Published) -> None:
        raise RuntimeError("a fault, on purpose")

    def fetch(name: str) -> HttpResponse:
        if name == NO_RESULT:
            return Client().get("/result/")
        finish(visitor, "short", answers_of(published, "short"))
        if name == "/work-check/result/":
            tick(visitor, editions.current("work-check"), ENGINEER)
        if name == "our fault":
            monkeypatch.setattr(about, "face_of", fails)
            visitor.raise_request_exception = False
        if name in [*SHARERS, *SHARED]:
            return visitor.get(name.format(share(visitor).token))
        response = ERRORS.get(name, get(name))(visitor)
        expected = 404 if name == NO_RESULT else STATUSES.get(name, 200)
        assert response.status_code == expected, name
        return response

    return fetch


def tree(response: HttpResponse) -> Element:
    return read_html(response.content.decode())


def tells_the_browser_to_be_careful(name: str, response: HttpResponse, shown: Element) -> None:
    expected = {**HEADERS, "Referrer-Policy": "no-referrer"} if name in SHARED else HEADERS
    assert {header: response.headers[header] for header in HEADERS} == expected
    switched_off = response.headers["Permissions-Policy"].split(", ")
    assert switched_off == [f"{feature}=()" for feature in SWITCHED_OFF]


def allows_only_what_comes_from_here(name: str, response: HttpResponse, shown: Element) -> None:
    allowed = policy(response)
    assert allowed["default-src"] == ["'none'"]
    for directive in ("base-uri", "frame-ancestors"):
        assert allowed[directive] == ["'none'"]
    assert allowed["form-action"] == ["'self'"]
    images = allowed.pop("img-src")
    assert {source for sources in allowed.values() for source in sources} == {"'self'", "'none'"}
    assert set(images) <= {"'self'", "data:"}


def has_a_language_a_title_and_one_main_heading(
    name: str, response: HttpResponse, shown: Element
) -> None:
    assert shown.one("html").attrs["lang"] == "en"
    assert shown.one("head").one("title").text.endswith(" · Crossroads")
    assert len(shown.one("main").one("h1").text) > 5
    assert shown.one("meta", name="viewport").attrs["content"] == (
        "width=device-width, initial-scale=1"
    )


def headings_leave_out_no_level(name: str, response: HttpResponse, shown: Element) -> None:
    levels = [int(e.tag[1]) for e in shown.all("h1", "h2", "h3", "h4", "h5", "h6")]
    # What is wrong with a form is said above everything else.
    above = [heading for alert in shown.all(role="alert") for heading in alert.all("h2")]
    outline = levels[len(above) :]
    assert outline[0] == 1
    jumps = [(upper, lower) for upper, lower in pairwise(outline) if lower > upper + 1]
    assert jumps == []


def an_id_is_used_once_and_every_reference_leads_somewhere(
    name: str, response: HttpResponse, shown: Element
) -> None:
    elements = shown.all()
    ids = Counter(e.attrs["id"] for e in elements if "id" in e.attrs)
    assert {key: times for key, times in ids.items() if times > 1 or not key} == {}
    references = [
        e.attrs[attribute]
        for e in elements
        for attribute in ("for", "form", "aria-describedby", "aria-labelledby", "aria-controls")
        if attribute in e.attrs
    ]
    fragments = [e.attrs["href"][1:] for e in elements if e.attrs.get("href", "").startswith("#")]
    assert "main" in fragments
    assert {key for key in [*references, *fragments] if key not in ids} == set()


def holds_no_script_style_or_handler_in_the_page_itself(
    name: str, response: HttpResponse, shown: Element
) -> None:
    elements = shown.all()
    inline = [
        (e.tag, attribute)
        for e in elements
        for attribute in e.attrs
        if attribute == "style" or attribute.startswith("on")
    ]
    assert inline == []
    assert [e for e in elements if e.tag in {"style", "iframe", "object", "embed", "base"}] == []
    scripts = [e for e in elements if e.tag == "script"]
    assert [e for e in scripts if e.text or not e.attrs["src"].startswith("/static/")] == []


def loads_nothing_from_another_host(name: str, response: HttpResponse, shown: Element) -> None:
    loads = [
        e.attrs[attribute]
        for e in shown.all("link", "script", "img", "use", "image", "source", "video")
        if e.attrs.get("rel") not in {"canonical", "alternate"}
        for attribute in ("src", "srcset", "href", "xlink:href")
        if attribute in e.attrs
    ]
    assert len(loads) >= 2
    assert [address for address in loads if not address.startswith(("/static/", "/r/"))] == []


def every_field_and_button_has_a_name(name: str, response: HttpResponse, shown: Element) -> None:
    labelled = [field for label in shown.all("label") if label.text for field in label.all("input")]
    fields = [e for e in shown.all("input") if e.attrs.get("type") != "hidden"]
    assert labelled == fields
    assert [e for e in shown.all("button", "a", "legend", "summary") if not e.text] == []
    groups = shown.all("fieldset")
    assert [group.all("legend")[0].text != "" for group in groups] == [True] * len(groups)
    assert [e for e in shown.all("nav") if not e.attrs.get("aria-label")] == []
    hidden = [e.attrs.get("aria-hidden") for e in shown.all("svg")]
    assert hidden == ["true"] * len(hidden)


EVERY_PAGE = [
    tells_the_browser_to_be_careful,
    allows_only_what_comes_from_here,
    has_a_language_a_title_and_one_main_heading,
    headings_leave_out_no_level,
    an_id_is_used_once_and_every_reference_leads_somewhere,
    holds_no_script_style_or_handler_in_the_page_itself,
    loads_nothing_from_another_host,
    every_field_and_button_has_a_name,
]


@pytest.mark.parametrize("name", EVERY)
def test_every_page(show: Show, name: str) -> None:
    """Fetched once, held against all of it; a line of the traceback names what is wrong."""
    response = show(name)
    shown = tree(response)
    for holds in EVERY_PAGE:
        holds(name, response, shown)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_page_may_be_kept_by_anyone(show: Show, address: str) -> None:
    response = show(address)
    assert not response.cookies
    assert response.headers["Cache-Control"] == ("public, max-age=0, s-maxage=60, must-revalidate")
    robots = [e.attrs["content"] for e in tree(response).all("meta", name="robots")]
    assert robots == (["noindex"] if address == "/result/forgotten/" else [])
    assert "X-Robots-Tag" not in response.headers


@pytest.mark.parametrize(
    "name", [*PERSONAL, *SHARERS, NO_RESULT, "not understood", "nothing replied"]
)
def test_a_personal_page_is_kept_by_this_browser_and_no_index(show: Show, name: str) -> None:
    response = show(name)
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert response.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("name", ["form with a problem", "questions missing"])
def test_a_form_with_answers_in_it_is_not_kept_at_all(show: Show, name: str) -> None:
    assert show(name).headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "name",
    ["no such page", "no such quiz", "from another site", "too large", "not allowed", "our fault"],
)
def test_an_error_page_is_for_no_index(show: Show, name: str) -> None:
    assert tree(show(name)).one("meta", name="robots").attrs["content"] == "noindex"


@pytest.mark.parametrize("name", [*PUBLIC, *PERSONAL, "no such page", NO_RESULT])
def test_a_warm_page_asks_the_database_nothing(
    show: Show,
    visitor: Client,
    name: str,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    serve_order(monkeypatch, 0)
    monkeypatch.setattr(remembered, "RECHECK_SECONDS", 3600)
    editions.forget()
    first = show(name)
    browser = Client() if name == NO_RESULT else visitor
    address = {"no such page": "/nowhere/", NO_RESULT: "/result/"}.get(name, name)
    with django_assert_num_queries(0):
        assert browser.get(address).content == first.content
