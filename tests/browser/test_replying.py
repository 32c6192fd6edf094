"""The two questions after a result: answered, changed, taken back, left; with scripts or none."""

from concurrent.futures import ThreadPoolExecutor
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Locator, Page, expect

from quiz.core.document import Question
from quiz.core.scoring import Bank
from tests.browser import steps
from tests.browser.server import Server
from tests.browser.sheets import LEFT, of_band, short_form, strongest
from tests.browser.watch import Watch

TITLE, FIT = "What is your title?", "Does this fit you?"


@pytest.fixture(params=["visitor", "plain_visitor"])
def page(request: pytest.FixtureRequest, bank: Bank) -> Page:
    """A result, in a browser with scripts and in one without."""
    tab: Page = request.getfixturevalue(request.param)
    steps.post(tab.context, of_band(bank, "leans"))
    tab.goto("/result/")
    return tab


def block(page: Page) -> Locator:
    return page.locator("#reply")


def choice(page: Page, question: str, text: str) -> Locator:
    return page.get_by_role("group", name=question).get_by_role("radio", name=text, exact=True)


def press(page: Page, name: str) -> None:
    block(page).get_by_role("button", name=name, exact=True).click()
    page.wait_for_url("**/result/#reply")


def said(server: Server) -> list[tuple[str, str]]:
    return list(server.rows("SELECT title, fits FROM quiz_reply ORDER BY rowid"))


def test_they_are_answered_changed_and_taken_back(page: Page, server: Server) -> None:
    before = said(server)
    verdict = steps.verdict(page)
    choice(page, TITLE, "Both, or something else").check()
    choice(page, FIT, "Partly").check()
    press(page, "Send")
    expect(block(page).get_by_role("heading", name="Thank you")).to_be_in_viewport()
    expect(block(page)).to_contain_text(
        "You said that your title is both, or something else and that this fits you partly."
    )
    assert (said(server), steps.verdict(page)) == ([*before, ("other", "partly")], verdict)

    block(page).get_by_text("Change it or take it back").click()
    choice(page, FIT, "Yes").check()
    press(page, "Change it")
    expect(block(page)).to_contain_text("and that this fits you.")
    assert said(server) == [*before, ("other", "yes")]

    block(page).get_by_text("Change it or take it back").click()
    press(page, "Take it back")
    expect(block(page).get_by_role("heading", name="Two questions, if you like")).to_be_visible()
    expect(block(page).get_by_role("radio", checked=True)).to_have_count(0)
    assert said(server) == before


def test_who_presses_without_a_choice_is_told_and_led_back(
    page: Page, server: Server, watch: Watch
) -> None:
    watch.expects("status of 400")
    before = said(server)
    block(page).get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("You can also leave both questions.")
    page.get_by_role("link", name="Back to your result").click()
    expect(block(page).get_by_role("heading", name="Two questions, if you like")).to_be_visible()
    assert said(server) == before


def test_the_same_reply_sent_32_times_at_once_counts_once(
    visitor: Page, bank: Bank, server: Server
) -> None:
    steps.post(visitor.context, of_band(bank, "close"))
    before = len(said(server))
    cookie = "; ".join(f"{c['name']}={c['value']}" for c in visitor.context.cookies())

    def press_send(_: int) -> str:
        sent = Request(f"{server.url}/result/reply/", b"fits=yes", {"Cookie": cookie})
        with urlopen(sent, timeout=60) as answer:
            return answer.geturl()

    with ThreadPoolExecutor(32) as everyone:
        assert set(everyone.map(press_send, range(32))) == {f"{server.url}/result/#reply"}
    assert len(said(server)) == before + 1


def test_it_can_be_done_with_the_keyboard_alone(visitor: Page, bank: Bank, server: Server) -> None:
    steps.post(visitor.context, of_band(bank, "leans"))
    visitor.goto("/result/")
    choice(visitor, TITLE, "Data Scientist").focus()
    visitor.keyboard.press("Space")
    visitor.keyboard.press("ArrowDown")
    visitor.keyboard.press("Tab")
    visitor.keyboard.press("Space")
    visitor.keyboard.press("Tab")
    expect(block(visitor).get_by_role("link", name="More on privacy")).to_be_focused()
    visitor.keyboard.press("Tab")
    expect(block(visitor).get_by_role("button", name="Send")).to_be_focused()
    visitor.keyboard.press("Enter")
    visitor.wait_for_url("**/result/#reply")
    expect(block(visitor)).to_contain_text("that your title is ML Engineer and that this fits you.")
    assert said(server)[-1] == ("right", "yes")


def test_what_is_chosen_and_not_sent_stays_while_an_answer_is_changed(
    visitor: Page, bank: Bank
) -> None:
    question: Question = max(short_form(bank), key=lambda q: max(bank.pulls[q.slug].values()))
    steps.post(visitor.context, of_band(bank, "clear"))
    visitor.goto("/result/")
    choice(visitor, FIT, "No").check()
    row = steps.open_row(visitor, question)
    text = question.option(strongest(bank, question, LEFT)).text
    row.get_by_role("radio", name=text, exact=True).check()
    expect(visitor.get_by_role("status")).not_to_be_empty()
    expect(choice(visitor, FIT, "No")).to_be_checked()
