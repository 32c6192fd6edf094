"""Find Chromium, or install it: ``python -m tests.chromium`` before browser tests."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """The path of a Chromium: CHROMIUM, one on the PATH, or Playwright's own."""
    named = [os.environ.get("CHROMIUM", ""), *NAMES]
    on_path = next((path for path in map(shutil.which, filter(None, named)) if path), None)
    return on_path or _playwrights_own()


def main() -> None:
    if find():
        return
    for command in _installers():
        subprocess.run(command, check=False)
        if find():
            return
    sys.exit("No Chromium found and none could be installed. Set CHROMIUM to the path of one.")


def _installers() -> list[list[str]]:
    """Debian's package where we may install it, else Playwright's download."""
    playwright = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        install = ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]
        return [["apt-get", "update", "--quiet"], install, *playwright]
    return playwright


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


if __name__ == "__main__":
    main()
