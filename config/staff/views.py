"""The pages of the second factor, for who has given the password."""

import logging
from base64 import b32encode
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods
from django_otp import login as remember_device
from django_otp.models import Device

from config.staff import second_factor
from config.staff.forms import CodeForm, RecoveryForm
from config.staff.second_factor import TooSoon

Context = Callable[[], dict[str, Any]]
View = Callable[[HttpRequest, Context], HttpResponse]

log = logging.getLogger(__name__)

WRONG_CODE = "This is not the code. A code is good once and for about half a minute."
WRONG_RECOVERY = "This is none of your recovery codes, or it was used already."
OTHER_CODE = "This is not the code that goes with the picture. Wait for the next one and try that."
TOO_SOON = "Too many wrong codes. The next one is read in {} seconds."


def of_staff(view: View) -> View:
    """Behind the password: anyone else is led to the login."""

    @never_cache
    @csrf_protect
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def entrance(request: HttpRequest, context: Context) -> HttpResponse:
        if not settings.SECOND_FACTOR:
            raise Http404("no second factor here")
        if not (request.user.is_active and request.user.is_staff):
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))
        return view(request, context)

    return entrance


def next_step(request: HttpRequest) -> str:
    """Where who has only given the password goes on: to the code, or to a first device."""
    name = "code" if second_factor.has_device(request.user) else "device"
    return f"{reverse(f'admin:{name}')}?{urlencode({'next': _wanted(request)})}"


@of_staff
def code(request: HttpRequest, context: Context) -> HttpResponse:
    """Ask for the code of the app, or for a recovery code."""
    if not second_factor.is_awaited(request):
        return HttpResponseRedirect(_wanted(request))
    if not second_factor.has_device(request.user):
        return HttpResponseRedirect(next_step(request))
    recovery = "recovery" in request.GET
    form = (RecoveryForm if recovery else CodeForm)(request.POST or None)
    found, headers = _checked(request, form)
    if found:
        _let_in(request, found)
        return HttpResponseRedirect(_wanted(request))
    title = "Your recovery code" if recovery else "Your code"
    more = {"form": form, "recovery": recovery, "title": title, "next": _wanted(request)}
    return _shown(request, "staff/code.html", {**context(), **more}, form, headers)


@of_staff
def device(request: HttpRequest, context: Context) -> HttpResponse:
    """Set up a device; for who has one, see to it."""
    if not second_factor.has_device(request.user):
        return _set_up(request, context)
    if second_factor.is_awaited(request):
        return HttpResponseRedirect(next_step(request))
    return _see_to(request, context)


def _set_up(request: HttpRequest, context: Context) -> HttpResponse:
    new, form = second_factor.new_device(request), CodeForm(request.POST or None)
    if form.is_valid():
        if second_factor.confirm(request, new, form.cleaned_data["code"]):
            _let_in(request, new)
            _log(request, "Set up a second factor.")
            return _recovery_codes(request, context)
        form.add_error("code", OTHER_CODE)
    more = {
        "form": form,
        "title": "Set up the second factor",
        "picture": second_factor.picture(new),
        "secret": _in_fours(new),
        "must": second_factor.must_have_one(request.user),
        "next": _wanted(request),
    }
    return _shown(request, "staff/set_up.html", {**context(), **more}, form, {})


def _see_to(request: HttpRequest, context: Context) -> HttpResponse:
    """Make new recovery codes, or give the device up: each for a code of the app."""
    form = CodeForm(request.POST or None)
    form.fields["code"].widget.attrs.pop("autofocus")
    found, headers = _checked(request, form)
    if found and "remove" in request.POST:
        second_factor.forget(request.user)
        _log(request, "Removed the second factor.")
        return HttpResponseRedirect(reverse("admin:index"))
    if found:
        _log(request, "Made new recovery codes.")
        return _recovery_codes(request, context)
    more = {
        "form": form,
        "title": "Second factor",
        "left": second_factor.recovery_codes_left(request.user),
        "must": second_factor.must_have_one(request.user),
    }
    return _shown(request, "staff/device.html", {**context(), **more}, form, headers)


def _checked(request: HttpRequest, form: CodeForm) -> tuple[Device | None, dict[str, str]]:
    """The device that the code is of, otherwise None with the reason in the form; headers."""
    if not form.is_valid():
        return None, {}
    recovery = isinstance(form, RecoveryForm)
    try:
        found = second_factor.verify(request.user, form.cleaned_data["code"], recovery=recovery)
    except TooSoon as wait:
        form.add_error("code", TOO_SOON.format(wait.seconds))
        log.warning("login: account %s gave a code too soon", request.user.pk)
        return None, {"Retry-After": str(wait.seconds)}
    if not found:
        form.add_error("code", WRONG_RECOVERY if recovery else WRONG_CODE)
        log.warning("login: account %s gave a wrong code", request.user.pk)
    return found, {}


def _let_in(request: HttpRequest, found: Device) -> None:
    """This session is verified from now on, under a new key."""
    remember_device(request, found)
    request.session.cycle_key()
    log.info("login: account %s gave its second factor, %s", request.user.pk, found.name)


def _recovery_codes(request: HttpRequest, context: Context) -> HttpResponse:
    """Shown by this answer and never again."""
    codes = second_factor.new_recovery_codes(request.user)
    more = {
        "title": "Recovery codes",
        "codes": codes,
        "file": quote("\r\n".join(["Crossroads recovery codes", *codes, ""])),
        "next": _wanted(request),
    }
    return render(request, "staff/recovery_codes.html", {**context(), **more})


def _shown(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    form: CodeForm,
    headers: dict[str, str],
) -> HttpResponse:
    """400 for a wrong code, 429 for one that came too soon."""
    wrong = 400 if form.errors else 200
    response = render(request, template, context, status=429 if headers else wrong)
    for name, value in headers.items():
        response.headers[name] = value
    return response


def _wanted(request: HttpRequest) -> str:
    """The page of ours that this person was on the way to."""
    wanted = request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if ours else reverse("admin:index")


def _in_fours(new: Any) -> str:
    """The secret as apps take it, in groups that can be typed."""
    secret = b32encode(new.bin_key).decode()
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def _log(request: HttpRequest, message: str) -> None:
    LogEntry.objects.log_actions(
        request.user.pk, [request.user], CHANGE, change_message=message, single_object=True
    )
