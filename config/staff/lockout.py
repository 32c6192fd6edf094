"""What who has guessed too often is told: kindly, and when to come back."""

from datetime import timedelta
from math import ceil
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import admin
from django.db.models import Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone


def locked(request: HttpRequest, response: HttpResponse, credentials: Any) -> HttpResponse:
    """429 in place of the login page, the same whether there is such an account or not."""
    seconds = _seconds_left(request, (credentials or {}).get("username"))
    context = {
        **admin.site.each_context(request),
        "title": "Too many attempts",
        "minutes": ceil(seconds / 60),
    }
    answer = render(request, "staff/locked.html", context, status=429)
    answer.headers["Retry-After"] = str(seconds)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _seconds_left(request: HttpRequest, name: str | None) -> int:
    """Until the newest failure of this account or this address counts no more; at least 1."""
    theirs = Q(username=name) | Q(ip_address=request.axes_ip_address)
    newest = AccessAttempt.objects.filter(theirs).aggregate(at=Max("attempt_time"))["at"]
    wait: timedelta = (newest or timezone.now()) + settings.AXES_COOLOFF_TIME - timezone.now()
    return max(1, ceil(wait.total_seconds()))
