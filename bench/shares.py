"""Many people sharing at the same moment, on the production server: ``make bench-shares``.

Each client finishes the quiz anew for every share, so that every result is its own. Exits with 1
unless each share that was asked for is one row with a token of its own.
"""

import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from tests.browser.server import UNLIMITED, Server, serving
from tests.plain_browser import PlainBrowser, first_answers

SHARES, CLIENTS = 1000, 32
MADE = 303
COLUMNS = "SELECT COUNT(*), COUNT(DISTINCT token), COUNT(DISTINCT sheet) FROM quiz_sharedresult"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder), **UNLIMITED) as server:
        finished = _finished(server)
        seconds, answers = _shared(server, finished)
        [(rows, tokens, sheets)] = server.rows(COLUMNS)
    statuses = Counter(status for status, _, _ in answers)
    named = {token for _, token, _ in answers if token}
    errors = SHARES - statuses[MADE]
    duplicates = (rows - min(tokens, sheets)) + (SHARES - errors - len(named))
    print(f"{SHARES} shares by {CLIENTS} clients at once, in {seconds:.1f} s")
    print(f"rows {rows}, errors {errors}, duplicates {duplicates}")
    print(_waits([wait for _, _, wait in answers]))
    sys.exit(0 if (rows, errors, duplicates) == (SHARES, 0, 0) else 1)


def _finished(server: Server) -> list[PlainBrowser]:
    """Browsers that have finished the quiz and shared nothing yet."""
    form = first_answers(PlainBrowser().get(f"{server.url}/quiz/").text)
    with ThreadPoolExecutor(CLIENTS) as clients:
        return list(clients.map(lambda _: _finish(server, form), range(SHARES)))


def _finish(server: Server, form: dict[str, str]) -> PlainBrowser:
    browser = PlainBrowser()
    answer = browser.post(f"{server.url}/quiz/", **form)
    if answer.status != MADE:
        raise RuntimeError(f"The quiz took no answers: {answer.status}.")
    return browser


def _shared(
    server: Server, finished: list[PlainBrowser]
) -> tuple[float, list[tuple[int, str, float]]]:
    """Seconds for all, and of each share the status, the token and the seconds."""
    start = perf_counter()
    with ThreadPoolExecutor(CLIENTS) as clients:
        answers = list(clients.map(lambda browser: _share(server, browser), finished))
    return perf_counter() - start, answers


def _share(server: Server, browser: PlainBrowser) -> tuple[int, str, float]:
    start = perf_counter()
    answer = browser.post(f"{server.url}/result/share/", name="Ana")
    seconds = perf_counter() - start
    made = answer.status == MADE
    token = browser.cookie("crossroads-shares").strip('"').partition(":")[0] if made else ""
    return answer.status, token, seconds


def _waits(seconds: list[float]) -> str:
    p99 = quantiles(seconds, n=100)[98]
    return f"one share: median {median(seconds) * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms"


if __name__ == "__main__":
    main()
