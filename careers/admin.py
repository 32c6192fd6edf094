"""Roles, traits, demands, facts and sources in the admin."""

from django.contrib import admin
from django.db import models

from careers.models import Demand, Fact, Link, Role, Source, Trait

# "example.org" as an editor types it means https, as the models ask.
HTTPS_ADDRESSES = {models.URLField: {"assume_scheme": "https"}}


class DemandInline(admin.StackedInline):
    model = Demand
    extra = 0
    autocomplete_fields = ["sources"]


class LinkInline(admin.TabularInline):
    model = Link
    extra = 0
    formfield_overrides = HTTPS_ADDRESSES


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin):
    list_display = ["slug", "title", "publisher", "year", "kind", "checked"]
    list_filter = ["kind", "checked"]
    search_fields = ["slug", "title", "publisher"]
    formfield_overrides = HTTPS_ADDRESSES


@admin.register(Role)
class RoleAdmin(admin.ModelAdmin):
    list_display = ["name", "slug", "line"]
    autocomplete_fields = ["sources"]


@admin.register(Trait)
class TraitAdmin(admin.ModelAdmin):
    list_display = ["name", "slug", "order", "definition"]
    inlines = [DemandInline]


@admin.register(Demand)
class DemandAdmin(admin.ModelAdmin):
    list_display = ["trait", "role", "level"]
    list_filter = ["role"]
    list_select_related = ["trait", "role"]
    autocomplete_fields = ["sources"]


@admin.register(Fact)
class FactAdmin(admin.ModelAdmin):
    list_display = ["__str__", "role", "kind", "order", "basis", "as_of"]
    list_filter = ["role", "kind", "basis"]
    list_select_related = ["role"]
    search_fields = ["title", "text"]
    autocomplete_fields = ["sources"]
    inlines = [LinkInline]
