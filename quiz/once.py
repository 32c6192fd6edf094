"""Whether a form comes for the first time, or is one that was sent several times at once.

Who presses a button twice, or a program that tries again, sends the same form while the first
is still under way, so no cookie can tell of it yet. What was sent, by which address and in
which ten seconds, is made into a short tag; the second with the same tag is not the first.

Who has the database and the secret key can test by a tag whether a certain address sent certain
answers. So tags of stretches that are over are deleted, and no backup has any.
"""

import time
from hashlib import blake2b

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from quiz.models import Sending

STRETCH = 10  # seconds; a form is the same until the end of the next stretch
TAG_BITS = 28
STRETCHES = 8  # that a tag tells from each other: with these bits it is a positive integer
CLEARING = 1000  # one in so many forms deletes the older tags; all others save the time
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
            cursor.execute(IN_TURN, [_digest(*parts)])
        cursor.execute(ADD, [tag, tag, before])
        first: bool = cursor.rowcount == 1
    if first and tag % CLEARING == 0:
        forget_older()
    return first


def _tag(stretch: int, *parts: object) -> int:
    return _first_tag(stretch) + _digest(stretch, *parts)


def _first_tag(stretch: int) -> int:
    return stretch % STRETCHES << TAG_BITS


def _digest(*parts: object) -> int:
    told = repr(parts).encode()
    digest = blake2b(told, key=settings.SECRET_KEY.encode()[:64], digest_size=4).digest()
    return int.from_bytes(digest) >> (32 - TAG_BITS)


@transaction.atomic
def forget_older() -> None:
    """Delete the tags that no form is compared with any more."""
    now, compared = int(time.time() // STRETCH), Q()
    for stretch in (now - 1, now, now + 1):  # another machine's clock may be ahead
        first = _first_tag(stretch)
        compared |= Q(tag__range=(first, first + 2**TAG_BITS - 1))
    older = Sending.objects.select_for_update(skip_locked=True).exclude(compared)
    Sending.objects.filter(pk__in=[*older.values_list("pk", flat=True)]).delete()
