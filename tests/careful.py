"""What answers tell the browser, and what they should: the rules of Mozilla's HTTP Observatory."""

from django.http import HttpResponse

POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "connect-src": ["'self'"],
    "object-src": ["'none'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
# Pages that any site may frame, and pictures that it may show.
FRAMED = {"embed", "embed-quiz"}
SHOWN = FRAMED | {"card", "story"}
# Whoever has such an address may see the result, so it is told to no page, our own included.
SECRET = {"shared-result", "compare", "embed"}


def policy(response: HttpResponse) -> dict[str, list[str]]:
    """The content security policy: the allowed sources by directive."""
    directives = response.headers["Content-Security-Policy"].split(";")
    return {name: sources for name, *sources in map(str.split, directives)}


def told(response: HttpResponse) -> tuple[dict[str, str | None], dict[str, list[str]]]:
    return {name: response.headers.get(name) for name in HEADERS}, policy(response)


def expected(name: str = "") -> tuple[dict[str, str | None], dict[str, list[str]]]:
    headers: dict[str, str | None] = {**HEADERS}
    allowed = dict(POLICY)
    if name in SHOWN:
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if name in SECRET:
        headers["Referrer-Policy"] = "no-referrer"
    if name in FRAMED:
        headers["X-Frame-Options"] = None
        allowed["frame-ancestors"] = ["*"]
    return headers, allowed
