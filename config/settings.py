"""All settings. What a host may change is read from the environment here.

The defaults are safe: production behaviour, this machine only, SQLite under ``var/``.
README.md lists the variables. Where and with how many processes to listen is read by
``manage.py serve``.
"""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"  # what this installation writes; not in the repository
VAR_DIR.mkdir(exist_ok=True)


def flag(name: str) -> bool:
    """An on-off variable: 1 or 0, off when unset."""
    value = os.environ.get(name, "0")
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} should be 1 or 0, not {value!r}.")
    return value == "1"


def words(name: str, default: str) -> list[str]:
    """A comma-separated list without its blanks."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def file_in_a_folder(name: str, default: Path) -> Path:
    """A path whose folder exists and can be written to."""
    path = Path(os.environ.get(name) or default)
    if not os.access(path.parent, os.W_OK):
        raise ImproperlyConfigured(f"{name}: the folder {path.parent} is not there to write to.")
    return path


def secret_key() -> str:
    """From the environment, or from the file that ``make run`` writes once."""
    if key := os.environ.get("DJANGO_SECRET_KEY"):
        if len(key) < 50:
            raise ImproperlyConfigured("DJANGO_SECRET_KEY should have at least 50 characters.")
        return key
    file = VAR_DIR / "secret-key"
    if file.exists():
        return file.read_text().strip()
    if DEBUG:
        return "for-development-only"
    raise ImproperlyConfigured(
        "no secret key. Set DJANGO_SECRET_KEY, or run `make run` once: it writes var/secret-key."
    )


def database() -> dict[str, Any]:
    """PostgreSQL by ``DATABASE_URL``; without it SQLite, which needs no other service."""
    if url := os.environ.get("DATABASE_URL"):
        return postgres(url)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file_in_a_folder("DJANGO_SQLITE_PATH", VAR_DIR / "crossroads.sqlite3"),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # Write locks are taken at the start of a transaction, so that two writers wait
            # for each other instead of failing half-way. WAL is set once, by a migration.
            "transaction_mode": "IMMEDIATE",
            "timeout": 5,
            "init_command": "PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
    }


def postgres(url: str) -> dict[str, Any]:
    """Connections stay open and are checked before use, so that a restart is survived."""
    try:
        found = dj_database_url.parse(url, conn_max_age=None, conn_health_checks=True)
    except ValueError:
        found = {"NAME": ""}
    # Not the address itself in the message: it holds a password.
    if not url.startswith(("postgres://", "postgresql://")) or not found["NAME"]:
        raise ImproperlyConfigured(
            "DATABASE_URL should be like postgres://user:password@host:5432/name, "
            "or left out for SQLite."
        )
    return dict(found)


DEBUG = flag("DJANGO_DEBUG")
SECRET_KEY = secret_key()
# Behind TLS: secure cookies, HSTS, http sent on to https, the proxy's header believed.
HTTPS = flag("DJANGO_HTTPS")
# A promise for every name below this one, which browsers keep for a year: see README.md.
HSTS_PRELOAD = flag("DJANGO_HSTS_PRELOAD")
ALLOWED_HOSTS = words("DJANGO_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
if not ALLOWED_HOSTS or any("/" in host for host in ALLOWED_HOSTS):
    raise ImproperlyConfigured(
        "DJANGO_ALLOWED_HOSTS should list host names like example.org, without https://."
    )
CSRF_TRUSTED_ORIGINS = words("DJANGO_TRUSTED_ORIGINS", "")
if bad := [origin for origin in CSRF_TRUSTED_ORIGINS if "://" not in origin]:
    raise ImproperlyConfigured(
        f"DJANGO_TRUSTED_ORIGINS should list addresses like https://example.org, not {bad[0]!r}."
    )

INSTALLED_APPS = [
    "careers",
    "quiz",
    "crispy_forms",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "config.kept.KeptResponsesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "config.middleware.Utf8Middleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.HeedfulGZipMiddleware",
    "config.middleware.AdminSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "config.middleware.AdminAuthenticationMiddleware",
    "config.middleware.AdminMessageMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
# The quiz at the short addresses: "/", "/quiz/", "/result/" …
FRONT_QUIZ = "crossroads"

CRISPY_FAIL_SILENTLY = False
CRISPY_ALLOWED_TEMPLATE_PACKS = "crossroads"
CRISPY_TEMPLATE_PACK = "crossroads"

DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = file_in_a_folder("DJANGO_STATIC_ROOT", VAR_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
# Files that must lie at the root of the site: robots.txt, favicon.ico.
WHITENOISE_ROOT = BASE_DIR / "static" / "root"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# The largest honest form, 30 answers, is under 1 KB.
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024
# The admin's largest page, a question with its options, stays far below this.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 60 * 60
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HSTS_PRELOAD
SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]  # probes ask this machine directly
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "payment",
        "usb",
    )
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # Without DEBUG, Django would mail errors to nobody; the root handler tells the log.
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # Not a line for every mistyped or invented address: those can be endless.
        "django.request": {"level": "ERROR"},
    },
}
