"""The production server for a fault: started again, killed, looked into."""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.visitors import Seen, Visitors
from faults.told import Told
from tests.browser.server import UNLIMITED, Server, serving
from tests.plain_browser import PlainBrowser, first_answers

NEEDED = {"the quiz": 200, "a sheet": 303, "its result": 200, "the result again": 200}
STATIC = "FAULTS_STATIC"  # the variable that names the static files, compressed once for all faults
WORKER_KB = 20_000  # what a process that serves takes at least; those that only watch take less
TOGETHER = 200  # tokens in one query


@dataclass(frozen=True)
class Site:
    """A folder; ``start`` may be called again when the server is gone, at another port."""

    folder: Path
    variables: dict[str, str]

    def start(self, **variables: str) -> AbstractContextManager[Server]:
        return serving(self.folder, **self.variables, **variables)


@contextmanager
def new_site(**variables: str) -> Iterator[Site]:
    """With two processes, and nothing in its folder yet, which is gone afterwards."""
    static = os.environ[STATIC]
    with tempfile.TemporaryDirectory(prefix="crossroads-faults-") as folder:
        # Every visitor comes from one address, and a quick machine lets very many of them.
        ours = {**UNLIMITED, "WORKERS": "2", "DJANGO_STATIC_ROOT": static}
        yield Site(Path(folder), {**ours, **variables})


def kill(server: Server) -> None:
    """Every process at once, none of which can do anything more."""
    os.killpg(server.pid, signal.SIGKILL)


def workers(server: Server) -> list[int]:
    """The processes that serve."""
    told = subprocess.check_output(["ps", "-o", "pid=,ppid=,rss=", "-e"], text=True)
    rows = [tuple(map(int, line.split())) for line in told.splitlines()]
    return [pid for pid, parent, rss in rows if parent == server.pid and rss > WORKER_KB]


def log(server_folder: Path) -> str:
    """What the server that was started last said."""
    return (server_folder / "log.txt").read_text(errors="replace")


def finished(url: str) -> PlainBrowser:
    """A visitor who has a result and shared nothing yet."""
    visitor = PlainBrowser()
    visitor.post(f"{url}/quiz/", **first_answers(visitor.get(f"{url}/quiz/").text))
    return visitor


def can_share(url: str) -> bool:
    return finished(url).post(f"{url}/result/share/", name="Ana").status == 303


def shared(url: str) -> tuple[PlainBrowser, str]:
    """A visitor who shared a result, and its token."""
    visitor = finished(url)
    visitor.post(f"{url}/result/share/", name="Ana")
    return visitor, visitor.cookie("crossroads-shares").strip('"').partition(":")[0]


def seconds_until(holds: Callable[[], bool], most: float) -> float:
    """How long it took; infinite where it did not come about in so many seconds."""
    start = time.monotonic()
    while time.monotonic() < start + most:
        if holds():
            return time.monotonic() - start
        time.sleep(0.05)
    return float("inf")


# What is promised of every fault


def tokens(visitors: Visitors) -> list[str]:
    return [token for _, token in visitors.seen.shared]


def shares_kept(told: Told, server: Server, acknowledged: list[str]) -> None:
    there = 0
    for start in range(0, len(acknowledged), TOGETHER):
        some = acknowledged[start : start + TOGETHER]
        listed = ",".join(f"'{token}'" for token in some)
        [(number,)] = server.rows(
            f"SELECT count(*) FROM quiz_sharedresult WHERE token IN ({listed})"
        )
        there += number
    told.count("shares acknowledged, there afterwards", f"{len(acknowledged)}, {there}")
    told.promise("shares were acknowledged", bool(acknowledged))
    told.promise("every acknowledged share is there", there == len(acknowledged))


def database_sound(told: Told, server: Server) -> None:
    said = server.rows("PRAGMA integrity_check")
    told.promise("the database is intact (PRAGMA integrity_check)", said == [("ok",)])


def everyone_served(told: Told, seen: Seen) -> None:
    """Pages, sheets and results, whatever became of the shares."""
    for step, status in NEEDED.items():
        fine, other = seen.number(step, status), seen.other_than(step, status)
        told.count(f"{step}: answered, not", f"{fine}, {other}")
    told.count("a share: acknowledged", seen.number("a share", 303))
    told.count("a share: refused kindly (503)", seen.number("a share", 503))
    for step, seconds in sorted(seen.slowest.items()):
        told.count(f"{step}: slowest", f"{seconds:.2f} s")
    odd = {key: number for key, number in seen.statuses.items() if key[1] not in (200, 303, 503)}
    told.count("other answers (0 is none)", odd or "none")
    none_refused = not any(seen.other_than(step, status) for step, status in NEEDED.items())
    told.promise("every page, sheet and result was answered", none_refused)
    told.promise(
        "every share was acknowledged or refused kindly", not seen.other_than("a share", 303, 503)
    )


def nobody_failed(told: Told, seen: Seen) -> None:
    """Shares, too."""
    total = seen.statuses.total()
    fine = sum(seen.number(step, status) for step, status in {**NEEDED, "a share": 303}.items())
    told.count("requests, failed", f"{total}, {total - fine}")
    if total - fine:
        told.count("answers (0 is none)", dict(seen.statuses))
    told.promise("no request failed", total > 0 and fine == total)
