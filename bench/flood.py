"""How long a result takes while 200 pictures are asked for that nobody drew: ``make bench-flood``.

Four people look at their results again and again, first alone, then while a crowd asks for the
cards of 200 shares, all different, all at once, and again for what it was told to come back
for, until every card is there. The crowd has a process of its own: 200 threads beside them would
keep the four waiting, not the site. In turns; before each turn the drawn pictures are thrown away.
Exits with 1 when the 99th percentile of a result is more than twice its usual, or anything but
a picture or "come back later" was answered.
"""

import re
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from tests.browser.server import UNLIMITED, Server, serving
from tests.plain_browser import PlainBrowser, first_answers

CARDS, PEOPLE, ROUNDS = 200, 4, 3
USUAL_SECONDS = 8
MOST = 2.0  # times the usual p99
PICTURE = re.compile(r"/r/[\w-]{32}/card-\w+\.png")


def main() -> None:
    with tempfile.TemporaryDirectory() as name, serving(Path(name), **UNLIMITED) as server:
        form = first_answers(PlainBrowser().get(f"{server.url}/quiz/").text)
        with ThreadPoolExecutor(8) as sharers:
            cards = list(sharers.map(lambda number: _a_card(server, form, number), range(CARDS)))
        person = PlainBrowser()
        person.post(f"{server.url}/quiz/", **form)
        good = _measured(server, person, cards)
    sys.exit(0 if good else 1)


def _a_card(server: Server, form: dict[str, str], number: int) -> str:
    browser = PlainBrowser()
    browser.post(f"{server.url}/quiz/", **form)
    browser.post(f"{server.url}/result/share/", name=f"Person {number}")
    return PICTURE.search(browser.get(f"{server.url}/result/shared/").text)[0]


def _measured(server: Server, person: PlainBrowser, cards: list[str]) -> bool:
    ratios, told = [], Counter[int]()
    for turn in range(ROUNDS):
        shutil.rmtree(server.environment["DJANGO_CARDS_DIR"], ignore_errors=True)
        usual = _results(server, person, lambda: time.sleep(USUAL_SECONDS))
        before = time.monotonic()
        flooded = _results(server, person, lambda: told.update(_elsewhere(server.url, cards)))
        seconds = time.monotonic() - before
        ratios.append(_p99(flooded) / _p99(usual))
        print(
            f"turn {turn + 1}: result p99 {_p99(usual):.0f} ms, in the flood {_p99(flooded):.0f} ms"
            f" of {len(flooded)} ({ratios[-1]:.2f} times); the flood took {seconds:.1f} s",
            flush=True,
        )
    print(f"median {statistics.median(ratios):.2f} times; the flood was told {dict(told)}")
    return statistics.median(ratios) <= MOST and set(told) <= {200, 503}


def _results(server: Server, person: PlainBrowser, meanwhile: Callable[[], None]) -> list[float]:
    """Milliseconds of every result that was looked at meanwhile."""
    over, waits = threading.Event(), list[float]()
    cookie = "; ".join(f"{cookie.name}={cookie.value}" for cookie in person.cookies)

    def look() -> None:
        while not over.is_set():
            start = time.monotonic()
            answer = PlainBrowser().get(f"{server.url}/result/", Cookie=cookie)
            waits.append((time.monotonic() - start) * 1000)
            if answer.status != 200:
                raise RuntimeError(f"a result was answered with {answer.status}")

    people = [threading.Thread(target=look) for _ in range(PEOPLE)]
    for each in people:
        each.start()
    meanwhile()
    over.set()
    for each in people:
        each.join()
    return waits


def _elsewhere(site: str, cards: list[str]) -> Counter[int]:
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        return process.submit(_flood, site, cards).result()


def _flood(site: str, cards: list[str]) -> Counter[int]:
    """Ask for all at once, and again a second later for those that were not drawn."""
    wanted, told = cards, Counter[int]()
    while wanted:
        with ThreadPoolExecutor(CARDS) as crowd:
            found = list(crowd.map(lambda card: _status(f"{site}{card}"), wanted))
        told.update(found)
        wanted = [card for card, status in zip(wanted, found, strict=True) if status == 503]
        time.sleep(1 if wanted else 0)
    return told


def _status(url: str) -> int:
    return PlainBrowser().get(url).status


def _p99(waits: list[float]) -> float:
    return statistics.quantiles(waits, n=100)[98]


if __name__ == "__main__":
    main()
