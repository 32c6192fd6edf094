"""What search engines and link previews find: addresses, tags, the site map, linked data."""

import json
import xml.etree.ElementTree as ET
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client, TestCase
from django.utils import timezone
from pytest import MonkeyPatch

from careers import revision
from careers.figures import PayFigure
from careers.models import Fact
from quiz.editions import Published
from quiz.models import Quiz
from tests.web.helpers import answers_of, finish, page, publish_again
from tests.web.library import COMPARE, PAGES, ROLES

QUIZ_PAGES = ["/", "/quiz/", "/quiz/full/", "/sample/", "/methods/"]
CHECK_PAGES = ["/work-check/", "/work-check/sample/", "/work-check/methods/"]
PUBLIC = [*QUIZ_PAGES, *CHECK_PAGES, *PAGES, "/validity/", "/privacy/", "/accessibility/"]
SITE = "http://testserver"
XML = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def tags(client: Client, address: str) -> dict[str, str]:
    """The page's Open Graph and Twitter tags."""
    metas = page(client.get(address)).all("meta")
    named = ((m.attrs.get("property") or m.attrs.get("name", ""), m.attrs) for m in metas)
    return {name: a["content"] for name, a in named if name.startswith(("og:", "twitter:"))}


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_page_says_what_a_preview_shows(visitor: Client, address: str) -> None:
    shown = page(visitor.get(address))
    found = tags(visitor, address)
    assert found.keys() == {
        *("og:type", "og:site_name", "og:title", "og:description", "og:url", "og:image"),
        *("og:image:width", "og:image:height", "og:image:alt", "twitter:card"),
    }
    assert found["og:url"] == SITE + address
    assert f"{found['og:title']} · Crossroads" == shown.one("title").text
    assert found["og:description"] == shown.one("meta", name="description").attrs["content"]
    assert found["og:description"].strip() == found["og:description"] != ""


def test_public_pages_differ_in_title_and_description(visitor: Client) -> None:
    found = [tags(visitor, address) for address in PUBLIC]
    for name in ("og:title", "og:description"):
        assert len({each[name] for each in found}) >= len(PUBLIC) - 2


def test_the_picture_of_a_preview_is_there_in_the_size_it_names(visitor: Client) -> None:
    found = tags(visitor, "/")
    assert found["og:image"].startswith(f"{SITE}/static/share.")
    data = Path(finders.find("share.png")).read_bytes()
    size = (int.from_bytes(data[16:20]), int.from_bytes(data[20:24]))
    assert (str(size[0]), str(size[1])) == (found["og:image:width"], found["og:image:height"])
    response = visitor.get(found["og:image"])
    assert response.headers["Content-Type"] == "image/png"
    assert response.getvalue() == data
    response.close()


@pytest.mark.parametrize("address", ["/result/", "/result/more/"])
def test_a_visitors_own_page_offers_no_preview(
    visitor: Client, published: Published, address: str
) -> None:
    finish(visitor, "short", answers_of(published, "short"))
    assert tags(visitor, address) == {}
    assert page(visitor.get(address)).all("link", rel="canonical") == []


def test_pages_of_two_hosts_name_their_own(visitor: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    assert tags(visitor, "/")["og:url"] == f"{SITE}/"
    other = page(visitor.get("/", headers={"host": "other.example"}))
    assert other.one("link", rel="canonical").attrs["href"] == "http://other.example/"


def dates(client: Client) -> dict[str, datetime]:
    response = client.get("/sitemap.xml")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/xml")
    urls = ET.parse(BytesIO(response.content)).getroot().findall(f"{XML}url")
    return {u.find(f"{XML}loc").text: u.find(f"{XML}lastmod").text for u in urls}


def test_the_site_map_names_every_public_page_once(visitor: Client, published: Published) -> None:
    traits = {f"/traits/{trait.slug}/" for trait in published.document.traits}
    listed = {*QUIZ_PAGES, *CHECK_PAGES, *PAGES, *traits, "/validity/"}
    assert dates(visitor).keys() == {SITE + address for address in listed}
    for address in listed:
        assert visitor.get(address).status_code == 200, address


def test_publishing_dates_the_quiz_pages(
    visitor: Client, shipped_quiz: Quiz, monkeypatch: MonkeyPatch
) -> None:
    before = dates(visitor)
    later = datetime(2040, 5, 6, tzinfo=timezone.get_default_timezone())
    monkeypatch.setattr(timezone, "now", lambda: later)
    publish_again(shipped_quiz)
    after = dates(visitor)
    changed = {address for address in after if after[address] != before[address]}
    assert changed == {SITE + address for address in [*QUIZ_PAGES, "/validity/"]}
    assert {after[address] for address in changed} == {"2040-05-06"}


def test_changing_a_fact_dates_the_library(visitor: Client, monkeypatch: MonkeyPatch) -> None:
    before = dates(visitor)
    later = datetime(2041, 7, 8, tzinfo=timezone.get_default_timezone())
    monkeypatch.setattr(timezone, "now", lambda: later)
    with TestCase.captureOnCommitCallbacks(execute=True):
        revision.bump()
    after = dates(visitor)
    assert {a for a in after if after[a] == "2041-07-08"} == after.keys() - {
        SITE + address for address in [*QUIZ_PAGES, *CHECK_PAGES, "/validity/"]
    }
    assert after.keys() == before.keys()


def linked(client: Client, address: str) -> list[dict[str, Any]]:
    """The linked data that a role's page names."""
    link = page(client.get(address)).one("link", type="application/ld+json")
    response = client.get(link.attrs["href"])
    assert response.headers["Content-Type"] == "application/ld+json"
    data = json.loads(response.content)
    assert data["@context"] == "https://schema.org"
    return data["@graph"]


@pytest.mark.parametrize("address", ROLES)
def test_a_roles_questions_read_the_same_for_programs(visitor: Client, address: str) -> None:
    occupation, questions = linked(visitor, address)
    facts = Fact.objects.filter(role__slug=address.split("/")[2]).order_by("order")
    assert occupation["url"] == questions["url"] == SITE + address
    assert occupation["name"] in page(visitor.get(address)).one("h1").text
    assert occupation["skills"] == [f.title for f in facts.filter(kind="skill")]
    asked = [(q["name"], q["acceptedAnswer"]["text"]) for q in questions["mainEntity"]]
    assert asked == [(f.title, f.text) for f in facts.filter(kind="faq")]


def test_only_official_pay_is_called_the_roles_pay(visitor: Client) -> None:
    (data_scientist, _), (engineer, _) = (linked(visitor, address) for address in ROLES)
    latest = PayFigure.objects.filter(occupation__official_for__slug="data-scientist").latest(
        "year"
    )
    (pay,) = data_scientist["estimatedSalary"]
    assert (pay["median"], pay["percentile90"]) == (latest.median, latest.p90)
    assert str(latest.year) in pay["name"]
    assert engineer["estimatedSalary"] == []


def test_the_data_of_an_unknown_role_is_not_found(visitor: Client) -> None:
    assert visitor.get("/roles/plumber/data.jsonld").status_code == 404
    assert page(visitor.get(COMPARE)).all("link", type="application/ld+json") == []
