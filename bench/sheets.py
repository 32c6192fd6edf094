"""Random sheets of the edition that is served, as a browser sends and holds them.

Half of the people lean to one role and half to the other, so that every band of verdicts
occurs. The same seed gives the same sheets. Django must be set up.
"""

import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from quiz.core.simulation import minded_sheets

MINDED = 0.4  # of the answers: what somebody drawn to one role answers accordingly
CHUNK = 250


@dataclass(frozen=True)
class Sent:
    """A finished sheet: the form that a browser sends, and the cookie that it gets for it."""

    form: bytes
    cookie: str


def answers(document: Any, form: str, seed: int = 1) -> Iterator[dict[str, str]]:
    """Complete sheets of this form, without end."""
    for chunk in count(seed * 1_000_000, 2):
        left = minded_sheets(document, form, CHUNK, chunk, -1, MINDED)
        right = minded_sheets(document, form, CHUNK, chunk + 1, 1, MINDED)
        for pair in zip(left, right, strict=True):
            yield from pair


def sent(published: Any, seed: int = 1, form: str = "short") -> Iterator[Sent]:
    """Sheets of this form as sent, without end."""
    for given in answers(published.document, form, seed):
        yield Sent(_form(published, form, given), _cookie(published, form, given))


def shares(published: Any, number: int, seed: int = 1) -> list[str]:
    """Share so many different results; their tokens."""
    from django.db import transaction

    from quiz import sharing
    from quiz.sheet import StoredSheet

    given = answers(published.document, "short", seed)
    with transaction.atomic():
        rows = [
            sharing.create(
                StoredSheet(published, "short", next(given), f"{seed} {at}"), "Ana", False, None
            )
            for at in range(number)
        ]
    return [row.token for row in rows]


def _form(published: Any, form: str, given: dict[str, str]) -> bytes:
    hidden = {"edition": str(published.number), "form": form, "order": "0"}
    hidden |= {"counting": "asked", "count": "yes"}
    return urllib.parse.urlencode({**given, **hidden}).encode()


def _cookie(published: Any, form: str, given: dict[str, str]) -> str:
    from django.http import HttpResponse

    from quiz import sheet

    response = HttpResponse()
    sheet.write(response, sheet.StoredSheet(published, form, given))
    return "; ".join(f"{name}={morsel.coded_value}" for name, morsel in response.cookies.items())
