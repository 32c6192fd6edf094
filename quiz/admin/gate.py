"""What stands before the study's pages that publish, restore and import."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin import ModelAdmin
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from careers.yaml_files import ContentError

View = Callable[..., HttpResponse]
READ = ("GET", "HEAD")


def gate(
    admin: ModelAdmin,
    view: View,
    permission: str,
    methods: tuple[str, ...] = READ,
    most: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
) -> View:
    """The view of one row behind the admin's login, for who has this permission.

    Answers 403, 405, 413 for a body of more than ``most`` bytes, and 404 otherwise.
    """
    guarded = csrf_protect(view)

    # The token is checked by ``guarded``: reading it reads the body, so the size comes first.
    @csrf_exempt
    @wraps(view)
    def entrance(request: HttpRequest, pk: int) -> HttpResponse:
        if not request.user.has_perm(permission):
            raise PermissionDenied
        if request.method not in methods:
            body = render_to_string("405.html", request=request)
            return HttpResponseNotAllowed(methods, body)
        if request.method == "POST" and _announced(request) > most:
            return render(request, "400.html", status=413)
        return guarded(request, get_object_or_404(admin.get_queryset(request), pk=pk))

    return admin.admin_site.admin_view(entrance)


def _announced(request: HttpRequest) -> int:
    """The body's size in bytes as its sender says it: the server reads no more than that."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length[:12]) if length.isascii() and length.isdigit() else 0


class StrictForm(forms.Form):
    """Refuses what its page does not send: other fields, files elsewhere, a field sent twice."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        unknown = {*self.data, *self.files} - {*self.fields, "csrfmiddlewaretoken"}
        if unknown or any(len(self.data.getlist(name)) > 1 for name in self.data):
            raise ValidationError("Some of what was sent is not part of this page. Send it again.")
        return cleaned


def log(request: HttpRequest, row: Model, flag: int, message: str) -> None:
    """Note in the row's history what somebody did."""
    LogEntry.objects.log_actions(
        request.user.pk, [row], flag, change_message=message, single_object=True
    )


def refusal(mistake: ContentError) -> str:
    """What is wrong with content, as a sentence: the key, if it has one, and the reason."""
    key = f"{mistake.key}: " if mistake.key else ""
    return f"{key}{mistake.reason.rstrip('.')}."
