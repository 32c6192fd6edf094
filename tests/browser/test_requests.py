"""What a visit asks of the network: this site only, and little of it."""

import pytest
from playwright.sync_api import Page

from quiz.core.scoring import Bank
from tests.browser import steps
from tests.browser.conftest import NewBrowser
from tests.browser.sheets import of_band, short_form, varied
from tests.browser.watch import Watch

MOST_REQUESTS = 4
PUBLIC = [
    "/",
    "/quiz/",
    "/quiz/full/",
    "/sample/",
    "/methods/",
    "/privacy/",
    "/accessibility/",
    "/validity/",
    "/result/forgotten/",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_a_first_visit_is_light_and_sets_no_cookie(
    visitor: Page, watch: Watch, address: str
) -> None:
    visitor.goto(address, wait_until="networkidle")
    assert len(watch.requests) <= MOST_REQUESTS
    assert watch.elsewhere == []
    assert visitor.context.cookies() == []


def test_a_first_look_at_a_result_is_light(
    new_browser: NewBrowser, watch: Watch, bank: Bank
) -> None:
    page = steps.open_result(new_browser(), of_band(bank, "clear"))
    page.wait_for_load_state("networkidle")
    assert len(watch.requests) <= MOST_REQUESTS


def test_nothing_is_sent_before_the_visitor_sends_it(
    visitor: Page, watch: Watch, bank: Bank
) -> None:
    questions = short_form(bank)
    visitor.goto("/quiz/", wait_until="networkidle")
    loaded = set(watch.requests)
    steps.answer(visitor, questions, varied(questions))
    visitor.wait_for_load_state("networkidle")
    # Chromium names the icon, which it holds, again for every address with another hash.
    assert set(watch.requests) == loaded
    pages = [url for url in watch.requests if "/static/" not in url]
    assert pages == [f"{watch.site}/quiz/"]
    assert visitor.context.cookies() == []


def test_a_whole_visit_asks_nobody_else(visitor: Page, watch: Watch, bank: Bank) -> None:
    questions = short_form(bank)
    visitor.goto("/")
    visitor.get_by_role("link", name="Start the quiz").click()
    steps.answer(visitor, questions, varied(questions))
    steps.see_result(visitor)
    visitor.get_by_role("button", name="Forget my answers").click()
    visitor.wait_for_url("**/forgotten/", wait_until="networkidle")
    assert watch.elsewhere == []
    assert all(url.startswith(f"{watch.site}/") for url in watch.requests)
