from django.conf import settings
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from config.sitemaps import sitemaps
from quiz.entrance import allow

urlpatterns = [
    path(settings.ADMIN_PATH, admin.site.urls),
    path("sitemap.xml", allow("GET", "HEAD")(sitemap), {"sitemaps": sitemaps}, name="sitemap"),
    path("", include("careers.urls")),
    path("", include("quiz.urls")),
]
