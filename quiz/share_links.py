"""The ways in which a link travels: mail, networks, a code to be photographed.

Plain links. Nothing is loaded from these sites, and they learn of a share only when the
sharer follows one.
"""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

FRAME_WIDTH, FRAME_HEIGHT = 480, 480  # pixels; a shared result fits
QUIZ_FRAME = (640, 720)
QUIET_ZONE = 4  # modules of white around the code, which readers need


@dataclass(frozen=True)
class Way:
    name: str
    address: str


def mail(subject: str, text: str, link: str) -> str:
    """For a mail program: blanks as %20, which all of them understand."""
    return f"mailto:?{urlencode({'subject': subject, 'body': f'{text} {link}'}, quote_via=quote)}"


def networks(text: str, link: str) -> list[Way]:
    """What opens a new message on each network, with the text and the link in it."""
    both = f"{text} {link}"
    return [
        _way("WhatsApp", "https://wa.me/", text=both),
        _way("Telegram", "https://t.me/share/url", url=link, text=text),
        _way("LinkedIn", "https://www.linkedin.com/sharing/share-offsite/", url=link),
        _way("Bluesky", "https://bsky.app/intent/compose", text=both),
        _way("X", "https://x.com/intent/post", text=text, url=link),
    ]


def qr_code(link: str) -> SafeString:
    """An SVG element of black on white, whatever the colours of the page."""
    drawn = segno.make(link, error="m", micro=False).svg_inline(
        border=QUIET_ZONE, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None
    )
    svg = drawn.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
    return mark_safe(svg)  # noqa: S308  # nosec B308, B703 # segno's own digits and letters


def frame(
    address: str, title: str, width: int = FRAME_WIDTH, height: int = FRAME_HEIGHT
) -> SafeString:
    """HTML that shows an embeddable page of ours on another site."""
    return format_html(
        '<iframe src="{}" width="{}" height="{}" title="{}" frameborder="0" loading="lazy">'
        "</iframe>",
        *(address, width, height, title),
    )


def _way(name: str, address: str, **query: str) -> Way:
    return Way(name, f"{address}?{urlencode(query, quote_via=quote)}")
