"""What every page costs beside the least that Django can cost: ``make bench``.

CPU per request in one process (steady), then requests a second and waiting times over HTTP
in interleaved rounds, then sheets sent and counted. Prints tables and writes them with the
machine's cores to ``bench/results/site.json``.
"""

import json
import os
import platform
import sqlite3
import statistics
import sys
import tempfile
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench import load
from bench.load import Load

RESULTS = Path(__file__).parent / "results" / "site.json"
PAGES = ("/", "/quiz/", "/quiz/full/", "/roles/compare/", "/result/")
ROUNDS = 3


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        from bench import process  # settings are read from the environment at this point

        process.prepare(Path(folder))
        found: dict[str, Any] = {"machine": _machine(), "cpu": _cpu(process)}
    if load.installed():
        found["http"] = _http(process.a_cookie)
    else:
        print("\nwrk is not installed (Debian: apt-get install wrk): nothing measured over HTTP.")
    RESULTS.write_text(json.dumps(found, indent=1) + "\n")
    sys.exit(0)


def _machine() -> dict[str, Any]:
    return {"cores": os.cpu_count(), "python": platform.python_version()}


def _cpu(process: Any) -> dict[str, Any]:
    """Milliseconds of CPU of each page and of the bare view, in one process."""
    print(f"{'CPU per request':24}{'cold ms':>9}{'warm ms':>9}{'bare ms':>9}{'ratio':>7}", end="")
    print(f"{'queries':>9}{'bytes':>8}")
    found = {}
    for name, request in process.requests():
        cost = process.measure(request)
        found[name] = {**asdict(cost), "ratio": cost.ratio}
        print(f"{name:24}{cost.cold:9.2f}{cost.warm:9.3f}{cost.bare:9.3f}{cost.ratio:7.2f}", end="")
        print(f"{cost.queries:9}{cost.size:8}")
    return found


def _http(a_cookie: Any) -> dict[str, Any]:
    """Pages and the bare view in turns, then POSTs, against the production server."""
    with tempfile.TemporaryDirectory() as folder, load.site(Path(folder)) as (server, seconds):
        cookie, form = a_cookie(server.url)
        with load.bare() as bare:
            pages = {path: _rounds(f"{server.url}{path}", bare, cookie) for path in PAGES}
        posts = _posts(server, form)
        memory = load.memory_of_workers(server)
    print(f"\nfirst answer after {seconds:.1f} s; memory of the workers {memory} KB")
    return {"pages": pages, "posts": posts, "seconds_to_start": seconds, "worker_kb": memory}


def _rounds(url: str, bare: str, cookie: str) -> dict[str, Any]:
    sent = cookie if url.endswith("/result/") else ""
    size = load.size(url, sent)
    runs: list[tuple[Load, Load]] = [
        (load.run(url, cookie=sent), load.run(f"{bare}/{size}")) for _ in range(ROUNDS)
    ]
    ratio = statistics.median(page.rate / limit.rate for page, limit in runs)
    best = max((page for page, _ in runs), key=lambda page: page.rate)
    print(
        f"{url.split('/', 3)[3] or '/':24}{best.rate:9.0f}/s  {ratio:5.2f} of the bare view's"
        f"  p50 {best.p50:.1f} ms  p99 {best.p99:.1f} ms  wrong {sum(p.wrong for p, _ in runs)}"
    )
    return {"runs": [[asdict(page), asdict(limit)] for page, limit in runs], "ratio": ratio}


def _posts(server: Any, form: str) -> dict[str, Any]:
    """Finished sheets sent from 32 connections: as many rows as redirects, none refused."""
    before = _rows(server.database)
    script = (
        'wrk.method = "POST"\n'
        'wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"\n'
        f'wrk.body = "{form}"\n'
    )
    got = load.run(f"{server.url}/quiz/", script=script)
    counted = _rows(server.database) - before
    print(
        f"{'POST quiz/':24}{got.rate:9.0f}/s  p50 {got.p50:.1f} ms  p99 {got.p99:.1f} ms"
        f"  answers {got.answers}, rows {counted}, wrong {got.wrong}"
        f" (up to {load.CONNECTIONS} rows may be of answers that were still under way)"
    )
    return {**asdict(got), "rows": counted}


def _rows(database: Path) -> int:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute("SELECT count(*) FROM quiz_answersheet").fetchone()[0]


if __name__ == "__main__":
    main()
