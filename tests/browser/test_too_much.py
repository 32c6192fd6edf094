"""A form that is refused because too much came from one address: no answer is lost by it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from quiz.core.scoring import Bank
from tests.browser import steps
from tests.browser.conftest import PATIENCE
from tests.browser.server import Server, serving
from tests.browser.sheets import short_form, varied

HEADING = "That was too much at once"


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A site that takes one form with answers from an address in ten minutes."""
    with serving(tmp_path_factory.mktemp("strict"), DJANGO_LIMIT_ANSWERS="1") as server:
        yield server


@pytest.fixture(params=[True, False], ids=["with scripts", "without"])
def late_visitor(
    chrome: Browser, strict: Server, request: pytest.FixtureRequest
) -> Iterator[tuple[Page, bool]]:
    """A tab where somebody behind the same address sent a form before; whether it has scripts."""
    context = chrome.new_context(base_url=strict.url, java_script_enabled=request.param)
    context.set_default_timeout(PATIENCE)
    context.request.post("/quiz/", form={})
    yield context.new_page(), request.param
    context.close()


def test_answers_are_still_in_the_form(late_visitor: tuple[Page, bool], bank: Bank) -> None:
    page, scripts = late_visitor
    given = varied(short_form(bank))
    if scripts:
        steps.answer_at_once(page, given)
        steps.send(page)
        told = page.get_by_role("alert")
        expect(told).to_contain_text("Your answers are safe in this browser: wait ")
        assert steps.chosen(page) == given
        page.reload()
    else:
        page.goto("/quiz/")
        for slug, key in given.items():
            page.locator(f"input[name={slug}][value={key}]").check()
        steps.send(page)
        expect(page.get_by_role("heading", level=1, name=HEADING)).to_be_visible()
        page.go_back()
    checked = page.locator("input[type=radio]:checked")
    found = {box.get_attribute("name"): box.get_attribute("value") for box in checked.all()}
    assert found == given
