"""docs/hosting.md: every configuration file that it names is started, and does what it says."""

import os
import re
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.message import Message
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
        yield Front(port, site)


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
