"""A publisher publishes a change, without scripts and on a phone; visitors get it at once."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import connect

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from playwright.sync_api import Page, expect

from quiz.core.scoring import Bank
from tests.browser import axe, steps
from tests.browser.conftest import NewBrowser
from tests.browser.server import Server, serving
from tests.browser.sheets import of_band, read_bank

NAME, PASSWORD = "publish-publisher", "to publish the draft"
PHONE = {"width": 390, "height": 800}
NEW_TEXT = "Which of these would you rather do all day?"
PUBLISH = "/admin/quiz/quiz/1/publish/"
PAGES = [
    "/admin/",
    "/admin/quiz/quiz/",
    "/admin/quiz/quiz/1/change/",
    PUBLISH,
    "/admin/quiz/quiz/1/check/",
    "/admin/quiz/quiz/1/import/",
    "/admin/quiz/edition/",
    "/admin/quiz/edition/1/change/",
    "/admin/quiz/edition/1/statistics/",
    "/admin/quiz/edition/1/differences/",
    "/admin/quiz/edition/1/draft/",
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A site of its own: the other tests' site keeps its only edition."""
    with serving(tmp_path_factory.mktemp("published")) as server:
        _set_up(server.database)
        yield server


@pytest.fixture(scope="module")
def site(server: Server) -> str:
    return server.url


@pytest.fixture(scope="module")
def bank(server: Server) -> Bank:
    return read_bank(server)


def _set_up(database: Path) -> None:
    """An account in the group Publisher, and a draft with another first question."""
    password = PBKDF2PasswordHasher().encode(PASSWORD, "salt", iterations=1)
    with closing(connect(database, timeout=10)) as connection, connection:
        connection.execute(
            "INSERT INTO auth_user (username, password, is_staff, is_active, is_superuser,"
            " first_name, last_name, email, date_joined) VALUES (?, ?, 1, 1, 0, '', '', '', ?)",
            [NAME, password, datetime.now(UTC)],
        )
        connection.execute(
            "INSERT INTO auth_user_groups (user_id, group_id) SELECT auth_user.id, auth_group.id"
            " FROM auth_user, auth_group WHERE username = ? AND name = 'Publisher'",
            [NAME],
        )
        connection.execute("UPDATE quiz_question SET text = ? WHERE slug = 'q01'", [NEW_TEXT])


def log_in(page: Page) -> None:
    page.goto("/admin/")
    page.get_by_label("Username").fill(NAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def test_the_study_suits_everyone(new_browser: NewBrowser) -> None:
    """Before anything is published, so that every page has something to show."""
    page = new_browser(bypass_csp=True).new_page()
    log_in(page)
    for address in PAGES:
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        assert (address, axe.faults_of(page)) == (address, [])


def test_a_published_change_is_served_at_once_and_changes_no_earlier_result(
    new_browser: NewBrowser, bank: Bank
) -> None:
    visitor, fresh = new_browser(), new_browser()
    steps.post(visitor, of_band(bank, "leans"))
    seen = ("/result/", "/result.json")
    before = [visitor.request.get(address).body() for address in seen]
    assert NEW_TEXT not in fresh.request.get("/quiz/").text()

    page = new_browser(java_script_enabled=False, viewport=PHONE).new_page()
    log_in(page)
    page.goto(PUBLISH)
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="q01"))
    expect(row).to_contain_text(NEW_TEXT)
    read = page.get_by_label("I have read the warnings")
    if read.count():
        read.focus()
        page.keyboard.press("Space")
    page.get_by_label("What changes, and why").focus()
    page.keyboard.type("A clearer first question")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("list").filter(has_text="Published as edition 2.")).to_be_visible()

    assert NEW_TEXT in fresh.request.get("/quiz/").text()
    assert [visitor.request.get(address).body() for address in seen] == before
