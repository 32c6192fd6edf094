"""The disk is full: pages and results go on, shares are refused kindly, nothing is lost.

A small disk in memory where it may be mounted (by root); else each process may write no file
beyond the database's size, which SQLite is told as an error of the disk, not as a full one.
"""

import re
import resource
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from bench.visitors import Visitors
from faults import site
from faults.told import Told
from tests.browser.server import Server
from tests.plain_browser import PlainBrowser

MEGABYTES = 16
BEFORE, FULL, AFTER = 5, 12, 5  # seconds of load
MOST_TO_RECOVER = 5.0
CARD = re.compile(r"/r/[\w-]+/card-\w+\.png")


def run(told: Told) -> None:
    with site.new_site() as place, _small_disk(place.folder / "disk") as mounted:
        told.count("how it is made full", "a small disk" if mounted else "a limit of file sizes")
        at = site.Site(place.folder / "disk", place.variables)
        with at.start() as server:
            _fill_under_load(told, server, _no_room_on(at.folder) if mounted else _no_room(server))
        with at.start() as server:
            told.count("started again, it serves", PlainBrowser().get(f"{server.url}/quiz/").status)


def _fill_under_load(told: Told, server: Server, full: AbstractContextManager[None]) -> None:
    _, undrawn = site.shared(server.url)
    visitors = Visitors(server.url)
    with visitors.coming():
        time.sleep(BEFORE)
        with full:
            time.sleep(FULL)
            refused = visitors.seen.number("a share", 503)
            card = _card(server, undrawn)
            page = site.finished(server.url).post(f"{server.url}/result/share/", name="Ana")
        recovered = site.seconds_until(lambda: site.can_share(server.url), 30)
        time.sleep(AFTER)
    site.everyone_served(told, visitors.seen)
    site.shares_kept(told, server, [*site.tokens(visitors), undrawn])
    site.database_sound(told, server)
    told.count("seconds from room to the next share", f"{recovered:.2f}")
    told.promise("shares were refused while it was full", refused > 0)
    told.promise("the refusal is a page that says so", page.status == 503 and "<h1>" in page.text)
    told.promise("a card that was never drawn is drawn and sent", card == 200)
    told.promise(f"shares again within {MOST_TO_RECOVER:.0f} s", recovered < MOST_TO_RECOVER)


def _card(server: Server, token: str) -> int:
    address = CARD.search(PlainBrowser().get(f"{server.url}/r/{token}/").text)[0]
    try:
        with urllib.request.urlopen(f"{server.url}{address}", timeout=30) as answer:
            return answer.status
    except OSError as error:
        return getattr(error, "code", 0)


@contextmanager
def _small_disk(folder: Path) -> Iterator[bool]:
    """Whether there is one; a plain folder otherwise."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(folder)]
    mounted = subprocess.run(command, check=False, capture_output=True).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def _no_room_on(disk: Path) -> Iterator[None]:
    """Every byte of it is taken."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            pass
    try:
        yield
    finally:
        ballast.unlink()


@contextmanager
def _no_room(server: Server) -> Iterator[None]:
    family = [server.pid, *site.workers(server)]
    before = resource.prlimit(server.pid, resource.RLIMIT_FSIZE)
    size = server.database.stat().st_size
    for process in family:
        resource.prlimit(process, resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        for process in family:
            resource.prlimit(process, resource.RLIMIT_FSIZE, before)
