"""A reload, a closed tab, a dead network or damaged storage loses no answer."""

import json
import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from quiz.core.scoring import Bank
from tests import chromium
from tests.browser import steps
from tests.browser.conftest import ARGUMENTS, PATIENCE, NewBrowser
from tests.browser.sheets import short_form, varied
from tests.browser.watch import Watch

# Going back shows the page as it was left, which Playwright's browsers do not by themselves.
AS_PEOPLE_DO = {"args": ARGUMENTS, "ignore_default_args": ["--disable-back-forward-cache"]}
NO_STORAGE = """
Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("Access is denied for this document.", "SecurityError"); },
});
"""


def test_a_reload_loses_nothing_not_even_the_last_answer(visitor: Page, bank: Bank) -> None:
    *before, last = short_form(bank)[:5]
    given = varied((*before, last))
    visitor.goto("/quiz/")
    steps.answer(visitor, before, given)
    steps.radio(visitor, last, given[last.slug]).check()
    visitor.reload()
    expect(steps.question_heading(visitor, last)).to_be_visible()
    assert steps.chosen(visitor) == given
    visitor.reload()
    assert steps.chosen(visitor) == given


def test_a_closed_tab_loses_nothing(visitor: Page, bank: Bank) -> None:
    questions = short_form(bank)[:6]
    given = varied(questions)
    visitor.goto("/quiz/")
    steps.answer(visitor, questions, given)
    visitor.close()
    tab = visitor.context.new_page()
    tab.goto("/quiz/")
    assert steps.chosen(tab) == given
    tab.goto("/quiz/full/")
    assert steps.chosen(tab) == {}


def test_answers_are_the_same_when_the_options_come_in_another_order(
    visitor: Page, bank: Bank
) -> None:
    given = varied(short_form(bank))
    steps.answer_at_once(visitor, given)
    order = served_order(visitor)
    visitor.close()

    tab = visitor.context.new_page()
    tab.route("**/quiz/", with_options_reversed)
    tab.goto("/quiz/#check")
    assert served_order(tab) == [list(reversed(values)) for values in order]
    assert steps.chosen(tab) == given
    steps.see_result(tab)
    assert {piece["question"]: piece["option"] for piece in answered(tab)} == given


def test_the_form_is_sent_again_when_the_network_is_back(
    visitor: Page, watch: Watch, bank: Bank
) -> None:
    watch.expects("net::ERR_INTERNET_DISCONNECTED")
    given = varied(short_form(bank))
    steps.answer_at_once(visitor, given)
    visitor.context.set_offline(True)
    steps.send(visitor)
    expect_told_and_kept(visitor, given)
    visitor.context.set_offline(False)
    steps.see_result(visitor)
    assert {piece["question"]: piece["option"] for piece in answered(visitor)} == given


@pytest.mark.parametrize("status", [500, 503])
def test_the_form_is_sent_again_after_an_error_of_the_server(
    visitor: Page, watch: Watch, bank: Bank, status: int
) -> None:
    watch.expects(f"status of {status}")
    given = varied(short_form(bank))
    steps.answer_at_once(visitor, given)
    visitor.route("**/quiz/", lambda route: route.fulfill(status=status, body="broken"))
    steps.send(visitor)
    expect_told_and_kept(visitor, given)
    visitor.unroute("**/quiz/")
    steps.see_result(visitor)
    assert {piece["question"]: piece["option"] for piece in answered(visitor)} == given


def test_going_back_from_the_result_the_form_can_be_sent_again(
    chrome: Browser, site: str, bank: Bank
) -> None:
    with chrome.browser_type.launch(executable_path=chromium.find(), **AS_PEOPLE_DO) as browser:
        page = browser.new_page(base_url=site)
        page.set_default_timeout(PATIENCE)
        given = varied(short_form(bank))
        steps.answer_at_once(page, given)
        steps.see_result(page)
        go_back(page)
        expect(page).to_have_url(f"{site}/quiz/#check")
        assert steps.chosen(page) == given
        steps.see_result(page)


def test_nothing_is_kept_once_the_result_is_there(visitor: Page, bank: Bank) -> None:
    steps.answer_at_once(visitor, varied(short_form(bank)))
    assert list(steps.kept(visitor)) != []
    steps.see_result(visitor)
    assert steps.kept(visitor) == {}


def test_nothing_is_kept_once_the_result_is_there_also_after_a_page_with_an_error(
    visitor: Page, watch: Watch, bank: Bank
) -> None:
    watch.expects("status of 422")
    steps.answer_at_once(visitor, varied(short_form(bank)[1:]))
    steps.send(visitor)
    visitor.get_by_role("button", name="Go on without it").first.click()
    visitor.wait_for_url("**/result/")
    assert steps.kept(visitor) == {}


def test_answers_to_the_other_questions_are_not_kept_once_their_result_is_there(
    new_browser: NewBrowser, watch: Watch, bank: Bank
) -> None:
    watch.expects("status of 422")
    page = steps.open_result(new_browser(), varied(short_form(bank)))
    rest = [question for question in bank.document.questions if not question.short]
    steps.answer_at_once(page, varied(tuple(rest[1:])), "/result/more/")
    steps.send(page)
    page.get_by_role("button", name="Go on without it").first.click()
    page.wait_for_url("**/result/")
    assert steps.kept(page) == {}


@pytest.mark.parametrize(
    "damaged",
    [
        "",
        "{not JSON",
        "null",
        "3",
        '"text"',
        "[1, 2]",
        '{"q01": 7, "q02": null, "q05": "zz", "q09": {"a": 1}, "__proto__": "a", "form": "full"}',
    ],
)
def test_damaged_storage_does_no_harm(visitor: Page, bank: Bank, damaged: str) -> None:
    first, second = short_form(bank)[:2]
    visitor.goto("/quiz/")
    steps.radio(visitor, first, "a").check()
    (place,) = steps.kept(visitor)
    visitor.evaluate("([place, damaged]) => localStorage.setItem(place, damaged)", [place, damaged])
    visitor.close()

    tab = visitor.context.new_page()
    tab.goto("/quiz/")
    assert steps.chosen(tab) == {}
    assert tab.locator("[name=form]").input_value() == "short"
    steps.answer(tab, [first, second], {first.slug: "b", second.slug: "a"})
    assert json.loads(steps.kept(tab)[place]) == {first.slug: "b", second.slug: "a"}


def test_forbidden_storage_does_no_harm(visitor: Page, bank: Bank) -> None:
    questions = short_form(bank)
    given = varied(questions)
    visitor.add_init_script(NO_STORAGE)
    visitor.goto("/quiz/")
    steps.answer(visitor, questions, given)
    steps.see_result(visitor)
    assert {piece["question"]: piece["option"] for piece in answered(visitor)} == given
    row = steps.open_row(visitor, questions[0])
    other = next(o for o in questions[0].scored if o.key != given[questions[0].slug])
    row.get_by_role("radio", name=other.text, exact=True).check()
    expect(visitor.get_by_role("status")).to_have_text(re.compile("^You "))
    visitor.get_by_role("button", name="Forget my answers").click()
    expect(visitor.get_by_role("heading", name="Your answers are forgotten")).to_be_visible()


def answered(page: Page) -> list[dict[str, str]]:
    return steps.numbers(page.context)["contributions"]


def expect_told_and_kept(page: Page, given: dict[str, str]) -> None:
    """The visitor is told that sending failed, and a reload shows that nothing is lost."""
    expect(page.get_by_role("alert")).to_contain_text("did not get through")
    expect(page.get_by_role("button", name="See my result")).to_be_enabled()
    assert steps.chosen(page) == given
    (text,) = steps.kept(page).values()
    assert json.loads(text) == given


def served_order(page: Page) -> list[list[str]]:
    """The keys of every question's options, in the order of the page."""
    questions = page.evaluate(
        "[...document.querySelectorAll('fieldset')].map((group) =>"
        " [...group.querySelectorAll('input[type=radio]')].map((radio) => radio.value))"
    )
    return [values for values in questions if values]


def with_options_reversed(route: Route) -> None:
    """The page as the site serves it, but for the order of the options."""
    if route.request.method != "GET":
        route.continue_()
        return
    label = r'<label[^>]*><input type="radio".*?</label>\s*'
    response = route.fetch()
    text = re.sub(
        f"(?:{label})+",
        lambda options: "".join(reversed(re.findall(label, options[0], re.S))),
        response.text(),
        flags=re.S,
    )
    route.fulfill(response=response, body=text)


def test_going_back_after_forgetting_shows_nothing_and_keeps_nothing(
    chrome: Browser, site: str, bank: Bank
) -> None:
    with chrome.browser_type.launch(executable_path=chromium.find(), **AS_PEOPLE_DO) as browser:
        page = browser.new_context(base_url=site).new_page()
        steps.answer_at_once(page, varied(short_form(bank)))
        steps.see_result(page)
        page.get_by_role("button", name="Forget my answers").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Your answers are forgotten")
        go_back(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("No result here yet")
        go_back(page)
        expect(page).to_have_url(f"{site}/quiz/")  # asked for anew: not at the end of the form
        assert (steps.chosen(page), steps.kept(page)) == ({}, {"crossroads-forgotten": "yes"})


def go_back(page: Page) -> None:
    """Once the call has been answered: on the way it could be cut off by the very going back."""
    page.evaluate("setTimeout(() => history.back(), 200)")
