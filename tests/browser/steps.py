"""What a visitor does and sees, in the words that the page shows."""

import re
from collections.abc import Iterable
from typing import Any

from playwright.sync_api import APIResponse, BrowserContext, Locator, Page, expect

from quiz.core.document import Question
from quiz.core.scoring import Answers, Bank
from tests.browser.sheets import EDITION, RIGHT, of_band

GO_ON = re.compile("^(Next question|Check my answers)$")


# Taking the quiz


def question_heading(page: Page, question: Question) -> Locator:
    return page.get_by_role("heading", level=2, name=question.text, exact=True)


def radio(page: Page, question: Question, key: str) -> Locator:
    group = page.get_by_role("group", name=question.text)
    return group.get_by_role("radio", name=question.option(key).text, exact=True)


def expect_at(page: Page, question: Question) -> None:
    """The question has the focus and names the page."""
    expect(question_heading(page, question)).to_be_focused()
    expect(page).to_have_title(re.compile("^" + re.escape(question.text)))


def go_on(page: Page) -> None:
    page.get_by_role("button", name=GO_ON).click()


def answer(page: Page, questions: Iterable[Question], answers: Answers) -> None:
    """Answer these questions one after the other, each on its own."""
    for question in questions:
        radio(page, question, answers[question.slug]).check()
        go_on(page)
        expect(question_heading(page, question)).to_be_hidden()


def answer_at_once(page: Page, answers: Answers, address: str = "/quiz/") -> None:
    """Open a form and give all answers, for tests of what comes after; it is ready to send."""
    page.goto(address)
    page.evaluate(
        """(answers) => {
          for (const [name, value] of Object.entries(answers)) {
            document.querySelector(`input[name=${name}][value=${value}]`).click();
          }
        }""",
        answers,
    )
    page.goto(f"{address}#check")


def send(page: Page) -> None:
    page.get_by_role("button", name="See my result").click()


def see_result(page: Page) -> None:
    """Send the answers and wait for the result."""
    send(page)
    page.wait_for_url("**/result/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def place(page: Page) -> str:
    """The part of the address that names the question."""
    return page.evaluate("location.hash")


def chosen(page: Page) -> dict[str, str]:
    """Every answer that the page holds, shown or not."""
    checked = "[...document.querySelectorAll('input[type=radio]:checked')]"
    return dict(page.evaluate(f"{checked}.map((input) => [input.name, input.value])"))


def kept(page: Page) -> dict[str, str]:
    """What this browser's storage holds."""
    return page.evaluate("({...localStorage})")


# The result


def verdict(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def numbers(context: BrowserContext) -> dict[str, Any]:
    """The result of this browser as JSON."""
    return context.request.get("/result.json").json()


def post(context: BrowserContext, answers: Answers, form: str = "short") -> APIResponse:
    """Send a form without showing it, leaving out what is not answered."""
    address = {"short": "/quiz/", "full": "/quiz/full/"}[form]
    sent = {"edition": EDITION, "form": form, "unanswered": "leave", **answers}
    response = context.request.post(address, form=sent)
    assert response.status == 200, response.text()
    return response


def share(
    context: BrowserContext, bank: Bank, band: str = "leans", side: int = RIGHT, **choices: str
) -> str:
    """Share a result of this firmness and side; the token."""
    post(context, of_band(bank, band, side))
    sent = context.request.post("/result/share/", form=choices)
    assert sent.status == 200, sent.text()
    [value] = [c["value"] for c in context.cookies() if c["name"] == "crossroads-shares"]
    return value.strip('"').partition(":")[0].partition(".")[0]


def open_result(context: BrowserContext, answers: Answers) -> Page:
    """The result page of these answers to the short form."""
    post(context, answers)
    page = context.new_page()
    page.goto("/result/")
    return page


def row(page: Page, question: Question) -> Locator:
    """A question in the result's list of answers."""
    return page.locator("#answers").get_by_role("listitem").filter(has_text=question.text)


def open_row(page: Page, question: Question) -> Locator:
    found = row(page, question)
    found.locator("summary").click()
    return found
