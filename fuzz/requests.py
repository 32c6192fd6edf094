"""Requests of every kind: those that a browser sends, with up to a few things wrong in each."""

from urllib.parse import quote, urlencode

from hypothesis import strategies as st

from fuzz.bodies import Fields, body, fields
from fuzz.contract import described
from fuzz.edits import NASTY, Choices, edited_text
from fuzz.site import FRONT, OTHER, Request, Site, signed

DECISIONS = 220  # bytes for one request

HEADERS: dict[str, tuple[str, ...]] = {
    "Accept-Encoding": ("gzip", "br", "gzip;q=0", "br;q=0.000,gzip", "*;q=0", "identity"),
    "If-None-Match": ("*", '"a"', 'W/"a"', '"', ", ,"),
    "If-Modified-Since": ("Mon, 01 Jan 2024 00:00:00 GMT", "Mon, 99 Foo 0000", "-1", "0 0 0 0"),
    "Host": (
        "localhost",
        "localhost:80",
        "evil.example",
        "[::1]",
        "localhost:x",
        "[",
        "a@localhost",
    ),
    "Origin": ("http://localhost", "null", "http://evil.example", "http://[", "http://localhost:x"),
    "Sec-Fetch-Site": ("same-origin", "none", "cross-site", "same-site", ""),
    "Sec-GPC": ("1", "0", "yes"),
    "Range": ("bytes=0-1", "bytes=-", "bytes=9-1", "bytes=²-"),
    "X-Forwarded-For": ("1.2.3.4", "::1, evil", "a, b, c"),
    "X-Forwarded-Host": ("evil.example",),
    "X-Forwarded-Proto": ("https", "gopher"),
    "X-HTTP-Method-Override": ("DELETE",),
    "Transfer-Encoding": ("chunked", "identity"),
}
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "P\xd6ST")


def any_request(site: Site) -> st.SearchStrategy[Request]:
    decisions = st.binary(min_size=DECISIONS, max_size=DECISIONS)
    return decisions.map(lambda data: build(site, Choices(data)))


def build(site: Site, choices: Choices) -> Request:
    place, allowed = choices.one_of(PLACES)
    method = choices.one_of(METHODS) if not choices.below(40) else choices.one_of(allowed)
    path = _filled(site, choices, place)
    sent, content_type = b"", ""
    if method == "POST" or not choices.below(40):
        sent, content_type = body(choices, fields(site, choices, place))
    if not choices.below(60):
        path, place = edited_text(choices, path), ""
    return Request(
        *(method, path if path.startswith("/") else f"/{path}", place),
        query=_query(site, choices, place),
        body=sent,
        content_type=content_type,
        headers=_headers(choices),
        cookies=_cookies(site, choices),
    )


def _places() -> list[tuple[str, tuple[str, ...]]]:
    """Addresses with their methods; those that take forms are tried four times as often."""
    places = []
    for place, methods in described().items():
        places += [(place, tuple(methods))] * (4 if "POST" in methods else 1)
        places += [(place, ("POST",))] * (4 if "POST" in methods else 0)
    return places


PLACES = _places()


# Addresses


def _filled(site: Site, choices: Choices, place: str) -> str:
    at = choices.below(len(site.live))
    filled = place.replace("{quiz}", choices.one_of((OTHER, OTHER, OTHER, FRONT, "nowhere", "A_-")))
    if "{token}" in filled:
        filled = filled.replace("{token}", _token(site, choices, at))
    if "{tokens}" in filled:
        several = [_token(site, choices, choices.below(3)) for _ in range(choices.below(11))]
        filled = filled.replace("{tokens}", "/".join(several) or "/")
    if "{slug}" in filled:
        slug = choices.one_of(("data-scientist", "machine-learning-engineer", "nobody", "-", "0"))
        filled = filled.replace("{slug}", slug)
    right = site.fingerprints[at]
    return filled.replace("{fingerprint}", choices.one_of((right, right, right[:-1], "x", "-")))


def _token(site: Site, choices: Choices, at: int) -> str:
    """Mostly one that leads somewhere."""
    live = site.live[at].token
    kind = choices.below(12)
    if kind < 8:
        return live
    if kind < 10:
        return choices.one_of(site.gone)
    return edited_text(choices, live).replace("/", "") or "-"


def _query(site: Site, choices: Choices, place: str) -> str:
    asked: Fields = []
    if place.startswith("/oembed/"):
        path = choices.one_of(("/r/", "/embed/")) + _token(site, choices, 0) + "/"
        url = f"{choices.one_of(('http', 'https', 'ftp'))}://localhost{path}"
        asked = [("url", edited_text(choices, url))]
        asked += [
            (name, choices.one_of(("100", "2000", "0", choices.text())))
            for name in ("maxwidth", "maxheight")
            if choices.below(2)
        ]
        asked += [("format", choices.one_of(("json", "xml")))] if not choices.below(4) else []
    elif place.startswith("/compare/"):
        links = "\n".join(f"http://localhost/r/{share.token}/" for share in site.live)
        asked = [("with", edited_text(choices, links))] if choices.below(2) else []
    elif place.endswith("/delete/"):
        asked = [("key", choices.one_of((site.live[0].delete_key, choices.text())))]
    elif not choices.below(10):
        asked = [(choices.text(), choices.text())]
    query = urlencode(asked, errors="surrogateescape")
    return on_the_wire(edited_text(choices, query)) if not choices.below(9) else query


# Headers and cookies


def _headers(choices: Choices) -> dict[str, str]:
    headers = {}
    for _ in range(max(0, choices.below(6) - 2)):
        name = choices.one_of([*HEADERS])
        value = choices.one_of(HEADERS[name]) if choices.below(4) else choices.text()
        headers[name] = on_the_wire(value)
    return headers


def _cookies(site: Site, choices: Choices) -> str:
    """Up to five of a browser's: as they are, damaged, or truly signed around nonsense."""
    pairs = [_cookie(site, choices) for _ in range(choices.below(6))]
    text = "; ".join(f"{name}={value}" for name, value in pairs)
    text = edited_text(choices, text) if not choices.below(12) else text
    return on_the_wire(text)


def _cookie(site: Site, choices: Choices) -> tuple[str, str]:
    name, salt, value = choices.one_of(site.jar)
    kind = choices.below(8)
    if kind < 4:
        return name, signed(name, salt, value)
    if kind == 4:
        return name, edited_text(choices, signed(name, salt, value))
    if kind == 5:
        # The quotes as Django writes them; else nothing but letters comes through.
        return name, quote(signed(name, salt, whole(edited_text(choices, value))), safe=":.-_*")
    if kind == 6:
        other = choices.one_of(site.jar)
        return name, signed(other[0], other[1], other[2])
    return name, signed(name, salt, whole(choices.one_of(NASTY)))


def on_the_wire(text: str) -> str:
    """Bytes as WSGI hands them over: each as the character of its number."""
    return text.encode("utf-8", "surrogateescape").decode("latin-1")


def whole(text: str) -> str:
    """Without halved characters, which nobody could have signed."""
    return text.encode("utf-8", "replace").decode()
