"""This site beside two quiz packages for Django: ``make bench-rivals``.

django-survey-and-report and django-mcq come from the package index, as ``bench/rivals.txt`` pins
them, and lie under var/. Each site has a process of its own with the same Django; CPU is taken
beside a bare view that returns as many bytes. A visit is every page and every form until the
result. Prints a table, writes it to ``bench/results/rivals.json``, and exits with 1 where a page
takes a rival less than ten times what it takes here, or a visit less than twenty times.

django_quiz cannot be measured: the last release, django-quiz-app 0.5.1, imports what Django 1.10
removed (``django.conf.urls.patterns``), and Django 1.9 does not start on Python 3.11.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
PLACE = ROOT / "var" / "rivals"
PINNED = Path(__file__).with_name("rivals.txt")
RESULTS = Path(__file__).parent / "results" / "rivals.json"
OURS = "short"
NAMES = {
    "short": "Crossroads, 16 questions",
    "full": "Crossroads, 30 questions",
    "survey": "django-survey-and-report 1.5.0, 20",
    "mcq": "django-mcq 0.4, 20",
}
RIVALS = ("survey", "mcq")
BARS = {"page": 10, "visit": 20}
Found = dict[str, dict[str, Any]]


def main() -> None:
    _install()
    found = {site: _measured(site) for site in NAMES}
    for costs in found.values():
        for of, cost in costs.items():
            cost["ratio"] = cost["cpu"] / cost["bare"]
            cost["times_ours"] = cost["ratio"] / _ours(found, of)
    _print(found)
    RESULTS.write_text(json.dumps(found, indent=1) + "\n")
    sys.exit("\n".join(_under(found)) or 0)


def _install() -> None:
    """The rivals and nothing that they stand on: that is the site's own."""
    options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
    into = ["--upgrade", "--target", PLACE, "-r", PINNED]
    subprocess.run([sys.executable, "-m", "pip", "install", *options, *into], check=True)


def _measured(site: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "bench.rival_sites", site, folder]
        found = {**os.environ, "PYTHONPATH": str(PLACE)}
        done = subprocess.run(command, cwd=ROOT, env=found, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def _ours(found: Found, of: str) -> float:
    return found[OURS][of]["cpu"] / found[OURS][of]["bare"]


def _print(found: Found) -> None:
    heads = ("ms", "× bare", "× ours", "requests", "queries")
    for of in BARS:
        print(f"{'CPU of a ' + of:36}{''.join(f'{head:>10}' for head in heads)}")
        for site, name in NAMES.items():
            cost = found[site][of]
            print(f"{name:36}{cost['cpu']:10.2f}{cost['ratio']:10.1f}", end="")
            print(f"{cost['times_ours']:10.1f}{cost['requests']:10}{cost['queries']:10}")


def _under(found: Found) -> list[str]:
    return [
        f"{NAMES[site]}: a {of} takes {found[site][of]['times_ours']:.1f} times ours, not {bar}"
        for site in RIVALS
        for of, bar in BARS.items()
        if found[site][of]["times_ours"] < bar
    ]


if __name__ == "__main__":
    main()
