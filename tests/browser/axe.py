"""What is wrong with a page for somebody, by axe-core and by its width."""

from collections.abc import Iterable

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# Every width and every scheme once: all four pairs take twice as long and find nothing more.
LOOKS = [(320, "light"), (1280, "dark")]
HEIGHT = 800
# What passes is many times larger than what fails; only the latter leaves the browser.
RUN = "axe.run({ resultTypes: ['violations'] }).then((found) => found.violations)"


def faults_of(page: Page, looks: Iterable[tuple[int, str]] = LOOKS) -> list[str]:
    """What is wrong in each look. The page must run scripts from anywhere: ``bypass_csp=True``."""
    page.add_style_tag(content="* { transition: none !important }")  # the admin's, of colours
    return [
        f"{width} {scheme}: {fault}"
        for width, scheme in looks
        for fault in _faults(page, width, scheme)
    ]


def _faults(page: Page, width: int, scheme: str) -> list[str]:
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.emulate_media(color_scheme=scheme)
    needed = page.evaluate("document.documentElement.scrollWidth")
    too_wide = [f"{needed} pixels wide"] if needed > width else []
    return too_wide + violations(page)


def violations(page: Page) -> list[str]:
    """Each violation of each element, by its rule."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE_SCRIPT)
    return [
        f"{rule['id']}: {node['failureSummary']} {node['html']}"
        for rule in page.evaluate(RUN)
        for node in rule["nodes"]
    ]
