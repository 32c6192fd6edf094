"""The pages about the roles: complete, sourced, cheap when warm, and fresh after edits."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from careers import remembered, revision
from careers.models import Fact, Role, Source
from quiz import editions
from quiz.models import Quiz
from tests.web.helpers import Element, page
from tests.web.library import COMPARE, PAGES, inner, shipped_pages

all_pages = shipped_pages
UNKNOWN = ["/roles/baker/", "/traits/dough/", "/roles/compare/more/"]
NUMBER = re.compile(r"\d")

every_page = pytest.mark.parametrize("address", PAGES)


@every_page
def test_a_page_may_be_kept_by_anyone_and_is_revalidated(visitor: Client, address: str) -> None:
    first = visitor.get(address)
    assert first.status_code == 200
    assert not first.cookies
    assert first.headers["Cache-Control"] == "public, max-age=0, s-maxage=60, must-revalidate"
    assert first.headers["Vary"] == "Accept-Encoding"
    again = visitor.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@every_page
def test_a_warm_page_asks_the_database_nothing(
    visitor: Client,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    monkeypatch.setattr(remembered, "RECHECK_SECONDS", 3600)
    revision.forget()
    editions.forget()
    first = visitor.get(address)
    with django_assert_num_queries(0):
        assert visitor.get(address).content == first.content


@every_page
def test_a_page_names_itself_and_has_an_outline(visitor: Client, address: str) -> None:
    shown = page(visitor.get(address))
    canonical = shown.one("link", rel="canonical").attrs["href"]
    assert canonical == f"http://testserver{address}"
    assert len(shown.one("meta", name="description").attrs["content"] or "") > 50
    assert len(shown.all("h1")) == 1
    levels = [int(e.tag[1]) for e in shown.all("h1", "h2", "h3", "h4")]
    assert [(a, b) for a, b in pairwise(levels) if b > a + 1] == []
    assert [nav for nav in shown.all("nav") if not nav.attrs.get("aria-label")] == []
    crumbs = shown.one("nav", **{"aria-label": "Breadcrumb"}).one("li", **{"aria-current": "page"})
    assert crumbs.text


@every_page
def test_ids_are_unique_and_nothing_is_inline(visitor: Client, address: str) -> None:
    elements = page(visitor.get(address)).all()
    ids = Counter(e.attrs["id"] for e in elements if "id" in e.attrs)
    assert [key for key, times in ids.items() if times > 1] == []
    assert [e.tag for e in elements if "style" in e.attrs or e.tag in {"script", "style"}] == []
    assert {e.attrs.get("aria-hidden") for e in elements if e.tag == "svg"} <= {"true"}


@pytest.mark.parametrize("address", UNKNOWN)
def test_an_unknown_role_or_trait_is_not_found(visitor: Client, address: str) -> None:
    assert visitor.get(address).status_code == 404


def test_a_role_that_comes_to_be_is_found_at_once(visitor: Client) -> None:
    assert visitor.get("/roles/analyst/").status_code == 404
    Role.objects.create(
        slug="analyst", name="Analyst", long_name="Data analyst", plural="analysts", line="Reads"
    )
    assert page(visitor.get("/roles/analyst/")).one("h1").text == "Data analyst"


def test_every_link_within_the_site_resolves(
    visitor: Client, all_pages: dict[str, Element]
) -> None:
    targets = dict(all_pages)
    for address, fragment in sorted(set(links(all_pages))):
        if address not in targets:
            targets[address] = page(visitor.get(address))
        ids = {e.attrs["id"] for e in targets[address].all() if "id" in e.attrs}
        assert not fragment or fragment in ids, f"{address}#{fragment}"


def links(pages: dict[str, Element]) -> Iterator[tuple[str, str]]:
    """Path and fragment of every link within the site."""
    for address, shown in pages.items():
        for a in shown.all("a"):
            parts = urlsplit(a.attrs["href"] or "")
            if not parts.netloc:
                yield parts.path or address, parts.fragment


def test_links_to_other_sites_tell_them_nothing(all_pages: dict[str, Element]) -> None:
    anchors = [a for shown in all_pages.values() for a in shown.all("a")]
    outside = [a for a in anchors if urlsplit(a.attrs["href"]).netloc]
    assert len(outside) >= 20
    assert {a.attrs.get("rel") for a in outside} == {"noreferrer"}
    assert {urlsplit(a.attrs["href"]).scheme for a in outside} == {"https"}


def test_a_link_to_a_source_says_which(all_pages: dict[str, Element]) -> None:
    titles = {source.slug: source.title for source in Source.objects.all()}
    named = [
        a
        for address, shown in all_pages.items()
        if address != "/sources/"
        for a in shown.all("a")
        if (a.attrs["href"] or "").startswith("/sources/#")
    ]
    assert len(named) > 100
    for a in named:
        slug = (a.attrs["href"] or "").partition("#")[2]
        assert (a.text, a.attrs["aria-label"]) == (slug, f"Source {slug}: {titles[slug]}")


def with_figures() -> list[Fact]:
    """The facts that say a figure. Without a source, a number is a name, a time or a task."""
    facts = Fact.objects.exclude(sources=None).prefetch_related("sources")
    return [fact for fact in facts if NUMBER.search(fact.text)]


def test_a_number_without_a_source_is_no_figure(shipped_quiz: Quiz) -> None:
    """The hours of an invented day, what to do in a weekend, and the name of a course."""
    bare = [fact for fact in Fact.objects.filter(sources=None) if NUMBER.search(fact.text)]
    assert {fact.kind for fact in bare} <= {"day", "weekend", "roadmap"}
    assert {fact.basis for fact in bare} == {"judgement"}


def test_every_fact_with_a_figure_has_its_sources_and_date_beside_it(
    all_pages: dict[str, Element],
) -> None:
    facts = with_figures()
    assert len(facts) > 50
    for fact in facts:
        blocks = [block for shown in all_pages.values() for block in shown.all(id=fact.slug)]
        assert len(blocks) == (2 if fact.kind == "moving" else 1), fact.slug
        for block in blocks:
            how_sure, date, sources = inner(block, "meta").text.split(" · ")
            assert how_sure == fact.get_basis_display().capitalize(), fact.slug
            assert date == fact.as_of or (not fact.as_of and NUMBER.search(date)), fact.slug
            assert sources.split(", ") == [source.slug for source in fact.sources.all()]


def test_every_fact_is_on_a_page(all_pages: dict[str, Element]) -> None:
    texts = " ".join(shown.text for shown in all_pages.values())
    missing = [f.slug for f in Fact.objects.all() if " ".join(f.text.split()) not in texts]
    assert missing == []


def test_what_is_misquoted_stands_on_the_comparison_alone_and_once(
    all_pages: dict[str, Element],
) -> None:
    facts = Fact.objects.filter(kind="misquoted")
    assert len(facts) == 8
    for fact in facts:
        places = {
            address: shown.text.count(" ".join(fact.title.split()))
            for address, shown in all_pages.items()
            if " ".join(fact.title.split()) in shown.text
        }
        assert places == {COMPARE: 1}, fact.slug
