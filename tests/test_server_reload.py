"""A reload takes nobody's site away: not where the release does not run, nor from late ones."""

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest

from config import server as ours
from faults import reloads, site
from faults.lines import late_ones
from tests.browser import server as started
from tests.browser.server import ROOT, Server, serving
from tests.hosting import replaced, wait_until
from tests.plain_browser import PlainBrowser

LINKED = ("careers", "quiz", "static", "templates")
ASKED = 12  # times, so that every process answers
SERVES = "runtime-1"  # as granian says it of each process that has loaded the code
STOPPED = "Reload stopped: the new worker-1 does not run, the old stays"


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the project to serve from, which may be spoiled."""
    house = tmp_path / "house"
    shutil.copytree(ROOT / "config", house / "config")
    shutil.copy2(ROOT / "manage.py", house)  # Python would look where a link leads
    for name in LINKED:
        (house / name).symlink_to(ROOT / name)
    # Those of the project itself: for others everything would be compressed anew.
    ours = {
        'STATICFILES_DIRS = [BASE_DIR / "static"]': f"STATICFILES_DIRS = [{str(ROOT / 'static')!r}]"
    }
    (house / "config" / "settings.py").write_text(replaced(ROOT / "config" / "settings.py", ours))
    monkeypatch.setattr(started, "ROOT", house)
    return house


def is_served(server: Server) -> bool:
    asked = [PlainBrowser().get(f"{server.url}/quiz/").status for _ in range(ASKED)]
    return asked == [200] * ASKED


def test_a_release_that_does_not_run_is_not_reloaded_and_the_next_one_is(
    house: Path, tmp_path: Path
) -> None:
    code = house / "config" / "kept.py"
    sound = code.read_text()
    with serving(tmp_path, WORKERS="2") as server:
        # Else one could load what is spoiled below.
        wait_until(lambda: site.log(tmp_path).count(SERVES) == 2)
        before = site.workers(server)
        code.write_text(f"{sound}\nraise RuntimeError\n")
        os.kill(server.pid, signal.SIGHUP)
        wait_until(lambda: STOPPED in site.log(tmp_path))
        assert (site.workers(server), is_served(server)) == (before, True)
        code.write_text(sound)
        assert (reloads.reload(server), is_served(server)) == (True, True)
        assert site.log(tmp_path).count("Reload stopped") == 1


def test_whoever_is_connected_to_a_process_that_ends_is_answered(tmp_path: Path) -> None:
    with serving(tmp_path, WORKERS="1") as server:
        with late_ones(server) as answered:
            assert reloads.reload(server)
        assert answered == [True] * len(answered) != []


@pytest.mark.parametrize("path", ["/quiz/", "/healthz/"])  # sent again as it is, and by Django
def test_a_kept_connection_is_closed_by_an_answer_that_says_so(path: str, tmp_path: Path) -> None:
    with serving(tmp_path, WORKERS="1") as server, ThreadPoolExecutor() as beside:
        reloading = beside.submit(reloads.reload, server)
        with closing(HTTPConnection(urlsplit(server.url).netloc)) as line:
            told = list(connections_told(line, path, reloading.done))
    assert (reloading.result(), told.count("close"), len(told) > 1) == (True, 1, True)


def connections_told(
    line: HTTPConnection, path: str, over: Callable[[], bool]
) -> Iterator[str | None]:
    while not over():
        line.request("GET", path)
        answer = line.getresponse()
        answer.read()
        assert answer.status == 200
        yield answer.getheader("Connection")


def test_a_process_that_cannot_stop_taking_connections_goes_on_until_it_is_ended(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(listening: int) -> None:
        raise OSError("too many open files")

    handlers: dict[int, Callable[..., None]] = {}
    monkeypatch.setattr(ours.signal, "signal", handlers.__setitem__)
    monkeypatch.setattr(ours, "_take_no_more", fail)
    monkeypatch.setattr(ours.logger, "propagate", True)
    application = SimpleNamespace(leaving=False)
    assert ours._load(lambda: application, 3) is application
    handlers[signal.SIGUSR1](signal.SIGUSR1, None)
    assert application.leaving
    assert caplog.messages == ["Connections are taken until the end: too many open files"]
