"""PostgreSQL is stopped and started again: visitors go on, shares wait for it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from bench.visitors import Visitors
from faults import site
from faults.told import Told
from tests.browser.server import Server, free_port
from tests.plain_browser import PlainBrowser
from tests.postgres import NONE_FOUND, Cluster, find_or_install, folder

BEFORE, GONE, AFTER = 5, 15, 5  # seconds of load
MOST_TO_RECOVER = 5.0


def run(told: Told) -> None:
    programs = find_or_install()
    if programs is None:
        told.promise(f"there is a PostgreSQL to stop. {NONE_FOUND}", False)
        return
    with (
        _cluster(programs) as made,
        site.new_site(DATABASE_URL=made.url) as place,
        place.start() as server,
    ):
        _stopped_under_load(told, server, made)


@contextmanager
def _cluster(programs: Path) -> Iterator[Cluster]:
    """With default settings: what is committed is on the disk."""
    with folder() as place:
        made = Cluster(place, free_port(), programs)
        made.make()
        made.start()
        try:
            yield made
        finally:
            made.stop("immediate")


def _stopped_under_load(told: Told, server: Server, made: Cluster) -> None:
    visitors = Visitors(server.url)
    with visitors.coming():
        time.sleep(BEFORE)
        made.stop("immediate")
        time.sleep(GONE)
        ill = PlainBrowser().get(f"{server.url}/healthz/").status
        page = site.finished(server.url).post(f"{server.url}/result/share/", name="Ana")
        made.start()
        healthy = site.seconds_until(lambda: _health(server) == 200, 30)
        sharing = healthy + site.seconds_until(lambda: site.can_share(server.url), 30)
        time.sleep(AFTER)
    site.everyone_served(told, visitors.seen)
    _shares_kept(told, made, site.tokens(visitors))
    told.count("/healthz/ while it is gone", ill)
    told.count("seconds from its start to /healthz/ 200", f"{healthy:.2f}")
    told.count("seconds from its start to the next share", f"{sharing:.2f}")
    told.promise("/healthz/ says 503", ill == 503)
    told.promise("a share is refused with a page", page.status == 503 and "<h1>" in page.text)
    told.promise(
        f"shares again within {MOST_TO_RECOVER:.0f} s, without a restart",
        sharing < MOST_TO_RECOVER,
    )


def _health(server: Server) -> int:
    return PlainBrowser().get(f"{server.url}/healthz/").status


def _shares_kept(told: Told, made: Cluster, acknowledged: list[str]) -> None:
    with psycopg.connect(made.url) as connection:
        found = connection.execute(
            "SELECT count(*) FROM quiz_sharedresult WHERE token = ANY(%s)", [acknowledged]
        ).fetchone()
    told.count("shares acknowledged, there afterwards", f"{len(acknowledged)}, {found[0]}")
    told.promise("every acknowledged share is there", found == (len(acknowledged),))
