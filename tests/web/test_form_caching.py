"""How the quiz form travels: the same bytes for everyone, held by caches, compressed."""

import gzip

import brotli
import pytest
from django.http import HttpResponse
from django.test import Client

from quiz.editions import Published
from tests.web.helpers import ADDRESSES, answers_of, finish, page, serve_order

addresses = pytest.mark.parametrize("address", ADDRESSES.values())


def body(response: HttpResponse) -> str:
    """The text of the page, decoded as its headers say."""
    decoders = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}
    return decoders[response.headers.get("Content-Encoding")](response.content).decode()


@pytest.mark.parametrize("form", ["short", "full"])
def test_everyone_gets_the_same_bytes(
    visitor: Client, published: Published, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    serve_order(monkeypatch, 0)
    first = visitor.get(ADDRESSES[form])
    finish(visitor, form, answers_of(published, form))
    stranger = Client(headers={"User-Agent": "another", "Accept-Language": "de"})
    stranger.cookies["sessionid"] = "nonsense"
    others = [browser.get(ADDRESSES[form]) for browser in (visitor, stranger)]
    assert [other.content for other in others] == [first.content] * 2
    assert [other.headers for other in others] == [first.headers] * 2


@addresses
def test_is_cacheable_by_everyone_and_sets_no_cookie(visitor: Client, address: str) -> None:
    response = visitor.get(address)
    assert not response.cookies
    assert response.headers["Vary"] == "Accept-Encoding"
    assert response.headers["Cache-Control"] == "public, max-age=0, s-maxage=60, must-revalidate"


@pytest.mark.parametrize("encoding", ["br", "gzip", "identity"])
def test_who_has_the_page_is_told_so_with_an_empty_body(
    visitor: Client, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    serve_order(monkeypatch, 0)
    first = visitor.get("/quiz/", headers={"Accept-Encoding": encoding})
    known = {"Accept-Encoding": encoding, "If-None-Match": first.headers["ETag"]}
    again = visitor.get("/quiz/", headers=known)
    assert (again.status_code, again.content) == (304, b"")
    kept = ("ETag", "Cache-Control", "Vary")
    assert [again.headers[name] for name in kept] == [first.headers[name] for name in kept]


def test_an_etag_of_another_order_or_encoding_gets_the_page(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve_order(monkeypatch, 0)
    gzipped = visitor.get("/quiz/", headers={"Accept-Encoding": "gzip"}).headers["ETag"]
    plain = visitor.get("/quiz/", headers={"If-None-Match": gzipped})
    serve_order(monkeypatch, 1)
    other = visitor.get("/quiz/", headers={"If-None-Match": plain.headers["ETag"]})
    assert [page(r).one("h1").text for r in (plain, other)] == [
        "Data scientist or ML engineer?"
    ] * 2


def test_every_encoding_says_the_same(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    serve_order(monkeypatch, 0)
    wanted = ("br", "gzip", "identity")
    responses = [visitor.get("/quiz/", headers={"Accept-Encoding": name}) for name in wanted]
    assert [r.headers.get("Content-Encoding") for r in responses] == ["br", "gzip", None]
    assert [body(r) for r in responses] == [visitor.get("/quiz/").content.decode()] * 3
    assert len({r.headers["ETag"] for r in responses}) == 3


@pytest.mark.parametrize(
    ("accepted", "served"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("GZIP", "gzip"),
        ("gzip;q=0.5,br;q=0.1", "br"),
        ("br;q=0, gzip", "gzip"),
        ("br; q=0.000,gzip;q=1", "gzip"),
        ("br;q=0", None),
        ("deflate", None),
        ("*", None),
        ("", None),
        ("gzip;q=0", None),
        ("br;q=0, gzip; q=0.0", None),
    ],
)
def test_an_encoding_is_used_only_where_it_is_accepted(
    visitor: Client, accepted: str, served: str | None
) -> None:
    response = visitor.get("/quiz/", headers={"Accept-Encoding": accepted})
    assert response.headers.get("Content-Encoding") == served


@addresses
def test_head_tells_the_same_without_a_body(
    visitor: Client, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    serve_order(monkeypatch, 0)
    response = visitor.head(address)
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers == visitor.get(address).headers


@addresses
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_other_methods_are_not_allowed(address: str, method: str, published: Published) -> None:
    response = Client(enforce_csrf_checks=True).generic(method, address)
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, POST")
