"""What Lighthouse says of every public page, as on a phone: ``make lighthouse``.

The production server, a fresh Chromium for each page. Needs Node.js; Lighthouse itself is put
under ``var/``. Prints the four scores of each page and exits with 1 where one is under 100.
The one audit that may fail is whether search engines may list a page, where it tells them not
to: results are nobody else's. Some pages only: ``python -m bench.lighthouse /r/``.
"""

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import node
from bench.addresses import PAGES, Page
from bench.people import People, people
from tests import chromium
from tests.browser.server import Server, serving

VERSION = "12.8.2"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
CHROME = "--headless=new --no-sandbox --disable-dev-shm-usage --disable-gpu"
# A machine that is busy with something else makes a page seem slow; the best of so many counts.
ATTEMPTS = 3
CRAWLABLE = "is-crawlable"
SECONDS = 180


@dataclass(frozen=True)
class Report:
    """Scores from 0 to 100 by category; ``failed`` are the audits that cost points."""

    scores: dict[str, int]
    failed: tuple[str, ...]

    @property
    def worst(self) -> int:
        return min(self.scores.values())


def main() -> None:
    program = node.installed("lighthouse", VERSION) / ".bin" / "lighthouse"
    wanted = sys.argv[1:]
    under = []
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder), WORKERS="2") as server:
        known = people(server.url)
        print(f"{'Lighthouse ' + VERSION:40}{''.join(f'{name:>16}' for name in CATEGORIES)}")
        for page in PAGES:
            if not wanted or any(part in page.path for part in wanted):
                under += _look(program, server, page, known)
    sys.exit("\n".join(["\nUnder 100:", *under]) if under else 0)


def _look(program: Path, server: Server, page: Page, known: People) -> Iterator[str]:
    """Print a page's line; what is wrong with it."""
    url = server.url + page.path.format(**known.tokens)
    cookie = known.cookies.get(page.who, "")
    hidden = _tells_search_engines_off(url, cookie)
    reports = list(_reports(program, url, cookie))
    if not reports:
        yield f"{page.name}: Lighthouse could not look at it"
        return
    best = max(reports, key=lambda report: sum(report.scores.values()))
    scores = "".join(f"{best.scores[name]:16}" for name in CATEGORIES)
    failed = [audit for audit in best.failed if not (hidden and audit == CRAWLABLE)]
    print(f"{page.name:40}{scores}{'   not for search engines, by intention' * hidden}", end="")
    print(f"   {', '.join(best.failed)}", flush=True)
    only_hidden = hidden and best.failed == (CRAWLABLE,)
    if failed or (best.worst < 100 and not only_hidden):
        yield f"{page.name}: {', '.join(failed) or best.scores}"


def _reports(program: Path, url: str, cookie: str) -> Iterator[Report]:
    """One report, or more where one is not perfect or came to nothing."""
    for _ in range(ATTEMPTS):
        try:
            report = _report(program, url, cookie)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            print(f"  {type(error).__name__}: once more", file=sys.stderr)
            continue
        yield report
        if set(report.failed) <= {CRAWLABLE}:
            return


def _report(program: Path, url: str, cookie: str) -> Report:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.json"
        command = [program, url, "--quiet", "--output=json", f"--output-path={file}"]
        command += [f"--chrome-flags={CHROME}", f"--only-categories={','.join(CATEGORIES)}"]
        command += [f"--extra-headers={json.dumps({'Cookie': cookie})}"] if cookie else []
        found = {**os.environ, "CHROME_PATH": str(chromium.find())}
        subprocess.run(command, env=found, check=True, timeout=SECONDS)
        return _read(json.loads(file.read_text()))


def _read(told: dict[str, Any]) -> Report:
    scores = {name: round(told["categories"][name]["score"] * 100) for name in CATEGORIES}
    failed = {
        part["id"]
        for name in CATEGORIES
        for part in told["categories"][name]["auditRefs"]
        # Of performance, only what makes up the score, and where it is not full.
        if part["weight"] and scores[name] < 100 and (told["audits"][part["id"]]["score"] or 0) < 1
        if told["audits"][part["id"]]["scoreDisplayMode"] not in {"notApplicable", "manual"}
    }
    return Report(scores, tuple(sorted(failed)))


def _tells_search_engines_off(url: str, cookie: str) -> bool:
    """Whether the page says noindex, in its header or in itself."""
    request = urllib.request.Request(url, headers={"Cookie": cookie})
    with urllib.request.urlopen(request) as response:
        said = response.headers.get("X-Robots-Tag", "")
        return "noindex" in said or 'name="robots" content="noindex"' in response.read().decode()


if __name__ == "__main__":
    main()
