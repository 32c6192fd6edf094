"""What Mozilla's HTTP Observatory says of every public page and the login: ``make observatory``.

The production server behind nginx, which is set up as docs/hosting.md has it, with a certificate
of its own. Needs Node.js; the Observatory itself is put under ``var/``. Prints the score of each
page and exits with 1 where one is below what it should be. Some pages only:
``python -m bench.observatory /r/``.
"""

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench import node
from bench.addresses import FINISHED, PAGES, SHARER, VISITOR, Page
from bench.people import people
from tests.browser.server import UNLIMITED, Server, serving
from tests.plain_browser import PlainBrowser, trusting
from tests.postgres import folder as folder_for_all

PACKAGE, VERSION = "@mdn/mdn-http-observatory", "1.4.8"
# Tests that the Observatory gained after this version, ten points each.
LATER = {
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
}
POINTS = 10
LEAST = 150
# Made for the frames of other sites, so without the ten points for keeping to its own.
FRAMED, LEAST_FRAMED = "/embed/", 140
LOGIN = Page("/admin/login/")
# The scanner asks for http and https on one port; on its own port nginx leads on by itself.
LED_ON = "error_page 497 =301 https://$host:$server_port$request_uri;"
SECONDS = 60
AT_ONCE = 4


@dataclass(frozen=True)
class Report:
    """``score`` is the scanner's, ``later`` the points of the tests that it lacks."""

    score: int
    grade: str
    later: int
    brought: dict[str, int]

    @property
    def whole(self) -> int:
        return self.score + self.later


@dataclass(frozen=True)
class Front:
    """nginx before the site: where it listens, and the certificate to trust."""

    port: int
    certificate: Path


@dataclass(frozen=True)
class Fronts:
    """One for each of those whose cookies are sent, which the scanner has no way to send."""

    by_who: dict[str, Front]
    tokens: dict[str, str]


def main() -> None:
    wanted = sys.argv[1:]
    pages = [p for p in (*PAGES, LOGIN) if not wanted or any(part in p.path for part in wanted)]
    program = _program()
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        site = stack.enter_context(serving(place, **UNLIMITED, DJANGO_HTTPS="1", WORKERS="2"))
        scan = partial(_scan, program, _fronts(stack, site))
        several = stack.enter_context(ThreadPoolExecutor(AT_ONCE))
        print(f"{'HTTP Observatory':34}{VERSION:>9}{'':6}{'with COOP, COEP':>16}")
        reports = zip(pages, several.map(scan, pages), strict=True)
        under = [page.name for page, report in reports if not _show(page, report)]
    sys.exit(f"\nBelow what they should have: {', '.join(under)}" if under else 0)


def _program() -> Path:
    modules = node.installed(PACKAGE, VERSION)
    # It would fetch the list of preloaded names, which no address of this machine is on.
    (modules / PACKAGE / "conf" / "hsts-preload.json").write_text("{}")
    return modules / PACKAGE / "src" / "scan.js"


def _fronts(stack: ExitStack, site: Server) -> Fronts:
    visitors = _front(stack, site, "")
    https = urllib.request.HTTPSHandler(context=trusting())
    known = people(f"https://localhost:{visitors.port}", lambda: PlainBrowser(https))
    others = {who: _front(stack, site, known.cookies[who]) for who in (FINISHED, SHARER)}
    return Fronts({VISITOR: visitors, **others}, known.tokens)


def _front(stack: ExitStack, site: Server, cookie: str) -> Front:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    from tests.nginx import nginx

    place = stack.enter_context(folder_for_all())
    sent = [f"proxy_set_header Cookie '{cookie}';"] if cookie else []
    port = stack.enter_context(nginx(place, site.environment["PORT"], LED_ON, *sent))
    return Front(port, place / "fullchain.pem")


def _scan(program: Path, fronts: Fronts, page: Page) -> Report:
    front = fronts.by_who[page.who]
    target = f"localhost:{front.port}{page.path.format(**fronts.tokens)}"
    trusted = {**os.environ, "NODE_EXTRA_CA_CERTS": str(front.certificate)}
    command = ["node", str(program), target]
    ran = subprocess.run(command, env=trusted, capture_output=True, text=True, timeout=SECONDS)
    return _read(ran.stdout)


def _read(text: str) -> Report:
    told = json.loads(text)
    if "error" in told:
        return Report(0, told["error"], 0, {})
    headers, tests = told["scan"]["responseHeaders"], told["tests"]
    lacking = {name: value for name, value in LATER.items() if name not in tests}
    later = POINTS * sum(headers.get(name) == value for name, value in lacking.items())
    brought = {name: test["scoreModifier"] for name, test in tests.items() if test["scoreModifier"]}
    return Report(told["scan"]["score"], told["scan"]["grade"], later, brought)


def _show(page: Page, report: Report) -> bool:
    """Print a page's line; whether it has what it should."""
    scores = f"{report.score:9} {report.grade:5}{report.whole:16}"
    brought = ", ".join(f"{test} {points:+}" for test, points in report.brought.items())
    print(f"{page.name:34}{scores}   {brought}", flush=True)
    least = LEAST_FRAMED if page.path.startswith(FRAMED) else LEAST
    return report.grade == "A+" and report.whole >= least


if __name__ == "__main__":
    main()
