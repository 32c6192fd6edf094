"""``make faults``: every fault, its counts, and exit code 1 where a promise was broken.

``python -m faults NAME …`` runs some alone. Each has ``MOST_SECONDS``; the whole takes about a
quarter of an hour on four cores.
"""

import importlib
import os
import signal
import subprocess
import sys
import tempfile
import time

from faults.site import STATIC
from faults.told import Told
from tests.browser.server import ROOT

FAULTS = (
    "killed_hard",
    "disk_full",
    "write_lock",
    "database_gone",
    "file_gone",
    "workers_killed",
    "reloads",
    "migrate_killed",
    "clock_jumps",
    "damaged_edition",
    "two_publishes",
    "deploy",
    "restored",
)
MOST_SECONDS = 300


def main() -> None:
    asked = sys.argv[1:] or FAULTS
    if unknown := set(asked) - set(FAULTS):
        sys.exit(f"No fault {sorted(unknown)[0]!r}. There are: {', '.join(FAULTS)}.")
    if STATIC in os.environ:
        sys.exit(_run(asked[0]))
    with tempfile.TemporaryDirectory(prefix="crossroads-faults-") as folder:
        os.environ[STATIC] = f"{folder}/static"
        broken = [name for name in asked if _in_time(name)]
    print(f"\n{len(asked)} faults, {len(asked) - len(broken)} held, {len(broken)} did not", end="")
    sys.exit(f": {', '.join(broken)}" if broken else print("."))


def _run(name: str) -> int:
    """In this process, which was started for it."""
    start, told = time.monotonic(), Told()
    module = importlib.import_module(f"faults.{name}")
    print(f"\n{name}: {module.__doc__.splitlines()[0]}", flush=True)
    module.run(told)
    print(f"  {time.monotonic() - start:.0f} s", flush=True)
    return 1 if told.broken else 0


def _in_time(name: str) -> int:
    """In a process of its own, ended with all that it started when it takes too long."""
    command = [sys.executable, "-m", "faults", name]
    process = subprocess.Popen(command, cwd=ROOT, start_new_session=True)
    try:
        return process.wait(MOST_SECONDS)
    except subprocess.TimeoutExpired:
        print(f"  BROKEN  {name} is done within {MOST_SECONDS} s", flush=True)
        os.killpg(process.pid, signal.SIGINT)  # so that it ends what it started
        return process.wait() or 1


if __name__ == "__main__":
    main()
