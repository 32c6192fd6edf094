"""SQLite's file is moved away and back under a running site: nothing is written elsewhere."""

import time
from pathlib import Path

from bench.visitors import Visitors
from faults import site
from faults.told import Told
from tests.browser.server import Server
from tests.plain_browser import PlainBrowser

BEFORE, GONE, AFTER = 5, 10, 5  # seconds of load
MOST_TO_RECOVER = 5.0
ENDINGS = ("", "-wal", "-shm")


def run(told: Told) -> None:
    with site.new_site() as place, place.start() as server:
        elsewhere = place.folder / "elsewhere"
        elsewhere.mkdir()
        visitors = Visitors(server.url)
        with visitors.coming():
            time.sleep(BEFORE)
            _move(server.database, elsewhere)
            time.sleep(GONE)
            ill = PlainBrowser().get(f"{server.url}/healthz/").status
            made = server.database.exists()
            _move(elsewhere / server.database.name, server.database.parent)
            recovered = site.seconds_until(lambda: site.can_share(server.url), 30)
            time.sleep(AFTER)
        _tell(told, server, visitors)
        told.count("/healthz/ while it is gone", ill)
        told.count("seconds from its return to the next share", f"{recovered:.2f}")
        told.promise("/healthz/ says 503", ill == 503)
        told.promise("no empty database is made in its place", not made)
        told.promise(
            f"shares again within {MOST_TO_RECOVER:.0f} s, without a restart",
            recovered < MOST_TO_RECOVER,
        )


def _tell(told: Told, server: Server, visitors: Visitors) -> None:
    site.everyone_served(told, visitors.seen)
    site.shares_kept(told, server, site.tokens(visitors))
    site.database_sound(told, server)


def _move(database: Path, folder: Path) -> None:
    """With what SQLite keeps beside it, which may vanish while it is moved."""
    for ending in ENDINGS:
        try:
            (database.parent / f"{database.name}{ending}").rename(
                folder / f"{database.name}{ending}"
            )
        except FileNotFoundError:
            continue
