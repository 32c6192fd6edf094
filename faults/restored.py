"""A backup under load, the database lost, the backup put back: all from before it is there."""

import subprocess
import sys
import time
from pathlib import Path

from bench.visitors import Visitors
from faults import site
from faults.told import Told
from tests.browser.server import ROOT, Server
from tests.plain_browser import PlainBrowser

BEFORE, AFTER = 6, 4  # seconds of load


def run(told: Told) -> None:
    with site.new_site() as place:
        backup = place.folder / "copy.backup"
        with place.start() as server:
            before, visitor = _backed_up_under_load(told, server, backup)
            site.kill(server)
        _lose(server.database)
        refused = _manage(server, "restore", str(backup))
        told.promise("restore does not overwrite unasked", refused == 1)
        told.promise(
            "restore, asked to replace", _manage(server, "restore", "--replace", str(backup)) == 0
        )
        with place.start() as server:
            site.shares_kept(told, server, before)
            site.database_sound(told, server)
            shown = [
                PlainBrowser().get(f"{server.url}/r/{token}/").status for token in before[-30:]
            ]
            told.promise("they are shown", set(shown) == {200})
            told.promise(
                "a result in a browser", visitor.get(f"{server.url}/result/").status == 200
            )
            visitors = Visitors(server.url)
            with visitors.coming():
                time.sleep(AFTER)
            site.nobody_failed(told, visitors.seen)


def _backed_up_under_load(
    told: Told, server: Server, backup: Path
) -> tuple[list[str], PlainBrowser]:
    """The shares acknowledged when it began, and one of the visitors."""
    visitor, _ = site.shared(server.url)
    visitors = Visitors(server.url)
    with visitors.coming():
        time.sleep(BEFORE)
        before = site.tokens(visitors)
        start = time.monotonic()
        server.manage("backup", str(backup))
        told.count("seconds that backup took", f"{time.monotonic() - start:.1f}")
        told.count("shares acknowledged meanwhile", len(visitors.seen.shared) - len(before))
    site.nobody_failed(told, visitors.seen)
    return before, visitor


def _lose(database: Path) -> None:
    """Its first pages are nonsense now, as after a disk's failure."""
    with database.open("r+b") as file:
        file.write(b"\xff" * 8192)


def _manage(server: Server, *arguments: str) -> int:
    """The exit status."""
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=server.environment, check=False, capture_output=True
    ).returncode
