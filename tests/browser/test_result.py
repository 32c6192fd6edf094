"""The result: what it says, that it adds up, and what the visitor can do with it."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from quiz.core.scoring import Bank
from tests.browser import steps
from tests.browser.conftest import NewBrowser
from tests.browser.sheets import LEFT, RIGHT, of_band, short_form, strongest, varied
from tests.browser.watch import Watch

MINUS = "\u2212"
SHARE = re.compile(rf"(?:[+{MINUS}]\d+|(?<![\d.])0)\.\d(?!\d)")
PRINTED = "window.print = () => { document.body.dataset.printed = 'yes'; };"


@pytest.mark.parametrize(
    ("band", "side", "words"),
    [
        ("few", RIGHT, "Too few answers to say"),
        ("close", RIGHT, "You could enjoy either"),
        ("leans", RIGHT, "You lean ML Engineer"),
        ("leans", LEFT, "You lean Data Scientist"),
        ("clear", RIGHT, "You clearly lean ML Engineer"),
        ("clear", LEFT, "You clearly lean Data Scientist"),
    ],
)
def test_each_firmness_has_its_words(
    new_browser: NewBrowser, bank: Bank, band: str, side: int, words: str
) -> None:
    page = steps.open_result(new_browser(), of_band(bank, band, side))
    expect(page.get_by_role("heading", level=1)).to_have_text(words)
    expect(page).to_have_title(re.compile("^" + words))
    assert steps.numbers(page.context)["band"] == band


@pytest.mark.parametrize("band", ["close", "leans", "clear"])
@pytest.mark.parametrize("side", [LEFT, RIGHT])
def test_the_shown_shares_add_up_to_the_shown_lean(
    new_browser: NewBrowser, bank: Bank, band: str, side: int
) -> None:
    page = steps.open_result(new_browser(), of_band(bank, band, side))
    expect_to_add_up(page, bank)


def test_with_an_opt_out_and_open_questions_the_shares_add_up(
    new_browser: NewBrowser, bank: Bank
) -> None:
    answers = dict(list(varied(short_form(bank)).items())[3:])
    page = steps.open_result(new_browser(), answers)
    expect_to_add_up(page, bank)


def test_the_sample_is_marked_adds_up_and_asks_for_nothing(visitor: Page, bank: Bank) -> None:
    visitor.goto("/sample/")
    expect(visitor.get_by_role("note")).to_contain_text("A sample. These answers are invented")
    expect(visitor).to_have_title(re.compile("^A sample result"))
    expect(visitor.locator("form, input, button, select, textarea")).to_have_count(0)
    expect_to_add_up(visitor, bank)


def test_without_a_finished_quiz_there_is_no_result(visitor: Page, watch: Watch) -> None:
    watch.expects("status of 404")
    response = visitor.goto("/result/")
    assert response and response.status == 404
    expect(visitor.get_by_role("heading", level=1)).to_have_text("No result here yet")
    expect(visitor.get_by_role("main").get_by_role("link", name="Start the quiz")).to_be_visible()


def test_the_rest_of_the_questions_keeps_the_answers_and_gives_a_full_result(
    visitor: Page, bank: Bank
) -> None:
    first = of_band(bank, "leans")
    page = steps.open_result(visitor.context, first)
    rest = [question for question in bank.document.questions if not question.short]
    more = {question.slug: strongest(bank, question, LEFT) for question in rest}
    page.get_by_role("link", name="Answer the other 14").first.click()
    expect(page.get_by_role("group", name="Question 1 of 14")).to_be_visible()
    steps.answer(page, rest, more)
    steps.see_result(page)
    numbers = steps.numbers(page.context)
    assert (numbers["form"], numbers["answered"]) == ("full", 30)
    sent = {piece["question"]: piece["option"] for piece in numbers["contributions"]}
    assert sent == first | more
    expect(page.get_by_role("link", name="Answer the other")).to_have_count(0)
    expect_to_add_up(page, bank)


def test_the_print_button_prints(new_browser: NewBrowser, bank: Bank) -> None:
    context = new_browser()
    context.add_init_script(PRINTED)
    page = steps.open_result(context, of_band(bank, "clear"))
    page.get_by_role("button", name="Print this page").click()
    expect(page.locator("body")).to_have_attribute("data-printed", "yes")


def test_without_scripts_no_print_button_promises_what_it_cannot_do(
    plain_visitor: Page, bank: Bank
) -> None:
    page = steps.open_result(plain_visitor.context, of_band(bank, "clear"))
    expect(page.get_by_role("button", name="Print this page")).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False], ids=["with script", "without script"])
def test_forgotten_answers_are_gone(
    new_browser: NewBrowser, watch: Watch, bank: Bank, scripts: bool
) -> None:
    watch.expects("status of 404")
    context = new_browser(java_script_enabled=scripts)
    page = steps.open_result(context, of_band(bank, "clear"))
    assert [cookie["name"] for cookie in context.cookies()] == ["crossroads-answers"]
    page.get_by_role("button", name="Forget my answers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your answers are forgotten")
    assert context.cookies() == []
    page.goto("/result/")
    expect(page.get_by_role("heading", level=1)).to_have_text("No result here yet")


def test_forgetting_also_empties_the_browsers_storage(visitor: Page, bank: Bank) -> None:
    """A second round, begun and left, is forgotten with the first."""
    page = steps.open_result(visitor.context, of_band(bank, "clear"))
    page.goto("/quiz/")
    question = short_form(bank)[0]
    steps.radio(page, question, "a").check()
    page.goto("/result/")
    assert list(steps.kept(page)) != []
    page.get_by_role("button", name="Forget my answers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your answers are forgotten")
    assert steps.kept(page) == {"crossroads-forgotten": "yes"}
    page.goto("/quiz/")
    assert steps.chosen(page) == {}
    steps.radio(page, question, "a").check()
    assert "crossroads-forgotten" not in steps.kept(page)


def expect_to_add_up(page: Page, bank: Bank) -> None:
    """By answers and by traits, the shown shares sum to the lean shown in the picture's words."""
    lean = shown_lean(page, bank)
    *answers, answers_sum = shares(page, "answers")
    *traits, traits_sum = shares(page, "traits")
    questions = steps.numbers(page.context).get("contributions", bank.document.sample)
    assert len(answers) == len(questions)
    assert len(traits) == sum(gap != 0 for gap in bank.document.gaps.values())
    assert (answers_sum, sum(answers)) == (lean, lean)
    assert (traits_sum, sum(traits)) == (lean, lean)


def shares(page: Page, section: str) -> list[Decimal]:
    """The signed numbers that a section shows, in order; its sum is the last."""
    text = page.locator(f"#{section}").inner_text()
    return [Decimal(number.replace(MINUS, "-")) for number in SHARE.findall(text)]


def shown_lean(page: Page, bank: Bank) -> Decimal:
    words = page.get_by_role("figure").get_by_role("strong").inner_text()
    size, _, role = words.partition(" towards ")
    left = bank.document.role(bank.document.left).name
    return -Decimal(size) if role == left else Decimal(size)
