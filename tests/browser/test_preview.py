"""An editor tries the draft: a visitor's pages, and nothing that stays anywhere."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from sqlite3 import Connection, connect

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from playwright.sync_api import Locator, Page, expect

from quiz.core.scoring import Bank
from tests.browser import axe, steps
from tests.browser.conftest import NewBrowser
from tests.browser.server import Server
from tests.browser.sheets import of_band, short_form, varied
from tests.browser.watch import Watch

NAME, PASSWORD = "preview-editor", "to try the draft"
MARK = "Draft: nothing here is stored or counted."
COUNTED = "SELECT count(*) FROM quiz_answersheet"
DRAFT = "/admin/quiz/quiz/1/preview/"


@pytest.fixture
def account(server: Server) -> Iterator[Connection]:
    """The site's database, with an account in the group Editor; the draft is what is published."""
    server.manage("load_content")  # other tests on this server may have changed it
    password = PBKDF2PasswordHasher().encode(PASSWORD, "salt", iterations=1)
    with closing(connect(server.database, timeout=10)) as database:
        with database:
            database.execute(
                "INSERT INTO auth_user (username, password, is_staff, is_active, is_superuser,"
                " first_name, last_name, email, date_joined) VALUES (?, ?, 1, 1, 0, '', '', '', ?)",
                [NAME, password, datetime.now(UTC)],
            )
            database.execute(
                "INSERT INTO auth_user_groups (user_id, group_id) SELECT auth_user.id,"
                " auth_group.id FROM auth_user, auth_group WHERE username = ? AND name = 'Editor'",
                [NAME],
            )
        yield database
        with database:
            database.execute(
                "UPDATE auth_user SET username = 'gone-' || id, is_active = 0 WHERE username = ?",
                [NAME],
            )


def log_in(page: Page) -> None:
    page.goto("/admin/")
    page.get_by_label("Username").fill(NAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Quizzes, roles and facts")


def cookies(page: Page) -> dict[str, str]:
    return {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}


def expect_marked(page: Page) -> None:
    expect(page.get_by_role("note")).to_contain_text(MARK)


def front(tab: Page, bank: Bank) -> Locator:
    """What the study's first page says of the front quiz."""
    return tab.get_by_role("region", name=bank.document.title, exact=True)


def test_an_editor_tries_the_draft_beside_a_quiz_of_their_own(
    visitor: Page, account: Connection, server: Server, bank: Bank
) -> None:
    """The answers that this browser keeps as a visitor's are not mixed with the preview's."""
    questions = short_form(bank)
    steps.post(visitor.context, of_band(bank, "clear"))
    visitor.goto("/quiz/")
    steps.answer(visitor, questions[:2], varied(questions))
    log_in(visitor)
    visitor.evaluate("localStorage.setItem('crossroads-sent', 'crossroads:another')")
    before = (cookies(visitor), steps.kept(visitor), server.rows(COUNTED))
    assert "crossroads-answers" in before[0]

    front(visitor, bank).get_by_role("link", name="Try the draft").click()
    expect_marked(visitor)
    assert steps.chosen(visitor) == {}
    sheet = of_band(bank, "leans", side=-1)
    steps.answer(visitor, questions, sheet)
    steps.send(visitor)
    expect(visitor.get_by_role("heading", level=1)).to_have_text("You lean Data Scientist")
    expect_marked(visitor)
    assert visitor.url.endswith(DRAFT)

    changed = questions[0]
    other = next(o.key for o in changed.scored if o.key != sheet[changed.slug])
    row = steps.open_row(visitor, changed)
    row.get_by_role("radio", name=changed.option(other).text, exact=True).check()
    expect(visitor.get_by_role("status")).not_to_be_empty()
    assert steps.chosen(visitor) == {**sheet, changed.slug: other}
    assert (cookies(visitor), steps.kept(visitor), server.rows(COUNTED)) == before


def test_missing_answers_are_asked_for_and_kept_nowhere(
    visitor: Page, account: Connection, watch: Watch, server: Server, bank: Bank
) -> None:
    watch.expects("status of 422")
    log_in(visitor)
    before = (cookies(visitor), steps.kept(visitor), server.rows(COUNTED))
    first, *rest = short_form(bank)
    steps.answer_at_once(visitor, varied(tuple(rest)), DRAFT)
    steps.send(visitor)
    expect(visitor.get_by_role("alert")).to_contain_text("1 question without an answer")
    expect_marked(visitor)
    steps.radio(visitor, first, "a").check()
    steps.send(visitor)
    expect(visitor.locator("#answers")).to_be_visible()
    expect_marked(visitor)
    assert steps.chosen(visitor) == {**varied(tuple(rest)), first.slug: "a"}
    assert (cookies(visitor), steps.kept(visitor), server.rows(COUNTED)) == before


def test_an_editor_without_scripts_tries_the_draft(
    plain_visitor: Page, account: Connection, server: Server, bank: Bank
) -> None:
    steps.post(plain_visitor.context, of_band(bank, "clear"))
    log_in(plain_visitor)
    before = (cookies(plain_visitor), server.rows(COUNTED))
    front(plain_visitor, bank).get_by_role("link", name="Try the draft").click()
    expect_marked(plain_visitor)
    for question in short_form(bank):
        steps.radio(plain_visitor, question, of_band(bank, "clear", side=-1)[question.slug]).check()
    steps.send(plain_visitor)
    expect(plain_visitor.get_by_role("heading", level=1)).to_have_text(
        "You clearly lean Data Scientist"
    )
    expect_marked(plain_visitor)
    changed = short_form(bank)[0]
    row = steps.open_row(plain_visitor, changed)
    row.get_by_role("radio", name=changed.opt_out.text, exact=True).check()
    row.get_by_role("button", name="Score again").click()
    expect(plain_visitor.get_by_text("from 15 answered questions")).to_be_visible()
    expect_marked(plain_visitor)
    assert (cookies(plain_visitor), server.rows(COUNTED)) == before


def test_the_pages_suit_everyone(
    new_browser: NewBrowser, account: Connection, watch: Watch, bank: Bank
) -> None:
    watch.expects("status of 409")
    page = new_browser(bypass_csp=True).new_page()
    log_in(page)
    with account:
        made = account.execute(
            "INSERT INTO quiz_quiz (slug, title, left_id, right_id, sample)"
            " SELECT 'bare', 'Bare', left_id, right_id, '{}' FROM quiz_quiz WHERE id = 1"
        ).lastrowid
        account.execute(
            'INSERT INTO quiz_question (quiz_id, slug, "order", kind, text, why, short)'
            " VALUES (?, 'q01', 0, 'single', 'Which?', 'Because.', 1)",
            [made],
        )
    faults = {}
    try:
        for address in ("/admin/", DRAFT, f"{DRAFT}result/", f"/admin/quiz/quiz/{made}/preview/"):
            page.goto(address)
            faults[address] = axe.faults_of(page)
    finally:
        with account:
            account.execute("DELETE FROM quiz_question WHERE quiz_id = ?", [made])
            account.execute("DELETE FROM quiz_quiz WHERE id = ?", [made])
    assert faults == {address: [] for address in faults}
