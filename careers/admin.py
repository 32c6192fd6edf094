"""Roles, traits, demands, facts, figures and sources in the admin.

Every change here shows on the library's pages at the next request: see careers/revision.py.
"""

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest

from careers import revision
from careers.figures import Occupation, PayFigure, RoleShare, Share
from careers.models import Claim, Demand, Fact, Link, Role, Source, Trait

# "example.org" as an editor types it means https, as the models ask.
HTTPS_ADDRESSES = {models.URLField: {"assume_scheme": "https"}}


class LibraryAdmin(admin.ModelAdmin):
    """Says that the library changed, whichever way an editor saves or deletes."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        revision.bump()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        revision.bump()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        super().delete_queryset(request, queryset)
        revision.bump()


class AddressedAdmin(LibraryAdmin):
    """Of what has a page: its slug stays, since results of old editions lead to that address."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["slug"] if obj else []


class DemandInline(admin.StackedInline):
    model = Demand
    extra = 0
    autocomplete_fields = ["sources"]


class LinkInline(admin.TabularInline):
    model = Link
    extra = 0
    formfield_overrides = HTTPS_ADDRESSES


class RoleShareInline(admin.TabularInline):
    """Both roles, always: a share that only one role has compares nothing."""

    model = RoleShare
    extra = 0
    min_num = 2

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, **{**kwargs, "validate_min": True})


class PayFigureInline(admin.TabularInline):
    model = PayFigure
    extra = 0


@admin.register(Source)
class SourceAdmin(LibraryAdmin):
    list_display = ["slug", "title", "publisher", "year", "kind", "checked", "checked_on"]
    list_filter = ["kind", "checked"]
    search_fields = ["slug", "title", "publisher"]
    formfield_overrides = HTTPS_ADDRESSES


@admin.register(Role)
class RoleAdmin(AddressedAdmin):
    list_display = ["name", "slug", "line"]
    autocomplete_fields = ["sources"]


@admin.register(Trait)
class TraitAdmin(AddressedAdmin):
    list_display = ["name", "slug", "order", "definition"]
    inlines = [DemandInline]


@admin.register(Demand)
class DemandAdmin(LibraryAdmin):
    list_display = ["trait", "role", "level"]
    list_filter = ["role"]
    list_select_related = ["trait", "role"]
    autocomplete_fields = ["sources"]


@admin.register(Fact)
class FactAdmin(LibraryAdmin):
    list_display = ["__str__", "role", "kind", "order", "basis", "as_of"]
    list_filter = ["role", "kind", "basis"]
    list_select_related = ["role"]
    search_fields = ["slug", "title", "text"]
    autocomplete_fields = ["sources"]
    inlines = [LinkInline]


@admin.register(Share)
class ShareAdmin(LibraryAdmin):
    list_display = ["label", "group", "order", "source", "as_of", "differs"]
    list_filter = ["group"]
    list_select_related = ["source"]
    search_fields = ["slug", "label"]
    autocomplete_fields = ["source"]
    inlines = [RoleShareInline]


@admin.register(Occupation)
class OccupationAdmin(LibraryAdmin):
    list_display = ["name", "soc", "order", "official_for", "proxy_for"]
    list_select_related = ["official_for", "proxy_for"]
    autocomplete_fields = ["source"]
    inlines = [PayFigureInline]


@admin.register(Claim)
class ClaimAdmin(LibraryAdmin):
    list_display = ["slug", "element", "status", "order"]
    list_filter = ["status"]
    search_fields = ["slug", "element"]
    autocomplete_fields = ["facts"]
