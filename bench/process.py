"""The site in this process, for ``bench.site``: prepared in a folder, asked for its pages."""

import os
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from bench.cpu import Cost, Request
from bench.cpu import measure as measured

KEY = "for measurements only, and long enough to be taken as one"


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


def requests() -> Iterator[tuple[str, Request]]:
    """Each page by name, as a browser asks for it."""
    cookie = _cookie_here()
    for path in ("/", "/quiz/", "/quiz/full/", "/roles/compare/", "/roles/data-scientist/"):
        yield path, Request(path)
    yield "/result/", Request("/result/", cookie=cookie)
    yield "POST /quiz/", Request("/quiz/", form=_form().encode(), headers=_SAME_ORIGIN)


_SAME_ORIGIN = {"HTTP_SEC_FETCH_SITE": "same-origin"}


def measure(request: Request) -> Cost:
    from django.core.wsgi import get_wsgi_application

    return measured(get_wsgi_application, request, _forget)


def a_cookie(url: str) -> tuple[str, str]:
    """Finish the quiz at ``url``: the cookie of the result, and the form that was sent."""
    form = _form()
    request = urllib.request.Request(f"{url}/quiz/", form.encode(), _PLAIN_FORM)
    try:
        urllib.request.build_opener(_StayHere).open(request)
    except urllib.error.HTTPError as answer:
        return re.match("[^;]+", answer.headers["Set-Cookie"])[0], form
    raise RuntimeError("The quiz took no answers.")


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        """A redirect is what is looked for: it is raised as an error."""


_PLAIN_FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}


def _form() -> str:
    """The first option everywhere, to the short form of the edition that is served."""
    from quiz import editions

    document = editions.current("crossroads").document
    answers = {question.slug: "a" for question in document.form("short")}
    return urllib.parse.urlencode({**answers, "edition": "1", "form": "short"})


def _cookie_here() -> str:
    from django.core.wsgi import get_wsgi_application

    from bench.cpu import answer

    got = answer(
        get_wsgi_application(), Request("/quiz/", form=_form().encode(), headers=_SAME_ORIGIN)
    )
    (value,) = [v for name, v in got.headers if name == "Set-Cookie"]
    return value.split(";")[0]


def _forget() -> None:
    from careers import pages, revision
    from quiz import editions

    pages.forget()
    revision.forget()
    editions.forget()
