"""Programs that need Node.js, which nothing else here does: put under ``var/`` when asked for."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.browser.server import ROOT


def installed(package: str, version: str) -> Path:
    """The folder of its modules, filled when it is not there yet; exits without Node.js."""
    if not shutil.which("node"):
        sys.exit("There is no Node.js. Install it (Debian: apt-get install nodejs npm).")
    place = ROOT / "var" / "node" / f"{package.rpartition('/')[2]}-{version}"
    modules = place / "node_modules"
    if not (modules / package).exists():
        place.mkdir(parents=True, exist_ok=True)
        # Nothing of what it depends on may run a program of its own, or fetch a browser.
        command = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        silent = {**os.environ, "PUPPETEER_SKIP_DOWNLOAD": "1"}
        subprocess.run([*command, f"{package}@{version}"], cwd=place, env=silent, check=True)
    return modules
