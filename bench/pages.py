"""Requests and bytes of a first visit to every page, as served: ``make bench-pages``.

A fresh browser without a cache opens each page, once as browsers ask (brotli) and once taking
gzip only; what crosses the wire is counted by the browser itself, headers included. Exits with
1 when a page is over its budget in either.
"""

import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, CDPSession, sync_playwright

from quiz.core.scoring import Bank
from tests import chromium
from tests.browser.conftest import ARGUMENTS
from tests.browser.server import serving
from tests.browser.sheets import EDITION, read_bank

KB = 1024
# Path → (requests, bytes) that a first visit may cost at most; none where there is no bar.
LIBRARY = (
    "/roles/data-scientist/",
    "/roles/machine-learning-engineer/",
    "/roles/compare/",
    "/traits/insight/",
    "/sources/",
)
FIRST_FLIGHT = 10 * 1460  # what a new TCP connection may send before it hears anything back
BUDGETS = {"/quiz/": (4, FIRST_FLIGHT), "/quiz/full/": (4, 20 * KB), "/result/": (4, 30 * KB)}
# The work check's files of its own: a style sheet and a script more.
CHECK = {"/work-check/": (6, 20 * KB), "/work-check/result/": (6, 30 * KB)}
BUDGETS |= CHECK
# In these, the tokens of two shared results.
SHARED = ("/r/{ana}/", "/compare/{ana}/{ben}/", "/embed/{ana}/")
BUDGETS |= dict.fromkeys(SHARED, (4, 30 * KB))
BUDGETS |= dict.fromkeys(LIBRARY, (4, 40 * KB))
TICKS = {"list-act": "service", "list-lang": "cpp", "list-tool": "none", "list-method": "gpu"}
PATHS = (
    "/",
    "/quiz/",
    "/quiz/full/",
    "/result/",
    "/result/more/",
    "/result/shared/",
    *SHARED,
    *CHECK,
    "/work-check/sample/",
    "/work-check/methods/",
    "/sample/",
    "/methods/",
    "/privacy/",
    "/accessibility/",
    "/validity/",
    *LIBRARY,
)


def main() -> None:
    over = False
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder)) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=ARGUMENTS)
        visit = Visit(browser, server.url, read_bank(server))
        _share(visit, "ana")
        _share(visit, "ben")
        visit.tokens.update(server.rows("SELECT name, token FROM quiz_sharedresult"))
        print(f"{'page':34}{'requests':>9}{'brotli':>9}{'gzip':>9}{'elsewhere':>10}   budget")
        for path in PATHS:
            over = _report(visit, path) or over
    sys.exit(1 if over else 0)


@dataclass(frozen=True)
class Visit:
    """What every first visit needs."""

    browser: Browser
    base: str
    bank: Bank
    tokens: dict[str, str] = field(default_factory=dict)


def _report(visit: Visit, path: str) -> bool:
    """Print one page's line; whether it is over its budget."""
    requests, size, elsewhere = first_visit(visit, path)
    _, gzipped, _ = first_visit(visit, path, "gzip")
    most_requests, most_bytes = BUDGETS.get(path, (sys.maxsize, sys.maxsize))
    over = requests > most_requests or max(size, gzipped) > most_bytes or elsewhere > 0
    budget = f"{most_requests} requests, {most_bytes} bytes" if path in BUDGETS else ""
    print(f"{path:34}{requests:9}{size:9}{gzipped:9}{elsewhere:10}   ", end="")
    print(f"{budget}{'  OVER' if over else ''}")
    return over


def _share(visit: Visit, name: str) -> None:
    """Share a result under this name, from a browser that is gone afterwards."""
    context = visit.browser.new_context(base_url=visit.base)
    _finish(visit, context)
    _send_share(context, name)
    context.close()


def _finish(visit: Visit, context: BrowserContext) -> None:
    sample = {"edition": EDITION, "form": "short", **visit.bank.document.sample}
    context.request.post("/quiz/", form=sample, max_redirects=0)


def _tick(context: BrowserContext) -> None:
    """A tick in two checklists, nothing in the others."""
    context.request.post(
        "/work-check/",
        form={"edition": EDITION, "form": "short", **TICKS},
        max_redirects=0,
    )


def _send_share(context: BrowserContext, name: str) -> None:
    context.request.post("/result/share/", form={"name": name}, max_redirects=0)


def first_visit(visit: Visit, path: str, encoding: str = "") -> tuple[int, int, int]:
    """Requests, bytes on the wire, and requests to other hosts, with nothing cached.

    ``encoding`` is the only one that the browser takes; without, all that it knows.
    """
    headers = {"Accept-Encoding": encoding} if encoding else {}
    context = visit.browser.new_context(base_url=visit.base, extra_http_headers=headers)
    if path.startswith("/result/"):
        _finish(visit, context)
    if path == "/work-check/result/":
        _tick(context)
    if path == "/result/shared/":
        _send_share(context, "Ana")
    page = context.new_page()
    session = context.new_cdp_session(page)
    hosts, sizes = _watch(session)
    page.goto(path.format(**visit.tokens), wait_until="networkidle")
    context.close()
    elsewhere = sum(host != urlsplit(visit.base).netloc for host in hosts)
    return len(hosts), round(sum(sizes)), elsewhere


def _watch(session: CDPSession) -> tuple[list[str], list[float]]:
    """Lists that fill up with the host of each request and the bytes of each answer."""
    hosts: list[str] = []
    sizes: list[float] = []
    session.on("Network.requestWillBeSent", lambda event: _note(hosts, event["request"]["url"]))
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    session.send("Network.enable")
    return hosts, sizes


def _note(hosts: list[str], url: str) -> None:
    if not url.startswith("data:"):
        hosts.append(urlsplit(url).netloc)


if __name__ == "__main__":
    main()
