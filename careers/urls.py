"""The library's pages. Those that the quiz has a part in are among the quiz's addresses."""

from django.urls import path

from careers import views

urlpatterns = [
    path("roles/compare/", views.compare, name="compare-roles"),
    path("roles/<slug:slug>/", views.role, name="role"),
    path("roles/<slug:slug>/data.jsonld", views.role_data, name="role-data"),
]
