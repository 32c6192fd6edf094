"""The suite on PostgreSQL: ``python -m tests.postgres``, options of pytest after it.

On the server of DATABASE_URL, or on one of its own that is gone afterwards. PostgreSQL's
programs are found, or Debian's package is installed where we may.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.browser.server import ROOT, free_port

DEBIANS = Path("/usr/lib/postgresql")
NONE_FOUND = (
    "There is no PostgreSQL. Install it (Debian: apt-get install postgresql), "
    "or set DATABASE_URL to the address of a server in which databases may be made."
)
# Nothing of a throw-away cluster needs to survive a power cut.
IN_A_HURRY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Cluster:
    """A cluster in a folder of its own, on loopback. Its programs run as its owner, not root."""

    folder: Path
    port: int
    programs: Path

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def make(self) -> None:
        own(self.folder)
        self.run("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync")

    def start(self, **settings: str) -> None:
        """Raises CalledProcessError where it does not start; ``log.txt`` says why."""
        every = {
            "port": str(self.port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            **settings,
        }
        options = " ".join(f"-c {name}='{value}'" for name, value in every.items())
        log = self.folder / "log.txt"
        self.run("pg_ctl", "start", "--wait", "--silent", f"--log={log}", f"--options={options}")

    def stop(self, mode: str = "fast") -> None:
        self.run("pg_ctl", "stop", "--silent", f"--mode={mode}")

    def run(self, program: str, *arguments: str) -> None:
        """One of PostgreSQL's programs on this cluster's data; raises CalledProcessError."""
        command = [self.programs / program, f"--pgdata={self.data}", *arguments]
        subprocess.run(
            command, check=True, stdout=subprocess.DEVNULL, cwd=self.folder, **_not_root()
        )


@contextmanager
def cluster(programs: Path) -> Iterator[Cluster]:
    """A running cluster with default settings, gone at the end."""
    with folder() as place:
        made = Cluster(place, free_port(), programs)
        made.make()
        made.start(**IN_A_HURRY)
        try:
            yield made
        finally:
            made.stop("immediate")


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that other users than root may pass through; its files may be anybody's."""
    place = Path(tempfile.mkdtemp(prefix="crossroads-postgres-"))
    place.chmod(0o755)
    try:
        yield place
    finally:
        shutil.rmtree(place)


def own(place: Path) -> None:
    """Hand a folder to the user that PostgreSQL's programs run as."""
    place.mkdir(exist_ok=True)
    if user := _not_root().get("user"):
        shutil.chown(place, user)


def find() -> Path | None:
    """The folder of PostgreSQL's programs, of the newest version: Debian's, or on the PATH."""
    versions = [path for path in DEBIANS.glob("*/bin") if (path / "initdb").exists()]
    if versions:
        return max(versions, key=lambda path: float(path.parent.name))
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def find_or_install() -> Path | None:
    if not find() and os.geteuid() == 0 and shutil.which("apt-get"):
        install(["postgresql"])
    return find()


def install(packages: list[str]) -> None:
    """Debian's packages, as root. What they would start as a service is not started."""
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    silent = {**os.environ, "RUNLEVEL": "1", "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "--quiet"], install):
        subprocess.run(command, check=False, env=silent)


def _not_root() -> dict[str, Any]:
    """For subprocess: PostgreSQL refuses to run as root, and Debian's package makes a user."""
    if os.geteuid() != 0:
        return {}
    import pwd

    names = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": user.pw_name, "group": user.pw_gid, "extra_groups": []}


def _pytest(url: str) -> int:
    command = [sys.executable, "-m", "pytest", *sys.argv[1:]]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, "DATABASE_URL": url}).returncode


def main() -> None:
    if url := os.environ.get("DATABASE_URL"):
        sys.exit(_pytest(url))
    programs = find_or_install()
    if programs is None:
        sys.exit(NONE_FOUND)
    with cluster(programs) as made:
        code = _pytest(made.url)
    sys.exit(code)


if __name__ == "__main__":
    main()
