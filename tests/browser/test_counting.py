"""What is counted of a finished sheet, and that the visitor decides it."""

import json

from playwright.sync_api import Page, expect

from quiz.core.scoring import Bank
from tests.browser import steps
from tests.browser.conftest import NewBrowser
from tests.browser.server import Server
from tests.browser.sheets import short_form, varied
from tests.browser.watch import Watch

COUNTED = "SELECT form, answers FROM quiz_answersheet"


def test_a_finished_sheet_is_counted_once_unless_the_box_is_unticked(
    visitor: Page, new_browser: NewBrowser, server: Server, bank: Bank
) -> None:
    answers = varied(short_form(bank))
    before = server.rows(COUNTED)
    steps.answer_at_once(visitor, answers)
    steps.see_result(visitor)
    after = server.rows(COUNTED)
    assert [(form, json.loads(sent)) for form, sent in after[len(before) :]] == [("short", answers)]

    page = new_browser().new_page()
    steps.answer_at_once(page, answers)
    page.get_by_role("checkbox", name="Count my answers").uncheck()
    steps.see_result(page)
    assert server.rows(COUNTED) == after


def test_an_unticked_box_stays_unticked_when_something_is_missing(
    visitor: Page, watch: Watch, server: Server, bank: Bank
) -> None:
    watch.expects("status of 422")
    before = server.rows(COUNTED)
    steps.answer_at_once(visitor, varied(short_form(bank)[1:]))
    box = visitor.get_by_role("checkbox", name="Count my answers")
    box.uncheck()
    steps.send(visitor)
    expect(visitor.get_by_role("alert")).to_be_visible()
    expect(box).not_to_be_checked()
    visitor.get_by_role("button", name="Go on without it").first.click()
    visitor.wait_for_url("**/result/")
    assert server.rows(COUNTED) == before
