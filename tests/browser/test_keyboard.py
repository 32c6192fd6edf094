"""By keyboard alone: everything can be reached, and choosing never leaves a question."""

import pytest
from playwright.sync_api import Locator, Page, expect

from quiz.core.document import Question
from quiz.core.scoring import Bank
from tests.browser import steps
from tests.browser.conftest import NewBrowser
from tests.browser.sheets import short_form, varied

MOST_TABS = 40


def test_the_keyboard_alone_is_enough(visitor: Page, new_browser: NewBrowser, bank: Bank) -> None:
    questions = short_form(bank)
    answers = varied(questions)
    visitor.goto("/")
    tab_to(visitor, visitor.get_by_role("link", name="Start the quiz"))
    visitor.keyboard.press("Enter")
    visitor.wait_for_url("**/quiz/")
    for number, question in enumerate(questions):
        choose_by_keyboard(visitor, question, answers[question.slug])
        if number == 0:
            read_why(visitor, question)
        if number % 2:
            visitor.keyboard.press("Enter")
        else:
            tab_to(visitor, visitor.get_by_role("button", name=steps.GO_ON))
            visitor.keyboard.press("Space")
    expect(visitor.get_by_role("heading", name="Check your answers")).to_be_focused()

    changed = questions[4]
    other_key = next(o.key for o in changed.options if o.key != answers[changed.slug])
    tab_to(visitor, visitor.get_by_role("link", name=changed.text))
    visitor.keyboard.press("Enter")
    expect(steps.question_heading(visitor, changed)).to_be_focused()
    choose_by_keyboard(visitor, changed, other_key)
    press_enter_to_go_on(visitor)
    while steps.place(visitor) != "#check":
        visitor.keyboard.press("Tab")
        press_enter_to_go_on(visitor)
    tab_to(visitor, visitor.get_by_role("button", name="See my result"))
    visitor.keyboard.press("Enter")
    visitor.wait_for_url("**/result/")

    other = new_browser()
    steps.post(other, answers | {changed.slug: other_key})
    assert steps.numbers(visitor.context) == steps.numbers(other)


@pytest.mark.parametrize("kind", ["single", "pair", "agree"])
def test_choosing_never_leaves_the_question(visitor: Page, bank: Bank, kind: str) -> None:
    question = next(q for q in short_form(bank) if q.kind == kind)
    visitor.clock.install()
    visitor.goto(f"/quiz/#{question.slug}")
    radios = visitor.get_by_role("radio")
    radios.first.focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowUp", "ArrowLeft"):
        for _ in range(len(question.options) + 2):  # past the end and round again
            visitor.keyboard.press(key)
            visitor.clock.run_for(2_000)
            expect(visitor.locator("input:focus")).to_be_checked()
            assert steps.chosen(visitor).keys() == {question.slug}
            assert steps.place(visitor) == f"#{question.slug}"
    for option in question.options:
        steps.radio(visitor, question, option.key).click()
        visitor.clock.run_for(2_000)
        assert steps.chosen(visitor) == {question.slug: option.key}
        assert steps.place(visitor) == f"#{question.slug}"
    expect(steps.question_heading(visitor, question)).to_be_visible()


def test_skipping_to_the_content_stays_at_the_question(visitor: Page, bank: Bank) -> None:
    question = short_form(bank)[4]
    visitor.goto(f"/quiz/#{question.slug}")
    tab_to(visitor, visitor.get_by_role("link", name="Skip to the content"))
    visitor.keyboard.press("Enter")
    visitor.keyboard.press("Tab")
    expect(visitor.locator(f"input[name={question.slug}]").first).to_be_focused()
    visitor.keyboard.press("Space")
    visitor.keyboard.press("Enter")
    steps.expect_at(visitor, short_form(bank)[5])


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus."""
    expect(target).to_have_count(1)
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if target.evaluate("(element) => element === document.activeElement"):
            return
    raise AssertionError("Tab does not lead there.")


def press_enter_to_go_on(page: Page) -> None:
    here = page.url
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(here)
    expect(page.locator("h2:focus")).to_have_count(1)


def choose_by_keyboard(page: Page, question: Question, key: str) -> None:
    target = steps.radio(page, question, key)
    expect(target).to_be_visible()
    while not page.evaluate("document.activeElement.type === 'radio'"):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    for _ in question.options:
        if target.is_checked():
            break
        page.keyboard.press("ArrowDown")
    expect(target).to_be_checked()
    expect(target).to_be_focused()


def read_why(page: Page, question: Question) -> None:
    expect(page.get_by_text(question.why)).to_be_hidden()
    tab_to(page, page.locator("summary:visible", has_text="Why we ask"))
    page.keyboard.press("Enter")
    expect(page.get_by_text(question.why)).to_be_visible()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
