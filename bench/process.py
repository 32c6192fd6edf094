"""The site in this process, for ``bench.site``: prepared in a folder, asked for its pages."""

import os
from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import repeat
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from bench import sheets
from bench.cpu import Cost, Request, Turn
from bench.cpu import measure as measured

KEY = "for measurements only, and long enough to be taken as one"
SAME, OTHER = "the same again", "another each time"
SHARES = 600  # more than a measurement asks for: none is asked for twice
PAGES = ("/", "/quiz/", "/quiz/full/", "/roles/compare/", "/roles/data-scientist/")


def prepare(folder: Path) -> None:
    """Production settings, a database with the shipped quiz, collected static files."""
    (folder / "static").mkdir()
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DJANGO_SECRET_KEY": KEY,
        "DJANGO_SQLITE_PATH": str(folder / "site.sqlite3"),
        "DJANGO_STATIC_ROOT": str(folder / "static"),
        "DJANGO_CARDS_DIR": str(folder / "cards"),
    }
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("load_content", publish=True, stdout=StringIO())
    call_command("collectstatic", interactive=False, verbosity=0)


def published() -> Any:
    """The edition that the site serves."""
    from quiz import editions

    return editions.current("crossroads")


def turns() -> Iterator[tuple[str, Iterator[Turn]]]:
    """What is measured, by name: each page as a browser asks for it, and a whole visit.

    Results, shared results and sheets twice: the same one again, whose answer a site may have
    kept, and another each time, which it must work out.
    """
    for path in PAGES:
        yield path, repeat([Request(path)])
    sent = sheets.sent(published())
    first, tokens = next(sent), sheets.shares(published(), SHARES)
    yield f"/result/, {SAME}", repeat([_result(first)])
    yield f"/result/, {OTHER}", ([_result(sheet)] for sheet in sent)
    yield f"/r/<token>/, {SAME}", repeat([_shared(tokens[0])])
    yield f"/r/<token>/, {OTHER}", ([_shared(token)] for token in tokens[1:])
    yield f"POST /quiz/, {SAME}", repeat([_sending(first)])
    yield f"POST /quiz/, {OTHER}", ([_sending(sheet)] for sheet in sent)
    yield f"a visit, {OTHER}", (_visit(sheet) for sheet in sent)


def measure(asked: Iterator[Turn]) -> Cost:
    return measured(_as_served, asked, _forget)


def _as_served() -> WSGIApplication:
    """As ``config.places`` asks, but in one thread: what is kept for everyone, then Django."""
    from django.core.wsgi import get_wsgi_application

    from config.kept import at_once

    django = get_wsgi_application()

    def application(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if again := at_once(environ):
            start(f"{again.status} ", again.fields)
            return [again.body]
        return django(environ, start)

    return application


def _visit(sheet: sheets.Sent) -> Turn:
    """The quiz, its answers, the result."""
    return [Request("/quiz/"), _sending(sheet), _result(sheet)]


def _sending(sheet: sheets.Sent) -> Request:
    return Request("/quiz/", form=sheet.form, headers={"HTTP_SEC_FETCH_SITE": "same-origin"})


def _result(sheet: sheets.Sent) -> Request:
    return Request("/result/", cookie=sheet.cookie)


def _shared(token: str) -> Request:
    return Request(f"/r/{token}/")


def _forget() -> None:
    from careers import pages, revision
    from config.kept import memory
    from quiz import editions

    memory.forget()
    pages.forget()
    revision.forget()
    editions.forget()
