"""Three graceful reloads under load: nobody is turned away."""

import os
import signal
import time

from bench.visitors import Visitors
from faults import site
from faults.lines import kept_ones, late_ones
from faults.told import Told
from tests.browser.server import Server

RELOADS = 3
MOST_SECONDS = 60  # for one


def run(told: Told) -> None:
    with site.new_site() as place, place.start() as server:
        visitors = Visitors(server.url)
        with visitors.coming(), late_ones(server) as late, kept_ones(server) as kept:
            time.sleep(2)
            renewed = [reload(server) for _ in range(RELOADS)]
        told.count("reloads, after which every process is another", f"{RELOADS}, {sum(renewed)}")
        told.promise("every process is another", all(renewed))
        site.nobody_failed(told, visitors.seen)
        told.count("requests late on their connection, failed", f"{len(late)}, {late.count(False)}")
        told.promise("none of them failed", bool(late) and all(late))
        told.count("sheets on kept connections, failed", f"{len(kept)}, {kept.count(False)}")
        told.promise("none of them failed", bool(kept) and all(kept))
        site.shares_kept(told, server, site.tokens(visitors))


def reload(server: Server) -> bool:
    """Whether all processes are others within a minute, and as many as before."""
    before = site.workers(server)
    os.kill(server.pid, signal.SIGHUP)

    def renewed() -> bool:
        now = site.workers(server)
        return len(now) == len(before) and not set(now) & set(before)

    return site.seconds_until(renewed, MOST_SECONDS) < MOST_SECONDS
