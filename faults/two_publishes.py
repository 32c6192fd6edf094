"""Several publish at once, on SQLite and on PostgreSQL: one edition each, in order."""

import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from faults.told import Told
from tests.browser.server import ROOT
from tests.postgres import NONE_FOUND, cluster, find_or_install

KEY = "for faults only, and long enough to be taken as a key of fifty characters"
AT_ONCE = 4  # processes, started when all are ready
THREADS = 4  # in a process of its own
SAME = "nothing"
BUSY = "OperationalError database is locked"  # which the command and the admin say in words
# Each waits until a line comes, so that starting up does not keep them apart.
PUBLISH = """
import sys
from concurrent.futures import ThreadPoolExecutor
from django.db import connection
from quiz.models import Quiz
from quiz.publishing import publish
own, threads = sys.argv[1], int(sys.argv[2])
quiz = Quiz.objects.get(slug="crossroads")
connection.close()
print("ready", flush=True)
sys.stdin.readline()
def work(number):
    try:
        if own != "nothing":
            Quiz.objects.filter(pk=quiz.pk).update(title=f"Which, {own} {number}?")
        edition = publish(quiz, note=own)
        print("published", edition.number if edition else "no change", flush=True)
    except Exception as error:
        print("refused", type(error).__name__, error, flush=True)
with ThreadPoolExecutor(threads) as pool:
    list(pool.map(work, range(threads)))
"""


def run(told: Told) -> None:
    with tempfile.TemporaryDirectory(prefix="crossroads-faults-") as folder:
        _on(told, "SQLite", {"DJANGO_SQLITE_PATH": str(Path(folder) / "site.sqlite3")})
    programs = find_or_install()
    if programs is None:
        told.promise(f"there is a PostgreSQL. {NONE_FOUND}", False)
        return
    with cluster(programs) as made:
        _on(told, "PostgreSQL", {"DATABASE_URL": made.url})


def _on(told: Told, kind: str, variables: dict[str, str]) -> None:
    environment = {**os.environ, **variables, "DJANGO_SECRET_KEY": KEY, "PYTHONPATH": str(ROOT)}
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
    _manage(environment, "migrate")
    _manage(environment, "load_content", "--publish")
    _manage(environment, "shell", "-v", "0", "-c", _CHANGED)
    same = _at_once(environment, [SAME] * AT_ONCE, 1)
    told.count(f"{kind}: {AT_ONCE} processes publish the same draft", dict(Counter(same)))
    expected = ["published 2", *["published no change"] * (AT_ONCE - 1)]
    told.promise("one publishes it, the others are told so", sorted(same) == sorted(expected))
    each = _at_once(environment, ["one", "two", "three", "four"][:AT_ONCE], THREADS)
    told.count(f"{kind}: {AT_ONCE * THREADS} change and publish it", dict(Counter(each)))
    numbers = sorted(int(line.split()[1]) for line in each if line.split()[1].isdigit())
    told.promise(
        "editions follow each other without a gap",
        numbers == list(range(3, 3 + len(numbers))) and len(numbers) > 0,
    )
    refused = [line for line in each if line.startswith("refused")]
    told.count("refused because others took too long", len(refused))
    told.promise("none fails in another way", all(BUSY in line for line in refused))
    told.promise("every edition is sound", _unsound(environment) == "[]")


_CHANGED = "from quiz.models import Quiz; Quiz.objects.filter(slug='crossroads').update(title='Q?')"
_CHECK = """
from quiz import editions
from quiz.models import Edition
print([number for number in Edition.objects.filter(quiz__slug='crossroads')
    .values_list('number', flat=True) if editions.get('crossroads', number).number != number])
"""


def _unsound(environment: dict[str, str]) -> str:
    return _manage(environment, "shell", "-v", "0", "-c", _CHECK).strip()


def _manage(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.check_output(command, cwd=ROOT, env=environment, text=True)


def _at_once(environment: dict[str, str], owns: list[str], threads: int) -> list[str]:
    """What each says, all of them let go at the same moment."""
    setup = f"import django; django.setup()\n{PUBLISH}"
    started = [
        subprocess.Popen(
            [sys.executable, "-c", setup, own, str(threads)],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for own in owns
    ]
    for process in started:
        process.stdout.readline()
    for process in started:
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate()[0] for process in started]
    return [line for text in said for line in text.splitlines()]
