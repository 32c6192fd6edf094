"""What is sent compressed, for a browser that takes it so."""

import brotli
import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from config.middleware import CompressionMiddleware
from quiz.editions import Published
from quiz.models import SharedResult
from tests.web.compared import owner_of, share
from tests.web.helpers import answers_of, finish


@pytest.fixture
def ana(published: Published) -> SharedResult:
    return share(published, "Ana", side=1)


KINDS = {
    "text/html; charset=utf-8": "gzip",
    "text/plain": "gzip",
    "image/svg+xml": "gzip",
    "image/png": None,
    "IMAGE/JPEG": None,
}


@pytest.mark.parametrize(("kind", "encoding"), KINDS.items())
def test_pictures_are_not_compressed_a_second_time(
    rf: RequestFactory, kind: str, encoding: str | None
) -> None:
    request = rf.get("/", headers={"Accept-Encoding": "gzip"})
    whole = b"much the same " * 100
    middleware = CompressionMiddleware(lambda _: HttpResponse(whole, content_type=kind))
    response = middleware(request)
    assert response.headers.get("Content-Encoding") == encoding
    assert (response.content == whole) == (encoding is None)


def test_a_result_is_compressed_by_brotli_and_says_so(
    visitor: Client, published: Published, ana: SharedResult
) -> None:
    finish(visitor, "short", answers_of(published, "short", "a"))
    for address in ("/result/", f"/r/{ana.token}/"):
        plain, sent = (
            visitor.get(address, headers={"Accept-Encoding": told}) for told in ("", "gzip, br")
        )
        assert brotli.decompress(sent.content) == plain.content
        headers = {"Content-Encoding": "br", "Content-Length": str(len(sent.content))}
        if etag := plain.headers.get("ETag"):
            headers["ETag"] = f"W/{etag}"
        changed = dict(sent.headers.items() - plain.headers.items())
        assert changed == headers
        assert sent.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"


def test_what_a_browser_has_of_a_shared_result_is_not_compressed(
    visitor: Client, ana: SharedResult
) -> None:
    address, more = f"/r/{ana.token}/", {"Accept-Encoding": "br"}
    etag = visitor.get(address, headers=more).headers["ETag"]
    again = visitor.get(address, headers={**more, "If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert "Content-Encoding" not in again.headers


def test_a_page_with_a_private_link_hides_its_length(ana: SharedResult) -> None:
    response = owner_of(ana).get("/result/shared/", headers={"Accept-Encoding": "gzip, br"})
    assert (response.status_code, response.headers["Content-Encoding"]) == (200, "gzip")
