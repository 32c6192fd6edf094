"""What every page costs beside the least that Django can cost: ``make bench``.

CPU per request in one process (steady), then everything over HTTP in interleaved rounds, with
the CPU that the server used. Results, shared results and sheets are measured twice: the same
one again, which the site may have kept, and another each time, which it must work out. A
visit is the quiz, its answers and the result. Prints tables and writes them with the
machine's cores to ``bench/results/``, as JSON and as text.
"""

import os
import platform
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from bench import load, scripts, table
from bench.load import Load, Target
from bench.scripts import Step
from tests.browser.server import Server

PAGES = ("/", "/quiz/", "/quiz/full/", "/roles/compare/")
ROUNDS = 3
# Different ones that wrk has, to begin with again when it has sent all: enough for a site that
# works each out. New ones every round, but for the shares.
SHEETS, SHARES = 8_000, 2_000
COUNTED = "SELECT count(*) FROM quiz_answersheet"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        from bench import process  # settings are read from the environment at this point

        process.prepare(Path(folder))
        found: dict[str, Any] = {"machine": _machine(), "cpu": _cpu(process)}
        if load.installed():
            found["http"] = _http(process, Path(folder))
        else:
            print("\nwrk is not installed (Debian: apt-get install wrk): nothing over HTTP.")
    table.write(found)


def _machine() -> dict[str, Any]:
    return {"cores": os.cpu_count(), "python": platform.python_version()}


def _cpu(process: Any) -> dict[str, Any]:
    """Milliseconds of CPU of each page and of the bare view, in one process."""
    print(table.CPU_HEAD)
    found = {}
    for name, turns in process.turns():
        cost = process.measure(turns)
        found[name] = {**asdict(cost), "ratio": cost.ratio}
        print(table.cpu_line(name, found[name]))
    return found


@dataclass(frozen=True)
class Asked:
    """What wrk sends: ``steps`` gives the requests of a round, ``turn`` of them make one."""

    name: str
    steps: Callable[[], Sequence[Step]]
    turn: int = 1


def _http(process: Any, folder: Path) -> dict[str, Any]:
    """Everything beside the bare view in turns, against the production server."""
    place = folder / "http"
    place.mkdir()
    with load.site(place) as (_, first):
        pass
    # From then on as after a restart, with the database in which the shares are.
    shared = {"DJANGO_SECRET_KEY": process.KEY, "DJANGO_SQLITE_PATH": str(folder / "site.sqlite3")}
    print(f"\n{table.HTTP_HEAD}")
    with load.site(place, **shared) as (server, again), load.bare() as bare:
        found = {asked.name: _beside(server, bare, asked) for asked in _asked(process)}
        memory = load.memory_of_workers(server)
    cores = os.cpu_count() or 1
    with load.site(place, WORKERS=str(cores), **shared) as (server, _), load.bare() as bare:
        (posts,) = [asked for asked in _asked(process) if asked.name.startswith("POST")]
        posts = replace(posts, name=f"POST /quiz/, {cores} processes")
        found[posts.name] = _beside(server, bare, posts)
    told = {"pages": found, "seconds_to_start": [first, again], "worker_kb": memory}
    print(table.ends(told))
    return told


def _asked(process: Any) -> Iterator[Asked]:
    """Each page; results, shares and sheets the same and another each time; whole visits."""
    from bench import sheets

    sent = sheets.sent(process.published(), seed=2)
    tokens = sheets.shares(process.published(), SHARES, seed=2)
    one = next(sent)

    def others(*steps: Callable[[Any], Step]) -> Callable[[], Sequence[Step]]:
        return lambda: [step(sheet) for sheet in islice(sent, SHEETS) for step in steps]

    for path in PAGES:
        yield Asked(path, lambda path=path: [Step(path)])
    yield Asked(f"/result/, {process.SAME}", lambda: [_result(one)])
    yield Asked(f"/result/, {process.OTHER}", others(_result))
    yield Asked(f"/r/<token>/, {process.SAME}", lambda: [_shared(tokens[0])])
    yield Asked(f"/r/<token>/, {process.OTHER}", lambda: [_shared(token) for token in tokens])
    yield Asked(f"POST /quiz/, {process.OTHER}", others(_sending))
    yield Asked(f"a visit, {process.OTHER}", others(_quiz, _sending, _result), turn=3)


def _quiz(sheet: Any) -> Step:
    return Step("/quiz/")


def _sending(sheet: Any) -> Step:
    return Step("/quiz/", body=sheet.form.decode())


def _result(sheet: Any) -> Step:
    return Step("/result/", cookie=sheet.cookie)


def _shared(token: str) -> Step:
    return Step(f"/r/{token}/")


def _beside(server: Server, bare: Target, asked: Asked) -> dict[str, Any]:
    """Rounds of it and of the bare view in turns. The median of the ratios counts."""
    [(before,)] = server.rows(COUNTED)
    runs = [_round(server, bare, asked) for _ in range(ROUNDS)]
    [(after,)] = server.rows(COUNTED)
    pages = [page for page, _ in runs]
    found = {
        "rate": statistics.median(page.rate for page in pages) / asked.turn,
        "ratio": statistics.median(page.rate / asked.turn / limit.rate for page, limit in runs),
        "cpu": statistics.median(page.cpu for page in pages) * asked.turn,
        "cpu_ratio": statistics.median(p.cpu * asked.turn / limit.cpu for p, limit in runs),
        "p50": statistics.median(page.p50 for page in pages),
        "p99": statistics.median(page.p99 for page in pages),
        "wrong": sum(page.wrong for page in pages),
        "answers": sum(page.answers for page in pages),
        "sheets_counted": after - before,
    }
    print(table.http_line(asked.name, found))
    return {**found, "runs": [[asdict(page), asdict(limit)] for page, limit in runs]}


def _round(server: Server, bare: Target, asked: Asked) -> tuple[Load, Load]:
    site, steps = Target(server.url, server.pid), asked.steps()
    size = sum(load.size(server.url + step.path, step.cookie) for step in steps[: asked.turn])
    page = load.run(site, "/", script=scripts.cycling(steps, asked.turn))
    return page, load.run(bare, f"/{size}")


if __name__ == "__main__":
    main()
