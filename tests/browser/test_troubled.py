"""Pages of a site that refuses for a while or is in trouble: they suit everyone, as all others."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import axe, steps
from tests.browser.conftest import PATIENCE
from tests.browser.server import UNLIMITED, Server, serving
from tests.browser.sheets import read_bank
from tests.browser.test_axe import submit
from tests.hosting import HOSTING

# The first quiz goes on in a second edition, the work check has no sound one left.
DAMAGE = """
from django.db import transaction
from quiz.models import Edition, Question, Quiz
from quiz.publishing import publish
with transaction.atomic():
    for edition in Edition.objects.filter(quiz__slug__in=("crossroads", "work-check")):
        document = {**edition.document, "name": "another"}
        Edition._base_manager.filter(pk=edition.pk).update(document=document)
    Question.objects.filter(quiz__slug="crossroads", slug="q01").update(text="Another?")
    publish(Quiz.objects.get(slug="crossroads"), note="")
"""
LIMITS = dict.fromkeys(UNLIMITED, "1") | {"DJANGO_PROXIES": "1"}
NUMBERS = count(1)


@dataclass(frozen=True)
class Troubled:
    """The site, the cookies of somebody with a result of a damaged edition, and its share."""

    server: Server
    cookies: list[dict[str, str]]
    token: str


Opening = Callable[[Page, Troubled], None]


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory, chrome: Browser) -> Iterator[Troubled]:
    with serving(tmp_path_factory.mktemp("sound")) as sound:
        context = chrome.new_context(base_url=sound.url)
        token = steps.share(context, read_bank(sound), name="Ana")
        cookies = context.cookies()
        context.close()
        sound.manage("shell", "-v0", "-c", DAMAGE)
    folder = tmp_path_factory.mktemp("troubled")
    with serving(folder, **LIMITS, DJANGO_SQLITE_PATH=str(sound.database)) as server:
        yield Troubled(server, cookies, token)


@pytest.fixture
def page(chrome: Browser, troubled: Troubled) -> Iterator[Page]:
    """Of somebody with an address of their own: no test uses up the limits of the next."""
    sender = {"X-Forwarded-For": f"192.0.2.{next(NUMBERS)}"}
    site = troubled.server.url
    context = chrome.new_context(base_url=site, bypass_csp=True, extra_http_headers=sender)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def the_result(page: Page, troubled: Troubled) -> None:
    page.context.add_cookies(troubled.cookies)
    page.goto("/result/")


def the_share(page: Page, troubled: Troubled) -> None:
    page.goto(f"/r/{troubled.token}/")


def the_check(page: Page, troubled: Troubled) -> None:
    page.goto("/work-check/")


def too_many_links(page: Page, troubled: Troubled) -> None:
    for _ in range(2):
        page.goto("/r/unknown/")


def too_many(address: str) -> Opening:
    def open_it(page: Page, troubled: Troubled) -> None:
        page.context.request.post(address, form={})
        submit(page, address, {})

    return open_it


TOO_MUCH = "That was too much at once"
NO_PAGE = "This page cannot be shown just now"
LATER = "This result cannot be shown just now"
PAGES: dict[str, tuple[Opening, str]] = {
    "a result of a damaged edition": (the_result, LATER),
    "a share of it": (the_share, LATER),
    "a quiz without a sound edition": (the_check, "The quiz cannot be shown just now"),
    "too many answers": (too_many("/quiz/"), TOO_MUCH),
    "too many shares": (too_many("/result/share/"), TOO_MUCH),
    "too many links": (too_many_links, TOO_MUCH),
}


@pytest.mark.parametrize("name", PAGES)
def test_the_page_suits_everyone(page: Page, troubled: Troubled, name: str) -> None:
    open_it, title = PAGES[name]
    open_it(page, troubled)
    look_at(page, title)


def test_so_does_the_page_without_a_database(page: Page, troubled: Troubled) -> None:
    away = troubled.server.database.with_suffix(".away")
    troubled.server.database.rename(away)
    page.goto(f"/r/{troubled.token}/with/")
    away.rename(troubled.server.database)
    look_at(page, NO_PAGE)


@pytest.mark.parametrize(("file", "title"), [("too-much", TOO_MUCH), ("no-answer", NO_PAGE)])
def test_so_do_the_pages_that_nginx_shows_itself(page: Page, file: str, title: str) -> None:
    folder = HOSTING / "nginx" / "wait"
    page.route(
        "**/wait/*",
        lambda route: route.fulfill(path=folder / route.request.url.rpartition("/")[2]),
    )
    page.goto(f"/wait/{file}.html")
    look_at(page, title)


def look_at(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    assert axe.faults_of(page) == []
