"""The rehearsal: a backup taken while visitors send answers, and a site served from it."""

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from itertools import count
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlencode, urlsplit

from quiz import backups
from tests.backed_up import execute, manage, mode, rows, told
from tests.browser.server import UNLIMITED, Server, serving

VISITORS = 4
# Enough sheets from before that a backup takes long enough for others to arrive meanwhile.
EARLIER_SHEETS = 40_000
FILL = f"""
    WITH RECURSIVE sheet(number) AS
        (SELECT 1 UNION ALL SELECT number + 1 FROM sheet WHERE number < {EARLIER_SHEETS})
    INSERT INTO quiz_answersheet (edition_id, form, answers, day)
    SELECT (SELECT id FROM quiz_edition), 'short', '{{"q01": "a", "q02": "b"}}', '2026-01-01'
    FROM sheet
"""


@dataclass
class Visitor:
    """A browser: sends forms as one does, and keeps its cookies."""

    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, site: str, path: str, form: dict[str, str] | None = None) -> tuple[int, bytes]:
        """The status and body; the site is always called by the same name."""
        headers = {"Host": "localhost"}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        with closing(HTTPConnection(urlsplit(site).netloc, timeout=30)) as connection:
            method = "GET" if form is None else "POST"
            connection.request(method, path, urlencode(form or {}), headers)
            response = connection.getresponse()
            for cookie in response.headers.get_all("Set-Cookie", []):
                self.cookies |= {name: m.value for name, m in SimpleCookie(cookie).items()}
            return response.status, response.read()


@dataclass
class Crowd:
    """Visitors who send a sheet after another; ``acknowledged`` are those the site took."""

    site: str
    questions: list[str]
    acknowledged: list[dict[str, str]] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    over: Event = field(default_factory=Event)

    def send(self, numbers: Iterator[int]) -> None:
        """Every sheet is another visitor's, and no two are alike."""
        while not self.over.is_set():
            number = next(numbers)
            answers = {q: "ab"[number >> place & 1] for place, q in enumerate(self.questions)}
            status, _ = Visitor().ask(self.site, "/quiz/", a_form(answers))
            if status == 303:
                self.acknowledged.append(answers)
            else:
                self.refused.append(status)

    def wait_for(self, more: int) -> None:
        enough = len(self.acknowledged) + more
        deadline = time.monotonic() + 60
        while len(self.acknowledged) < enough and time.monotonic() < deadline:
            time.sleep(0.01)
        assert len(self.acknowledged) >= enough


def a_form(answers: dict[str, str]) -> dict[str, str]:
    return {**answers, "edition": "1", "form": "short"}


@contextmanager
def sending(site: str, questions: list[str]) -> Iterator[Crowd]:
    crowd, numbers = Crowd(site, questions), count(1)
    threads = [Thread(target=crowd.send, args=[numbers]) for _ in range(VISITORS)]
    for thread in threads:
        thread.start()
    try:
        yield crowd
    finally:
        crowd.over.set()
        for thread in threads:
            thread.join()


def short_questions(server: Server) -> list[str]:
    (document,), *_ = server.rows("SELECT document FROM quiz_edition ORDER BY id")
    return [q["slug"] for q in json.loads(document)["questions"] if q.get("short", True)]


def sheets(database: Path) -> set[str]:
    with closing(sqlite3.connect(database)) as connection:
        return {
            answers for (answers,) in connection.execute("SELECT answers FROM quiz_answersheet")
        }


def as_stored(answers: list[dict[str, str]]) -> set[str]:
    return {json.dumps(sheet) for sheet in answers}


def test_a_backup_under_load_loses_nothing_and_serves(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    copy = tmp_path / "copy.sqlite3"
    visitor = Visitor()

    with serving(first, **UNLIMITED, WORKERS="2") as server:
        execute(server.database, FILL)
        questions = short_questions(server)
        status, _ = visitor.ask(server.url, "/quiz/", a_form(dict.fromkeys(questions, "a")))
        shared, _ = visitor.ask(server.url, "/result/share/", {})
        assert (status, shared) == (303, 303)
        [(token,)] = server.rows("SELECT token FROM quiz_sharedresult")
        pages = ("/result/", "/result.json", f"/r/{token}/")
        before = [visitor.ask(server.url, page) for page in pages]
        assert [status for status, _ in before] == [200, 200, 200]

        with sending(server.url, questions) as crowd:
            crowd.wait_for(50)
            by_then = list(crowd.acknowledged)
            backups.write(server.database, copy)
            meanwhile = len(crowd.acknowledged) - len(by_then)
            crowd.wait_for(20)
        in_use = manage(server.database, f"restore --replace {copy}")

    assert (crowd.refused, meanwhile > 0, mode(copy)) == ([], True, "-rw-------")
    assert as_stored(by_then) <= sheets(copy)
    # And the backup took nothing from the site itself.
    assert as_stored(crowd.acknowledged) <= sheets(server.database)
    said = f"CommandError: {server.database} is in use: stop the site first.\n"
    assert told(in_use) == (1, "", said)

    target = second / server.database.name
    assert manage(target, f"restore {copy}").returncode == 0
    assert rows(target) == rows(copy)
    with serving(second) as server:
        assert visitor.ask(server.url, "/healthz/") == (200, b'{"database": "ok", "edition": 1}')
        assert [visitor.ask(server.url, page) for page in pages] == before
        assert visitor.ask(server.url, "/quiz/", a_form(by_then[0]))[0] == 303
