"""Whether the site stays as fast with very many rows: ``make bench-flat``.

An empty site and one with a million counted sheets and a hundred thousand shares, each in a
process of its own, are asked for every page in turns: the same queries, and at the median at
most a tenth more CPU and a tenth more waiting, which is also for the database. Then what
editors and the machine's own tasks wait for, how large tables and indexes are, what cleaning
and a backup take. On SQLite, and on PostgreSQL where there is one: both are filled at the same
time, and measured one after the other. Writes ``bench/results/flat.json`` and exits with 1
where something is not flat. Smaller: ``FLAT_SHEETS=50000 FLAT_SHARES=10000``.
"""

import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psycopg

from bench import apart, filling, flat_site, flat_study, growth
from bench.addresses import DATA, PAGES
from bench.apart import Site
from bench.flat_site import WRITES, Known, Times
from bench.flat_study import Waited
from tests import postgres

RESULTS = Path(__file__).parent / "results" / "flat.json"
SHEETS = int(os.environ.get("FLAT_SHEETS", 1_000_000))
SHARES = int(os.environ.get("FLAT_SHARES", 100_000))
KNOWN = 300  # shares that both sites have
MOST = 1.10  # times the empty site's
ROUNDS, AGAIN = 8, 3  # rounds of each, and how often what seems dearer is looked at again
SECONDS_STATISTICS, SECONDS_PUBLISH, SECONDS_BATCH = 2.0, 3.0, 1.0


@dataclass(frozen=True)
class Both:
    """The two sites of a database, their folder, and how to reach the full one's from outside."""

    empty: Site
    full: Site
    folder: Path
    programs: Path | None = None
    url: str = ""


def main() -> None:
    found: dict[str, Any] = {"cores": os.cpu_count(), "python": platform.python_version()}
    found |= {"sheets": SHEETS, "shares": SHARES}
    faults: list[str] = []
    with ExitStack() as stack:
        sites = dict(_sites(stack))
        with ThreadPoolExecutor() as threads:
            known = list(threads.map(_fill, sites, sites.values()))
        for (name, both), shares in zip(sites.items(), known, strict=True):
            found[name] = _measure(name, both, shares, faults)
    RESULTS.write_text(json.dumps(found, indent=1) + "\n")
    sys.exit("\n".join(["\nNOT flat:", *faults]) if faults else 0)


def _sites(stack: ExitStack) -> Iterator[tuple[str, Both]]:
    """By the name of the database; gone with the stack."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    yield "SQLite", stack.enter_context(_on_sqlite(folder))
    if programs := postgres.find():
        folder = stack.enter_context(postgres.folder())
        yield "PostgreSQL", stack.enter_context(_on_postgres(folder, programs))
    else:
        print(f"\n{postgres.NONE_FOUND}")


@contextmanager
def _on_sqlite(folder: Path) -> Iterator[Both]:
    static = {"DJANGO_STATIC_ROOT": str(folder / "static")}
    with (
        apart.site(folder / "empty", **static) as empty,
        apart.site(folder / "full", **static) as full,
    ):
        yield Both(empty, full, folder)


@contextmanager
def _on_postgres(folder: Path, programs: Path) -> Iterator[Both]:
    """In one cluster with PostgreSQL's own settings, but that nothing survives a power cut."""
    static = {"DJANGO_STATIC_ROOT": str(folder / "static")}
    with postgres.cluster(programs) as cluster:
        urls = []
        for name in ("empty_site", "full_site"):
            with psycopg.connect(cluster.url, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}")
            urls.append(cluster.url.removesuffix("postgres") + name)
        # A fill and a vacuum take longer than a visitor may wait.
        patient = [f"{url}?options=-c%20statement_timeout=0" for url in urls]
        with (
            apart.site(folder / "empty", DATABASE_URL=patient[0], **static) as empty,
            apart.site(folder / "full", DATABASE_URL=patient[1], **static) as full,
        ):
            yield Both(empty, full, folder, programs, urls[1])


def _measure(name: str, both: Both, known: Known, faults: list[str]) -> dict[str, Any]:
    print(f"\n{name}")
    bytes_of = both.full.ask(growth.sizes)
    _print_sizes(bytes_of, both.full.ask(growth.rows))
    command, cleaned = both.full.ask(growth.clean)
    print(f"{command}: {cleaned:.1f} s; database {both.full.ask(growth.whole) / 1e6:.0f} MB")
    seconds, size = both.full.ask(growth.back_up, both.folder / "backup", both.programs, both.url)
    print(f"backup: {seconds:.1f} s, {size / 1e6:.0f} MB")
    pages = _pages(both, known, faults)
    study = _study(both, faults)
    _, cleaned_again = both.full.ask(growth.clean)
    left = both.full.ask(growth.sizes)
    print(f"{command} when the shares are gone: {cleaned_again:.1f} s")
    _print_sizes(left, both.full.ask(growth.rows))
    return {
        "bytes": bytes_of,
        "bytes_without_shares": left,
        "clean_seconds": [cleaned, cleaned_again],
        "backup_seconds": seconds,
        "backup_bytes": size,
        "pages": pages,
        "study": {what: asdict(waited) for what, waited in study.items()},
    }


def _fill(name: str, both: Both) -> Known:
    for site in (both.empty, both.full):
        site.ask(flat_site.prepare)
    known: Known = both.empty.ask(flat_site.begin, KNOWN)
    start = time.perf_counter()
    both.full.ask(filling.count_sheets, SHEETS)
    between = time.perf_counter()
    both.full.ask(filling.share_results, SHARES, known.shares)
    print(
        f"{name} filled: {SHEETS:,} sheets in {between - start:.0f} s,"
        f" {SHARES:,} shares in {time.perf_counter() - between:.0f} s",
        flush=True,
    )
    return known


def _print_sizes(bytes_of: dict[str, int], rows: dict[str, int]) -> None:
    for name, size in sorted(bytes_of.items(), key=lambda item: -item[1]):
        count = f"{rows[name]:>10,} rows" if name in rows else f"{'':15}"
        print(f"{name:58}{count}{size / 1e6:10.1f} MB")


def _pages(both: Both, known: Known, faults: list[str]) -> dict[str, Any]:
    """Every page and every form on both sites."""
    print(f"{'at the median':52}{'CPU ms':>9}{'of empty':>9}", end="")
    print(f"{'wait ms':>9}{'of empty':>9}{'queries':>9}")
    found = {}
    for page in (*PAGES, *DATA):
        found[page.name] = _in_turns(both, (flat_site.time_page, page, known), page.name, faults)
    for write in WRITES:
        found[write] = _in_turns(both, (flat_site.time_write, write, known), write, faults)
    return found


def _in_turns(both: Both, asked: tuple[Any, ...], name: str, faults: list[str]) -> dict[str, Any]:
    """Rounds of both sites in turns; more where the full one seems dearer, as by chance it may."""
    rounds: list[tuple[Times, Times]] = []
    for _ in range(1 + AGAIN):
        rounds += [_round(both, asked, full_first=bool(at % 2)) for at in range(ROUNDS)]
        cpu, wait = (_ratio(rounds, of) for of in ("cpu", "wait"))
        if max(cpu, wait) <= MOST:
            break
    queries = max(full.queries for _, full in rounds)
    least = min(full.cpu for _, full in rounds)
    waited = min(full.wait for _, full in rounds)
    print(f"{name:52}{least:9.3f}{cpu:9.2f}{waited:9.3f}{wait:9.2f}{queries:9}", flush=True)
    if max(cpu, wait) > MOST:
        faults.append(f"{name}: CPU × {cpu:.2f}, waiting × {wait:.2f}")
    if any(empty.queries != full.queries for empty, full in rounds):
        faults.append(f"{name}: other queries than on the empty site")
    return {"cpu": least, "wait": waited, "ratio": cpu, "wait_ratio": wait, "queries": queries}


def _round(both: Both, asked: tuple[Any, ...], *, full_first: bool) -> tuple[Times, Times]:
    if full_first:
        full = both.full.ask(*asked)
        return both.empty.ask(*asked), full
    return both.empty.ask(*asked), both.full.ask(*asked)


def _ratio(rounds: list[tuple[Times, Times]], of: str) -> float:
    """The median of the rounds: each has both sites within a moment of each other."""
    return statistics.median(getattr(full, of) / getattr(empty, of) for empty, full in rounds)


def _study(both: Both, faults: list[str]) -> dict[str, Waited]:
    """What editors and the machine's own tasks wait for on the full site."""
    reading, unread = both.full.ask(flat_study.read_all_sheets)
    if unread:
        faults.append(f"{unread} sheets could not be scored")
    found = {"statistics until all sheets are read": reading}
    found["statistics from then on"] = both.full.ask(flat_study.statistics)
    found["the page before publishing"] = both.full.ask(flat_study.publish_page)
    found["the list of sheets"] = both.full.ask(flat_study.sheet_list)
    both.full.ask(filling.let_expire, SHARES)
    found["deleting expired shares"] = both.full.ask(flat_study.expire)
    limits = (SECONDS_STATISTICS * 2, SECONDS_STATISTICS, SECONDS_PUBLISH, None, SECONDS_BATCH)
    for (name, waited), most in zip(found.items(), limits, strict=True):
        bar = f"at most {most} s" if most else ""
        print(f"{name:52}{waited.times:5} × {waited.together / waited.times:.3f} s", end="")
        print(f", the longest {waited.longest:.3f} s, {waited.queries} queries  {bar}")
        if most and waited.longest > most:
            faults.append(f"{name}: {waited.longest:.2f} s")
    return found


if __name__ == "__main__":
    main()
