"""The machine's clock jumps forth and back under load: nothing breaks, and what expired is back.

By libfaketime (Debian's package, installed where we may), which leaves the monotonic clock
alone, as a clock that is set does.
"""

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from bench.visitors import Seen, Visitors
from faults import site
from faults.told import Told
from tests.browser.server import Server
from tests.plain_browser import PlainBrowser
from tests.postgres import install

PACKAGE = "libfaketime"
LIBRARY = "*/faketime/libfaketimeMT.so.1"
JUMPS = ("+1d", "-2d", "+40d", "-40d", "+90d", "+0")  # no cookie of 180 days runs out
SECONDS_EACH = 3
NEW_TEXT = "A question that was put anew?"
CHANGE = f"Question.objects.filter(slug='q01').update(text={NEW_TEXT!r})"
SOON = 5.0


def run(told: Told) -> None:
    library = _library()
    if library is None:
        told.promise(f"there is {PACKAGE} to set the clock (Debian: apt-get install)", False)
        return
    with site.new_site() as place:
        clock = place.folder / "clock"
        _set(clock, "+0")
        faked = {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(clock),
            "FAKETIME_NO_CACHE": "1",
            "DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
        with place.start(**faked) as server:
            _jumps_under_load(told, server, clock)
            _what_expires(told, server, clock)
            _what_is_remembered(told, server, clock)


def _library() -> Path | None:
    def found() -> Iterator[Path]:
        return Path("/usr/lib").glob(LIBRARY)

    if next(found(), None) is None and os.geteuid() == 0 and shutil.which("apt-get"):
        install([PACKAGE])
    return next(found(), None)


def _set(clock: Path, offset: str) -> None:
    """In one step: the library ends a process that finds half of it."""
    new = clock.with_name("new-clock")
    new.write_text(offset)
    new.replace(clock)


def _jumps_under_load(told: Told, server: Server, clock: Path) -> None:
    """Beside as long without a jump: the library itself makes some wait longer than they do."""
    still, jumped = _loaded(server, clock, ("+0",) * len(JUMPS)), _loaded(server, clock, JUMPS)
    told.count("jumps under load", ", ".join(JUMPS))
    for name, seen in (("without a jump", still), ("with these", jumped)):
        unanswered = sum(number for (_, status), number in seen.statuses.items() if status == 0)
        told.count(f"{name}: requests, without an answer", f"{seen.statuses.total()}, {unanswered}")
    wrong = {key: number for key, number in jumped.statuses.items() if key[1] >= 500}
    told.promise("nobody is told of an error", not wrong)
    ended = site.log(clock.parent).count("Unexpected exit")
    told.promise("no process ends by itself", ended == 0)


def _loaded(server: Server, clock: Path, offsets: tuple[str, ...]) -> Seen:
    visitors = Visitors(server.url)
    with visitors.coming():
        for offset in offsets:
            _set(clock, offset)
            time.sleep(SECONDS_EACH)
    return visitors.seen


def _what_expires(told: Told, server: Server, clock: Path) -> None:
    visitor = site.finished(server.url)
    sent = visitor.post(f"{server.url}/result/share/", name="Ana", keep="30")
    token = visitor.cookie("crossroads-shares").strip('"').partition(":")[0]
    told.promise("a share for 30 days is made", sent.status == 303)
    seen = []
    for jump in ("+0", "+29d", "+31d", "-400d", "+0"):
        _set(clock, jump)
        share = PlainBrowser().get(f"{server.url}/r/{token}/").status
        seen.append((jump, share, _result(visitor, server)))
    told.count("share and result at each time", seen)
    told.promise(
        "a share is gone after its 30 days, and back when the clock is",
        [share for _, share, _ in seen] == [200, 200, 410, 200, 200],
    )
    told.promise("the result is there all the time", {result for *_, result in seen} == {200})
    _set(clock, "+181d")
    late = _result(visitor, server)
    _set(clock, "+0")
    told.promise("it is kept for 180 days, and no longer", late == 404)


def _result(visitor: PlainBrowser, server: Server) -> int:
    """Asked for with the cookie as it was sent: this browser's own clock does not jump."""
    return visitor.get(f"{server.url}/result/").status


def _what_is_remembered(told: Told, server: Server, clock: Path) -> None:
    """What is asked for once a second goes by a clock that does not jump."""
    _set(clock, "+0")
    PlainBrowser().get(f"{server.url}/quiz/")
    _set(clock, "-400d")
    server.manage("shell", "-v", "0", "-c", f"from quiz.models import Question; {CHANGE}")
    server.manage("publish", "--note", "put anew")
    waited = site.seconds_until(
        lambda: all(NEW_TEXT in PlainBrowser().get(f"{server.url}/quiz/").text for _ in range(6)),
        30,
    )
    told.count("seconds until what was published shows, after a jump back", f"{waited:.1f}")
    told.promise("what is published shows soon all the same", waited < SOON)
