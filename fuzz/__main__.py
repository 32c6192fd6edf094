"""``make fuzz``: every part, its counts, and exit code 1 when anything was found.

FUZZ_CASES (default 20,000) bounds the cases of each part, FUZZ_SECONDS (default 60) its time;
FUZZ_SEED chooses other cases. ``python -m fuzz PART …`` runs some parts only.
"""

import json
import logging
import os
import subprocess
import sys
import time
from collections import Counter
from io import StringIO

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

from fuzz.running import Counts

CASES = int(os.environ.get("FUZZ_CASES", "20000"))
SECONDS = int(os.environ.get("FUZZ_SECONDS", "60"))
SEED = int(os.environ.get("FUZZ_SEED", "1"))
EACH = 20  # schemathesis's examples for each method of each address
READERS = ("document", "summary", "cookie", "token", "content", "line")
IN_PROCESS = ("requests", "lines", "imports")
PARTS = (*READERS, *IN_PROCESS, "server")


def main() -> None:
    asked = sys.argv[1:] or PARTS
    if unknown := set(asked) - set(PARTS):
        sys.exit(f"No part {sorted(unknown)[0]!r}. There are: {', '.join(PARTS)}.")
    django.setup()
    logging.disable()
    found = [_reader(name) for name in READERS if name in asked]
    if parts := [name for name in IN_PROCESS if name in asked]:
        found += _in_process(parts)
    if "server" in asked:
        found.append(_server())
    _sum_up(found)


def _reader(name: str) -> Counts:
    """In a process of its own, since libFuzzer ends the one that it runs in."""
    command = [sys.executable, "-m", "fuzz.decoders", name]
    bounds = {"FUZZ_CASES": str(CASES), "FUZZ_SECONDS": str(SECONDS), "FUZZ_SEED": str(SEED)}
    done = subprocess.run(
        command, env={**os.environ, **bounds}, capture_output=True, text=True, check=False
    )
    try:
        said = json.loads(done.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        return _told(Counts(f"reader of a {name}", findings=[done.stderr[-4000:]]))
    outcomes = {"accepted": said["accepted"], "refused": said["cases"] - said["accepted"]}
    findings = [done.stderr[-4000:]] if done.returncode else []
    return _told(Counts(f"reader of a {name}", said["cases"], Counter(outcomes), findings))


def _in_process(parts: list[str]) -> list[Counts]:
    """On a database in memory that is gone afterwards."""
    from django.core.management import call_command
    from django.test.runner import DiscoverRunner

    from fuzz import admin, lines, promises, requests, running
    from fuzz.site import Site, undone
    from quiz.models import Quiz

    runner = DiscoverRunner(verbosity=0)
    databases = runner.setup_databases()
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("load_content", publish=True, stdout=StringIO())
    site = Site()
    site.fill(Quiz.objects.get(slug="crossroads"))
    publisher = admin.Publisher(site)

    def answered(request: requests.Request) -> str:
        with undone():
            return str(promises.checked(site, request).status)

    works = {
        "requests": (requests.any_request(site), answered),
        "lines": (lines.any_line, lambda data: lines.case(site, data)),
        "imports": (admin.any_file, lambda data: admin.case(publisher, data)),
    }
    found = []
    for part in parts:
        until = time.monotonic() + SECONDS
        found.append(_told(running.run(part, *works[part], CASES, until)))
    runner.teardown_databases(databases)
    return found


def _server() -> Counts:
    from fuzz import server

    sent, findings = server.run(EACH, SECONDS, SEED)
    return _told(Counts("schemathesis on the server", sent, findings=findings))


def _told(counts: Counts) -> Counts:
    print(counts.line(), flush=True)
    for finding in counts.findings:
        print(f"\n{finding}\n", flush=True)
    return counts


def _sum_up(found: list[Counts]) -> None:
    findings = sum(len(counts.findings) for counts in found)
    cases = sum(counts.cases for counts in found)
    broken = sum(text.count("status 5") for counts in found for text in counts.findings)
    raised = sum(text.count("raised:") for counts in found for text in counts.findings)
    print(f"{cases} cases, {broken} with a 5xx, {raised} with a traceback, {findings} findings")
    sys.exit(bool(findings))


if __name__ == "__main__":
    main()
