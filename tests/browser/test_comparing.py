"""Comparing, guessing and framing, as two people with a browser each see it."""

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from quiz.core.scoring import Bank
from tests.browser import steps
from tests.browser.conftest import NewBrowser
from tests.browser.sheets import LEFT, RIGHT, of_band
from tests.browser.watch import Watch

Share = Callable[..., str]


@pytest.fixture
def share(new_browser: NewBrowser, bank: Bank) -> Share:
    """Shares a result from a browser of its own; the token."""

    def make(name: str, band: str = "leans", side: int = RIGHT, **choices: str) -> str:
        return steps.share(new_browser(), bank, band, side, name=name, **choices)

    return make


def test_two_results_are_compared_by_pasting_the_other_link(
    visitor: Page, share: Share, site: str
) -> None:
    ana, ben = share("Ana", side=LEFT), share("Ben", "close")
    visitor.goto(f"/compare/{ana}/")
    visitor.get_by_label("Paste the other address").fill(f"{site}/r/{ben}/")
    visitor.get_by_role("button", name="Compare").click()
    visitor.wait_for_url(f"**/compare/{ana}/{ben}/")
    assert steps.verdict(visitor) == "Ana and Ben compared"
    rows = visitor.get_by_role("table").get_by_role("row")
    expect(rows).to_have_count(3)
    expect(rows.nth(1)).to_contain_text("leans Data Scientist")
    expect(rows.nth(2)).to_contain_text("could enjoy either")


def test_a_stranger_compares_a_shared_result_with_their_own(
    visitor: Page, share: Share, bank: Bank
) -> None:
    ana = share("Ana", side=LEFT)
    own = steps.share(visitor.context, bank, "clear", name="Ben")
    visitor.goto(f"/r/{ana}/")
    visitor.get_by_role("link", name="Compare with mine").click()
    visitor.wait_for_url(f"**/compare/{ana}/{own}/")
    assert steps.verdict(visitor) == "Ana and Ben compared"


def test_the_marks_of_five_people_hide_neither_each_other_nor_the_names(
    visitor: Page, share: Share
) -> None:
    people = [share(f"Person {number}", "leans", RIGHT) for number in range(3)]
    people += [
        share("Somebody else", "clear", LEFT),
        share("With a name as long as one may be set", "close"),
    ]
    visitor.goto(f"/compare/{'/'.join(people)}/")
    for width in (320, 1280):
        visitor.set_viewport_size({"width": width, "height": 800})
        marks = visitor.locator("figure g.letter")
        expect(marks).to_have_count(5)
        overlapping = marks.evaluate_all(
            """(marks) => marks.flatMap((one, at) => marks.slice(at + 1).filter((other) => {
              const [a, b] = [one, other].map((mark) => {
                const { x, y, width, height } = mark.firstElementChild.getBBox();
                const { a, e, f } = mark.getScreenCTM();
                return { x: e + a * x, y: f + a * y, width: a * width, height: a * height };
              });
              return a.x < b.x + b.width && b.x < a.x + a.width
                && a.y < b.y + b.height && b.y < a.y + a.height;
            }).map((other) => one.textContent + other.textContent))"""
        )
        assert overlapping == []


@pytest.mark.parametrize("scripts", [True, False])
def test_a_friend_takes_the_quiz_agrees_and_both_find_the_comparison(
    new_browser: NewBrowser, bank: Bank, scripts: bool
) -> None:
    asking, friend = new_browser(), new_browser(java_script_enabled=scripts).new_page()
    token = steps.share(asking, bank, side=LEFT, name="Ana")
    own = asking.new_page()
    own.goto("/result/shared/")

    friend.goto(f"/r/{token}/with/")
    friend.get_by_role("button", name="Take the quiz").click()
    friend.wait_for_url("**/quiz/")
    steps.post(friend.context, of_band(bank, "clear", RIGHT))
    friend.goto("/result/")
    asked = friend.get_by_role("region", name="Ana asked to compare with you")
    asked.get_by_label("Your name").fill("Ben")
    asked.get_by_role("button", name="Compare").click()
    friend.wait_for_url(f"**/compare/{token}/*/")
    assert steps.verdict(friend) == "Ana and Ben compared"

    own.reload()
    own.get_by_role("link", name="Ben").click()
    assert steps.verdict(own) == "Ana and Ben compared"
    assert own.url == friend.url


def test_a_no_ends_the_matter(new_browser: NewBrowser, share: Share, bank: Bank) -> None:
    token, friend = share("Ana"), new_browser().new_page()
    friend.goto(f"/r/{token}/with/")
    friend.get_by_role("button", name="Take the quiz").click()
    steps.post(friend.context, of_band(bank, "leans"))
    friend.goto("/result/")
    friend.get_by_role("button", name="No thanks").click()
    expect(friend.get_by_role("heading", name="asked to compare")).to_have_count(0)
    assert {cookie["name"] for cookie in friend.context.cookies()} == {"crossroads-answers"}


def test_a_guess_counts_once_through_reload_and_going_back(visitor: Page, share: Share) -> None:
    token = share("Ana", side=LEFT)
    visitor.goto(f"/r/{token}/guess/")
    visitor.get_by_role("radio", name="Data Scientist").check()
    visitor.get_by_role("button", name="See whether I am right").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("You guessed right")
    visitor.reload()
    visitor.goto(f"/r/{token}/guess/")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("You guessed right")
    visitor.get_by_role("link", name="See the result and why").click()
    assert steps.verdict(visitor) == "Ana leans Data Scientist"


def test_the_cookie_of_a_guess_is_sent_to_that_page_alone(visitor: Page, share: Share) -> None:
    ana, ben = share("Ana"), share("Ben")
    for token in (ana, ben):
        visitor.goto(f"/r/{token}/guess/")
        visitor.get_by_role("radio", name="ML Engineer").check()
        visitor.get_by_role("button", name="See whether I am right").click()
        expect(visitor.get_by_role("heading", level=1)).to_have_text("You guessed right")
    paths = {cookie["path"] for cookie in visitor.context.cookies()}
    assert paths == {f"/r/{ana}/guess/", f"/r/{ben}/guess/"}


# In a frame of another site


class Framing(BaseHTTPRequestHandler):
    """A page of another site that frames the address in its query."""

    def do_GET(self) -> None:
        body = (
            "<!doctype html><html lang=en><title>Another site</title><iframe title=framed "
            f'width=480 height=480 src="{self.path.partition("?")[2]}"></iframe>'
        )
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *args: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def framed(visitor: Page, site: str, watch: Watch) -> Iterator[Callable[[str], FrameLocator]]:
    """Shows an address in a frame of a page of another site."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Framing)
    Thread(target=server.serve_forever).start()
    other = f"http://localhost:{server.server_port}/"

    def show(address: str) -> FrameLocator:
        visitor.goto(f"{other}?{site}{address}")
        return visitor.frame_locator("iframe")

    yield show
    server.shutdown()
    server.server_close()
    watch.requests = [url for url in watch.requests if not url.startswith(other)]


def test_another_site_may_frame_the_card_and_it_fits(
    visitor: Page, share: Share, framed: Callable[[str], FrameLocator]
) -> None:
    token = share("A name as long as forty characters allow", side=LEFT)
    card = framed(f"/embed/{token}/")
    said = "A name as long as forty characters allow leans Data Scientist"
    expect(card.get_by_role("heading", level=1)).to_have_text(said)
    needed, given = card.locator("html").evaluate("(html) => [html.scrollHeight, innerHeight]")
    assert needed <= given
    with visitor.context.expect_page() as opened:
        card.get_by_role("link", name="See the whole result").click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text(said)


def test_the_quiz_is_answered_in_a_frame_and_its_result_takes_the_window(
    visitor: Page, site: str, bank: Bank, framed: Callable[[str], FrameLocator]
) -> None:
    quiz = framed("/embed/quiz/")
    for slug, key in of_band(bank, "leans", RIGHT).items():
        quiz.locator(f"input[name={slug}][value={key}]").check()
    quiz.get_by_role("button", name="See my result").click()
    visitor.wait_for_url(f"{site}/result/")
    assert steps.verdict(visitor) == "You lean ML Engineer"


def test_another_site_cannot_frame_a_page_of_the_site(
    watch: Watch, framed: Callable[[str], FrameLocator]
) -> None:
    watch.expects("frame-ancestors")
    expect(framed("/sample/").get_by_role("heading", level=1)).to_have_count(0)
