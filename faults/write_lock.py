"""Somebody holds SQLite's write lock for 30 s while eight visitors send forms."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

from bench.visitors import Seen, Visitors
from faults import site
from faults.told import Told
from tests.browser.server import Server
from tests.plain_browser import PlainBrowser

USUAL, HELD = 20, 30  # seconds of load, without the lock and with it
READERS = 4
PAGES = ("/", "/quiz/", "/roles/compare/", "/methods/")
TIMES_AS_SLOW = 2.0
AT_ONCE = 1.0  # seconds that a sheet and its result may take at the 99th percentile


@dataclass
class Waits:
    """Seconds of every answer, and how many were none."""

    seconds: list[float] = field(default_factory=list)
    wrong: int = 0

    def add(self, fine: bool, seconds: float) -> None:
        self.seconds.append(seconds)
        self.wrong += not fine

    @property
    def p99(self) -> float:
        return quantiles(self.seconds, n=100)[98]

    def __str__(self) -> str:
        slowest = max(self.seconds) * 1000
        return f"{len(self.seconds)}, p99 {self.p99 * 1000:.0f} ms, slowest {slowest:.0f} ms"


class Timed(Seen):
    """Keeps what each sheet took, too."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets = Waits()

    def add(self, step: str, status: int, seconds: float) -> None:
        super().add(step, status, seconds)
        if step == "a sheet":
            self.sheets.add(status == 303, seconds)


def run(told: Told) -> None:
    with site.new_site() as place, place.start() as server:
        _, token = site.shared(server.url)
        _loaded(server, 5, token)  # whatever is done but once
        usual, sent = _loaded(server, USUAL, token)
        with _write_lock(server.database):
            held, seen = _loaded(server, HELD, token)
        recovered = site.seconds_until(lambda: site.can_share(server.url), 30)
        _tell(told, usual, held)
        told.count("sheets without the lock", sent.sheets)
        told.count("sheets while it is held", seen.sheets)
        told.promise(f"sheets take less than {AT_ONCE} s (p99)", seen.sheets.p99 < AT_ONCE)
        site.everyone_served(told, seen)
        told.count("seconds from its end to the next share", f"{recovered:.2f}")
        site.database_sound(told, server)


def _tell(told: Told, usual: Waits, held: Waits) -> None:
    told.count("pages without the lock", usual)
    told.count("pages while it is held", held)
    told.count("p99 against the usual", f"{held.p99 / usual.p99:.2f}")
    told.promise("every page was served", usual.wrong + held.wrong == 0)
    told.promise(
        f"pages keep their p99 within {TIMES_AS_SLOW:.0f} times the usual",
        held.p99 <= TIMES_AS_SLOW * usual.p99,
    )


@contextmanager
def _write_lock(database: Path) -> Iterator[None]:
    with closing(sqlite3.connect(database, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            holder.execute("ROLLBACK")


def _loaded(server: Server, seconds: float, token: str) -> tuple[Waits, Timed]:
    """What readers waited for pages meanwhile, and what the visitors saw."""
    visitors, waits, over = Visitors(server.url), Waits(), threading.Event()
    visitors.seen = seen = Timed()
    addresses = [f"{server.url}{page}" for page in (*PAGES, f"/r/{token}/")]
    readers = [
        threading.Thread(target=_read, args=[addresses, waits, over]) for _ in range(READERS)
    ]
    with visitors.coming():
        for reader in readers:
            reader.start()
        time.sleep(seconds)
        over.set()
        for reader in readers:
            reader.join()
    return waits, seen


def _read(addresses: list[str], waits: Waits, over: threading.Event) -> None:
    browser = PlainBrowser()
    while not over.wait(0.02):
        for address in addresses:
            start = time.monotonic()
            fine = browser.get(address).status == 200
            waits.add(fine, time.monotonic() - start)
