"""The number of the library's revision: it rises with every change of roles, facts, sources.

Pages are kept in memory under this number, so that an editor's change shows at once.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from careers.figures import Revision
from careers.remembered import Remembered

THE_ROW = 1


def current() -> int:
    """The revision being shown; 0 before anything was loaded."""
    return _current.get()


def if_known() -> int | None:
    """The same where the database need not be asked for it, or None."""
    return _current.if_known()


def changed_at() -> datetime | None:
    """When the library last changed; None before anything was loaded."""
    return Revision.objects.values_list("changed_at", flat=True).first()


def bump() -> None:
    """Say that something in the library changed."""
    Revision.objects.get_or_create(pk=THE_ROW, defaults={"number": 0})
    Revision.objects.filter(pk=THE_ROW).update(number=F("number") + 1, changed_at=timezone.now())
    transaction.on_commit(forget)


def forget() -> None:
    _current.forget()


def _ask() -> int:
    return Revision.objects.values_list("number", flat=True).first() or 0


_current = Remembered(_ask)
