"""The pictures of a shared result, for previews elsewhere and for stories."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from quiz import cards, sharing
from quiz.entrance import allow
from quiz.models import SharedResult
from quiz.views.sharing import no_share, seconds_kept

# An hour, although a picture never changes: a deleted one must not live on in shared caches.
LONGEST_KEPT = 60 * 60
RETRY_AFTER = 5
BUSY = "crossroads.busy"  # in the environment of a request that a full line turned away
TOO_MANY = f"Many pictures are being drawn just now. Try again in {RETRY_AFTER} seconds.\n"


@allow("GET", "HEAD")
def card(request: HttpRequest, token: str, fingerprint: str) -> HttpResponse:
    return _picture(request, token, fingerprint, "card")


@allow("GET", "HEAD")
def story(request: HttpRequest, token: str, fingerprint: str) -> HttpResponse:
    return _picture(request, token, fingerprint, "story")


def _picture(request: HttpRequest, token: str, fingerprint: str, kind: str) -> HttpResponse:
    """404 for a fingerprint that is not this share's: else one picture had endless addresses."""
    if BUSY in request.META:
        return _busy()
    share = sharing.find(token)
    if share is None:
        return no_share(request, token)
    if fingerprint != cards.fingerprint(share):
        raise Http404("no such picture of this share")
    response = HttpResponse(content_type="image/png", headers=_headers(share, fingerprint))
    answer = get_conditional_response(request, response.headers["ETag"], response=response)
    if answer is not response:
        return answer
    try:
        response.content = cards.picture(share, kind)
    except cards.Busy:
        return _busy()
    return response


def _headers(share: SharedResult, fingerprint: str) -> dict[str, str]:
    return {
        "ETag": f'"{fingerprint}"',
        "Cache-Control": f"public, max-age={seconds_kept(share, LONGEST_KEPT)}",
        "X-Robots-Tag": "noindex",
        # So that pages elsewhere may show it.
        "Cross-Origin-Resource-Policy": "cross-origin",
    }


def _busy() -> HttpResponse:
    headers = {"Retry-After": str(RETRY_AFTER), "Cache-Control": "no-store"}
    return HttpResponse(
        TOO_MANY, status=503, content_type="text/plain; charset=utf-8", headers=headers
    )
