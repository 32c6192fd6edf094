"""Whether a form comes for the first time, or is one that was sent several times at once.

Who presses a button twice, or a program that tries again, sends the same form while the first
is still under way, so no cookie can tell of it yet. What was sent, by which address and in
which ten seconds, is made into a short tag; the second with the same tag is not the first.

Who has the database and the secret key can test by a tag whether a certain address sent certain
answers. So tags of stretches that are over are deleted, and no backup has any.
"""

import time
from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeAlias

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from quiz.models import Sending

STRETCH = 10  # seconds; a form is the same until the end of the next stretch
TAG_BITS = 28
STRETCHES = 8  # that a tag tells from each other: with these bits it is a positive integer
CLEARING = 1000  # one in so many forms deletes the older tags; all others save the time
TAKEN = "SELECT tag FROM quiz_sending WHERE tag IN ({})"
ADD = "INSERT INTO quiz_sending (tag) VALUES {} ON CONFLICT DO NOTHING"
# One after another where they have the same tag; until the end of the transaction.
IN_TURN = "SELECT pg_advisory_xact_lock(tag) FROM unnest(%s::bigint[]) AS tag"

Parts: TypeAlias = tuple[object, ...]


def is_first(*parts: object) -> bool:
    """Whether a form with these parts was not taken in the last seconds; remembers this one."""
    return first_of([parts])[0]


def first_of(forms: Sequence[Parts]) -> list[bool]:
    """The same of several forms, of which the second with the same parts is not the first.

    In the transaction that takes them, which on SQLite holds the lock for writing; on PostgreSQL
    forms with the same parts wait for each other.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # In one order, so that two that have several in common do not wait for each other.
            cursor.execute(IN_TURN, [sorted({_digest(*parts) for parts in forms})])
        stretch = int(time.time() // STRETCH)  # when it is this one's turn
        tags = [_tag(stretch, *parts) for parts in forms]
        before = [_tag(stretch - 1, *parts) for parts in forms]
        cursor.execute(TAKEN.format(_listed("%s", 2 * len(forms))), [*tags, *before])
        taken = {tag for (tag,) in cursor}
        first = []
        for tag, earlier in zip(tags, before, strict=True):
            first.append(taken.isdisjoint({tag, earlier}))
            taken.add(tag)
        new = [tag for tag, is_new in zip(tags, first, strict=True) if is_new]
        if new:
            cursor.execute(ADD.format(_listed("(%s)", len(new))), sorted(new))
    if any(tag % CLEARING == 0 for tag in new):
        forget_older()
    return first


def _listed(what: str, times: int) -> str:
    return ", ".join([what] * times)


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
