"""Find Chromium, or install it: ``python -m tests.chromium`` before browser tests."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# Chromium without windows: the same pages for a third of the work.
SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INSTALL = ["apt-get", "install", "--yes", "--no-install-recommends"]


def find() -> str | None:
    """The path of a Chromium: CHROMIUM, one on the PATH, or Playwright's own."""
    named = [os.environ.get("CHROMIUM", ""), *NAMES]
    on_path = next((path for path in map(shutil.which, filter(None, named)) if path), None)
    return on_path or _playwrights_own()


def main() -> None:
    if shutil.which(os.environ.get("CHROMIUM") or SHELL):
        return
    if _may_install():
        # Nothing that is here may go for it, and a machine without it is well served too.
        subprocess.run([*INSTALL, "--no-remove", SHELL], check=False)
    for command in _installers():
        if find():
            return
        subprocess.run(command, check=False)
    if not find():
        sys.exit("No Chromium found and none could be installed. Set CHROMIUM to the path of one.")


def _may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _installers() -> list[list[str]]:
    """Debian's package where we may install it, else Playwright's download."""
    playwright = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if _may_install():
        update = ["apt-get", "update", "--quiet"]
        return [update, [*INSTALL, SHELL], [*INSTALL, "chromium"], *playwright]
    return playwright


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


if __name__ == "__main__":
    main()
