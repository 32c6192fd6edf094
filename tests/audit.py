"""Look the pinned packages up among the known vulnerabilities: ``make audit``.

pip-audit ends well even where it was told nothing about any package, as behind a mirror of the
package index. So it is asked first for a version that is known to be vulnerable, and every
package that it passes over is a failure.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = (sys.executable, "-m", "pip_audit")
PINNED = ("requirements.txt", "requirements-dev.txt")
KNOWN_TO_BE_VULNERABLE = "django==3.2.1"
FOUND, NOT_AUDITED = 1, 2  # exit codes

Package = dict[str, Any]


class NotAudited(Exception):
    """Why nothing can be said of the packages, in one sentence."""


def main(program: Sequence[str] = PROGRAM) -> int:
    """Say what was found; the exit code."""
    try:
        _try_out(program)
        packages = _pinned(program)
    except NotAudited as reason:
        sys.stderr.write(f"Not audited: {reason}\n")
        return NOT_AUDITED
    vulnerable = [package for package in packages if package["vulns"]]
    for package in vulnerable:
        sys.stdout.write(_line(package))
    counted = f"{len(packages)} packages audited, {len(vulnerable)} with known vulnerabilities."
    sys.stdout.write(f"{counted}\n")
    return FOUND if vulnerable else 0


def _try_out(program: Sequence[str]) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(f"{KNOWN_TO_BE_VULNERABLE}\n")
        file.flush()
        [package] = _ask(program, "--no-deps", "-r", file.name)
    if not package["vulns"]:
        raise NotAudited(
            f"the vulnerability data has nothing on {KNOWN_TO_BE_VULNERABLE}, which it should."
        )


def _pinned(program: Sequence[str]) -> list[Package]:
    files = [part for name in PINNED for part in ("-r", str(ROOT / name))]
    return _ask(program, "--require-hashes", *files)


def _ask(program: Sequence[str], *arguments: str) -> list[Package]:
    """What pip-audit says of each package; raises NotAudited if it is not all of them."""
    ran = subprocess.run(
        [*program, "--disable-pip", "--progress-spinner=off", "--format=json", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        packages: list[Package] = json.loads(ran.stdout)["dependencies"]
    except (ValueError, KeyError):
        last = ran.stderr.strip().rpartition("\n")[2]
        raise NotAudited(f"pip-audit failed ({last}).") from None
    skipped = [package["skip_reason"] for package in packages if "skip_reason" in package]
    if skipped or not packages:
        raise NotAudited(skipped[0] if skipped else "pip-audit found no package to look up.")
    return packages


def _line(package: Package) -> str:
    known = ", ".join(
        f"{found['id']} (fixed in {', '.join(found['fix_versions']) or 'no version yet'})"
        for found in package["vulns"]
    )
    return f"{package['name']} {package['version']}: {known}\n"


if __name__ == "__main__":
    sys.exit(main())
