"""Whether a form comes for the first time, or is one that was sent several times at once.

Who presses a button twice, or a program that tries again, sends the same form while the first
is still under way, so no cookie can tell of it yet. What was sent, by which address and in
which ten seconds, is made into a short tag; the second with the same tag is not the first.
"""

import time
from hashlib import blake2b

from django.conf import settings
from django.db import connection

from quiz.models import Sending

STRETCH = 10  # seconds; a form is the same until the end of the next stretch
TAG_BITS = 28
MOST_KEPT = 1000
# Looks and writes in one statement, which on SQLite no other writer can come between.
ADD = """
    INSERT INTO quiz_sending (tag)
    SELECT %s WHERE NOT EXISTS (SELECT 1 FROM quiz_sending WHERE tag IN (%s, %s))
    ON CONFLICT DO NOTHING
"""
# One after another where they have the same tag; until the end of the transaction.
IN_TURN = "SELECT pg_advisory_xact_lock(%s)"


def is_first(*parts: object) -> bool:
    """Whether a form with these parts was not taken in the last seconds; remembers this one.

    On PostgreSQL it belongs into the transaction that takes the form.
    """
    stretch = int(time.time() // STRETCH)
    tag, before = _tag(stretch, *parts), _tag(stretch - 1, *parts)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(IN_TURN, [_tag(*parts)])
        cursor.execute(ADD, [tag, tag, before])
        first: bool = cursor.rowcount == 1
    if first and tag % MOST_KEPT == 0:
        _forget_older()
    return first


def _tag(*parts: object) -> int:
    told = repr(parts).encode()
    digest = blake2b(told, key=settings.SECRET_KEY.encode()[:64], digest_size=4).digest()
    return int.from_bytes(digest) >> (32 - TAG_BITS)


def _forget_older() -> None:
    newest = Sending.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    Sending.objects.filter(pk__lte=newest - MOST_KEPT).delete()
