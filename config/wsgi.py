"""The application that a web server calls."""

import codecs
import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

_django = get_wsgi_application()


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Django's, but a Content-Type that nobody can read is refused like any other bad request.

    Django reads it before any middleware runs, and would end in a traceback.
    """
    try:
        _, parameters = parse_header_parameters(environ.get("CONTENT_TYPE", ""))
        codecs.lookup(parameters.get("charset", "utf-8"))
    except (ValueError, LookupError):
        environ["CONTENT_TYPE"] = "text/plain; charset=unreadable"  # see Utf8Middleware
    return _django(environ, start)
