"""The tables of ``make bench``: each line as it is measured, and the whole of a run.

``python -m bench.table FILE …`` writes the table of a run's JSON beside it again.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.load import CONNECTIONS

RESULTS = Path(__file__).parent / "results"

CPU_HEAD = (
    f"{'CPU per request':32}{'cold ms':>9}{'warm ms':>9}{'bare ms':>9}{'× bare':>8}"
    f"{'queries':>9}{'bytes':>8}"
)
HTTP_HEAD = (
    f"{'over HTTP':32}{'a second':>9}{'of bare':>9}{'CPU ms':>9}{'× bare':>8}"
    f"{'p50 ms':>9}{'p99 ms':>8}{'wrong':>6}"
)


def cpu_line(name: str, cost: dict[str, Any]) -> str:
    line = f"{name:32}{cost['cold']:9.2f}{cost['warm']:9.3f}{cost['bare']:9.3f}"
    return line + f"{cost['ratio']:8.2f}{cost['queries']:9}{cost['size']:8}"


def http_line(name: str, found: dict[str, Any]) -> str:
    """One line, or two where sheets were counted."""
    line = f"{name:32}{found['rate']:9.0f}{found['ratio']:9.3f}{found['cpu']:9.3f}"
    line += f"{found['cpu_ratio']:8.2f}{found['p50']:9.1f}{found['p99']:8.1f}{found['wrong']:6}"
    if not found["sheets_counted"]:
        return line
    return (
        f"{line}\n  of {found['answers']} answers, {found['sheets_counted']} sheets counted "
        f"({CONNECTIONS} a round may be of answers that were still under way)"
    )


def ends(http: dict[str, Any]) -> str:
    first, again = http["seconds_to_start"]
    return (
        f"first answer {first:.1f} s after the first start, {again:.1f} s after the next; "
        f"memory of the workers {http['worker_kb']} KB"
    )


def whole(run: dict[str, Any]) -> str:
    return "\n".join(_lines(run)) + "\n"


def _lines(run: dict[str, Any]) -> Iterator[str]:
    machine = run["machine"]
    yield f"{machine['cores']} cores, Python {machine['python']}\n"
    yield CPU_HEAD
    yield from (cpu_line(*each) for each in run["cpu"].items())
    if http := run.get("http"):
        yield f"\n{HTTP_HEAD}"
        yield from (http_line(*each) for each in http["pages"].items())
        yield ends(http)


def write(run: dict[str, Any]) -> None:
    """As JSON and as a table, the last run of machines with so many cores."""
    file = RESULTS / f"site-{run['machine']['cores']}-cores.json"
    file.write_text(json.dumps(run, indent=1) + "\n")
    _write_table(file)


def _write_table(file: Path) -> None:
    file.with_suffix(".txt").write_text(whole(json.loads(file.read_text())))


if __name__ == "__main__":
    for name in sys.argv[1:]:
        _write_table(Path(name))
