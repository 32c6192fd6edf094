"""The server is killed hard under load, three times: nothing that was acknowledged is lost."""

import time

from bench.visitors import Visitors
from faults import site
from faults.told import Told
from tests.plain_browser import PlainBrowser

ROUNDS, SECONDS = 3, 5


def run(told: Told) -> None:
    acknowledged: list[str] = []
    with site.new_site() as place:
        for _ in range(ROUNDS):
            with place.start() as server:
                acknowledged += _killed_under_load(server)
                # As it was left: nobody has opened it since.
                site.database_sound(told, server)
        with place.start() as server:
            site.shares_kept(told, server, acknowledged)
            seen = [PlainBrowser().get(f"{server.url}/r/{token}/") for token in acknowledged[-50:]]
    told.count("of the last shares, shown by the next start", len(seen))
    told.promise("the next start shows them", {answer.status for answer in seen} == {200})


def _killed_under_load(server: site.Server) -> list[str]:
    visitors = Visitors(server.url)
    with visitors.coming():
        time.sleep(SECONDS)
        site.kill(server)
    return site.tokens(visitors)
