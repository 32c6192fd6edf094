"""Every page, narrow and wide, light and dark: no violation, nothing wider than the screen."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from quiz.core.scoring import Bank
from tests.browser import axe, steps
from tests.browser.conftest import NewBrowser
from tests.browser.sheets import of_band, short_form, varied
from tests.browser.watch import Watch

NAMES = ("B" * 40, "Ana", "", "محمد علی", "Zoë 🎉")

Opening = Callable[[Page, Bank], None]


def at(address: str) -> Opening:
    return lambda page, bank: _go(page, address)


def result(band: str) -> Opening:
    def open_it(page: Page, bank: Bank) -> None:
        steps.post(page.context, of_band(bank, band))
        _go(page, "/result/")

    return open_it


def a_middle_step(page: Page, bank: Bank) -> None:
    question = short_form(bank)[7]
    _go(page, f"/quiz/#{question.slug}")
    steps.radio(page, question, "a").check()
    page.locator("summary:visible", has_text="Why we ask").click()


def the_check_with_answers(page: Page, bank: Bank) -> None:
    steps.answer_at_once(page, varied(short_form(bank)))
    expect(page.get_by_text("All 16 answered")).to_be_visible()


def the_check_after_a_failure(page: Page, bank: Bank) -> None:
    page.route("**/quiz/", _fail_to_receive)
    _go(page, "/quiz/#check")
    steps.send(page)
    expect(page.get_by_role("alert")).to_be_visible()


def the_form_without_script(page: Page, bank: Bank) -> None:
    _go_without_script(page, "/quiz/")
    assert page.get_by_role("radio").count() > 16 * 2


def missing_answers(page: Page, bank: Bank) -> None:
    _go(page, "/quiz/#check")
    steps.send(page)
    expect(page.get_by_role("alert")).to_be_visible()


def an_out_of_date_form(page: Page, bank: Bank) -> None:
    submit(page, "/quiz/", {"edition": "99", "form": "short", "q01": "a"})
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")


def a_result_with_details_open(page: Page, bank: Bank) -> None:
    result("leans")(page, bank)
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    steps.row(page, short_form(bank)[0]).get_by_role("radio").last.check()
    expect(page.get_by_role("status")).not_to_be_empty()


def the_rest_of_the_questions(page: Page, bank: Bank) -> None:
    steps.post(page.context, of_band(bank, "clear"))
    _go(page, "/result/more/")
    expect(page.get_by_role("group", name="Question 1 of 14")).to_be_visible()


def shared(address: str) -> Opening:
    """As the sharer sees it; ``{token}`` is of the share."""

    def open_it(page: Page, bank: Bank) -> None:
        token = steps.share(page.context, bank, name=NAMES[0], include="yes")
        _go(page, address.format(token=token))

    return open_it


def seen(address: str) -> Opening:
    """As a stranger sees it; ``{token}`` is of one share, ``{others}`` of four more."""

    def open_it(page: Page, bank: Bank) -> None:
        token, *others = [_share_and_forget(page, bank, name) for name in NAMES]
        _go(page, address.format(token=token, others="/".join(others)))
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")

    return open_it


def guessed(page: Page, bank: Bank) -> None:
    seen("/r/{token}/guess/")(page, bank)
    page.get_by_role("radio", name="Could enjoy either").check()
    page.get_by_role("button", name="See whether I am right").click()
    expect(page.get_by_role("heading", name="Not this time")).to_be_visible()


def asked_to_compare(page: Page, bank: Bank) -> None:
    seen("/r/{token}/with/")(page, bank)
    page.get_by_role("button", name="Take the quiz").click()
    result("leans")(page, bank)
    expect(page.get_by_role("heading", name="asked to compare")).to_be_visible()


def not_shared(page: Page, bank: Bank) -> None:
    """400: a name that is too long."""
    steps.post(page.context, of_band(bank, "leans"))
    submit(page, "/result/share/", {"name": "x" * 41})
    expect(page.get_by_role("alert")).to_contain_text("Use at most 40 characters")


def replied(page: Page, bank: Bank) -> None:
    result("clear")(page, bank)
    page.get_by_role("radio", name="Partly").check()
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_text("Change it or take it back").click()
    expect(page.get_by_role("button", name="Take it back")).to_be_visible()


def not_replied(page: Page, bank: Bank) -> None:
    """400: nothing was chosen."""
    steps.post(page.context, of_band(bank, "leans"))
    submit(page, "/result/reply/", {})
    expect(page.get_by_role("alert")).to_contain_text("Nothing was chosen")


def a_middle_checklist(page: Page, bank: Bank) -> None:
    _go(page, "/work-check/")
    for slug in ("decisions", "service"):
        page.locator(f"input[value={slug}]").check()
    page.get_by_role("button", name="Next checklist").click()
    expect(page.get_by_text("Checklist 2 of 4")).to_be_visible()


def the_checklists_without_script(page: Page, bank: Bank) -> None:
    _go_without_script(page, "/work-check/")
    assert page.get_by_role("checkbox").count() > 24


def checklists_left(page: Page, bank: Bank) -> None:
    _go(page, "/work-check/#check")
    steps.send(page)
    expect(page.get_by_role("alert")).to_contain_text("4 checklists left")


def ticked(*ticks: str) -> Opening:
    """The result of these ticks, each as list=item, beside a result of the first quiz."""

    def open_it(page: Page, bank: Bank) -> None:
        steps.post(page.context, of_band(bank, "leans"))
        _go(page, "/work-check/")
        for name, slug in (tick.split("=") for tick in ticks):
            page.locator(f"[name=list-{name}][value={slug}]").evaluate("(box) => box.click()")
        page.goto("/work-check/#check")
        steps.send(page)
        page.wait_for_url("**/work-check/result/")
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")

    return open_it


def no_longer_shared(page: Page, bank: Bank) -> None:
    deleted(page, bank)
    _go(page, page.url.removesuffix("delete/"))


def deleted(page: Page, bank: Bank) -> None:
    shared("/r/{token}/delete/")(page, bank)
    page.get_by_role("button", name="Delete it").click()
    expect(page.get_by_role("heading", name="This result is deleted")).to_be_visible()


def refused(page: Page, bank: Bank) -> None:
    """403: sent by a page of another origin."""
    address = f"{_origin(page)}/quiz/"
    page.goto("about:blank")
    submit(page, address, {}, start=None)
    expect(page.get_by_role("heading", name="That was not accepted")).to_be_visible()


def too_large(page: Page, bank: Bank) -> None:
    submit(page, "/quiz/", {"edition": "x" * 70_000})
    expect(page.get_by_role("heading", name="That was not understood")).to_be_visible()


def with_too_many_fields(page: Page, bank: Bank) -> None:
    submit(page, "/quiz/", {f"q{number}": "a" for number in range(600)})
    expect(page.get_by_role("heading", name="That was not understood")).to_be_visible()


def not_allowed(page: Page, bank: Bank) -> None:
    submit(page, "/sample/", {})
    expect(page.get_by_role("heading", name="That is not possible")).to_be_visible()


def not_scored(page: Page, bank: Bank) -> None:
    """400: a change of an answer that the quiz does not have."""
    submit(page, "/result/", {"edition": "1", "form": "short", "q01": "zz"})
    expect(page.get_by_role("heading", name="That could not be scored")).to_be_visible()


PAGES: dict[str, Opening] = {
    "/": at("/"),
    "/quiz/": at("/quiz/"),
    "/quiz/ in the middle": a_middle_step,
    "/quiz/#check without answers": at("/quiz/#check"),
    "/quiz/#check with answers": the_check_with_answers,
    "/quiz/#check after a failure": the_check_after_a_failure,
    "/quiz/ without script": the_form_without_script,
    "/quiz/full/": at("/quiz/full/"),
    "/quiz/ with missing answers": missing_answers,
    "/quiz/ out of date": an_out_of_date_form,
    "/result/ few": result("few"),
    "/result/ close": result("close"),
    "/result/ leans": result("leans"),
    "/result/ clear": result("clear"),
    "/result/ with details open": a_result_with_details_open,
    "/result/ without a result": at("/result/"),
    "/result/ not scored": not_scored,
    "/result/more/": the_rest_of_the_questions,
    "/result/forgotten/": at("/result/forgotten/"),
    "/result/ asked to compare": asked_to_compare,
    "/result/reply/ replied": replied,
    "/work-check/": a_middle_checklist,
    "/work-check/ without script": the_checklists_without_script,
    "/work-check/ with lists left": checklists_left,
    "/work-check/result/": ticked("act=service", "lang=cpp", "tool=none", "method=gpu"),
    "/work-check/result/ too few": ticked("act=none", "lang=sql", "tool=none", "method=none"),
    "/work-check/sample/": at("/work-check/sample/"),
    "/work-check/methods/": at("/work-check/methods/"),
    "/result/reply/ nothing chosen": not_replied,
    "/result/share/ not shared": not_shared,
    "/result/shared/": shared("/result/shared/"),
    "/result/shared/ without a share": at("/result/shared/"),
    "/result/ shared": shared("/result/"),
    "/r/": seen("/r/{token}/"),
    "/r/ no longer shared": no_longer_shared,
    "/r/ unknown": at("/r/unknown/"),
    "/r/ guess": seen("/r/{token}/guess/"),
    "/r/ guess of one's own": shared("/r/{token}/guess/"),
    "/r/ guessed": guessed,
    "/r/ with": seen("/r/{token}/with/"),
    "/r/ with, one's own": shared("/r/{token}/with/"),
    "/r/ delete": shared("/r/{token}/delete/"),
    "/r/ delete another's": seen("/r/{token}/delete/"),
    "/r/ deleted": deleted,
    "/compare/": at("/compare/"),
    "/compare/ one": seen("/compare/{token}/"),
    "/compare/ five": seen("/compare/{token}/{others}/"),
    "/compare/ unknown": at("/compare/unknown/"),
    "/embed/": seen("/embed/{token}/"),
    "/embed/ unknown": at("/embed/unknown/"),
    "/embed/quiz/": at("/embed/quiz/"),
    "/sample/": at("/sample/"),
    "/methods/": at("/methods/"),
    "/privacy/": at("/privacy/"),
    "/accessibility/": at("/accessibility/"),
    "/validity/": at("/validity/"),
    "400": with_too_many_fields,
    "403": refused,
    "404": at("/no-such-page/"),
    "405": not_allowed,
    "413": too_large,
}
STATUS = {
    "/quiz/#check after a failure": 500,
    "/quiz/ with missing answers": 422,
    "/quiz/ out of date": 400,
    "/result/ without a result": 404,
    "/result/ not scored": 400,
    "/result/reply/ nothing chosen": 400,
    "/work-check/ with lists left": 422,
    "/result/share/ not shared": 400,
    "/result/shared/ without a share": 404,
    "/r/ no longer shared": 410,
    "/r/ unknown": 404,
    "/r/ delete another's": 403,
    "/r/ deleted": 410,
    "/compare/ unknown": 404,
    "/embed/ unknown": 404,
    "400": 400,
    "403": 403,
    "404": 404,
    "405": 405,
    "413": 413,
}


@pytest.mark.parametrize("name", PAGES)
def test_the_page_suits_everyone(
    new_browser: NewBrowser, watch: Watch, bank: Bank, name: str
) -> None:
    if name in STATUS:
        watch.expects(f"status of {STATUS[name]}")
    page = new_browser(bypass_csp=True).new_page()
    PAGES[name](page, bank)
    assert axe.faults_of(page) == []


def _go(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_attached()


def _go_without_script(page: Page, address: str) -> None:
    """The page as it is before its scripts; axe needs a browser that runs scripts."""

    def without(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=re.sub("<script.*?</script>", "", answer.text()))

    page.route(f"**{address}", without)
    _go(page, address)


def _origin(page: Page) -> str:
    page.goto("/accessibility/")
    return page.evaluate("location.origin")


def _share_and_forget(page: Page, bank: Bank, name: str) -> str:
    """The token of a share that this browser no longer knows of."""
    token = steps.share(page.context, bank, name=name, include="yes")
    page.context.clear_cookies()
    return token


def submit(page: Page, address: str, fields: dict[str, str], start: str | None = "/") -> None:
    """Send a form as a page would, so that the browser shows the answer."""
    if start:
        page.goto(start)
    page.evaluate(
        """([action, fields]) => {
          const form = Object.assign(document.createElement("form"), { method: "post", action });
          for (const [name, value] of Object.entries(fields)) {
            form.append(Object.assign(document.createElement("input"), { name, value }));
          }
          document.body.append(form);
          form.submit();
        }""",
        [address, fields],
    )


def _fail_to_receive(route: Route) -> None:
    if route.request.method == "POST":
        route.fulfill(status=500, body="broken")
    else:
        route.continue_()
