"""A real browser in front of the production server, one of each for a test process."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from quiz.core.scoring import Bank
from tests import chromium
from tests.browser.server import Server, serving
from tests.browser.sheets import read_bank
from tests.browser.watch import Watch

PATIENCE = 10_000  # milliseconds; machines that run tests can be slow
ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]

NewBrowser = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("site")) as server:
        yield server


@pytest.fixture(scope="session")
def site(server: Server) -> str:
    return server.url


@pytest.fixture(scope="session")
def bank(server: Server) -> Bank:
    """The edition that the site serves."""
    return read_bank(server)


@pytest.fixture(scope="session")
def chrome(lift_rows: Callable[[], None]) -> Iterator[Browser]:
    path = chromium.find()
    assert path, "There is no Chromium. Run: python -m tests.chromium"
    expect.set_options(timeout=PATIENCE)
    lift_rows()  # Django has another connection for as long as that loop runs
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, in which Django would refuse its
        # database to the tests of other folders.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        lift_rows()
        browser.close()


@pytest.fixture
def watch(site: str) -> Watch:
    """What this test's browsers say and ask for. Complaints that it expects are named here."""
    return Watch(site)


@pytest.fixture
def new_browser(chrome: Browser, site: str, watch: Watch) -> Iterator[NewBrowser]:
    """Makes browsers that have never been here, each with its own cookies and storage."""
    contexts: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        context = chrome.new_context(base_url=site, **options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        watch.follow(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert (watch.unexpected, watch.unheard, watch.elsewhere) == ([], [], [])


@pytest.fixture
def visitor(new_browser: NewBrowser) -> Page:
    """A tab of a fresh browser."""
    return new_browser().new_page()


@pytest.fixture
def plain_visitor(new_browser: NewBrowser) -> Page:
    """A tab of a fresh browser that runs no scripts."""
    return new_browser(java_script_enabled=False).new_page()
