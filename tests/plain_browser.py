"""A browser that only sends and fetches: for tests and measurements of running servers."""

import re
import ssl
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from http.cookiejar import CookieJar

SECONDS = 30
INPUT = re.compile(r'<input type="(hidden|radio)" name="(\w+)" value="(\w+)"')


def first_answers(page: str) -> dict[str, str]:
    """The quiz's form on this page as sent with the first answer of each question."""
    found = reversed(INPUT.findall(page))
    return {name: value for _, name, value in found} | {"count": "yes"}


@dataclass(frozen=True)
class Answer:
    """Status 0: there was none. ``location`` is where a redirect leads."""

    status: int
    text: str = ""
    location: str = ""


def other_answers(form: dict[str, str], number: int) -> dict[str, str]:
    """The form with the first or second answers that ``number`` says in binary: no two alike."""
    questions = sorted(name for name in form if re.fullmatch(r"q\d+", name))
    return form | {name: "ab"[number >> at & 1] for at, name in enumerate(questions)}


def trusting() -> ssl.SSLContext:
    """For a server on this machine whose certificate nobody else signed."""
    return ssl._create_unverified_context()


class PlainBrowser:
    """Keeps cookies, which belong to the host whatever the port, and follows no redirect."""

    def __init__(self, *handlers: urllib.request.BaseHandler, seconds: float = SECONDS) -> None:
        self.cookies = CookieJar()
        keeping = urllib.request.HTTPCookieProcessor(self.cookies)
        self._seconds = seconds  # that it waits for an answer
        self._opener = urllib.request.build_opener(keeping, _StayHere, *handlers)

    def add_header(self, name: str, value: str) -> None:
        """Send this with every request."""
        self._opener.addheaders.append((name, value))

    def get(self, url: str, **headers: str) -> Answer:
        return self._ask(urllib.request.Request(url, headers=headers))

    def post(self, url: str, **form: str) -> Answer:
        """Send a form from a page of the same site."""
        headers = {"Sec-Fetch-Site": "same-origin", "Referer": url}
        body = urllib.parse.urlencode(form).encode()
        return self._ask(urllib.request.Request(url, body, headers))

    def cookie(self, name: str) -> str:
        return next(cookie.value or "" for cookie in self.cookies if cookie.name == name)

    def _ask(self, request: urllib.request.Request) -> Answer:
        try:
            with self._opener.open(request, timeout=self._seconds) as answer:
                return Answer(answer.status, answer.read().decode(errors="replace"))
        except urllib.error.HTTPError as error:
            with error:
                location = error.headers.get("Location", "")
                return Answer(error.code, error.read().decode(), location)
        except (OSError, HTTPException):
            return Answer(0)


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        """A redirect is an answer like any other."""
