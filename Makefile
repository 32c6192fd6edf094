# One line each, calling tools. README.md says what they do.
PYTHON ?= python3
INSTALL = .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes
LOCK = --quiet --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock"
# Tests start dozens of processes; without compiled files each would compile everything anew.
KEEP = PYTHONDONTWRITEBYTECODE=

.PHONY: run test test-postgres failover lint audit sbom lock bench bench-core bench-parts bench-pages bench-cards bench-shares bench-admin bench-rivals bench-flat bench-start bench-slow bench-flood lighthouse observatory validate fuzz faults

run: .venv/runtime var/secret-key
	.venv/bin/python manage.py serve

test: .venv/development
	.venv/bin/python -m tests.chromium
	$(KEEP) .venv/bin/python -m pytest -n auto --dist worksteal

# On PostgreSQL: the server of DATABASE_URL, or one of its own that is gone afterwards.
# Only tests that ask a database are run: tests/conftest.py.
test-postgres: .venv/development
	$(KEEP) .venv/bin/python -m tests.postgres -n auto --dist worksteal --ignore tests/browser --ignore tests/core

lint: .venv/development
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/bandit --quiet --recursive config careers quiz manage.py
	DJANGO_DEBUG=1 .venv/bin/python manage.py makemigrations --check --dry-run
	DJANGO_HTTPS=1 DJANGO_HSTS_PRELOAD=1 DJANGO_SECRET_KEY=$$(.venv/bin/python -c "import secrets; print(secrets.token_hex(32))") .venv/bin/python manage.py check --deploy --fail-level WARNING

# Known vulnerabilities of the pinned packages. Fails where it could not look them up.
audit: .venv/development
	.venv/bin/python -m tests.audit

# Every package with its hashes, as CycloneDX.
sbom: .venv/development
	mkdir -p var
	.venv/bin/cyclonedx-py requirements requirements.txt --output-reproducible -o var/sbom.json

# After a change of requirements.in or requirements-dev.in. What is pinned stays as it is.
lock: .venv/development
	.venv/bin/uv pip compile $(LOCK) requirements.in -o requirements.txt
	.venv/bin/uv pip compile $(LOCK) requirements-dev.in -o requirements-dev.txt

bench: .venv/development
	.venv/bin/python -m bench.site

bench-core: .venv/development
	.venv/bin/python -m bench.core

# Where the CPU of a new result, a new shared result and a sent sheet goes.
bench-parts: .venv/development
	.venv/bin/python -m bench.parts

bench-pages: .venv/development
	.venv/bin/python -m tests.chromium
	.venv/bin/python -m bench.pages

bench-cards: .venv/development
	.venv/bin/python -m bench.cards

# Beside two quiz packages for Django, which it puts under var/.
bench-rivals: .venv/development
	.venv/bin/python -m bench.rivals

bench-shares: .venv/development
	.venv/bin/python -m bench.shares

bench-admin: .venv/development
	.venv/bin/python -m bench.admin

# As fast with a million sheets as with none? On SQLite and PostgreSQL; takes ten minutes.
# FLAT_SHEETS=50000 FLAT_SHARES=10000: a smaller one, in five.
bench-flat: .venv/development
	.venv/bin/python -m bench.flat

bench-start: .venv/development
	.venv/bin/python -m bench.start

bench-slow: .venv/development
	.venv/bin/python -m bench.slow

bench-flood: .venv/development
	.venv/bin/python -m bench.flood

# Every public page in Lighthouse. Needs Node.js; puts Lighthouse under var/.
lighthouse: .venv/development
	.venv/bin/python -m tests.chromium
	.venv/bin/python -m bench.lighthouse

# Every public page and the login in Mozilla's HTTP Observatory, behind nginx. Needs Node.js too.
observatory: .venv/development
	.venv/bin/python -m bench.observatory

# The work check fitted again and tested on people it never saw; fails where it has drifted.
validate: .venv/development
	.venv/bin/python -m bench.validate

# Bad input by machines at every entrance. FUZZ_CASES and FUZZ_SECONDS bound each part.
fuzz: .venv/development
	.venv/bin/python -m fuzz

# What is promised of a killed server, a full disk and so on. FAULTS="disk_full reloads": these alone.
faults: .venv/development
	.venv/bin/python -m faults $(FAULTS)

failover: .venv/development
	.venv/bin/python -m bench.failover

.venv/runtime: requirements.txt
	$(PYTHON) -m venv .venv
	$(INSTALL) -r requirements.txt
	touch $@

.venv/development: .venv/runtime requirements-dev.txt
	$(INSTALL) -r requirements-dev.txt
	touch $@

var/secret-key:
	mkdir -p var
	umask 077 && $(PYTHON) -c "import secrets; print(secrets.token_urlsafe(50))" > $@
