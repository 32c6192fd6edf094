"""Changing answers on the result page: scored again at once, and without scripts too."""

import pytest
from playwright.sync_api import Page, expect

from quiz.core.document import Question
from quiz.core.scoring import Bank
from quiz.core.verdict import FEWEST_ANSWERS
from tests.browser import steps
from tests.browser.conftest import NewBrowser
from tests.browser.sheets import LEFT, of_band, short_form, strongest
from tests.browser.watch import Watch


@pytest.fixture
def question(bank: Bank) -> Question:
    """The question to be changed: the one that can pull furthest."""
    return max(short_form(bank), key=lambda q: max(bank.pulls[q.slug].values()))


@pytest.fixture
def answers(bank: Bank) -> dict[str, str]:
    return of_band(bank, "clear")


@pytest.fixture
def changed(bank: Bank, question: Question, answers: dict[str, str]) -> dict[str, str]:
    return answers | {question.slug: strongest(bank, question, LEFT)}


def test_a_changed_answer_is_scored_at_once(
    visitor: Page,
    new_browser: NewBrowser,
    question: Question,
    answers: dict[str, str],
    changed: dict[str, str],
) -> None:
    wanted = steps.open_result(new_browser(), changed)
    page = steps.open_result(visitor.context, answers)
    status = page.get_by_role("status")
    expect(status).to_be_empty()
    row = steps.open_row(page, question)
    new = row.get_by_role("radio", name=question.option(changed[question.slug]).text, exact=True)
    new.check()

    lean = wanted.get_by_role("figure").get_by_role("strong").inner_text()
    expect(status).to_have_text(f"{steps.verdict(wanted)}. {lean}")
    expect(new).to_be_focused()
    expect(row.get_by_role("group").first).to_have_attribute("open", "")
    assert steps.numbers(page.context) == steps.numbers(wanted.context)
    assert page.title() == wanted.title()
    assert everything(page) == everything(wanted)
    page.reload()
    assert everything(page) == everything(wanted)


def test_quick_changes_one_after_the_other_all_count(
    visitor: Page, new_browser: NewBrowser, bank: Bank, answers: dict[str, str]
) -> None:
    several = short_form(bank)[:8]
    changed = answers | {q.slug: strongest(bank, q, LEFT) for q in several}
    wanted = steps.open_result(new_browser(), changed)
    page = steps.open_result(visitor.context, answers)
    assert steps.verdict(page) != steps.verdict(wanted)
    for question in several:
        text = question.option(changed[question.slug]).text
        steps.open_row(page, question).get_by_role("radio", name=text, exact=True).check()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(steps.verdict(wanted))
    figure = wanted.get_by_role("figure").inner_text()
    expect(page.get_by_role("figure")).to_have_text(figure, use_inner_text=True)
    expect(page.get_by_role("status")).to_contain_text(steps.verdict(wanted))
    assert steps.numbers(page.context) == steps.numbers(wanted.context)


def test_the_arrow_keys_change_an_answer_without_losing_the_place(
    visitor: Page, question: Question, answers: dict[str, str]
) -> None:
    page = steps.open_result(visitor.context, answers)
    row = steps.open_row(page, question)
    row.get_by_role("radio", checked=True).focus()
    for _ in question.options:
        page.keyboard.press("ArrowDown")
        expect(page.locator("input:focus")).to_be_checked()
    expect(page.get_by_role("status")).not_to_be_empty()
    expect(page.locator("input:focus")).to_have_attribute("name", question.slug)


def test_few_answers_that_stay_few_are_announced_in_words(visitor: Page, bank: Bank) -> None:
    page = steps.open_result(visitor.context, of_band(bank, "few"))
    first = short_form(bank)[0]
    row = steps.open_row(page, first)
    text = first.option(strongest(bank, first, LEFT)).text
    row.get_by_role("radio", name=text, exact=True).check()
    status = page.get_by_role("status")
    expect(status).to_contain_text("Too few answers to say")
    expect(status).not_to_contain_text("undefined")


def test_the_sixth_answer_brings_the_whole_result(visitor: Page, bank: Bank) -> None:
    page = steps.open_result(visitor.context, of_band(bank, "few"))
    expect(page.get_by_role("figure")).to_have_count(0)
    sixth = short_form(bank)[FEWEST_ANSWERS - 1]
    row = steps.open_row(page, sixth)
    answer = row.get_by_role("radio", name=sixth.scored[0].text, exact=True)
    answer.check()
    expect(page.get_by_role("figure")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Too few answers to say")
    assert steps.numbers(page.context)["answered"] == FEWEST_ANSWERS
    expect(page.get_by_role("status")).to_contain_text(steps.verdict(page))
    expect(answer).to_be_focused()
    at_once = everything(page)
    page.reload()
    assert at_once == everything(page)


def test_without_scripts_a_button_scores_again(
    plain_visitor: Page,
    new_browser: NewBrowser,
    question: Question,
    answers: dict[str, str],
    changed: dict[str, str],
) -> None:
    wanted = steps.open_result(new_browser(), changed)
    page = steps.open_result(plain_visitor.context, answers)
    row = steps.open_row(page, question)
    text = question.option(changed[question.slug]).text
    row.get_by_role("radio", name=text, exact=True).check()
    row.get_by_role("button", name="Score again").click()
    expect(page.locator("#answers")).to_contain_text(text)
    expect(row.get_by_role("radio")).to_have_count(0)  # the page is new: all rows are closed
    assert steps.numbers(page.context) == steps.numbers(wanted.context)
    wanted.get_by_role("button", name="Print this page").evaluate(
        "(button) => button.hidden = true"
    )
    assert everything(page) == everything(wanted)


def test_a_change_without_network_is_told_and_can_be_sent_later(
    visitor: Page,
    watch: Watch,
    question: Question,
    answers: dict[str, str],
    changed: dict[str, str],
) -> None:
    watch.expects("net::ERR_INTERNET_DISCONNECTED")
    page = steps.open_result(visitor.context, answers)
    before = steps.verdict(page), page.get_by_role("figure").inner_text()
    row = steps.open_row(page, question)
    page.context.set_offline(True)
    row.get_by_role("radio", name=question.option(changed[question.slug]).text, exact=True).check()
    status = page.get_by_role("status")
    expect(status).to_contain_text("did not get through")
    assert (steps.verdict(page), page.get_by_role("figure").inner_text()) == before
    page.context.set_offline(False)
    row.get_by_role("button", name="Score again").click()
    expect(status).not_to_contain_text("did not get through")
    sent = steps.numbers(page.context)["contributions"]
    assert {piece["question"]: piece["option"] for piece in sent} == changed


def test_a_change_is_told_when_the_server_fails(
    visitor: Page, watch: Watch, question: Question, answers: dict[str, str]
) -> None:
    watch.expects("status of 500")
    page = steps.open_result(visitor.context, answers)
    page.route("**/result/", lambda route: route.fulfill(status=500, body="broken"))
    row = steps.open_row(page, question)
    row.get_by_role("radio").last.check()
    expect(page.get_by_role("status")).to_contain_text("did not get through")


def everything(page: Page) -> list[str]:
    """All that the page says about the answers, but for opened rows and what was announced."""
    page.get_by_role("status").evaluate("(status) => { status.textContent = ''; }")
    rows = page.locator("details[open]")
    rows.evaluate_all("(rows) => rows.forEach((row) => { row.open = false; })")
    return [page.title(), *page.get_by_role("main").inner_text().split("\n")]
