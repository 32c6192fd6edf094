"""docs/hosting.md: every configuration file that it names is started, and does what it says."""

import os
import re
import shutil
import signal
import ssl
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.browser.server import Server, serving
from tests.hosting import HOSTING, found_or_installed
from tests.nginx import nginx
from tests.plain_browser import PlainBrowser, first_answers
from tests.postgres import folder

DOCUMENT = (settings.BASE_DIR / "docs" / "hosting.md").read_text()


# The document


def test_every_file_is_named_and_every_name_is_a_file() -> None:
    files = {str(file.relative_to(HOSTING)) for file in HOSTING.rglob("*") if file.is_file()}
    assert set(re.findall(r"\(hosting/([^)]+)\)", DOCUMENT)) == files


def test_the_environment_file_names_variables_of_the_readme() -> None:
    text = (HOSTING / "systemd" / "crossroads.env").read_text()
    named = set(re.findall(r"^#?([A-Z_]+)=", text, re.MULTILINE))
    readme = (settings.BASE_DIR / "README.md").read_text()
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


@dataclass(frozen=True)
class Front:
    """nginx before a site: who asks it and trusts its certificate."""

    port: int
    site: Server

    def ask(self, path: str, encoding: str = "identity") -> tuple[int, bytes, dict[str, str]]:
        request = urllib.request.Request(
            f"https://127.0.0.1:{self.port}{path}",
            headers={"Host": "localhost", "Accept-Encoding": encoding},
        )
        trusting = ssl._create_unverified_context()
        try:
            with urllib.request.urlopen(request, context=trusting, timeout=20) as answer:
                headers = {name.lower(): value for name, value in answer.headers.items()}
                return answer.status, answer.read(), headers
        except urllib.error.HTTPError as error:
            with error:
                return error.code, b"", {}


@pytest.fixture
def front(tmp_path: Path) -> Iterator[Front]:
    found_or_installed("nginx", "nginx")
    (tmp_path / "site").mkdir()
    with (
        folder() as place,
        serving(tmp_path / "site", DJANGO_HTTPS="1") as site,
        nginx(place, site.environment["PORT"]) as port,
    ):
        yield Front(port, site)


def test_nginx_serves_keeps_and_outlives_the_site(front: Front) -> None:
    # One of the two machines named in the file is not there: nobody notices.
    answers = [front.ask("/quiz/", encoding) for encoding in ("identity", "gzip", "br")]
    assert [status for status, _, _ in answers] == [200, 200, 200]
    kinds = [headers.get("content-encoding") for _, _, headers in answers]
    assert kinds == [None, "gzip", "br"]
    assert "strict-transport-security" in answers[0][2]
    assert takes_the_quiz(front) == "/result/"
    assert front.ask("/healthz/")[0] == 404
    os.killpg(front.site.pid, signal.SIGKILL)
    assert front.ask("/quiz/")[:2] == answers[0][:2]
    assert front.ask("/result/")[0] == 502


def takes_the_quiz(front: Front) -> str:
    """Through nginx, with a browser that trusts its certificate; where it is led."""
    trusting = urllib.request.HTTPSHandler(context=ssl._create_unverified_context())
    browser, page = PlainBrowser(trusting), f"https://127.0.0.1:{front.port}/quiz/"
    return browser.post(page, **first_answers(browser.get(page).text)).location


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
