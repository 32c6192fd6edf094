"""Counting wrong passwords."""

from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.http import HttpRequest


class OwnAttemptsHandler(AxesDatabaseHandler):
    """A login clears the failures of its own account, from wherever.

    Of axes' own it clears those of its address as well. An editor could log in after every
    fourth guess at somebody else's password, and guess without end.
    """

    def reset_user_attempts(self, request: HttpRequest, credentials: Any = None) -> int:
        name = (credentials or {}).get("username")
        count, _ = AccessAttempt.objects.filter(username=name).delete()
        return count
