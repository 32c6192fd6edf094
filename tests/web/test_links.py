"""Every link and form on every page leads somewhere, and every file a page loads is there."""

from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import resolve

from quiz.editions import Published
from tests.web.helpers import Element, answers_of, finish, page

# Where a visitor can begin: nothing but a redirect leads to the second of them.
BEGINNINGS = ["/", "/result/"]
EVERYTHING = {
    *("/", "/quiz/", "/quiz/full/", "/sample/", "/methods/", "/privacy/", "/accessibility/"),
    *("/result/", "/result/more/", "/result.json", "/sources/", "/validity/"),
    *("/roles/compare/", "/roles/data-scientist/", "/roles/machine-learning-engineer/"),
    *("/work-check/", "/work-check/sample/", "/work-check/methods/"),
}
Pages = dict[str, Element | None]
FOUND: Pages = {}
TYPES = {"css": "text/css", "svg": "image/svg+xml", "js": "text/javascript"}


@pytest.fixture
def crawled(visitor: Client, published: Published) -> Pages:
    """Every page that can be reached by following links; None for one that is no HTML.

    Crawled by the first test of a process.
    """
    if not FOUND:
        finish(visitor, "short", answers_of(published, "short"))
        FOUND.update(crawl(visitor))
    return FOUND


def crawl(visitor: Client) -> Pages:
    found: Pages = {}
    waiting = [*BEGINNINGS]
    while waiting:
        address = waiting.pop()
        if address not in found:
            found[address] = fetch(visitor, address)
            waiting += [path for path, _ in links(found[address]) if path]
    return found


def fetch(client: Client, address: str) -> Element | None:
    if address.endswith(".json"):
        assert client.get(address).json()["edition"] == 1
        return None
    return page(client.get(address))


def links(shown: Element | None) -> list[tuple[str, str]]:
    """The path ("" is the page itself) and the fragment of each link within the site."""
    parts = [urlsplit(a.attrs["href"]) for a in shown.all("a")] if shown else []
    return [(part.path, part.fragment) for part in parts if not part.netloc]


def test_every_page_can_be_reached_and_is_there(published: Published, crawled: Pages) -> None:
    traits = {f"/traits/{trait.slug}/" for trait in published.document.traits}
    assert crawled.keys() == EVERYTHING | traits


def test_every_link_to_a_place_on_a_page_finds_it(crawled: Pages) -> None:
    targets = {
        (address, element.attrs["id"])
        for address, shown in crawled.items()
        if shown
        for element in shown.all()
        if "id" in element.attrs
    }
    wanted = {
        (path or address, fragment)
        for address, shown in crawled.items()
        for path, fragment in links(shown)
        if fragment
    }
    assert ("/result/", "main") in wanted
    assert wanted - targets == set()


def test_every_form_is_sent_to_a_place_that_takes_it(crawled: Pages) -> None:
    forms = {
        (form.attrs["action"], form.attrs["method"], resolve(form.attrs["action"]).url_name)
        for shown in crawled.values()
        if shown
        for form in shown.all("form")
    }
    assert forms == {
        ("/quiz/", "post", "take"),
        ("/quiz/full/", "post", "take-full"),
        ("/result/", "post", "result"),
        ("/result/forget/", "post", "forget"),
        ("/result/reply/", "post", "reply"),
        ("/result/share/", "post", "share"),
        ("/work-check/", "post", "take"),
    }


def test_links_to_other_sites_are_secure_and_whole(crawled: Pages) -> None:
    outside = {
        a.attrs["href"]
        for shown in crawled.values()
        if shown
        for a in shown.all("a")
        if urlsplit(a.attrs["href"]).netloc
    }
    assert len(outside) > 10
    assert [link for link in outside if urlsplit(link).scheme != "https" or " " in link] == []


def test_every_file_that_a_page_loads_is_there_and_named_by_its_content(
    visitor: Client, crawled: Pages
) -> None:
    files = {
        element.attrs.get("src") or element.attrs["href"]
        for shown in crawled.values()
        if shown
        for element in shown.all("link", "script")
        if element.attrs.get("rel") in {None, "stylesheet", "icon"}
    }
    assert {address.rsplit(".")[-1] for address in files} == TYPES.keys()
    for address in files:
        response = visitor.get(address)
        _, digest, ending = address.removeprefix("/static/").split(".")
        assert (response.headers["Content-Type"].split(";")[0], len(digest)) == (TYPES[ending], 12)
        assert len(response.getvalue()) > 100
        response.close()


def test_a_page_that_names_its_own_address_names_the_right_one(
    crawled: Pages,
) -> None:
    named = {
        address: link.attrs["href"]
        for address, shown in crawled.items()
        if shown
        for link in shown.all("link", rel="canonical")
    }
    private = {"/result/", "/result/more/", "/result.json"}
    assert named == {each: f"http://testserver{each}" for each in crawled.keys() - private}


@pytest.mark.parametrize("form", ["short", "full"])
def test_the_landing_page_leads_to_both_forms(visitor: Client, form: str) -> None:
    words, address = {
        "short": ("Start the quiz", "/quiz/"),
        "full": ("Take all 30 questions", "/quiz/full/"),
    }[form]
    shown = page(visitor.get("/"))
    assert shown.with_text(words, "a").attrs["href"] == address
