"""Those whose pages are measured: somebody with a result, Ana and Ben who shared theirs."""

from collections.abc import Callable
from dataclasses import dataclass

from bench.addresses import FINISHED, SHARER
from tests.plain_browser import PlainBrowser, first_answers


@dataclass(frozen=True)
class People:
    """Cookies by who holds them, and the tokens of two shared results."""

    cookies: dict[str, str]
    tokens: dict[str, str]


def people(url: str, new_browser: Callable[[], PlainBrowser] = PlainBrowser) -> People:
    """Made on the site at this address."""
    finished, ana, ben = (_finished(url, new_browser()) for _ in range(3))
    for browser, name in ((ana, "Ana"), (ben, "Ben")):
        browser.post(f"{url}/result/share/", name=name, include="yes")
    tokens = {name: _token(browser) for browser, name in ((ana, "ana"), (ben, "ben"))}
    return People({FINISHED: _cookies(finished), SHARER: _cookies(ana)}, tokens)


def _finished(url: str, browser: PlainBrowser) -> PlainBrowser:
    form = first_answers(browser.get(f"{url}/quiz/").text)
    browser.post(f"{url}/quiz/", **form)
    return browser


def _token(browser: PlainBrowser) -> str:
    """Behind TLS the cookie's name has a prefix."""
    held = {cookie.name.rpartition("-")[2]: cookie.value or "" for cookie in browser.cookies}
    return held["shares"].strip('"').partition(":")[0]


def _cookies(browser: PlainBrowser) -> str:
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies)
