"""What machines found by sending nonsense, each once more; and a short run of the machines."""

import time
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from careers.yaml_files import ContentError
from config.wsgi import application
from fuzz import lines, promises, requests, running
from fuzz.site import Site, signed, undone
from fuzz.targets import QUIZ_FILE, TARGETS
from quiz import editions
from quiz.content_files import read_quiz_file
from quiz.models import Quiz
from tests.study import publisher, said, upload
from tests.web.helpers import answers_of, finish, page

__all__ = ["publisher"]

BAD_TAGS = ["!!bool maybe", '!!int ""', '!!float ""', "!!timestamp soon"]


@pytest.mark.parametrize("value", BAD_TAGS)
def test_a_tag_that_its_value_does_not_fit_is_a_mistake_in_the_file(value: str) -> None:
    body = QUIZ_FILE.replace("title: Baker or cook?", f"title: {value}").encode()
    with pytest.raises(ContentError) as caught:
        read_quiz_file("kitchen", body)
    assert caught.value.reason == "not YAML: a tag (!!) that its value does not fit"


def test_the_import_page_refuses_it(shipped_quiz: Quiz, publisher: Client) -> None:
    shown = page(upload(publisher, shipped_quiz, b"title: !!bool maybe\n"), 400)
    assert said(shown)[0].startswith("The file is refused whole; nothing was imported.")


@pytest.mark.parametrize(
    "content_type",
    [
        "text/html; charset*=bogus''%41",
        "text/html; charset*=idna''%41%ff",
        "text/html; a*=idna''%41%ff",
        "text/html; charset=\0",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_content_type_that_nobody_can_read_is_refused_with_a_page(
    visitor: Client, method: str, content_type: str
) -> None:
    """As the server calls us: Django reads the type before any middleware runs."""
    status, body = as_served(method, "/methods/", content_type)
    # Kept pages are sent again before the type is looked at: nothing in them hangs on it.
    expected = {"GET": {"200 OK", "400 Bad Request"}, "POST": {"400 Bad Request"}}
    assert status in expected[method]
    assert b"</h1>" in body


def as_served(method: str, path: str, content_type: str) -> tuple[str, bytes]:
    got: list[Any] = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": "0",
        "HTTP_HOST": "localhost",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.input": BytesIO(),
        "wsgi.url_scheme": "http",
    }
    body = b"".join(application(environ, lambda *start: got.extend(start)))
    return got[0], body


@pytest.mark.parametrize("length", ["²", "１", "-1", "1e3", "9" * 5000])
def test_a_length_in_other_digits_is_no_length(visitor: Client, length: str) -> None:
    """ "²".isdigit() is true, and int("²") raises."""
    answer = visitor.generic("POST", "/quiz/", b"", CONTENT_LENGTH=length)
    assert page(answer, 413).one("h1").text == "That was not understood"


@pytest.mark.parametrize("address", ["/traits/maths/", "/sources/", "/sitemap.xml"])
def test_a_method_that_is_not_allowed_is_refused_with_a_page(visitor: Client, address: str) -> None:
    answer = visitor.post(address)
    assert page(answer, 405).one("h1").text
    assert answer.headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("token", ["", "a/b"])
def test_a_wish_to_compare_with_nobody_is_none(
    visitor: Client, published: editions.Published, token: str
) -> None:
    """Truly signed, but no token: the address of its form could not be written."""
    finish(visitor, "short", answers_of(published, "short"))
    name = "crossroads-with"
    visitor.cookies[name] = signed(name, name, token)
    assert page(visitor.get("/result/")).all("section", **{"aria-label": "A wish to compare"}) == []


# A short run


CASES = 150


@pytest.fixture
def site(shipped_quiz: Quiz) -> Site:
    site = Site()
    site.fill(shipped_quiz)
    return site


watches_sqlite = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="the harness reads SQLite's count of changes"
)


def soon() -> float:
    return time.monotonic() + 60


@watches_sqlite
def test_requests_of_every_kind_keep_every_promise(site: Site) -> None:
    def answered(request: requests.Request) -> str:
        with undone():
            return str(promises.checked(site, request).status)

    counts = running.run("requests", requests.any_request(site), answered, CASES, soon())
    assert counts.findings == []
    assert counts.of("2") and counts.of("303") and counts.of("4")


def test_lines_are_scored_or_refused(site: Site) -> None:
    def case(data: bytes) -> str:
        return lines.case(site, data)

    counts = running.run("lines", lines.any_line, case, CASES, soon())
    assert counts.findings == []
    assert sorted(counts.outcomes) == ["refused", "scored"]


@pytest.mark.parametrize("name", TARGETS)
def test_readers_read_or_refuse(name: str, published: editions.Published) -> None:
    def case(data: bytes) -> str:
        return "accepted" if TARGETS[name](data) else "refused"

    counts = running.run(name, lines.any_line, case, CASES, soon())
    assert counts.findings == []
    assert sorted(counts.outcomes) == ["accepted", "refused"]


@watches_sqlite
def test_the_machines_notice_what_is_broken(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A guard that is taken away is a finding."""
    monkeypatch.setattr("quiz.views.friends._count", lambda *given: 1 // 0)

    def answered(request: requests.Request) -> str:
        with undone():
            return str(promises.checked(site, request).status)

    counts = running.run("requests", requests.any_request(site), answered, 4 * CASES, soon())
    assert "ZeroDivisionError" in counts.findings[0]
