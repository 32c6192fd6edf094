"""The editors' study: drafts to change, check, try and publish; what is frozen to read."""

from django.contrib import admin

from quiz.admin import checklists, editions, questions, quizzes, sheets

__all__ = ["checklists", "editions", "questions", "quizzes", "sheets"]

admin.site.site_header = admin.site.site_title = "Crossroads study"
admin.site.index_title = "Quizzes, roles and facts"
