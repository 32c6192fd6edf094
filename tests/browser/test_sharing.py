"""Sharing in a real browser: made, copied, opened by a stranger, taken back; and at once."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from sqlite3 import connect
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from quiz.core.scoring import Bank
from tests.browser import steps
from tests.browser.conftest import NewBrowser
from tests.browser.server import Server
from tests.browser.sheets import EDITION, of_band
from tests.browser.watch import Watch

URLENCODED = {"Content-Type": "application/x-www-form-urlencoded"}
AT_ONCE = 32
MOST_STOPS = 120  # of the tabulator, on the longest page

NO_CLIPBOARD = """
  Object.defineProperty(navigator, "clipboard", { value: undefined });
  document.execCommand = () => false;
"""
SHARE_SHEET = """
  navigator.share = async (what) => {
    document.body.dataset.shared = JSON.stringify(what);
    if (window.failure) throw new DOMException("", window.failure);
  };
"""


def share(context: BrowserContext, bank: Bank, name: str = "Ana") -> Page:
    """Share a clear result; the sharer's page."""
    page = steps.open_result(context, of_band(bank, "clear"))
    page.get_by_label("Name to show").fill(name)
    page.get_by_role("button", name="Make a link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your result is shared")
    return page


def link(page: Page) -> str:
    return page.get_by_label("Anyone with it sees your verdict").input_value()


def headline(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


@pytest.mark.parametrize("scripts", [True, False], ids=["with script", "without script"])
def test_a_result_is_shared_seen_and_taken_back(
    new_browser: NewBrowser, watch: Watch, bank: Bank, scripts: bool
) -> None:
    watch.expects("status of 410")
    page = share(new_browser(java_script_enabled=scripts), bank)
    address = link(page)
    stranger = new_browser(java_script_enabled=scripts).new_page()
    stranger.goto(address)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Ana clearly leans ML Engineer")
    assert stranger.context.cookies() == []
    page.get_by_role("link", name="Delete this shared result").click()
    page.get_by_role("button", name="Delete it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This result is deleted")
    other = new_browser().new_page()
    response = other.goto(address)
    assert response and response.status == 410
    expect(other.get_by_role("heading", level=1)).to_have_text("No longer shared")
    assert [cookie["name"] for cookie in page.context.cookies()] == ["crossroads-answers"]


def test_a_result_is_shared_with_the_keyboard_alone(new_browser: NewBrowser, bank: Bank) -> None:
    context = new_browser(permissions=["clipboard-read", "clipboard-write"])
    page = steps.open_result(context, of_band(bank, "leans"))
    press(page, page.get_by_role("link", name="Share it").first)
    expect(page.locator("#share")).to_be_in_viewport()
    press(page, page.get_by_role("button", name="Make a link"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Your result is shared")
    press(page, page.get_by_role("button", name="Copy the link"))
    expect(page.get_by_role("status")).to_have_text("Copied. Paste it where you like.")
    assert page.evaluate("navigator.clipboard.readText()") == link(page)


def press(page: Page, wanted: Locator) -> None:
    """Go on with the tabulator until it is reached, and press Enter."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if wanted.evaluate("(element) => element === document.activeElement"):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"{wanted} was not reached")


def test_an_expired_result_is_no_longer_shown(
    new_browser: NewBrowser, watch: Watch, server: Server, bank: Bank
) -> None:
    watch.expects("status of 410")
    address = link(share(new_browser(), bank))
    expire(server, address)
    stranger = new_browser().new_page()
    response = stranger.goto(address)
    assert response and response.status == 410
    expect(stranger.get_by_role("heading", level=1)).to_have_text("No longer shared")


def expire(server: Server, address: str) -> None:
    """Its last day was yesterday, although nothing has deleted it."""
    token = urlsplit(address).path.split("/")[2]
    with closing(connect(server.database)) as database, database:
        database.execute(
            "UPDATE quiz_sharedresult SET expires_on = created_on WHERE token = ?", [token]
        )


def test_the_choices_can_be_changed_and_the_link_stays(new_browser: NewBrowser, bank: Bank) -> None:
    page = share(new_browser(), bank)
    address = link(page)
    page.get_by_label("Name to show").fill("Ben")
    page.get_by_label("Others can see it for").select_option("30 days")
    page.get_by_role("checkbox", name="Show my single answers too").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Ben clearly leans ML Engineer")).to_be_visible()
    assert link(page) == address
    stranger = new_browser().new_page()
    stranger.goto(address)
    expect(stranger.get_by_role("heading", name="Single answers")).to_be_visible()


def test_changing_an_answer_on_the_result_page_makes_it_another_result(
    new_browser: NewBrowser, bank: Bank
) -> None:
    page = share(new_browser(), bank)
    page.goto("/result/")
    panel = page.locator("#share")
    expect(panel.get_by_role("link", name="Your link")).to_be_visible()
    row = steps.open_row(page, bank.document.form("short")[0])
    row.get_by_role("radio").last.check()
    expect(panel.get_by_role("button", name="Make a link")).to_be_visible()


def test_the_link_is_copied_and_the_page_says_so(new_browser: NewBrowser, bank: Bank) -> None:
    context = new_browser(permissions=["clipboard-read", "clipboard-write"])
    page = share(context, bank)
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_role("status")).to_have_text("Copied. Paste it where you like.")
    assert page.evaluate("navigator.clipboard.readText()") == link(page)
    page.locator("#delete").get_by_role("button", name="Copy").click()
    expect(page.get_by_role("status")).to_have_text("Copied. Paste it where you like.")
    assert "/delete/?key=" in page.evaluate("navigator.clipboard.readText()")


def test_where_copying_fails_the_page_says_so_and_selects_the_link(
    new_browser: NewBrowser, bank: Bank
) -> None:
    context = new_browser()
    context.add_init_script(NO_CLIPBOARD)
    page = share(context, bank)
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_role("status")).to_contain_text("Copying did not work here")
    assert page.evaluate("getSelection().toString()") == link(page)


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (None, ""),
        ("AbortError", ""),
        ("NotAllowedError", "The apps of this device could not be opened. Copy the link instead."),
    ],
)
def test_the_devices_own_share_sheet_is_offered_where_there_is_one(
    new_browser: NewBrowser, bank: Bank, failure: str | None, told: str
) -> None:
    context = new_browser()
    context.add_init_script(SHARE_SHEET)
    page = share(context, bank)
    page.evaluate("(failure) => { window.failure = failure; }", failure)
    page.get_by_role("button", name="Share with an app").click()
    page.wait_for_function("document.body.dataset.shared")
    assert page.evaluate("JSON.parse(document.body.dataset.shared).url") == link(page)
    expect(page.get_by_role("status")).to_have_text(told)


def test_without_scripts_no_button_promises_what_it_cannot_do(
    plain_visitor: Page, bank: Bank
) -> None:
    page = share(plain_visitor.context, bank)
    shown = [button.inner_text() for button in page.get_by_role("button").all()]
    assert shown == ["Save"]


# At once


def post(server: Server, path: str, data: dict[str, str], cookie: str = "") -> tuple[int, str]:
    """Status and the cookie that is set, if any."""
    with closing(HTTPConnection(urlsplit(server.url).netloc, timeout=60)) as connection:
        connection.request("POST", path, urlencode(data), {**URLENCODED, "Cookie": cookie})
        response = connection.getresponse()
        response.read()
        return response.status, (response.getheader("Set-Cookie") or "").partition(";")[0]


def at_once(send: Callable[[int], tuple[int, str]]) -> list[tuple[int, str]]:
    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(send, range(AT_ONCE)))


def test_a_result_shared_32_times_at_once_is_one_share(server: Server, bank: Bank) -> None:
    sheet = {**of_band(bank, "clear"), "edition": EDITION, "form": "short", "unanswered": "leave"}
    _, cookie = post(server, "/quiz/", sheet)
    sent = at_once(lambda number: post(server, "/result/share/", {"name": "Crowd"}, cookie))
    assert [status for status, _ in sent] == [303] * AT_ONCE
    tokens = {owned.partition("=")[2].partition(":")[0] for _, owned in sent}
    assert server.rows("SELECT token FROM quiz_sharedresult WHERE name = 'Crowd'") == [
        (token,) for token in tokens
    ]
    (token,) = tokens
    owner = sent[0][1]
    deleted = at_once(lambda number: post(server, f"/r/{token}/delete/", {}, owner))
    assert Counter(status for status, _ in deleted) == {303: 1, 410: AT_ONCE - 1}
    assert server.rows("SELECT token FROM quiz_sharedresult WHERE name = 'Crowd'") == []
