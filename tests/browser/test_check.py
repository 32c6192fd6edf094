"""The work check from its first list to its result: by mouse, by keyboard, with no script."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from quiz.core.scoring import Bank
from tests.browser import steps
from tests.browser.server import Server
from tests.browser.sheets import read_bank
from tests.browser.watch import Watch

TICKED = ["prototypes", "service", "bash", "sql", "neural", "gpu", "pytorch"]  # no tool
GO_ON = re.compile("^(Next checklist|Check my answers)$")


@pytest.fixture(scope="module")
def check(server: Server) -> Bank:
    return read_bank(server, "work-check")


def box(page: Page, check: Bank, slug: str) -> Locator:
    """An item's box in the checklist that asks for it."""
    item = check.document.by_slug[slug]
    (text,) = (group.text for group in check.document.groups if group.slug == item.group)
    group = page.get_by_role("group", name=text)
    return group.get_by_role("checkbox", name=item.text, exact=True)


def none_of(page: Page, text: str) -> Locator:
    return page.get_by_role("group", name=text).get_by_role("checkbox", name="None of these")


def heading(page: Page, text: str) -> Locator:
    return page.get_by_role("heading", level=2, name=text, exact=True)


def fill(page: Page, check: Bank, ticked: list[str], *, stepwise: bool) -> None:
    """Every list in turn: its ticks, or none of it."""
    for group in check.document.groups:
        slugs = [item.slug for item in check.document.items(group.slug) if item.slug in ticked]
        for slug in slugs:
            box(page, check, slug).check()
        if not slugs:
            none_of(page, group.text).check()
        if stepwise:
            page.get_by_role("button", name=GO_ON).click()


def see_result(page: Page) -> None:
    page.get_by_role("button", name="See my result").click()
    page.wait_for_url("**/work-check/result/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def ticks(page: Page) -> set[str]:
    """What the result behind this browser was made of."""
    found = page.context.request.get("/work-check/result.json").json()["contributions"]
    return {piece["question"] for piece in found if piece["option"] == "y"}


def send_it(page: Page, ticked: list[str], check: Bank) -> None:
    """A result without showing the form."""
    sent = [("edition", "1"), ("form", "short")]
    for group in check.document.groups:
        slugs = [i.slug for i in check.document.items(group.slug) if i.slug in ticked]
        sent += [(f"list-{group.slug}", slug) for slug in slugs or ["none"]]
    body = "&".join(f"{name}={value}" for name, value in sent)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    response = page.context.request.post("/work-check/", data=body, headers=headers)
    assert response.status == 200, response.text()


@pytest.mark.parametrize("browser", ["visitor", "plain_visitor"])
def test_from_the_home_page_to_the_result(
    browser: str, request: pytest.FixtureRequest, check: Bank
) -> None:
    page: Page = request.getfixturevalue(browser)
    stepwise = browser == "visitor"
    page.goto("/")
    page.locator("main").get_by_role("link", name="Check your job").click()
    fill(page, check, TICKED, stepwise=stepwise)
    if stepwise:
        expect(heading(page, "Check your answers")).to_be_focused()
        expect(page.get_by_text("All 4 answered.")).to_be_visible()
        expect(page.locator(".review")).to_contain_text("None of these")
    see_result(page)
    assert ticks(page) == set(TICKED)
    assert steps.verdict(page) == "You would likely be called ML Engineer"


def test_by_keyboard_alone(visitor: Page, check: Bank) -> None:
    keys = visitor.keyboard
    visitor.goto("/work-check/")
    box(visitor, check, "decisions").focus()
    keys.press("Space")
    keys.press("Tab")
    keys.press("Space")
    keys.press("Enter")
    for group in check.document.groups[1:]:
        expect(heading(visitor, group.text)).to_be_focused()
        keys.press("Tab")
        keys.press("Space")
        keys.press("Enter")
    expect(heading(visitor, "Check your answers")).to_be_focused()
    visitor.get_by_role("button", name="See my result").focus()
    keys.press("Enter")
    visitor.wait_for_url("**/work-check/result/")
    firsts = [check.document.items(group.slug)[0].slug for group in check.document.groups]
    assert ticks(visitor) == {"prototypes", *firsts}


def test_none_of_these_and_the_ticks_take_each_other_away(visitor: Page, check: Bank) -> None:
    visitor.goto("/work-check/")
    group = check.document.groups[0]
    first, second = (box(visitor, check, slug) for slug in ("decisions", "service"))
    none = none_of(visitor, group.text)
    first.check()
    second.check()
    expect(first).to_be_checked()
    none.check()
    expect(first).not_to_be_checked()
    expect(second).not_to_be_checked()
    second.check()
    expect(none).not_to_be_checked()


def test_a_reload_and_coming_back_lose_no_tick(visitor: Page, check: Bank) -> None:
    visitor.goto("/work-check/")
    box(visitor, check, "decisions").check()
    box(visitor, check, "service").check()
    box(visitor, check, "decisions").uncheck()
    visitor.get_by_role("button", name="Next checklist").click()
    box(visitor, check, "cpp").check()
    visitor.reload()
    expect(box(visitor, check, "cpp")).to_be_checked()
    visitor.go_back()
    expect(box(visitor, check, "service")).to_be_checked()
    expect(box(visitor, check, "decisions")).not_to_be_checked()
    other = visitor.context.new_page()
    other.goto("/work-check/")
    expect(box(other, check, "service")).to_be_checked()


def test_what_was_kept_is_removed_when_the_result_has_come(visitor: Page, check: Bank) -> None:
    visitor.goto("/work-check/")
    fill(visitor, check, TICKED, stepwise=True)
    assert [key for key in steps.kept(visitor) if "work-check" in key] != []
    see_result(visitor)
    assert steps.kept(visitor) == {}


def test_a_list_left_is_named_and_nothing_lost(visitor: Page, check: Bank, watch: Watch) -> None:
    watch.expects("status of 422")
    visitor.goto("/work-check/")
    box(visitor, check, "service").check()
    visitor.goto("/work-check/#check")
    expect(visitor.get_by_text("3 of 4 without an answer yet.")).to_be_visible()
    visitor.get_by_role("button", name="See my result").click()
    alert = visitor.get_by_role("alert")
    expect(alert).to_contain_text("3 checklists left")
    expect(alert).to_be_focused()
    expect(box(visitor, check, "service")).to_be_checked()
    alert.get_by_role("link", name=check.document.groups[1].text).click()
    expect(box(visitor, check, "r")).to_be_in_viewport()
    alert.get_by_role("button", name="Go on without them").click()
    visitor.wait_for_url("**/work-check/result/")
    assert ticks(visitor) == {"service"}


def test_without_a_script_both_can_be_ticked_and_the_site_asks(
    plain_visitor: Page, check: Bank, watch: Watch
) -> None:
    watch.expects("status of 422")
    plain_visitor.goto("/work-check/")
    fill(plain_visitor, check, TICKED, stepwise=False)
    none_of(plain_visitor, check.document.groups[0].text).check()
    plain_visitor.get_by_role("button", name="See my result").click()
    expect(plain_visitor.get_by_role("alert")).to_contain_text("1 checklist left")
    expect(box(plain_visitor, check, "service")).to_be_checked()
    none_of(plain_visitor, check.document.groups[0].text).uncheck()
    plain_visitor.locator("#check").get_by_role("button", name="See my result").click()
    plain_visitor.wait_for_url("**/work-check/result/")
    assert ticks(plain_visitor) == set(TICKED)


def test_a_tick_changed_on_the_result_is_scored_at_once(visitor: Page, check: Bank) -> None:
    send_it(visitor, TICKED, check)
    visitor.goto("/work-check/result/")
    visitor.locator("#list-act summary").click()
    changed = box(visitor, check, "decisions")
    changed.check()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("You could be called either")
    expect(visitor.get_by_role("status")).to_contain_text("You could be called either")
    expect(changed).to_be_focused()
    assert ticks(visitor) == {*TICKED, "decisions"}
    none_of(visitor, check.document.groups[0].text).check()
    expect(visitor.locator("#list-act summary")).to_contain_text("None of these")
    assert ticks(visitor) == set(TICKED) - {"prototypes", "service"}


def test_without_a_script_a_change_is_scored_by_its_button(
    plain_visitor: Page, check: Bank
) -> None:
    send_it(plain_visitor, TICKED, check)
    plain_visitor.goto("/work-check/result/")
    plain_visitor.locator("#list-lang summary").click()
    box(plain_visitor, check, "r").check()
    plain_visitor.locator("#list-lang").get_by_role("button", name="Score again").click()
    expect(plain_visitor.locator("#list-lang summary")).to_contain_text("R SQL Bash")
    assert ticks(plain_visitor) == {*TICKED, "r"}
