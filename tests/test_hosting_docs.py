"""docs/hosting.md: every configuration file that it names is started, and does what it says."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as current
from django.test import Client
from django.urls import reverse

from tests.browser.server import Server, serving
from tests.careful import expected, told
from tests.hosting import HOSTING, found_or_installed
from tests.nginx import nginx
from tests.plain_browser import PlainBrowser, first_answers, trusting
from tests.postgres import folder
from tests.web.helpers import page, read_html, send

NGINX = HOSTING / "nginx" / "crossroads.conf"
DOCUMENT = (current.BASE_DIR / "docs" / "hosting.md").read_text()


# The document


def test_every_file_is_named_and_every_name_is_a_file() -> None:
    files = {str(file.relative_to(HOSTING)) for file in HOSTING.rglob("*") if file.is_file()}
    assert set(re.findall(r"\(hosting/([^)]+)\)", DOCUMENT)) == files


def test_the_environment_file_names_variables_of_the_readme() -> None:
    text = (HOSTING / "systemd" / "crossroads.env").read_text()
    named = set(re.findall(r"^#?([A-Z_]+)=", text, re.MULTILINE))
    readme = (current.BASE_DIR / "README.md").read_text()
    assert named - set(re.findall(r"`([A-Z_]+)`", readme)) == set()


def table(heading: str) -> list[list[str]]:
    rows = DOCUMENT.partition(f"| {heading} |")[2].partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def test_each_address_may_be_kept_for_as_long_as_the_table_says(visitor: Client) -> None:
    said = {path: control for paths, control, _ in table("address") for path in codes(paths)}
    plain = {path: control for path, control in said.items() if "<" not in path}
    found = {path: visitor.get(path).headers.get("Cache-Control", "nothing") for path in plain}
    assert found == {path: control.strip("`") for path, control in plain.items()}


def codes(cell: str) -> list[str]:
    return re.findall("`([^`]+)`", cell)


# nginx


FEW = 5  # forms that may wait, so that a test can send too many


@dataclass(frozen=True)
class Front:
    """nginx before a site: who asks it and trusts its certificate."""

    port: int
    site: Server
    place: Path

    def ask(
        self, path: str, encoding: str = "identity", form: bytes | None = None
    ) -> tuple[int, bytes, Message]:
        request = urllib.request.Request(
            f"https://127.0.0.1:{self.port}{path}",
            form,
            headers={"Host": "localhost", "Accept-Encoding": encoding},
        )
        try:
            with urllib.request.urlopen(request, context=trusting(), timeout=20) as answer:
                return answer.status, answer.read(), answer.headers
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read(), error.headers


@pytest.fixture
def front(tmp_path: Path) -> Iterator[Front]:
    found_or_installed("nginx", "nginx")
    (tmp_path / "site").mkdir()
    with (
        folder() as place,
        serving(tmp_path / "site", DJANGO_HTTPS="1") as site,
        nginx(place, site.environment["PORT"], burst=FEW) as port,
    ):
        yield Front(port, site, place)


def test_nginx_serves_keeps_and_outlives_the_site(front: Front) -> None:
    # One of the two machines named in the file is not there: nobody notices.
    answers = [front.ask("/quiz/", encoding) for encoding in ("identity", "gzip", "br")]
    assert [status for status, _, _ in answers] == [200, 200, 200]
    kinds = [headers.get("content-encoding") for _, _, headers in answers]
    assert kinds == [None, "gzip", "br"]
    assert front.ask("/methods/", "br;q=0, gzip")[2].get("content-encoding") is None
    assert front.ask("/methods/", "gzip;q=0.000,br")[2].get("content-encoding") is None
    assert front.ask("/methods/", "gzip;q=0.5, br;q=0.1")[2]["content-encoding"] == "br"
    assert "strict-transport-security" in answers[0][2]
    assert takes_the_quiz(front) == "/result/"
    assert front.ask("/healthz/")[0] == 404
    os.killpg(front.site.pid, signal.SIGKILL)
    assert front.ask("/quiz/")[:2] == answers[0][:2]
    status, text, headers = front.ask("/result/")
    assert (status, heading_of(text)) == (502, "This page cannot be shown just now")
    assert_careful(headers)


def test_nginx_lets_no_visitor_wait_for_anothers_result(front: Front) -> None:
    def seconds(path: str) -> float:
        before = time.monotonic()
        status, _, headers = front.ask(path)
        assert (status, headers["Cache-Control"]) == (404, "private, no-cache")
        return time.monotonic() - before

    seconds("/result/")
    with ThreadPoolExecutor(12) as class_:
        waits = list(class_.map(seconds, ["/result/"] * 12))
    assert max(waits) < 2.5  # one after another they took five


def test_nginx_keeps_nothing_beyond_its_minute_that_can_be_taken_back() -> None:
    named = [
        ("shared-result", ["t"]),
        ("delete-share", ["t"]),
        ("card", ["t", "f"]),
        ("oembed", []),
    ]
    named += [("embed", ["t"]), ("compare", ["t/t"])]
    (never_stale,) = re.findall(r"location ~ (\S+) \{", NGINX.read_text())
    for name, parts in named:
        assert re.search(never_stale, reverse(name, args=parts)), name


def test_nginx_refuses_too_many_forms_in_the_words_of_the_site(
    front: Front, visitor: Client, settings: Any
) -> None:
    with ThreadPoolExecutor(20) as several:
        sent = [several.submit(front.ask, "/quiz/", form=b"q01=a") for _ in range(20)]
    refused = [ask.result() for ask in sent if ask.result()[0] == 429]
    assert len(refused) > FEW
    settings.LIMITS = dict.fromkeys(settings.LIMITS, 1)
    sites = page([send(visitor, "/result/share/", {}) for _ in range(2)][-1], 429).one("main")
    for _, text, headers in refused:
        shown = read_html(text.decode()).one("main")
        assert shown.one("h1").text == sites.one("h1").text
        assert shown.one("p", **{"class": "lead"}).text == sites.one("p", **{"class": "lead"}).text
        assert headers["Retry-After"] == "60"
        assert_careful(headers)
    for file in (HOSTING / "nginx" / "wait").iterdir():
        status, text, headers = front.ask(f"/wait/{file.name}")
        kind = {".html": "text/html; charset=utf-8", ".css": "text/css"}[file.suffix]
        assert (status, text, headers["Content-Type"]) == (200, file.read_bytes(), kind)
        assert_careful(headers)


def test_nginx_logs_no_address_no_key_and_no_shared_result(front: Front) -> None:
    token = "tokentokentoken"
    secret = f"/r/{token}/delete/?key=SECRET"
    with ThreadPoolExecutor(20) as several:
        sent = [several.submit(front.ask, secret, form=b"q01=a") for _ in range(20)]
    assert 429 in {ask.result()[0] for ask in sent}
    shared = [f"/r/{token}/", f"/r/{token}", f"/embed/{token}/", f"/compare/{token}/{token}/"]
    for path in [*shared, secret, "/methods/?key=SECRET"]:
        front.ask(path)
    os.killpg(front.site.pid, signal.SIGKILL)
    assert {front.ask(path)[0] for path in [*shared, secret]} == {502}
    logs = {file.name: file.read_text() for file in front.place.glob("*.log")}
    assert set(logs) == {"crossroads.log", "crossroads-error.log", "error.log"}
    for kind in ("GET /r/... ", "GET /embed/... ", "GET /compare/... ", "GET /methods/ "):
        assert kind in logs["crossroads.log"]
    for word in ("127.0.0.1", token, "SECRET"):
        assert word not in "".join(logs.values())


class Machine(ThreadingHTTPServer):
    """One that is asked by nginx: it says what it is told to, and remembers who asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.pages: dict[str, tuple[str, str]] = {}  # each with its Cache-Control
        self.asked_for: list[str] = []


class Answering(BaseHTTPRequestHandler):
    server: Machine

    def do_GET(self) -> None:
        self.server.asked_for.append(self.headers["X-Forwarded-For"])
        text, control = self.server.pages.get(self.path, ("", ""))
        self.send_response(200 if text else 404)
        if control:
            self.send_header("Cache-Control", control)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *args: Any) -> None:
        pass


@contextmanager
def machines() -> Iterator[tuple[Machine, Machine]]:
    with Machine() as one, Machine() as other:
        threads = [threading.Thread(target=machine.serve_forever) for machine in (one, other)]
        for thread in threads:
            thread.start()
        try:
            yield one, other
        finally:
            for machine in (one, other):
                machine.shutdown()


@contextmanager
def before(one: Machine, other: Machine, *more: str) -> Iterator[Callable[[str], tuple[int, str]]]:
    """nginx before both; asks it for a path."""
    found_or_installed("nginx", "nginx")
    ports = [str(machine.server_port) for machine in (one, other)]
    with folder() as place, nginx(place, ports[0], *more, other_port=ports[1]) as port:

        def ask(path: str) -> tuple[int, str]:
            address = f"https://127.0.0.1:{port}{path}"
            answer = PlainBrowser(urllib.request.HTTPSHandler(context=trusting())).get(
                address, **{"Host": "localhost", "X-Forwarded-For": "198.51.100.7"}
            )
            return answer.status, answer.text

        yield ask


def test_nginx_shows_what_changed_within_its_minute_and_finds_new_files() -> None:
    with machines() as (one, other), before(one, other) as ask:
        old = ("old", "public, s-maxage=1")
        one.pages = other.pages = {"/": old, "/methods/": old}
        assert [ask("/"), ask("/methods/")] == [(200, "old")] * 2
        one.pages = other.pages = {"/": ("new", "public, s-maxage=1")}
        assert ask("/") == (200, "old")
        time.sleep(2.1)  # nginx counts whole seconds
        assert [ask("/"), ask("/methods/")] == [(200, "new"), (404, "")]
        # One machine is new; then both are. That a file was not there is not remembered.
        one.pages = other.pages = {}
        assert ask("/static/a.css")[0] == 404
        names = [f"/static/{name}.css" for name in "abcd"]
        other.pages = dict.fromkeys(names, ("new", "public, max-age=60"))
        assert [ask(name) for name in names] == [(200, "new")] * 4
        assert {*one.asked_for, *other.asked_for} == {"127.0.0.1"}  # believed nobody


def test_nginx_behind_a_cdn_tells_whose_visitor_it_is() -> None:
    lines = re.findall(r"^ *#((?:set_real_ip|real_ip)\w* .*;)$", NGINX.read_text(), re.MULTILINE)
    assert len(lines) == 3
    with (
        machines() as (one, other),
        before(one, other, *(line.replace("192.0.2.0/24", "127.0.0.1") for line in lines)) as ask,
    ):
        ask("/")
        assert one.asked_for + other.asked_for == ["198.51.100.7"]


def heading_of(text: bytes) -> str:
    return read_html(text.decode()).one("h1").text


def assert_careful(headers: Message) -> None:
    """As careful as the site itself, behind TLS and without a version."""
    assert told(SimpleNamespace(headers=headers)) == expected()
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert headers["Server"] == "nginx"


def takes_the_quiz(front: Front) -> str:
    """Through nginx, with a browser that trusts its certificate; where it is led."""
    browser = PlainBrowser(urllib.request.HTTPSHandler(context=trusting()))
    quiz = f"https://127.0.0.1:{front.port}/quiz/"
    return browser.post(quiz, **first_answers(browser.get(quiz).text)).location


# systemd


def commands(unit: str, kind: str) -> list[list[str]]:
    """What the unit runs, as words; nothing that systemd alone would replace may be in it."""
    text = (HOSTING / "systemd" / unit).read_text()
    return [shlex.split(line) for line in re.findall(rf"^{kind}=(.*)$", text, re.MULTILINE)]


def test_a_release_that_does_not_start_is_not_reloaded(tmp_path: Path) -> None:
    check, hup = commands("crossroads.service", "ExecReload")
    assert hup == ["/bin/kill", "-HUP", "$MAINPID"]
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "places.py").write_text("import nothing_of_this_name\n")
    for place, fine in ((current.BASE_DIR, True), (tmp_path, False)):
        ran = subprocess.run([sys.executable, *check[1:]], cwd=place, capture_output=True)
        assert (ran.returncode == 0) is fine, ran.stderr


def test_backups_of_a_month_are_kept_and_what_a_killed_one_left_is_not(tmp_path: Path) -> None:
    def made(name: str, days: float) -> None:
        (tmp_path / name).touch()
        moment = time.time() - days * 24 * 60 * 60
        os.utime(tmp_path / name, (moment, moment))

    def pruned() -> set[str]:
        for command in commands("crossroads-backup.service", "ExecStartPre"):
            here = [word.replace("/var/backups/crossroads", str(tmp_path)) for word in command]
            subprocess.run(here, check=True)
        return {file.name for file in tmp_path.iterdir()}

    assert pruned() == set()
    for days in range(1, 41):
        made(f"{days}.backup", days)
    made(".40.backup-x1y2z3", 1)
    made(".40.backup-x1y2z3-journal", 1)
    made(".1.backup-a_b_c", 0)  # being written
    assert pruned() == {".1.backup-a_b_c", *(f"{days}.backup" for days in range(1, 32))}
    for days in range(1, 32):
        made(f"{days}.backup", days + 100)  # none has succeeded since
    assert pruned() == {".1.backup-a_b_c", *(f"{days}.backup" for days in range(1, 8))}


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
def test_systemd_understands_every_unit(tmp_path: Path) -> None:
    programs = {"/srv/crossroads/.venv/bin/python": "/bin/sh", "/usr/bin/psql": "/bin/sh"}
    for file in (HOSTING / "systemd").glob("crossroads*.[st]*"):
        text = file.read_text()
        for old, new in programs.items():
            text = text.replace(old, new)
        (tmp_path / file.name).write_text(text)
    units = sorted(map(str, tmp_path.iterdir()))
    ran = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True
    )
    assert (ran.returncode, [line for line in ran.stderr.splitlines() if "crossroads" in line]) == (
        0,
        [],
    )
