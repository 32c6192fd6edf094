"""A bit of the newest edition flips in the database: the one before is served instead."""

import sqlite3
from contextlib import closing
from pathlib import Path

from faults import site
from faults.told import Told
from tests.browser.server import Server
from tests.plain_browser import PlainBrowser

TEXT = "Which of the two would you rather?"
CHANGE = f"Question.objects.filter(slug='q01').update(text={TEXT!r})"
BITS = {"a letter is another": 0x02, "no text any more": 0x80, "no JSON any more": 0x01}
PLACES = {"a letter is another": TEXT, "no text any more": TEXT, "no JSON any more": '"questions":'}
PAGES = ("/", "/quiz/", "/quiz/full/", "/methods/", "/sample/", "/roles/compare/", "/healthz/")
SENTENCE = "an edition of the quiz that is damaged on our side"


def run(told: Told) -> None:
    with site.new_site() as place:
        with place.start() as server:
            first, _ = site.shared(server.url)
            _publish(server)
            # So that both processes know it.
            site.seconds_until(lambda: TEXT in PlainBrowser().get(f"{server.url}/quiz/").text, 5)
            second, token = site.shared(server.url)
            sound = _document(server.database)
        for name, bit in BITS.items():
            _flip(server.database, sound, PLACES[name], bit)
            with place.start() as server:
                told.count("flipped so that there is", name)
                _look(told, server, first, second, token)
                told.promise("the log says so", "edition 2 is damaged" in site.log(place.folder))
        _write(server.database, sound)
        with place.start() as server:
            again = second.get(f"{server.url}/result/")
            told.promise("once repaired, the result is back", again.status == 200)


def _look(
    told: Told, server: Server, first: PlainBrowser, second: PlainBrowser, token: str
) -> None:
    pages = {page: PlainBrowser().get(f"{server.url}{page}").status for page in PAGES}
    told.count("pages asked for, served", f"{len(PAGES)}, {list(pages.values()).count(200)}")
    told.promise("every page is served", set(pages.values()) == {200})
    quiz = PlainBrowser().get(f"{server.url}/quiz/").text
    told.promise("from the edition before", TEXT not in quiz)
    old, lost, shown = (
        first.get(f"{server.url}/result/"),
        second.get(f"{server.url}/result/"),
        PlainBrowser().get(f"{server.url}/r/{token}/"),
    )
    told.promise("results of the edition before are shown", old.status == 200)
    told.promise(
        "results and shares of the damaged one get a clear sentence",
        all(answer.status == 503 and SENTENCE in answer.text for answer in (lost, shown)),
    )
    told.promise("a quiz sent in has its result", site.can_share(server.url))


def _publish(server: Server) -> None:
    server.manage("shell", "-v", "0", "-c", f"from quiz.models import Question; {CHANGE}")
    server.manage("publish", "--note", "a clearer question")


def _document(database: Path) -> bytes:
    with closing(sqlite3.connect(database)) as connection:
        query = "SELECT CAST(document AS BLOB) FROM quiz_edition WHERE number = 2"
        return connection.execute(query).fetchone()[0]


def _flip(database: Path, sound: bytes, where: str, bit: int) -> None:
    """One bit of the first byte of this text."""
    at = sound.index(where.encode())
    _write(database, sound[:at] + bytes([sound[at] ^ bit]) + sound[at + 1 :])


def _write(database: Path, document: bytes) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")  # a disk asks nobody either
        query = "UPDATE quiz_edition SET document = CAST(? AS TEXT) WHERE number = 2"
        connection.execute(query, [document])
