"""Logging in to the study with a second factor: with a mouse, by keyboard, without scripts."""

import sqlite3
from base64 import b32decode
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django_otp.oath import totp
from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.browser.conftest import NewBrowser
from tests.browser.server import Server, serving
from tests.browser.watch import Watch

LIST = "/admin/quiz/question/"
MAKE_PEOPLE = """
from django.contrib.auth.models import Group, Permission, User
for name, group in (("pia", "Publisher"), ("paul", "Publisher"), ("wren", "")):
    user = User.objects.create_user(name, password=name, is_staff=True)
    user.groups.set(Group.objects.filter(name=group))
drafts = Permission.objects.filter(codename="change_question")
User.objects.get(username="wren").user_permissions.set(drafts)
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A site that asks for the second factor, and three people who work on it."""
    folder = tmp_path_factory.mktemp("staff")
    with serving(folder, DJANGO_SECOND_FACTOR="1") as server:
        server.manage("shell", "-v0", "-c", MAKE_PEOPLE)
        yield server


@pytest.fixture(scope="module")
def site(server: Server) -> str:
    return server.url


@pytest.fixture(autouse=True)
def forgotten(server: Server) -> None:
    """What one test set up or closed is not there for the next."""
    with closing(sqlite3.connect(server.database)) as connection, connection:
        for table in ("totp_totpdevice", "static_statictoken", "static_staticdevice"):
            connection.execute(f"DELETE FROM otp_{table}")
        connection.execute("DELETE FROM axes_accessattempt")


def give_password(tab: Page, name: str, word: str | None = None) -> None:
    tab.goto(f"/admin/login/?next={LIST}")
    tab.get_by_label("Username").fill(name)
    tab.get_by_label("Password").fill(word or name)
    tab.get_by_role("button", name="Log in").click()


def shown_secret(tab: Page) -> bytes:
    return b32decode(tab.locator("code").inner_text().replace(" ", ""))


def code_of(key: bytes, steps: int = 0) -> str:
    return f"{totp(key, drift=steps):06}"


def set_up(tab: Page, name: str) -> bytes:
    """Led there by the password: the secret; the recovery codes are on the screen."""
    give_password(tab, name)
    expect(tab.get_by_role("heading", name="Set up the second factor")).to_be_visible()
    key = shown_secret(tab)
    tab.get_by_label("Code from the app").fill(code_of(key))
    tab.get_by_role("button", name="Set up").click()
    expect(tab.get_by_role("heading", name="Recovery codes")).to_be_visible()
    return key


def heading(tab: Page, name: str) -> None:
    expect(tab.get_by_role("heading", name=name, exact=True)).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_publisher_sets_up_a_device_and_logs_in_with_it(
    new_browser: NewBrowser, scripts: bool, tmp_path: Path
) -> None:
    tab = new_browser(java_script_enabled=scripts).new_page()
    key = set_up(tab, "pia")
    codes = tab.locator("li code").all_inner_texts()
    with tab.expect_download() as download:
        tab.get_by_role("link", name="Download them").click()
    file = tmp_path / "codes.txt"
    download.value.save_as(file)
    assert file.read_text().split("\n") == ["Crossroads recovery codes", *codes, ""]
    tab.get_by_role("link", name="I have kept them").click()
    heading(tab, "Select question to change")
    again = new_browser(java_script_enabled=scripts).new_page()
    give_password(again, "pia")
    heading(again, "Your code")
    again.get_by_label("Code from the app").fill(code_of(key, 1))
    again.get_by_role("button", name="Go on").click()
    heading(again, "Select question to change")
    lost = new_browser(java_script_enabled=scripts).new_page()
    give_password(lost, "pia")
    lost.get_by_role("link", name="Use a recovery code").click()
    lost.get_by_label("Recovery code").fill(codes[0])
    lost.get_by_role("button", name="Go on").click()
    heading(lost, "Select question to change")


def test_it_can_be_done_with_the_keyboard_alone(new_browser: NewBrowser) -> None:
    tab = new_browser().new_page()
    tab.goto(f"/admin/login/?next={LIST}")
    expect(tab.get_by_label("Username:")).to_be_focused()
    for word in ("paul", "paul"):
        tab.keyboard.type(word)
        tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    heading(tab, "Set up the second factor")
    expect(tab.get_by_label("Code from the app")).to_be_focused()
    tab.keyboard.type(code_of(shown_secret(tab)))
    tab.keyboard.press("Enter")
    heading(tab, "Recovery codes")
    go_on = tab.get_by_role("link", name="I have kept them")
    for _ in range(10):
        tab.keyboard.press("Tab")
        if go_on.evaluate("link => link === document.activeElement"):
            break
    tab.keyboard.press("Enter")
    heading(tab, "Select question to change")


def test_a_writer_of_drafts_is_asked_for_nothing_more_than_the_password(
    new_browser: NewBrowser,
) -> None:
    tab = new_browser().new_page()
    give_password(tab, "wren")
    heading(tab, "Select question to change")


def test_every_page_suits_everyone(new_browser: NewBrowser, watch: Watch) -> None:
    watch.expects("the server responded with a status of 400")
    watch.expects("the server responded with a status of 429")
    tab = new_browser(bypass_csp=True).new_page()
    tab.goto("/admin/login/")
    seen = {"login": axe.faults_of(tab)}
    give_password(tab, "pia")
    seen["set up"] = axe.faults_of(tab)
    key = shown_secret(tab)
    tab.get_by_label("Code from the app").fill("12345")
    tab.get_by_role("button", name="Set up").click()
    expect(tab.get_by_role("alert")).to_have_text("Type the six digits that the app shows.")
    seen["set up, wrong"] = axe.faults_of(tab)
    tab.get_by_label("Code from the app").fill(code_of(key))
    tab.get_by_role("button", name="Set up").click()
    heading(tab, "Recovery codes")
    seen["recovery codes"] = axe.faults_of(tab)
    tab.goto("/admin/device/")
    seen["device"] = axe.faults_of(tab)
    tab = new_browser(bypass_csp=True).new_page()
    give_password(tab, "pia")
    heading(tab, "Your code")
    seen["code"] = axe.faults_of(tab)
    tab.get_by_role("link", name="Use a recovery code").click()
    heading(tab, "Your recovery code")
    seen["recovery"] = axe.faults_of(tab)
    tab = new_browser(bypass_csp=True).new_page()
    for _ in range(5):
        give_password(tab, "nobody", "wrong")
    heading(tab, "Too many attempts")
    seen["locked"] = axe.faults_of(tab)
    assert seen == {name: [] for name in seen}
