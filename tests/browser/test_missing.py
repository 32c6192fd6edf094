"""Questions left open: the visitor is told once, keeps every answer and may go on without."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from quiz.core.document import Question
from quiz.core.scoring import Bank
from tests.browser import steps
from tests.browser.conftest import NewBrowser
from tests.browser.sheets import short_form, varied
from tests.browser.watch import Watch


@pytest.fixture
def left_open(bank: Bank) -> list[Question]:
    questions = short_form(bank)
    return [questions[2], questions[7], questions[15]]


@pytest.fixture
def given(bank: Bank, left_open: list[Question]) -> dict[str, str]:
    return varied(tuple(q for q in short_form(bank) if q not in left_open))


@pytest.fixture(params=["with script", "without script"])
def told(
    request: pytest.FixtureRequest,
    new_browser: NewBrowser,
    watch: Watch,
    given: dict[str, str],
) -> Page:
    """The page that tells a visitor, with or without scripts, what was left open."""
    watch.expects("status of 422")
    page = new_browser(java_script_enabled=request.param == "with script").new_page()
    steps.answer_at_once(page, given)
    steps.send(page)
    expect(summary(page)).to_be_visible()
    return page


def test_the_summary_names_what_is_open_and_the_answers_stay(
    told: Page, left_open: list[Question], given: dict[str, str]
) -> None:
    expect(told).to_have_title(re.compile("^Error: "))
    expect(summary(told)).to_contain_text("3 questions without an answer")
    links = summary(told).get_by_role("link")
    expect(links).to_have_text([question.text for question in left_open])
    assert steps.chosen(told) == given
    for question in left_open:
        group = told.get_by_role("group", name=question.text)
        expect(group).to_have_accessible_description(re.compile("^Error: No answer yet"))


def test_each_link_leads_to_the_first_answer_of_its_question(
    told: Page, left_open: list[Question]
) -> None:
    for question in left_open:
        summary(told).get_by_role("link", name=question.text).click()
        first = told.get_by_role("group", name=question.text).get_by_role("radio").first
        expect(first).to_be_focused()
        expect(first).to_be_in_viewport()


def test_the_visitor_may_go_on_without_them(told: Page, bank: Bank, given: dict[str, str]) -> None:
    told.get_by_role("button", name="Go on without them").first.click()
    told.wait_for_url("**/result/")
    assert sent(told) == given | {q.slug: None for q in short_form(bank) if q.slug not in given}


def test_the_visitor_may_answer_them(
    told: Page, left_open: list[Question], given: dict[str, str]
) -> None:
    now = {question.slug: "b" for question in left_open}
    for question in left_open:
        steps.radio(told, question, "b").check()
    steps.see_result(told)
    assert sent(told) == given | now


def test_enter_in_an_answer_leaves_no_question_out(
    told: Page, left_open: list[Question], given: dict[str, str]
) -> None:
    """Going on without an answer is a choice of its own, not what the Enter key does."""
    answer = steps.radio(told, left_open[0], "a")
    answer.check()
    answer.press("Enter")
    expect(summary(told)).to_contain_text("2 questions without an answer")
    assert steps.chosen(told) == given | {left_open[0].slug: "a"}


def test_the_summary_takes_the_focus(
    visitor: Page, watch: Watch, bank: Bank, given: dict[str, str]
) -> None:
    watch.expects("status of 422")
    steps.answer_at_once(visitor, given)
    steps.send(visitor)
    expect(summary(visitor)).to_be_focused()


def test_what_is_answered_after_the_error_survives_a_closed_tab(
    visitor: Page, watch: Watch, bank: Bank, left_open: list[Question], given: dict[str, str]
) -> None:
    watch.expects("status of 422")
    steps.answer_at_once(visitor, given)
    steps.send(visitor)
    steps.radio(visitor, left_open[0], "a").check()
    visitor.close()
    tab = visitor.context.new_page()
    tab.goto("/quiz/")
    assert steps.chosen(tab) == given | {left_open[0].slug: "a"}


def test_before_sending_the_check_names_what_is_open(
    visitor: Page, bank: Bank, left_open: list[Question], given: dict[str, str]
) -> None:
    questions = short_form(bank)
    steps.answer_at_once(visitor, given)
    items = visitor.get_by_role("main").get_by_role("listitem")
    expect(items).to_have_count(len(questions))
    for item, question in zip(items.all(), questions, strict=True):
        said = question.option(given[question.slug]).text if question.slug in given else None
        expect(item).to_contain_text(question.text)
        expect(item).to_contain_text(said or "No answer yet")
    expect(visitor.get_by_text("3 of 16 without an answer yet")).to_be_visible()


def summary(page: Page) -> Locator:
    return page.get_by_role("alert")


def sent(page: Page) -> dict[str, str | None]:
    pieces = steps.numbers(page.context)["contributions"]
    return {piece["question"]: piece["option"] for piece in pieces}
