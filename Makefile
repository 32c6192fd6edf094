# One line each, calling tools. README.md says what they do.
PYTHON ?= python3

.PHONY: run test test-postgres lint bench bench-core bench-pages bench-admin

run: .venv/runtime var/secret-key
	.venv/bin/python manage.py serve

test: .venv/development
	.venv/bin/python -m tests.chromium
	.venv/bin/python -m pytest -n auto

# Against a PostgreSQL server in which a database for the tests may be made.
test-postgres: .venv/development
	DATABASE_URL=$${DATABASE_URL:-postgres://postgres@127.0.0.1:5432/postgres} .venv/bin/python -m pytest -n auto --ignore tests/browser --ignore tests/core

lint: .venv/development
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	DJANGO_DEBUG=1 .venv/bin/python manage.py makemigrations --check --dry-run
	DJANGO_HTTPS=1 DJANGO_HSTS_PRELOAD=1 DJANGO_SECRET_KEY=$$(.venv/bin/python -c "import secrets; print(secrets.token_hex(32))") .venv/bin/python manage.py check --deploy --fail-level WARNING

bench: .venv/development
	.venv/bin/python -m bench.site

bench-core: .venv/development
	.venv/bin/python -m bench.core

bench-pages: .venv/development
	.venv/bin/python -m tests.chromium
	.venv/bin/python -m bench.pages

bench-admin: .venv/development
	.venv/bin/python -m bench.admin

.venv/runtime: requirements.txt
	$(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

.venv/development: .venv/runtime requirements-dev.txt
	.venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

var/secret-key:
	mkdir -p var
	umask 077 && $(PYTHON) -c "import secrets; print(secrets.token_urlsafe(50))" > $@
