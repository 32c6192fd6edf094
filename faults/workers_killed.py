"""The processes that serve are killed one by one under load; the site goes on and heals."""

import os
import signal
import time

from bench.visitors import AT_ONCE, Visitors
from faults import site
from faults.told import Told
from tests.browser.server import Server
from tests.plain_browser import PlainBrowser

KILLS, SECONDS_EACH = 5, 7  # the server gives up where one dies twice within 5.5 s
ASKING = AT_ONCE + 1  # visitors at a time, of whom each may be waiting for the one that is killed


def run(told: Told) -> None:
    with site.new_site() as place, place.start() as server:
        before = site.workers(server)
        visitors = Visitors(server.url)
        with visitors.coming():
            for _ in range(KILLS):
                os.kill(site.workers(server)[0], signal.SIGKILL)
                time.sleep(SECONDS_EACH)
        _tell(told, server, visitors)
        after = site.workers(server)
        told.count("processes before, after", f"{len(before)}, {len(after)}")
        told.promise("as many processes serve as before", len(after) == len(before))
        told.promise("it serves", PlainBrowser().get(f"{server.url}/healthz/").status == 200)


def _tell(told: Told, server: Server, visitors: Visitors) -> None:
    statuses = visitors.seen.statuses
    unanswered = sum(number for (_, status), number in statuses.items() if status == 0)
    told.count("requests", statuses.total())
    told.count(f"without an answer, of {KILLS} kills", unanswered)
    told.promise(
        f"at most the {ASKING} who were being served go without, at each kill",
        unanswered <= KILLS * ASKING,
    )
    wrong = {key: number for key, number in statuses.items() if key[1] >= 500}
    told.promise("nobody is told of an error", not wrong)
    site.shares_kept(told, server, site.tokens(visitors))
    site.database_sound(told, server)
