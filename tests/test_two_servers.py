"""Two servers with two processes each on one database: it does not matter which one is asked.

SQLite, or the PostgreSQL that the suite runs on.
"""

import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from config import connections
from tests.browser.server import Server, serving
from tests.plain_browser import PlainBrowser, first_answers

pytestmark = pytest.mark.own_database

NEW_TEXT = "A question that was put anew?"
SOON = 1.0  # seconds, within which what is published is seen by all
ASKED_OF_EACH = 12  # times, so that every process of a server answers

Servers = tuple[Server, Server]


@contextmanager
def new_database(folder: Path) -> Iterator[dict[str, str]]:
    """The variables that name an empty database of the kind that the suite runs on."""
    url = os.environ.get("DATABASE_URL")
    if url is None:
        yield {"DJANGO_SQLITE_PATH": str(folder / "shared.sqlite3")}
        return
    name = f"two_servers_{secrets.token_hex(4)}"
    found = connections.postgres(url)
    place = {key: str(found[key.upper()]) for key in ("user", "password", "host", "port")}
    with psycopg.connect(dbname=found["NAME"], autocommit=True, **place) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield {"DATABASE_URL": re.sub(r"/[^/?]+(?=$|\?)", f"/{name}", url)}
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    one, other = tmp_path_factory.mktemp("one"), tmp_path_factory.mktemp("other")
    with new_database(one) as variables:
        both = {**variables, "WORKERS": "2"}
        with (
            serving(one, **both, DJANGO_CARDS_DIR=str(one / "cards")) as first,
            serving(other, **both, DJANGO_CARDS_DIR=str(other / "cards")) as second,
        ):
            yield first, second


def everywhere(servers: Servers, path: str) -> set[str]:
    """What anyone is told under this path, by any process of any server."""
    return {
        PlainBrowser().get(f"{server.url}{path}", Host="localhost").text
        for server in servers
        for _ in range(ASKED_OF_EACH)
    }


def take_quiz(visitor: PlainBrowser, server: Server) -> None:
    page = f"{server.url}/quiz/"
    sent = visitor.post(page, **first_answers(visitor.get(page).text))
    assert (sent.status, sent.location) == (303, "/result/")


def shared(visitor: PlainBrowser, server: Server) -> str:
    """The path of what this visitor shares there."""
    assert visitor.post(f"{server.url}/result/share/", name="Ana").location == "/result/shared/"
    return re.search(r"/r/[\w-]{32}/", visitor.get(f"{server.url}/result/shared/").text)[0]


def test_a_result_is_made_shared_and_deleted_on_whichever_server(servers: Servers) -> None:
    first, second = servers
    visitor = PlainBrowser()
    take_quiz(visitor, first)
    (result,) = {visitor.get(f"{server.url}/result.json").text for server in servers}
    assert '"edition": 1' in result
    path = shared(visitor, first)
    (seen,) = everywhere(servers, path)
    assert "Ana" in seen
    assert visitor.post(f"{second.url}{path}delete/").status == 303
    gone = [PlainBrowser().get(f"{server.url}{path}").status for server in servers]
    assert gone == [410, 410]


def rewrite(server: Server) -> None:
    """Change the draft there, which is not to be seen yet."""
    change = f"Question.objects.filter(slug='q01').update(text={NEW_TEXT!r})"
    server.manage("shell", "-v", "0", "-c", f"from quiz.models import Question; {change}")


def test_publishing_beside_one_server_shows_on_every_process_of_both_within_a_second(
    servers: Servers,
) -> None:
    rewrite(servers[0])
    (before,) = everywhere(servers, "/quiz/")
    assert NEW_TEXT not in before
    servers[0].manage("publish", "--note", "put anew")
    time.sleep(SOON)
    (after,) = everywhere(servers, "/quiz/")
    assert NEW_TEXT in after
    assert len(everywhere(servers, "/healthz/")) == 1


def guess_a_password(server: Server) -> int:
    browser, login = PlainBrowser(), f"{server.url}/admin/login/"
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', browser.get(login).text)[1]
    form = {"csrfmiddlewaretoken": token, "username": "nobody", "password": "wrong"}
    return browser.post(login, **form).status


def test_wrong_passwords_are_counted_by_all_servers_together(servers: Servers) -> None:
    told = [guess_a_password(servers[turn % 2]) for turn in range(6)]
    assert told == [200, 200, 200, 200, 429, 429]


# In /proc/net/tcp.
LOCAL, STATE, INODE = 1, 3, 9
LISTENING = "0A"


def queues(server: Server) -> set[str]:
    """Sockets that listen for it, as /proc names them among a process's open files."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    port = f":{int(server.url.rpartition(':')[2]):04X}"
    return {
        f"socket:[{row[INODE]}]"
        for row in rows
        if row[LOCAL].endswith(port) and row[STATE] == LISTENING
    }


def test_the_first_process_of_a_server_holds_the_queue_of_each(servers: Servers) -> None:
    """One that ends then takes nobody with it who is waiting for an answer."""
    for server in servers:
        end = time.monotonic() + 30  # the second process may still be starting
        while len(queues(server)) < 2 and time.monotonic() < end:
            time.sleep(0.05)
        held = {str(file.readlink()) for file in Path(f"/proc/{server.pid}/fd").iterdir()}
        assert (len(queues(server)), queues(server) - held) == (2, set())
