"""How long a start takes until its first answer: ``make bench-start``.

On an empty database without static files, then again with nothing to do. The CPU is that of
all processes of the server; some of it at the same time as other.
"""

import statistics
import tempfile
from pathlib import Path

from bench import load

ROUNDS = 5


def main() -> None:
    first, again = [], []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            first.append(_start(Path(folder)))
            again.append(_start(Path(folder)))
    _tell("on an empty database", first)
    _tell("again", again)


def _start(folder: Path) -> tuple[float, float]:
    """Seconds until the first answer, and of CPU."""
    with load.site(folder) as (server, seconds):
        return seconds, load.cpu_seconds(server.pid)


def _tell(what: str, starts: list[tuple[float, float]]) -> None:
    seconds = [taken for taken, _ in starts]
    cpu = statistics.median(used for _, used in starts)
    print(f"{what:24}first answer after {statistics.median(seconds):.2f} s", end="")
    print(f" ({min(seconds):.2f}-{max(seconds):.2f}), CPU {cpu:.2f} s")


if __name__ == "__main__":
    main()
