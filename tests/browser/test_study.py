"""An editor at work on questions: with a mouse, with the keyboard alone, without scripts."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import axe
from tests.browser.conftest import NewBrowser
from tests.browser.server import Server

LIST = "/admin/quiz/question/"
ADD = f"{LIST}add/"
MAKE_EDITORS = """
from django.contrib.auth.models import Group, User
for name in ("anna", "ben"):
    user = User.objects.create_user(name, password=name, is_staff=True)
    user.groups.add(Group.objects.get(name="Editor"))
"""
LOOKS = [(390, "light"), (1280, "dark")]


@pytest.fixture(scope="session")
def editors(server: Server) -> None:
    """Two colleagues in the group Editor."""
    server.manage("shell", "-v0", "-c", MAKE_EDITORS)


@pytest.fixture
def enter(new_browser: NewBrowser, editors: None) -> Callable[..., Page]:
    """Logs an editor in, in a browser of their own."""

    def log_in(name: str = "anna", **options: object) -> Page:
        tab = new_browser(**options).new_page()
        tab.goto("/admin/login/?next=/admin/quiz/question/")
        tab.get_by_label("Username").fill(name)
        tab.get_by_label("Password").fill(name)
        tab.get_by_role("button", name="Log in").click()
        expect(tab.get_by_role("heading", name="Select question to change")).to_be_visible()
        return tab

    return log_in


def open_question(tab: Page, slug: str) -> None:
    tab.goto(LIST)
    row = tab.locator("#result_list tbody tr").filter(has=tab.get_by_text(slug, exact=True))
    row.locator("th a").click()
    expect(tab.get_by_role("heading", name=re.compile(f"^{slug}: "))).to_be_visible()


def section(tab: Page, name: str) -> Locator:
    return tab.get_by_role("region", name=name, exact=True)


def pulls(tab: Page) -> list[list[str]]:
    """What the table says, and how its bars are drawn."""
    return tab.locator(".study-pulls tbody tr").evaluate_all(
        """rows => rows.map((row) => [
          ...[...row.querySelectorAll("th, .number")].map((cell) => cell.textContent),
          row.className,
          ...["x", "width"].map((name) => row.querySelector("rect").getAttribute(name)),
        ])"""
    )


def preview(tab: Page) -> list[str]:
    return tab.locator(".visitor label").all_inner_texts()


def keys(tab: Page) -> list[str]:
    return tab.locator("[data-rows=options] .key span").all_inner_texts()


def save_and_stay(tab: Page) -> None:
    tab.get_by_role("button", name="Save and continue editing").click()
    expect(tab.get_by_text(re.compile("was (changed|added) successfully"))).to_be_visible()


def test_an_editor_adds_orders_mends_and_previews_a_question(
    enter: Callable[..., Page],
) -> None:
    tab = enter()
    tab.get_by_role("link", name="Add question").click()
    main = tab.get_by_role("main")
    main.get_by_role("link", name="Data scientist or ML engineer?", exact=True).click()
    tab.get_by_label("Text:").fill("What do you look forward to?")
    tab.get_by_label("Why we ask:").fill("What you look forward to is what you enjoy.")
    tab.get_by_label("Kind:").select_option("single")
    tab.get_by_role("button", name="Add an option").click()
    tab.get_by_role("button", name="Add an option").click()
    for number, (text, trait) in enumerate(
        [("One", "insight"), ("Two", "ops"), ("Three", "craft"), ("Four", "story")]
    ):
        tab.locator(f"#id_options-{number}-text").fill(text)
        tab.locator(f"#id_options-{number}-points-{trait}").fill("2")
    assert preview(tab) == ["One", "Two", "Three", "Four"]
    last = tab.locator("#id_options-3-text")
    last.press("Alt+ArrowUp")
    expect(last).to_be_focused()
    expect(tab.get_by_role("status").last).to_have_text("Option new is now at place 3.")
    tab.get_by_role("button", name="Move Option new up").nth(2).press("Enter")
    assert preview(tab) == ["One", "Four", "Two", "Three"]
    typed = pulls(tab)
    save_and_stay(tab)
    assert preview(tab) == ["One", "Four", "Two", "Three"]
    assert pulls(tab) == typed
    assert keys(tab)[:4] == ["a", "b", "c", "d"]

    problems = section(tab, "Problems")
    expect(problems).to_contain_text("has no opt-out")
    problems.get_by_role("link", name=re.compile("has no opt-out")).click()
    expect(tab.locator("#options")).to_be_focused()
    tab.locator("#id_options-4-text").fill("None of these")
    tab.get_by_role("checkbox", name="Opt-out, option new 4").check()
    save_and_stay(tab)
    expect(section(tab, "Problems")).not_to_contain_text("has no opt-out")
    assert keys(tab)[:5] == ["a", "b", "c", "d", "x"]
    assert preview(tab)[-1] == "None of these"

    tab.get_by_role("link", name="Delete").click()
    tab.get_by_role("button", name="Yes, delete it").click()
    expect(tab.get_by_text("was deleted successfully")).to_be_visible()


@pytest.mark.parametrize("slug", ["q01", "q05", "q14"])
def test_script_and_server_say_the_same(enter: Callable[..., Page], slug: str) -> None:
    plain, tab = enter(java_script_enabled=False), enter("ben")
    for browser in (plain, tab):
        open_question(browser, slug)
    assert pulls_without_script(plain) == pulls(tab)
    if slug == "q05":
        tab.get_by_label("Direction:").select_option("-2")
    else:
        tab.locator("#id_options-0-points-ops").fill("-4")
        tab.locator("#id_options-1-points-story").fill("5")
        tab.get_by_role("checkbox", name="Remove option c").check()
    typed = pulls(tab)
    assert typed != pulls_without_script(plain)
    save_and_stay(tab)
    open_question(plain, slug)
    assert pulls_without_script(plain) == typed == pulls(tab)


def pulls_without_script(tab: Page) -> list[list[str]]:
    """Playwright's own look at the page works where the page's scripts do not."""
    return [
        [
            *row.locator("th, .number").all_text_contents(),
            row.get_attribute("class") or "",
            *(row.locator("rect").get_attribute(name) or "" for name in ("x", "width")),
        ]
        for row in tab.locator(".study-pulls tbody tr").all()
    ]


def test_a_row_is_dragged_and_a_place_typed(enter: Callable[..., Page]) -> None:
    tab = enter()
    open_question(tab, "q02")
    rows = tab.locator("[data-rows=options] > tr")
    rows.nth(1).scroll_into_view_if_needed()
    drag(tab, rows.nth(2).locator(".study-grip"), rows.nth(0))
    assert keys(tab)[:4] == ["c", "a", "b", "d"]
    places = tab.locator("[data-rows=options] [name$='-place']")
    assert [place.input_value() for place in places.all()[:4]] == ["1", "2", "3", "4"]
    tab.get_by_label("Place, option d").fill("1")
    tab.get_by_label("Place, option d").press("Tab")
    assert keys(tab)[:4] == ["d", "c", "a", "b"]
    save_and_stay(tab)
    assert keys(tab)[:5] == ["d", "c", "a", "b", "x"]


def drag(tab: Page, grip: Locator, to: Locator) -> None:
    start, end = grip.bounding_box(), to.bounding_box()
    assert start and end
    tab.mouse.move(start["x"] + 5, start["y"] + 5)
    tab.mouse.down()
    tab.mouse.move(start["x"] + 5, end["y"] + end["height"] + 2, steps=4)
    tab.mouse.move(start["x"] + 5, end["y"] + 4, steps=4)
    tab.mouse.up()


def test_the_list_is_ordered_by_keyboard_and_without_scripts(enter: Callable[..., Page]) -> None:
    tab = enter()
    slugs = tab.locator("#result_list .field-slug")
    before = slugs.all_inner_texts()
    tab.get_by_role("button", name=f"Move {before[3]} up").focus()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Enter")
    expect(tab.get_by_text(f"{before[3]} is now at place 2.")).to_be_attached()
    expect(tab.get_by_text("Not saved yet.")).to_be_visible()
    tab.get_by_role("button", name="Save the order").click()
    expect(tab.get_by_text(f"The order is saved. {before[3]}: place 4 → 2.")).to_be_visible()
    wanted = [before[0], before[3], before[1], before[2], *before[4:]]
    assert slugs.all_inner_texts() == wanted

    plain = enter("ben", java_script_enabled=False)
    plain.get_by_label(f"Place of {before[3]}").fill("4")
    plain.get_by_role("button", name="Save the order").click()
    assert plain.locator("#result_list .field-slug").all_inner_texts() == before


def test_two_editors_meet_and_neither_loses_a_word(enter: Callable[..., Page]) -> None:
    anna, ben = enter("anna"), enter("ben", java_script_enabled=False)
    for tab in (anna, ben):
        open_question(tab, "q03")
    anna.get_by_label("Why we ask:").fill("Anna’s reason.")
    save_and_stay(anna)
    ben.get_by_label("Why we ask:").fill("Ben’s reason.")
    ben.get_by_role("button", name="Save", exact=True).click()
    notice = ben.get_by_role("alert")
    expect(notice).to_contain_text("Somebody else changed this question meanwhile")
    expect(notice.get_by_role("listitem")).to_contain_text("→ “Anna’s reason.”")
    expect(ben.get_by_label("Why we ask:")).to_have_value("Ben’s reason.")
    ben.get_by_role("button", name="Save", exact=True).click()
    expect(ben.get_by_text("was changed successfully")).to_be_visible()
    open_question(anna, "q03")
    expect(anna.get_by_label("Why we ask:")).to_have_value("Ben’s reason.")


def test_switching_the_kind_hides_and_brings_back_the_options(
    enter: Callable[..., Page],
) -> None:
    tab = enter()
    open_question(tab, "q04")
    text = tab.locator("#id_options-0-text")
    before = text.input_value()
    expect(tab.get_by_label("Direction:")).to_be_hidden()
    tab.get_by_label("Kind:").select_option("agree")
    expect(text).to_be_hidden()
    expect(tab.get_by_label("Direction:")).to_be_visible()
    assert preview(tab)[:2] == ["Strongly agree", "Agree"]
    tab.get_by_label("Kind:").select_option("single")
    expect(text).to_be_visible()
    assert preview(tab)[0] == before


def test_a_source_is_found_as_it_is_typed(enter: Callable[..., Page]) -> None:
    tab = enter()
    open_question(tab, "q06")
    tab.get_by_role("button", name="Add a source").click()
    tab.locator(".evidence-row").last.locator(".select2-selection").click()
    tab.locator(".select2-search__field").fill("S13")
    tab.locator(".select2-results__option", has_text="S13").click()
    chosen = tab.locator(".evidence-row").last.locator(".select2-selection__rendered")
    expect(chosen).to_contain_text("S13")


@pytest.mark.parametrize("name", ["list", "one of several", "agree", "add", "conflict", "delete"])
def test_the_page_suits_everyone(enter: Callable[..., Page], name: str) -> None:
    tab = enter(bypass_csp=True)
    if name == "add":
        tab.goto(ADD)
    elif name != "list":
        open_question(tab, {"agree": "q05"}.get(name, "q07"))
    if name == "conflict":
        tab.locator("[name=snapshot]").evaluate("field => { field.value = ''; }")
        tab.locator("#id_options-0-text").fill("")
        tab.get_by_role("button", name="Save", exact=True).click()
        expect(tab.get_by_text("Write the answer, or tick")).to_be_visible()
    if name == "delete":
        tab.get_by_role("link", name="Delete").click()
    assert axe.faults_of(tab, LOOKS) == []
