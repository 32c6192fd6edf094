"""The same form sent many times at the same instant: it counts once, and shares once.

Against the server as it is served, with two processes, on SQLite or the PostgreSQL that the
suite runs on.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.browser.server import Server, serving
from tests.plain_browser import Answer, PlainBrowser, first_answers
from tests.test_two_servers import new_database

pytestmark = pytest.mark.own_database

TIMES = 32
MARK = re.compile(r'name="mark" value="([\w-]{16})"')
ROWS = """
import json
from quiz.models import *
guesses = SharedResult.objects.values_list("guessed_right", "guessed_wrong")
pairs = Pairing.objects.count()
print(json.dumps([AnswerSheet.objects.count(), sorted(map(list, guesses)), pairs]))
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("at-once")
    with new_database(folder) as variables, serving(folder, **variables, WORKERS="2") as server:
        yield server


def at_once(send: Callable[[], Answer]) -> Counter[tuple[int, str]]:
    """What 32 senders are told who all send at the same moment."""
    ready = Barrier(TIMES)

    def wait_and_send(_: int) -> tuple[int, str]:
        ready.wait()
        answer = send()
        return answer.status, answer.location

    with ThreadPoolExecutor(TIMES) as senders:
        return Counter(senders.map(wait_and_send, range(TIMES)))


def posting(url: str, cookie: str, **form: str) -> Callable[[], Answer]:
    """Sends it as one browser would: each time with the cookie that it held before."""

    def post() -> Answer:
        browser = PlainBrowser()
        browser.add_header("Cookie", cookie)
        return browser.post(url, **form)

    return post


def held(browser: PlainBrowser) -> str:
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies)


def written(server: Server) -> tuple[int, list[list[int]], int]:
    """Counted sheets, right and wrong guesses of each share, pairs."""
    sheets, guesses, pairs = json.loads(server.manage("shell", "-v", "0", "-c", ROWS))
    return sheets, guesses, pairs


def test_the_same_form_sent_32_times_at_once_counts_and_shares_once(server: Server) -> None:
    site, sharer, friend = server.url, PlainBrowser(), PlainBrowser()
    form = first_answers(sharer.get(f"{site}/quiz/").text)
    assert at_once(posting(f"{site}/quiz/", "", **form)) == {(303, "/result/"): TIMES}
    assert written(server) == (1, [], 0)

    sharer.post(f"{site}/quiz/", **form)  # once more, a moment later
    shared = at_once(posting(f"{site}/result/share/", held(sharer), name="Ana"))
    assert shared == {(303, "/result/shared/"): TIMES}
    sharer.post(f"{site}/result/share/", name="Ana")
    path = re.search(r"/r/[\w-]{32}/", sharer.get(f"{site}/result/shared/").text)[0]
    assert written(server) == (1, [[0, 0]], 0)

    page = friend.get(f"{site}{path}guess/").text
    (mark,) = MARK.findall(page)
    guess = posting(f"{site}{path}guess/", "", guess="either", mark=mark)
    assert at_once(guess) == {(303, f"{path}guess/"): TIMES}
    assert sum(written(server)[1][0]) == 1

    other = "a" if form["q01"] == "b" else "b"  # the first that is shown differs by the clock
    friend.post(f"{site}/quiz/", **{**form, "q01": other})
    agree = posting(f"{site}{path}with/answer/", held(friend), answer="yes", name="Bo")
    assert Counter(status for status, _ in at_once(agree).elements()) == {303: TIMES}
    sheets, guesses, pairs = written(server)
    assert (sheets, len(guesses), pairs) == (2, 2, 1)


def test_people_behind_one_address_who_guess_alike_are_all_counted(server: Server) -> None:
    site, sharer = server.url, PlainBrowser()
    sharer.post(f"{site}/quiz/", **first_answers(sharer.get(f"{site}/quiz/").text))
    sharer.post(f"{site}/result/share/", name="Eve")
    path = re.search(r"/r/[\w-]{32}/", sharer.get(f"{site}/result/shared/").text)[0]
    for _ in range(5):
        pupil = PlainBrowser()
        (mark,) = re.findall(
            r'name="mark" value="([\w-]{16})"', pupil.get(f"{site}{path}guess/").text
        )
        pupil.post(f"{site}{path}guess/", guess="either", mark=mark)
    assert [0, 5] in written(server)[1] or [5, 0] in written(server)[1]
