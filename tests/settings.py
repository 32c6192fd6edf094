"""Production settings, with a key of its own and static files in a temporary folder."""

import os
import tempfile
from pathlib import Path

os.environ["DJANGO_SECRET_KEY"] = "for tests only, and long enough to be taken as one"
OURS = (
    "DJANGO_DEBUG",
    "DJANGO_HTTPS",
    "DJANGO_ALLOWED_HOSTS",
    "DJANGO_SQLITE_PATH",
    "DJANGO_CARDS_DIR",
    "CACHE_URL",
    "DJANGO_LIMIT_ANSWERS",
    "DJANGO_LIMIT_SHARING",
    "DJANGO_LIMIT_UNKNOWN",
)
for name in OURS:
    os.environ.pop(name, None)

from config.settings import *  # noqa: E402, F403

if "DATABASE_URL" not in os.environ:
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # noqa: F405
STATIC_ROOT = Path(tempfile.mkdtemp(prefix="crossroads-static-"))
CACHES["cards"]["LOCATION"] = tempfile.mkdtemp(prefix="crossroads-cards-")  # noqa: F405
# Fingerprints as in production; compressing every file of the admin would take seconds.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
# Tests of the second factor switch it on.
SECOND_FACTOR = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
