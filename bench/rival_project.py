"""A Django project around one rival, for ``bench.rival_sites``.

As Django begins a project and the rival's documentation asks for; templates cached, SQLite and
its connections kept as this site keeps its own.
"""

import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

PARTS = ("auth", "contenttypes", "sessions", "messages", "staticfiles")
MIDDLEWARE = (
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
)
PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]
# The page that django-mcq asks a site for, in its README.
PAGE = """<!doctype html><html lang="en"><head>{% block quiz_css %}{% endblock %}</head>
<body>{% block quiz_body %}{% endblock %}{% block quiz_js %}{% endblock %}</body></html>"""
# What its documentation asks to be set.
OWN = {"survey": {"DEFAULT_SURVEY_PUBLISHING_DURATION": 7, "CHOICES_SEPARATOR": ","}}
ADDRESSES = """from django.urls import include, path
urlpatterns = [path("", include("{app}.urls"))]
"""


def set_up(folder: Path, app: str) -> None:
    """The project in this folder, with the tables of ``app``."""
    # Our own package has the name of one rival's, so it comes last.
    sys.path.append(sys.path.pop(0))
    sys.path.append(str(folder))
    (folder / "addresses.py").write_text(ADDRESSES.format(app=app))
    (folder / "quiz_base.html").write_text(PAGE)
    settings.configure(
        SECRET_KEY="for measurements only",
        ALLOWED_HOSTS=["127.0.0.1"],
        INSTALLED_APPS=[*(f"django.contrib.{part}" for part in PARTS), app],
        MIDDLEWARE=MIDDLEWARE,
        ROOT_URLCONF="addresses",
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [folder],
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": PROCESSORS},
            }
        ],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": folder / "site.sqlite3",
                "CONN_MAX_AGE": None,
                "OPTIONS": {"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL"},
            }
        },
        STATIC_URL="/static/",
        **OWN.get(app, {}),
    )
    django.setup()
    call_command("migrate", verbosity=0)
