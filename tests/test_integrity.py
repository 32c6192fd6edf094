"""Every script and style sheet of a page is what the page says it is, to the byte."""

import base64
import hashlib
import re
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from django.http import HttpResponse
from django.template import Context, Template
from django.test import Client

from quiz.editions import Published
from tests.browser.server import ROOT
from tests.every_address import address, names
from tests.makers import make_editor
from tests.web.helpers import answers_of, finish, read_html
from tests.web.shares import share

# Django names these in templates that have no place for more.
STYLES, SIDE_BAR = "/static/admin/css/", "/static/admin/js/nav_sidebar"


def asked_for(response: HttpResponse) -> Iterator[tuple[str, str | None]]:
    """Address and digest of each."""
    if response.headers.get("Content-Type", "").startswith("text/html"):
        document = read_html(response.content.decode())
        for script in document.all("script"):
            if source := script.attrs.get("src"):
                yield source, script.attrs.get("integrity")
        for sheet in document.all("link", rel="stylesheet"):
            yield sheet.attrs["href"] or "", sheet.attrs.get("integrity")


def digest(client: Client, path: str) -> str:
    with closing(client.get(path)) as response:
        content = b"".join(response.streaming_content)
    return f"sha256-{base64.b64encode(hashlib.sha256(content).digest()).decode()}"


def own(response: HttpResponse) -> dict[str, str | None]:
    return {path: said for path, said in asked_for(response) if not path.startswith(STYLES)}


def test_every_page_names_the_digest_of_what_it_asks_for(
    visitor: Client, published: Published
) -> None:
    finish(visitor, "short", answers_of(published, "short"))
    row = share(visitor, name="Ana")
    paths = [address(name, row) for name in names()]
    found = {file for path in paths for file in asked_for(visitor.get(path))}
    assert len(found) > 8
    assert found == {(path, digest(visitor, path)) for path, _ in found}


def test_so_do_the_login_and_the_admin(visitor: Client) -> None:
    login = own(visitor.get("/admin/login/"))
    visitor.force_login(make_editor())
    index = own(visitor.get("/admin/"))
    assert [path for path in login if path.endswith(".js")] != []
    for found in (login, {path: said for path, said in index.items() if SIDE_BAR not in path}):
        assert found == {path: digest(visitor, path) for path in found}


def test_while_developing_a_file_may_change(settings: Any) -> None:
    template = Template("{% load assets %}{% style 'site.css' %}{% script 'quiz.js' 'defer' %}")
    settings.DEBUG = True
    assert "integrity" not in template.render(Context())


MAKES_MARKUP_OR_CODE = re.compile(
    r"\.(inner|outer)HTML\b|insertAdjacentHTML|document\.write|createContextualFragment|setHTML"
    r"|\beval\(|new Function|setTimeout\(\s*[\"'`]"
)


def test_no_script_makes_markup_or_code_of_text() -> None:
    scripts = {path.name: path.read_text() for path in (ROOT / "static").rglob("*.js")}
    assert {"quiz.js", "result.js", "share.js", "ticks.js", "study.js"} <= scripts.keys()
    assert [(name, MAKES_MARKUP_OR_CODE.findall(text)) for name, text in scripts.items()] == [
        (name, []) for name in scripts
    ]
    assert MAKES_MARKUP_OR_CODE.search("row.innerHTML = text")
