"""What is sent compressed, for a browser that takes it so."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from config.middleware import HeedfulGZipMiddleware

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
    middleware = HeedfulGZipMiddleware(lambda _: HttpResponse(whole, content_type=kind))
    response = middleware(request)
    assert response.headers.get("Content-Encoding") == encoding
    assert (response.content == whole) == (encoding is None)
