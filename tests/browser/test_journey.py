"""From the first page to the result, with and without scripts, and back and forth."""

import re

from playwright.sync_api import Page, expect

from quiz.core.scoring import Bank
from tests.browser import steps
from tests.browser.conftest import NewBrowser
from tests.browser.sheets import short_form, varied


def test_by_mouse_the_visitor_gets_the_result_of_the_same_answers_sent_without_script(
    visitor: Page, new_browser: NewBrowser, bank: Bank
) -> None:
    questions = short_form(bank)
    answers = varied(questions)
    visitor.goto("/")
    visitor.get_by_role("link", name="Start the quiz").click()
    steps.answer(visitor, questions, answers)
    expect(visitor.get_by_role("heading", name="Check your answers")).to_be_focused()
    steps.see_result(visitor)

    other = steps.open_result(new_browser(), answers)
    assert steps.verdict(visitor) == steps.verdict(other)
    assert steps.numbers(visitor.context) == steps.numbers(other.context)
    assert steps.numbers(visitor.context)["answered"] == sum(key != "x" for key in answers.values())


def test_without_scripts_the_visitor_gets_the_same_result(
    plain_visitor: Page, new_browser: NewBrowser, bank: Bank
) -> None:
    questions = short_form(bank)
    answers = varied(questions)
    plain_visitor.goto("/")
    plain_visitor.get_by_role("link", name="Start the quiz").click()
    numbered = re.compile(f"Question \\d+ of {len(questions)}")
    expect(plain_visitor.get_by_role("group", name=numbered)).to_have_count(len(questions))
    for question in questions:
        steps.radio(plain_visitor, question, answers[question.slug]).check()
    steps.see_result(plain_visitor)

    other = steps.open_result(new_browser(), answers)
    assert steps.verdict(plain_visitor) == steps.verdict(other)
    assert steps.numbers(plain_visitor.context) == steps.numbers(other.context)


def test_the_full_form_asks_all_questions(
    visitor: Page, new_browser: NewBrowser, bank: Bank
) -> None:
    questions = bank.document.questions
    answers = varied(questions)
    visitor.goto("/")
    visitor.get_by_role("link", name=f"Take all {len(questions)} questions").click()
    steps.answer(visitor, questions, answers)
    steps.see_result(visitor)

    other = new_browser()
    steps.post(other, answers, form="full")
    assert steps.numbers(visitor.context) == steps.numbers(other)


def test_after_every_step_the_new_heading_has_the_focus_and_names_the_page(
    visitor: Page, bank: Bank
) -> None:
    first, second, third = short_form(bank)[:3]
    visitor.goto("/quiz/")
    steps.go_on(visitor)
    steps.expect_at(visitor, second)
    radio = steps.radio(visitor, second, "a")
    radio.check()
    radio.press("Enter")
    steps.expect_at(visitor, third)
    visitor.get_by_role("button", name="Back").click()
    steps.expect_at(visitor, second)
    visitor.get_by_role("button", name="Back").click()
    expect(steps.question_heading(visitor, first)).to_be_focused()
    visitor.goto("/quiz/#check")
    visitor.get_by_role("link", name=third.text).click()
    steps.expect_at(visitor, third)
    visitor.go_back()
    expect(visitor.get_by_role("heading", name="Check your answers")).to_be_focused()


def test_the_browsers_own_back_and_forward_go_through_the_questions_and_keep_answers(
    visitor: Page, bank: Bank
) -> None:
    questions = short_form(bank)[:3]
    given = {question.slug: "a" for question in questions}
    visitor.goto("/quiz/")
    steps.answer(visitor, questions, given)
    visitor.go_back()
    steps.expect_at(visitor, questions[2])
    visitor.go_back()
    steps.expect_at(visitor, questions[1])
    expect(steps.radio(visitor, questions[1], "a")).to_be_checked()
    visitor.go_back()
    expect(steps.question_heading(visitor, questions[0])).to_be_focused()
    visitor.go_forward()
    steps.expect_at(visitor, questions[1])
    assert steps.chosen(visitor) == given


def test_back_keeps_the_answers(visitor: Page, bank: Bank) -> None:
    questions = short_form(bank)[:4]
    given = {question.slug: "b" for question in questions}
    visitor.goto("/quiz/")
    steps.answer(visitor, questions, given)
    for question in reversed(questions):
        visitor.get_by_role("button", name="Back").click()
        expect(steps.radio(visitor, question, "b")).to_be_checked()
    expect(visitor.get_by_role("button", name="Back")).to_be_hidden()
    assert steps.chosen(visitor) == given


def test_nothing_is_chosen_beforehand(visitor: Page, plain_visitor: Page) -> None:
    for page in (visitor, plain_visitor):
        page.goto("/quiz/full/")
        assert steps.chosen(page) == {}
