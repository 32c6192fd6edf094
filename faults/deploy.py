"""New code with a migration takes over under load: the old code goes on until it is reloaded."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.visitors import Visitors
from faults import reloads, site
from faults.told import Told
from tests.browser.server import ROOT, Server

WITHOUT = shutil.ignore_patterns(".*", "var", "__pycache__")
SHARES = Path("quiz/models/shares.py")
MIGRATION = Path("quiz/migrations/9999_a_note_and_a_table.py")
OLD = "    guessed_wrong = models.PositiveIntegerField(default=0)\n"
NEW = f'{OLD}    note = models.CharField(max_length=40, blank=True, default="", db_default="")\n'
ADDED = '''"""A column that the old code does not know, a table, and an index."""
from django.db import migrations, models
class Migration(migrations.Migration):
    dependencies = [("quiz", "{before}")]
    operations = [
        migrations.AddField("sharedresult", "note",
            models.CharField(max_length=40, blank=True, default="", db_default="")),
        migrations.CreateModel("Later", [("id", models.BigAutoField(primary_key=True)),
            ("day", models.DateField(db_index=True))]),
        migrations.AddIndex("sharedresult", models.Index(fields=["created_on"], name="by_day")),
    ]
'''


def run(told: Told) -> None:
    """In a copy of the project, whose code may be changed."""
    with tempfile.TemporaryDirectory(prefix="crossroads-faults-") as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=WITHOUT)
        static = {site.STATIC: f"{folder}/static"}
        command = [sys.executable, "-m", "faults.deploy"]
        done = subprocess.run(command, cwd=copy, env={**os.environ, **static}, check=False)
    told.promise("all of that", done.returncode == 0)


def main() -> None:
    told = Told()
    with site.new_site() as place, place.start() as server:
        _deployed_under_load(told, server)
    sys.exit(bool(told.broken))


def _deployed_under_load(told: Told, server: Server) -> None:
    visitors = Visitors(server.url)
    with visitors.coming():
        time.sleep(3)
        _change()
        seconds = _migrate(server)
        time.sleep(3)
        between = len(visitors.seen.shared)
        renewed = reloads.reload(server)
        time.sleep(3)
    told.count("seconds that migrate took", f"{seconds:.1f}")
    told.promise("every process is another", renewed)
    told.promise("and serves the new code", len(visitors.seen.shared) > between)
    site.nobody_failed(told, visitors.seen)
    site.shares_kept(told, server, site.tokens(visitors))
    site.database_sound(told, server)
    [(noted,)] = server.rows("SELECT count(*) FROM quiz_sharedresult WHERE note = ''")
    told.promise("every share has the new column", noted == len(visitors.seen.shared))


def _change() -> None:
    """New code in the place of the old, a release with a migration."""
    before = max(path.stem for path in (ROOT / "quiz" / "migrations").glob("0*.py"))
    (ROOT / MIGRATION).write_text(ADDED.format(before=before))
    shares = ROOT / SHARES
    shares.write_text(shares.read_text().replace(OLD, NEW))


def _migrate(server: Server) -> float:
    start = time.monotonic()
    server.manage("migrate", "--verbosity", "0")
    return time.monotonic() - start


if __name__ == "__main__":
    main()
