"""The machine's clock jumps forth and back under load: nothing breaks, and what expired is back.

A library of a few lines, compiled here, tells the server another time of day; no clock that
counts seconds changes, as where a clock is set. Debian's libfaketime is none for this: it also
stands in the way of threads that wait for one another, as those that run Python do, and the
server under it did a sixth of its work, so that some visitors gave up.
"""

import shutil
import struct
import subprocess
import time
from pathlib import Path

from bench.visitors import Visitors
from faults import site
from faults.told import Told
from tests.browser.server import Server
from tests.plain_browser import PlainBrowser

SOURCE = Path(__file__).with_name("jumping_clock.c")
JUMPS = (1, -2, 40, -40, 90, 0)  # days; no cookie of 180 days runs out
DAY = 24 * 60 * 60
SECONDS_EACH = 3
NEW_TEXT = "A question that was put anew?"
CHANGE = f"Question.objects.filter(slug='q01').update(text={NEW_TEXT!r})"
SOON = 5.0


def run(told: Told) -> None:
    compiler = shutil.which("cc")
    told.promise("there is a C compiler (Debian: gcc, libc6-dev)", bool(compiler))
    if not compiler:
        return
    with site.new_site() as place:
        clock, library = place.folder / "seconds-off", place.folder / "clock.so"
        _set(clock, 0)
        subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", library, SOURCE], check=True)
        with place.start(LD_PRELOAD=str(library), SECONDS_OFF=str(clock)) as server:
            _jumps_under_load(told, server, clock)
            _what_expires(told, server, clock)
            _what_is_remembered(told, server, clock)


def _set(clock: Path, days: int) -> None:
    """In place, as the server has the file's memory for its own."""
    with clock.open("r+b" if clock.exists() else "wb") as file:
        file.write(struct.pack("l", days * DAY))


def _jumps_under_load(told: Told, server: Server, clock: Path) -> None:
    told.count("days that the clock is off, in turns", JUMPS)
    visitors = Visitors(server.url)
    with visitors.coming():
        for days in JUMPS:
            _set(clock, days)
            time.sleep(SECONDS_EACH)
    site.nobody_failed(told, visitors.seen)
    told.count("the slowest", f"{max(visitors.seen.slowest.values()):.2f} s")
    ended = site.log(clock.parent).count("Unexpected exit")
    told.promise("no process ends by itself", ended == 0)


def _what_expires(told: Told, server: Server, clock: Path) -> None:
    visitor = site.finished(server.url)
    sent = visitor.post(f"{server.url}/result/share/", name="Ana", keep="30")
    token = visitor.cookie("crossroads-shares").strip('"').partition(":")[0]
    told.promise("a share for 30 days is made", sent.status == 303)
    seen = []
    for jump in (0, 29, 31, -400, 0):
        _set(clock, jump)
        share = PlainBrowser().get(f"{server.url}/r/{token}/").status
        seen.append((jump, share, _result(visitor, server)))
    told.count("share and result at each time", seen)
    told.promise(
        "a share is gone after its 30 days, and back when the clock is",
        [share for _, share, _ in seen] == [200, 200, 410, 200, 200],
    )
    told.promise("the result is there all the time", {result for *_, result in seen} == {200})
    _set(clock, 181)
    late = _result(visitor, server)
    _set(clock, 0)
    told.promise("it is kept for 180 days, and no longer", late == 404)


def _result(visitor: PlainBrowser, server: Server) -> int:
    """Asked for with the cookie as it was sent: this browser's own clock does not jump."""
    return visitor.get(f"{server.url}/result/").status


def _what_is_remembered(told: Told, server: Server, clock: Path) -> None:
    """What is asked for once a second goes by a clock that does not jump."""
    _set(clock, 0)
    PlainBrowser().get(f"{server.url}/quiz/")
    _set(clock, -400)
    server.manage("shell", "-v", "0", "-c", f"from quiz.models import Question; {CHANGE}")
    server.manage("publish", "--note", "put anew")
    waited = site.seconds_until(
        lambda: all(NEW_TEXT in PlainBrowser().get(f"{server.url}/quiz/").text for _ in range(6)),
        30,
    )
    told.count("seconds until what was published shows, after a jump back", f"{waited:.1f}")
    told.promise("what is published shows soon all the same", waited < SOON)
