"""A site in this process with two editions, another quiz, and shares in every state."""

import gzip
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any

import brotli
import yaml
from django.conf import settings
from django.core import signing
from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.test import TestCase
from django.utils import timezone

from config.wsgi import application
from quiz import cards, editions, replying, sharing, sheet
from quiz.content_files import load_quiz, quiz_file, read_quiz_file
from quiz.editions import Published
from quiz.models import Quiz, SharedResult
from quiz.publishing import publish
from quiz.sheet import StoredSheet
from tests.web.helpers import publish_again, sheet_in_band

FRONT = settings.FRONT_QUIZ
OTHER = "other"  # a second quiz, of the first questions of the shipped one
OTHER_QUESTIONS = 8
HOST = "localhost"


@dataclass(frozen=True)
class Request:
    """One request. ``place`` is its address in openapi.yaml, empty where it has none there."""

    method: str
    path: str
    place: str = ""
    query: str = ""
    body: bytes = b""
    content_type: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    cookies: str = ""


@dataclass(frozen=True)
class Answer:
    """What came back. ``error`` is the traceback of what was raised on the way, or empty."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    error: str = ""

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name), "")

    @property
    def text(self) -> bytes:
        """The body as it was before it was compressed."""
        unpack = {"gzip": gzip.decompress, "br": brotli.decompress}
        return unpack.get(self.header("content-encoding"), bytes)(self.body)

    @property
    def cookies(self) -> list[str]:
        """What is set, each as ``name=value; …``; without what is only deleted."""
        sent = [value.strip() for name, value in self.headers if name.lower() == "set-cookie"]
        return [value for value in sent if "Max-Age=0" not in value]


class Site:
    """Filled by ``fill``; ``call`` sends it a request whose writing is undone afterwards."""

    def __init__(self) -> None:
        self.errors: list[str] = []
        self.callers = 0
        got_request_exception.connect(self._raised)

    def fill(self, quiz: Quiz) -> None:
        """From the shipped quiz, published as edition 1."""
        self.first = editions.get(quiz.slug, 1)
        self.second = publish_again(quiz)
        self.other = _publish_another(quiz)
        self.check = editions.current(settings.CHECK_QUIZ)
        clear = dict(sheet_in_band(self.first, "short", "clear", -1).sheet.answers)
        close = dict(sheet_in_band(self.second, "full", "close", 1).sheet.answers)
        few = dict(list(clear.items())[:3])
        self.sheets = [
            StoredSheet(self.first, "short", clear, "c" * 22),
            StoredSheet(self.second, "full", close, "d" * 22),
            StoredSheet(self.other, "full", _first_answers(self.other), "e" * 22),
            StoredSheet(self.second, "short", few, "f" * 22),
            StoredSheet(self.check, "short", dict(self.check.document.sample), "g" * 22),
        ]
        self._share()
        self.jar = self._cookies()

    def call(self, request: Request) -> Answer:
        """The answer, as a server would get it; nothing of what is written stays."""
        self.errors.clear()
        got: list[Any] = []
        try:
            body = application(self._environ(request), lambda *start: got.extend(start[:2]))
            answered = b"".join(body)
            body.close()
        except Exception:
            return Answer(500, [], b"", traceback.format_exc())
        return Answer(int(got[0][:3]), got[1], answered, "".join(self.errors))

    def _raised(self, **_: object) -> None:
        self.errors.append(traceback.format_exc())

    def _environ(self, request: Request) -> dict[str, Any]:
        self.callers += 1
        address = f"10.{self.callers >> 16 & 255}.{self.callers >> 8 & 255}.{self.callers & 255}"
        named = {f"HTTP_{k.upper().replace('-', '_')}": v for k, v in request.headers.items()}
        return {
            "REQUEST_METHOD": request.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": request.path.encode("utf-8", "surrogateescape").decode("latin-1"),
            "QUERY_STRING": request.query,
            "SERVER_NAME": HOST,
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": address,  # another each time: this is not about limits
            "CONTENT_TYPE": request.content_type,
            "CONTENT_LENGTH": str(len(request.body)),
            "HTTP_HOST": HOST,
            "HTTP_COOKIE": request.cookies,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(request.body),
            "wsgi.errors": BytesIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            **named,
        }

    def _share(self) -> None:
        short, full, other, *_ = self.sheets
        self.live = [
            sharing.create(short, "Ana", include=True, days=365),
            sharing.create(full, "", include=False, days=None),
            sharing.create(other, "Bo", include=True, days=30),
        ]
        expired = sharing.create(
            StoredSheet(self.first, "short", short.answers, "g" * 22), "", 0, 1
        )
        yesterday = timezone.localdate() - timedelta(1)
        SharedResult.objects.filter(pk=expired.pk).update(expires_on=yesterday)
        self.gone = [expired.token, sharing.new_token()]
        self.fingerprints = [cards.fingerprint(share) for share in self.live]

    def _cookies(self) -> list[tuple[str, str, str]]:
        """What browsers hold: name, salt and the value before it is signed."""
        held = []
        for stored in self.sheets:
            cookie = sheet._cookie(stored.published.document.quiz)
            held.append((cookie.name, cookie.salt, f"{sheet._pack(stored)}.{stored.key}"))
            said = replying._cookie(stored.published.document.quiz)
            held.append((said.name, said.salt, f"{stored.key}.left.yes"))
        for share in self.live:
            quiz = share.edition.quiz.slug
            for kind in ("shares", "with"):
                held.append((f"{quiz}-{kind}", f"{quiz}-{kind}", share.token))
            held.append((f"{quiz}-guess", f"quiz.guess.{share.token}", "left"))
        return held


def signed(name: str, salt: str, value: str) -> str:
    """As ``set_signed_cookie`` does."""
    return signing.get_cookie_signer(salt=name + salt).sign(value)


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def written() -> int:
    """A number that rises with every row that this connection writes."""
    changes: int = connection.connection.total_changes
    return changes


def _publish_another(quiz: Quiz) -> Published:
    """Of fewer questions, so that its file is read quickly."""
    data = yaml.safe_load(quiz_file(quiz))
    questions = data["questions"][:OTHER_QUESTIONS]
    kept = {question["slug"] for question in questions if question["short"]}
    sample = {slug: key for slug, key in data["sample"].items() if slug in kept}
    data |= {"slug": OTHER, "questions": questions, "sample": sample}
    with TestCase.captureOnCommitCallbacks(execute=True), transaction.atomic():
        [*load_quiz(read_quiz_file(OTHER, yaml.safe_dump(data).encode()))]
        publish(Quiz.objects.get(slug=OTHER), note="")
    return editions.current(OTHER)


def _first_answers(published: Published) -> dict[str, str]:
    return {question.slug: "a" for question in published.document.form("full")}
