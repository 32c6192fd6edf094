"""The admin site: Django's, with the second factor between the password and every page.

Who gets in is in the log by the number of the account; django-axes tells there of wrong
passwords. No name, no password and no address is.
"""

import logging
from functools import update_wrapper
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, path
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from config.staff import second_factor, views
from config.staff.forms import LoginForm

log = logging.getLogger(__name__)


class StudySite(AdminSite):
    login_form = LoginForm

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and not second_factor.is_awaited(request)

    @method_decorator(never_cache)
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The password; whoever has given it is led on to the second factor."""
        known = request.method == "GET" and super().has_permission(request)
        if known and second_factor.is_awaited(request):
            return HttpResponseRedirect(views.next_step(request))
        # Without the script of a side bar that is not there.
        more = {"is_nav_sidebar_enabled": False, **(extra_context or {})}
        response = super().login(request, more)
        if request.method == "POST" and request.user.is_authenticated:
            log.info("login: account %s gave its password", request.user.pk)
        return response

    def logout(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        account = request.user.pk
        response = super().logout(request, extra_context)
        if account and request.user.is_anonymous:
            log.info("login: account %s left", account)
        return response

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().each_context(request), "second_factor": settings.SECOND_FACTOR}

    def get_urls(self) -> list[URLResolver | URLPattern]:
        own = [
            # Not behind the second factor: who cannot give it must be able to leave.
            path("logout/", self.logout, name="logout"),
            path("code/", self._with_context(views.code), name="code"),
            path("device/", self._with_context(views.device), name="device"),
        ]
        return [*own, *super().get_urls()]

    def _with_context(self, view: Any) -> Any:
        """The view, given what every admin page needs to be drawn."""

        def wrapper(request: HttpRequest) -> HttpResponse:
            return view(request, lambda: self.each_context(request))

        return update_wrapper(wrapper, view)
