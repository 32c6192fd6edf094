"""The limit: what Django can do at all. One view, no middleware, as many bytes as asked for.

``bench.bare:application`` serves it in the same server as the site; in the process of
``bench.cpu`` only its addresses are used.
"""

from functools import cache

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path


@cache
def _body(size: int) -> bytes:
    return b"x" * size


def view(request: HttpRequest, size: int) -> HttpResponse:
    return HttpResponse(_body(size))


urlpatterns = [path("<int:size>", view)]

if not settings.configured:
    settings.configure(ROOT_URLCONF="bench.bare", MIDDLEWARE=[], ALLOWED_HOSTS=["*"])
    application = get_wsgi_application()
