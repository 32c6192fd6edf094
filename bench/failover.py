"""What is lost when the database's machine dies: ``make failover``.

Two clusters of PostgreSQL on loopback, of which one follows the other; the site on them;
visitors who take the quiz and share their results. The first cluster is killed, the second
promoted. Then every share that was acknowledged must be there, and every visitor must have
had a result. Sheets that could not be counted are the only loss. Exits with 1 otherwise.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import psycopg

from bench.visitors import Seen, Visitors
from tests.browser.server import ROOT, UNLIMITED, Server, free_port, serving
from tests.postgres import NONE_FOUND, Cluster, find_or_install, folder, own

CONFIGURATION = ROOT / "docs" / "hosting" / "postgresql"
BOTH, PRIMARY_ONLY = "crossroads.conf", "crossroads-primary.conf"
NAME = "crossroads"
BEFORE, WITHOUT, AFTER = 6, 4, 8  # seconds of load: on the first, on neither, on the second
PATIENCE = 5.0  # seconds that a visitor may wait
STEPS = {"the quiz": 200, "a sheet": 303, "its result": 200, "the result again": 200}


@dataclass(frozen=True)
class Pair:
    primary: Cluster
    standby: Cluster

    @property
    def url(self) -> str:
        hosts = ",".join(f"127.0.0.1:{cluster.port}" for cluster in (self.primary, self.standby))
        return f"postgres://postgres@{hosts}/{NAME}"


@contextmanager
def pair(programs: Path) -> Iterator[Pair]:
    """A primary and a standby that has all it has, with the configuration of docs/hosting."""
    with folder() as one, folder() as other:
        made = Pair(Cluster(one, free_port(), programs), Cluster(other, free_port(), programs))
        try:
            _start(made)
            yield made
        finally:
            for cluster in (made.primary, made.standby):
                if (cluster.data / "postmaster.pid").exists():
                    kill(cluster)


def _start(made: Pair) -> None:
    primary, standby = made.primary, made.standby
    primary.make()
    configure(primary)
    primary.start()
    # Before there is a standby, nothing may wait for one.
    with psycopg.connect(primary.url, autocommit=True) as connection:
        connection.execute("SET synchronous_commit = local")
        connection.execute(f"CREATE DATABASE {NAME}")
    follow(standby, primary)
    standby.start()
    wait_for_both(primary)


def configure(primary: Cluster) -> None:
    """Include the files that the documentation shows."""
    for name in (BOTH, PRIMARY_ONLY):
        (primary.data / name).write_text((CONFIGURATION / name).read_text())
        (primary.data / name).chmod(0o644)
    with (primary.data / "postgresql.conf").open("a") as file:
        file.write(f"include '{BOTH}'\ninclude_if_exists '{PRIMARY_ONLY}'\n")


def follow(standby: Cluster, primary: Cluster) -> None:
    """Copy the primary, as docs/hosting.md says, so that the copy follows it once started."""
    own(standby.folder)
    source = f"host=127.0.0.1 port={primary.port} user=postgres application_name=standby"
    standby.run(
        "pg_basebackup",
        f"--dbname={source}",
        "--write-recovery-conf",
        "--create-slot",
        "--slot=standby",
        "--checkpoint=fast",
    )
    (standby.data / PRIMARY_ONLY).unlink()


def wait_for_both(primary: Cluster) -> None:
    asked = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'"
    with psycopg.connect(primary.url, autocommit=True) as connection:
        for _ in range(200):
            if connection.execute(asked).fetchone() == (1,):
                return
            time.sleep(0.05)
    raise RuntimeError("The standby does not follow the primary.")


def kill(cluster: Cluster) -> None:
    """As when the machine loses its power: every process at once, nothing written any more."""
    first = int((cluster.data / "postmaster.pid").read_text().split()[0])
    children = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(first)], capture_output=True, text=True, check=False
    ).stdout.split()
    for process in (first, *map(int, children)):
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            continue
    (cluster.data / "postmaster.pid").unlink()


@dataclass(frozen=True)
class Outcome:
    """``without`` are the seconds between the last share before and the first after."""

    seen: Seen
    shares_there: int
    sheets_counted: int
    without: float


def fail_over(server: Server, made: Pair) -> Outcome:
    visitors = Visitors(server.url)
    with visitors.coming():
        time.sleep(BEFORE)
        killed = time.monotonic()
        kill(made.primary)
        time.sleep(WITHOUT)
        made.standby.run("pg_ctl", "promote", "--silent")
        time.sleep(AFTER)
    shared = visitors.seen.shared
    there, counted = _kept(made.standby, [token for _, token in shared])
    return Outcome(visitors.seen, there, counted, _longest_gap(visitors.seen, killed))


def _longest_gap(seen: Seen, killed: float) -> float:
    """Seconds between two acknowledged shares, infinite where none came after the kill."""
    moments = sorted(moment for moment, _ in seen.shared)
    if not moments or moments[-1] < killed + WITHOUT:
        return float("inf")
    return max(later - earlier for earlier, later in pairwise(moments))


def _kept(standby: Cluster, tokens: list[str]) -> tuple[int, int]:
    """How many of these shares there are, and how many sheets were counted."""
    with psycopg.connect(standby.url, dbname=NAME) as connection:
        shares = connection.execute(
            "SELECT count(*) FROM quiz_sharedresult WHERE token = ANY(%s)", [tokens]
        ).fetchone()
        sheets = connection.execute("SELECT count(*) FROM quiz_answersheet").fetchone()
    return shares[0], sheets[0]


def report(outcome: Outcome) -> list[str]:
    """Print what happened; what should not have."""
    seen = outcome.seen
    wrong = []
    for step, status in STEPS.items():
        fine, other = seen.number(step, status), seen.other_than(step, status)
        print(f"{step:18}{fine:6} answered, {other} not; slowest {seen.slowest[step]:.2f} s")
        wrong += [f"{other} × {step}: no answer as it should be"] * bool(other)
        wrong += [f"{step}: {seen.slowest[step]:.1f} s"] * (seen.slowest[step] > PATIENCE)
    shares, sheets = len(seen.shared), seen.number("a sheet", 303)
    refused = seen.other_than("a share", 303)
    print(f"{'a share':18}{shares:6} acknowledged, {outcome.shares_there} there afterwards", end="")
    print(f", {refused} refused; slowest {seen.slowest['a share']:.2f} s")
    print(f"{outcome.without:.1f} s without a share; promoted {WITHOUT} s after the kill")
    print(f"sheets: {sheets} sent, {outcome.sheets_counted} counted", end="")
    print(f", {sheets - outcome.sheets_counted} not counted")
    wrong += ["acknowledged shares were lost"] * (outcome.shares_there < shares)
    wrong += ["no share was possible afterwards"] * (outcome.without == float("inf"))
    return wrong


def main() -> None:
    programs = find_or_install()
    if programs is None:
        sys.exit(NONE_FOUND)
    with (
        pair(programs) as made,
        folder() as place,
        serving(place, **UNLIMITED, DATABASE_URL=made.url, WORKERS="2") as server,
    ):
        outcome = fail_over(server, made)
    wrong = report(outcome)
    sys.exit("\n".join(["NOT as it should be:", *wrong]) if wrong else 0)


if __name__ == "__main__":
    main()
