"""Style sheets and scripts by name, each with the digest that its bytes must have.

A browser refuses a file that was changed between here and it, as by a cache or a proxy.
"""

import base64
import hashlib
from functools import cache

from django import template
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def style(name: str) -> SafeString:
    return format_html('<link rel="stylesheet" href="{}"{}>', static(name), _integrity(name))


@register.simple_tag
def script(name: str, when: str = "") -> SafeString:
    """``when``: nothing, or ``defer``."""
    how = f" {when}" if when else ""
    return format_html('<script src="{}"{}{}></script>', static(name), _integrity(name), how)


def _integrity(name: str) -> SafeString | str:
    """Nothing while developing: there a file changes under the same name."""
    if settings.DEBUG:
        return ""
    return format_html(' integrity="sha256-{}"', _digest(staticfiles_storage.stored_name(name)))


@cache
def _digest(stored: str) -> str:
    """Of a collected file, which never changes: its name holds a digest of its own."""
    with staticfiles_storage.open(stored) as file:
        return base64.b64encode(hashlib.sha256(file.read()).digest()).decode()
