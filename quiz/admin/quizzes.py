"""A quiz: its two roles and its sample; from here it is checked, tried and published."""

from django.contrib import admin

from quiz.models import Quiz


@admin.register(Quiz)
class QuizAdmin(admin.ModelAdmin):
    list_display = ["title", "slug", "left", "right"]
