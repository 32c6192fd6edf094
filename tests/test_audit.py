"""The audit of packages: what it says, and that it never ends well having audited nothing."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import audit

FLAW = {"id": "PYSEC-1", "fix_versions": ["3.2.2", "4.0"]}
OPEN = {"id": "PYSEC-2", "fix_versions": []}
# Answers with what stands in a file: the first for the try-out, the second for our own packages.
STAND_IN = """
import pathlib, sys
name = "tried" if "--no-deps" in sys.argv else "pinned"
print(pathlib.Path(sys.argv[1], name).read_text(), end="")
print("Traceback\\nOSError: no such host", file=sys.stderr)
sys.exit(1)
"""


def a_package(name: str, version: str, *vulns: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "version": version, "vulns": list(vulns)}


def passed_over(name: str) -> dict[str, str]:
    return {"name": name, "skip_reason": f"Dependency not found on PyPI: {name}"}


TRIED = [a_package("django", "3.2.1", FLAW)]
SOUND = [a_package("django", "5.2.19"), a_package("pillow", "13.0.0")]


def said(packages: list[dict[str, Any]]) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


@pytest.mark.parametrize(
    ("tried", "pinned", "code", "out", "err"),
    [
        (said(TRIED), said(SOUND), 0, "2 packages audited, 0 with known vulnerabilities.\n", ""),
        (
            said(TRIED),
            said([*SOUND, a_package("granian", "2.8", FLAW, OPEN)]),
            1,
            "granian 2.8: PYSEC-1 (fixed in 3.2.2, 4.0), PYSEC-2 (fixed in no version yet)\n"
            "3 packages audited, 1 with known vulnerabilities.\n",
            "",
        ),
        (
            said([a_package("django", "3.2.1")]),
            said(SOUND),
            2,
            "",
            "the vulnerability data has nothing on django==3.2.1, which it should.",
        ),
        (
            said([passed_over("django")]),
            said(SOUND),
            2,
            "",
            "Dependency not found on PyPI: django",
        ),
        (
            said(TRIED),
            said([*SOUND, passed_over("granian")]),
            2,
            "",
            "Dependency not found on PyPI: granian",
        ),
        (said(TRIED), said([]), 2, "", "pip-audit found no package to look up."),
        ("", said(SOUND), 2, "", "pip-audit failed (OSError: no such host)."),
        (said(TRIED), "<html>", 2, "", "pip-audit failed (OSError: no such host)."),
        (said(TRIED), "{}", 2, "", "pip-audit failed (OSError: no such host)."),
    ],
)
def test_what_the_audit_says_and_how_it_ends(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    tried: str,
    pinned: str,
    code: int,
    out: str,
    err: str,
) -> None:
    (tmp_path / "tried").write_text(tried)
    (tmp_path / "pinned").write_text(pinned)
    ended = audit.main([sys.executable, "-c", STAND_IN, str(tmp_path)])
    assert (ended, *capsys.readouterr()) == (code, out, f"Not audited: {err}\n" if err else "")
