"""All settings. What a host may change is read from the environment, by ``environment``.

The defaults are safe: production behaviour, this machine only, SQLite under ``var/``.
README.md lists the variables. Where and with how many processes to listen is read by
``manage.py serve``.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config import connections, logs
from config.environment import (
    address,
    admin_path,
    file_in_a_folder,
    flag,
    limit,
    proxies,
    secret_key,
    words,
)

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"  # what this installation writes; not in the repository
VAR_DIR.mkdir(exist_ok=True)


def database() -> dict[str, Any]:
    """PostgreSQL by ``DATABASE_URL``; without it SQLite, which needs no other service."""
    example = "postgres://user:password@host:5432/name"
    given = address("DATABASE_URL", connections.postgres, example, "SQLite")
    return given or connections.sqlite(
        file_in_a_folder("DJANGO_SQLITE_PATH", VAR_DIR / "crossroads.sqlite3")
    )


def caches() -> dict[str, dict[str, Any]]:
    """In Redis by ``CACHE_URL``, for all machines; without it in memory and in files here."""
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    files = {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": file_in_a_folder("DJANGO_CARDS_DIR", VAR_DIR / "cards"),
        "OPTIONS": {"MAX_ENTRIES": 3000},  # at most about 60 MB
    }
    shared = address("CACHE_URL", connections.redis, "redis://host:6379/0", "files on this machine")
    # Share pictures, each drawn once for all processes.
    cards = {**(shared or files), "KEY_PREFIX": "cards", "TIMEOUT": 30 * 24 * 60 * 60}
    counts = {
        "BACKEND": "config.counts.CountingMemory",
        "LOCATION": "limits",
        "OPTIONS": {"MAX_ENTRIES": 20_000},  # at most about 10 MB
    }
    limits = {**(shared or counts), "KEY_PREFIX": "limits"}
    return {"default": memory, "cards": cards, "limits": limits}


DEBUG = flag("DJANGO_DEBUG")
SECRET_KEY = secret_key(VAR_DIR / "secret-key", development=DEBUG)
# Behind TLS: secure cookies, HSTS, http sent on to https, the proxy's header believed.
HTTPS = flag("DJANGO_HTTPS")
# A promise for every name below this one, which browsers keep for a year: see README.md.
HSTS_PRELOAD = flag("DJANGO_HSTS_PRELOAD")
ALLOWED_HOSTS = words("DJANGO_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
ADMIN_PATH = admin_path()
PROXIES = proxies()
# From one address within ten minutes: what many people behind one can want, and no more.
LIMIT_SECONDS = 10 * 60
LIMITS = {
    "answers": limit("DJANGO_LIMIT_ANSWERS", 600),
    "sharing": limit("DJANGO_LIMIT_SHARING", 300),
    "unknown": limit("DJANGO_LIMIT_UNKNOWN", 100),
}
# Whether who can change what visitors see needs a second factor. Whoever has set one up is asked
# for it as well.
SECOND_FACTOR = flag("DJANGO_SECOND_FACTOR", "0" if DEBUG else "1")
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
    "config.staff.apps.StaffConfig",
    "config.staff.apps.StudyConfig",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "config.kept.KeptResponsesMiddleware",
    "config.middleware.CrossOriginMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.middleware.PolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    # After those before it, so that its way from http to https carries their headers too.
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.Utf8Middleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.CompressionMiddleware",
    "config.middleware.AdminSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "config.middleware.SmallBodiesMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "config.middleware.AdminAuthenticationMiddleware",
    "config.middleware.AdminSecondFactorMiddleware",
    "config.middleware.AdminMessageMiddleware",
    # Looks only whether a login was locked out, so it reads no session elsewhere either.
    "axes.middleware.AxesMiddleware",
    "config.limits.LimitsMiddleware",
    "config.middleware.DatabaseGoneMiddleware",
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
# The quiz that has its own short address, /work-check/, too.
CHECK_QUIZ = "work-check"

CRISPY_FAIL_SILENTLY = False
CRISPY_ALLOWED_TEMPLATE_PACKS = "crossroads"
CRISPY_TEMPLATE_PACK = "crossroads"

DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = caches()

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # of accounts made before
]
LOGIN_REDIRECT_URL = "admin:index"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "config.staff.passwords.WordsOfTheSiteValidator"},
]

# Five wrong passwords for one account, or from one address, within a quarter of an hour close
# that account, or that address, for a quarter of an hour.
AXES_FAILURE_LIMIT = 5
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_HANDLER = "config.staff.attempts.OwnAttemptsHandler"
AXES_CLIENT_IP_CALLABLE = "config.clients.address"
AXES_LOCKOUT_CALLABLE = "config.staff.lockout.locked"
AXES_DISABLE_ACCESS_LOG = True  # no list of who logged in from where
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
OTP_TOTP_ISSUER = "Crossroads"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = file_in_a_folder("DJANGO_STATIC_ROOT", VAR_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
# Files that must lie at the root of the site: robots.txt, favicon.ico.
WHITENOISE_ROOT = BASE_DIR / "static" / "root"
# Pages name the others by their digests alone: nothing is compressed that nobody asks for.
WHITENOISE_KEEP_ONLY_HASHED_FILES = not DEBUG
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
# A browser takes a cookie of such a name only over TLS, from this very host, for all of it.
COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid", f"{COOKIE_PREFIX}csrftoken"
CSRF_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
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
        "object-src": ["'none'"],
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

LOGGING = logs.LOGGING
