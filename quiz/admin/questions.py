"""A draft question with its options, their points and its evidence."""

from django.contrib import admin

from quiz.models import Effect, Evidence, Option, Question


class EvidenceInline(admin.TabularInline):
    model = Evidence
    extra = 0
    autocomplete_fields = ["source"]


class OptionInline(admin.TabularInline):
    model = Option
    extra = 0
    show_change_link = True


class EffectInline(admin.TabularInline):
    model = Effect
    extra = 0


@admin.register(Question)
class QuestionAdmin(admin.ModelAdmin):
    list_display = ["slug", "text", "kind", "short", "order"]
    list_filter = ["quiz", "kind", "short"]
    search_fields = ["slug", "text", "why"]
    inlines = [OptionInline, EvidenceInline]


@admin.register(Option)
class OptionAdmin(admin.ModelAdmin):
    list_display = ["question", "key", "text", "opt_out"]
    list_filter = ["question__quiz"]
    search_fields = ["text", "question__slug"]
    list_select_related = ["question"]
    inlines = [EffectInline]
