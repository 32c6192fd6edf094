"""The pages about the roles suit everyone, and ask for nothing from elsewhere."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.browser.conftest import NewBrowser
from tests.browser.watch import Watch

MOST_REQUESTS = 4
PAGES = [
    "/roles/data-scientist/",
    "/roles/machine-learning-engineer/",
    "/roles/compare/",
    "/traits/insight/",
    "/traits/modelling/",
    "/sources/",
]

every_page = pytest.mark.parametrize("address", PAGES)


@every_page
def test_the_page_suits_everyone(new_browser: NewBrowser, address: str) -> None:
    page = new_browser(bypass_csp=True).new_page()
    page.goto(address)
    assert axe.faults_of(page) == []


@every_page
def test_a_first_visit_is_light_and_sets_no_cookie(
    visitor: Page, watch: Watch, address: str
) -> None:
    visitor.goto(address, wait_until="networkidle")
    assert len(watch.requests) <= MOST_REQUESTS
    assert watch.elsewhere == []
    assert visitor.context.cookies() == []


def test_everything_is_there_without_script(plain_visitor: Page) -> None:
    plain_visitor.goto("/roles/machine-learning-engineer/")
    contents = plain_visitor.get_by_role("navigation", name="On this page")
    contents.get_by_role("link", name="Pay").click()
    expect(plain_visitor.locator("#pay")).to_be_in_viewport()
    source = plain_visitor.locator("#pay").get_by_role("link", name="Source S01").first
    source.click()
    plain_visitor.wait_for_url("**/sources/#S01")
    expect(plain_visitor.locator("#S01")).to_be_in_viewport()


def test_the_pay_table_can_be_scrolled_with_the_keyboard(visitor: Page) -> None:
    visitor.set_viewport_size({"width": 320, "height": 800})
    visitor.goto("/roles/data-scientist/")
    region = visitor.get_by_role("region", name="Pay by occupation")
    region.focus()
    visitor.keyboard.press("ArrowRight")
    expect(region).not_to_have_js_property("scrollLeft", 0)


def test_the_marks_can_be_told_apart_in_forced_colours(new_browser: NewBrowser) -> None:
    page = new_browser(forced_colors="active").new_page()
    page.goto("/roles/compare/")
    fills = page.locator("#overlap .bar").first.locator("rect")
    colours = fills.evaluate_all("parts => parts.map((part) => getComputedStyle(part).fill)")
    assert len(set(colours)) == len(colours) == 4
