"""Requests per second and waiting times over HTTP on loopback, by wrk (Debian's package)."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tests.browser.server import ROOT, UNLIMITED, Server, free_port, serving

CONNECTIONS = 32
SECONDS = 3
PATIENCE = 10  # seconds until an answer counts as one that never came
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


@dataclass(frozen=True)
class Load:
    """Of one run: answers a second, milliseconds at the median and the 99th percentile.

    ``answers`` is how many there were; ``wrong`` how many had another status than 2xx or 3xx,
    or never came. ``cpu`` are the server's milliseconds of CPU for each answer.
    """

    rate: float
    p50: float
    p99: float
    answers: int
    wrong: int
    cpu: float = 0.0


@dataclass(frozen=True)
class Target:
    """A running server: its address without the last slash, and its first process."""

    url: str
    pid: int


def installed() -> bool:
    return shutil.which("wrk") is not None


def run(target: Target, path: str, *, script: str = "", seconds: int = SECONDS) -> Load:
    """Load a path from 32 connections; ``script`` is wrk's Lua where more is needed."""
    command = ["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency"]
    command += ["--timeout", f"{PATIENCE}s"]
    command += ["-H", "Accept-Encoding: gzip, deflate, br, zstd"]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as lua:
        lua.write(script)
        lua.flush()
        command += ["-s", lua.name] if script else []
        before = cpu_seconds(target.pid)
        url = f"{target.url}{path}"
        ran = subprocess.run([*command, url], capture_output=True, text=True, check=True)
        used = cpu_seconds(target.pid) - before
    found = _read(ran.stdout)
    return replace(found, cpu=used * 1000 / max(1, found.answers))


def size(url: str, cookie: str = "") -> int:
    """Bytes of the compressed body, as a browser would get it."""
    headers = {"Accept-Encoding": "gzip, deflate, br, zstd", "Cookie": cookie}
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as response:
        return len(response.read())


def _read(told: str) -> Load:
    def found(pattern: str) -> re.Match[str] | None:
        return re.search(pattern, told)

    def milliseconds(percent: int) -> float:
        number, unit = found(rf"{percent}%\s+([\d.]+)(us|ms|s|m)").groups()
        return float(number) * UNITS[unit]

    not_fine = found(r"Non-2xx or 3xx responses: (\d+)")
    broken = found(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)")
    return Load(
        rate=float(found(r"Requests/sec:\s+([\d.]+)")[1]),
        p50=milliseconds(50),
        p99=milliseconds(99),
        answers=int(found(r"(\d+) requests in")[1]),
        wrong=(int(not_fine[1]) if not_fine else 0)
        + (sum(map(int, broken.groups())) if broken else 0),
    )


@contextmanager
def site(folder: Path, **variables: str) -> Iterator[tuple[Server, float]]:
    """The production server with two workers, and the seconds to its first answer."""
    before = time.monotonic()
    with serving(folder, **{**UNLIMITED, "WORKERS": "2", **variables}) as server:
        yield server, time.monotonic() - before


@contextmanager
def bare() -> Iterator[Target]:
    """The bare view in the same server with as many workers."""
    port = free_port()
    command = [sys.executable, "-m", "config.server", "--interface", "wsgi", "--no-ws"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--workers", "2"]
    command += ["--blocking-threads", "4", "bench.bare:application"]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=quiet, stderr=quiet, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{address}/1")
        yield Target(address, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait(url: str) -> None:
    for _ in range(400):
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"{url} did not answer.")


def memory_of_workers(server: Server) -> list[int]:
    """Resident KB of each process that serves this address, the one that only watches left out."""
    sizes = [int(_stat(pid)[RESIDENT_PAGES]) * PAGE_KB for pid in _workers(server.pid)]
    return [size for size in sizes if size > 20_000]


# In what /proc tells of a process after its name: see proc_pid_stat(5).
PARENT, USER_TICKS, SYSTEM_TICKS, RESIDENT_PAGES = 1, 11, 12, 21
PAGE_KB = os.sysconf("SC_PAGE_SIZE") // 1024
TICKS = os.sysconf("SC_CLK_TCK")  # a second


def cpu_seconds(pid: int) -> float:
    """What a server's processes have used so far."""
    stats = [_stat(one) for one in (pid, *_workers(pid))]
    return sum(int(stat[USER_TICKS]) + int(stat[SYSTEM_TICKS]) for stat in stats) / TICKS


def _workers(parent: int) -> list[int]:
    """The processes that this one has started."""
    numbers = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    return [pid for pid in numbers if _parent(pid) == parent]


def _parent(pid: int) -> int:
    """0 where the process is gone."""
    try:
        return int(_stat(pid)[PARENT])
    except (FileNotFoundError, ProcessLookupError):
        return 0


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
