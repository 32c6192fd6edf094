"""What forms send: what a browser would, then up to three things wrong, in any encoding."""

import json
from collections.abc import Callable
from urllib.parse import urlencode

from fuzz.edits import Choices, edited_text
from fuzz.site import Site

URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data; boundary=here"
Fields = list[tuple[str, str]]
TYPES = (
    *(URLENCODED, f"{URLENCODED}; charset=utf-8", f"{URLENCODED}; charset=utf-16"),
    *(
        "",
        "text/plain",
        "application/json",
        "multipart/form-data",
        "multipart/form-data; boundary=",
    ),
    *(f"{URLENCODED}; charset*=bogus''%41", f"{URLENCODED}; charset*=utf-8''utf-8", "; ;", "a"),
    *(
        f"{MULTIPART}; boundary*=idna''%41%ff",
        f"{URLENCODED}; charset=\0",
        "text/html; a*0*=b''%ff",
    ),
)


def fields(site: Site, choices: Choices, place: str) -> Fields:
    """What a browser would send to this place, then up to three things wrong."""
    made = _proper(place)(site, choices, place)
    for _ in range(max(0, choices.below(7) - 3)):
        _damage(choices, made)
    return made


def _proper(place: str) -> Callable[[Site, Choices, str], Fields]:
    endings = {
        "share/": _sharing,
        "reply/": _replying,
        "answer/": _agreeing,
        "guess/": _guessing,
        "delete/": _deleting,
        "with/": _nothing,
        "forget/": _nothing,
    }
    return next((make for end, make in endings.items() if place.endswith(end)), _answering)


def _answering(site: Site, choices: Choices, place: str) -> Fields:
    if place.startswith("/work-check/"):
        return _ticking(site, choices)
    published = site.other if "{quiz}" in place else choices.one_of((site.first, site.second))
    form = "full" if place.endswith("full/") else "short"
    if place.endswith("result/"):
        form = choices.one_of(("short", "full"))
    keys = choices.one_of(("aaab", "abx", "abcdex", "b"))
    fields = [(question.slug, choices.one_of(keys)) for question in published.document.form(form)]
    fields += [("edition", str(published.number)), ("form", form)]
    optional = (("order", "2"), ("counting", "asked"), ("count", "yes"), ("unanswered", "leave"))
    return fields + [pair for pair in optional if choices.below(2)]


def _ticking(site: Site, choices: Choices) -> Fields:
    """Of each checklist some ticks, none of them, or nothing at all."""
    fields = [("edition", "1"), ("form", "short")]
    for group in site.check.document.groups:
        slugs = [item.slug for item in site.check.document.items(group.slug)]
        some = [slug for slug in slugs if not choices.below(3)] if choices.below(4) else ["none"]
        fields += [(f"list-{group.slug}", slug) for slug in some]
    return fields + ([("unanswered", "leave")] if choices.below(2) else [])


def _sharing(site: Site, choices: Choices, place: str) -> Fields:
    fields = [("name", choices.one_of(("", "Ana", "Ørjan", choices.text())))]
    fields += [("include", "yes")] if choices.below(2) else []
    return [*fields, ("keep", choices.one_of(("30", "365", "forever")))]


def _replying(site: Site, choices: Choices, place: str) -> Fields:
    fields = [("title", choices.one_of(("", "left", "right", "other", "learning")))]
    fields += [("fits", choices.one_of(("", "yes", "partly", "no")))]
    return fields + ([("take", "back")] if not choices.below(4) else [])


def _agreeing(site: Site, choices: Choices, place: str) -> Fields:
    return [("answer", choices.one_of(("yes", "yes", "no"))), ("name", choices.one_of(("", "Bo")))]


def _guessing(site: Site, choices: Choices, place: str) -> Fields:
    return [("guess", choices.one_of(("left", "right", "either")))]


def _deleting(site: Site, choices: Choices, place: str) -> Fields:
    return [("key", choices.one_of((site.live[choices.below(3)].delete_key, choices.text())))]


def _nothing(site: Site, choices: Choices, place: str) -> Fields:
    return []


def _damage(choices: Choices, fields: Fields) -> None:
    at = choices.below(len(fields) + 1)
    name, value = fields[at] if at < len(fields) else ("q01", "a")
    wrong = (
        [(name, choices.text())],
        [(choices.text(), value)],
        [(name, value), (name, value)],
        [(name, value), (name, "b")],
        [],
        [(name, edited_text(choices, value))],
    )
    fields[at : at + 1] = choices.one_of(wrong)


def body(choices: Choices, fields: Fields) -> tuple[bytes, str]:
    encoded = urlencode(fields, errors="surrogateescape").encode()
    kind = choices.below(16)
    if kind < 9:
        return encoded, URLENCODED
    if kind < 12:
        return _multipart(choices, fields), MULTIPART
    if kind == 12:
        return encoded, choices.one_of(TYPES)
    if kind == 13:
        return json.dumps(dict(fields)).encode(), "application/json"
    if kind == 14:
        return choices.rest(), choices.one_of(TYPES)
    text = edited_text(choices, encoded.decode())
    large = "&a=" + "a" * 70_000 if not choices.below(30) else ""
    return (text + large).encode("utf-8", "surrogateescape"), URLENCODED


def _multipart(choices: Choices, fields: Fields) -> bytes:
    file = '; filename="a.txt"' if not choices.below(8) else ""
    parts = [
        f'--here\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n{value}\r\n'
        for name, value in fields
    ]
    text = "".join([*parts, "--here--\r\n"])
    text = edited_text(choices, text) if not choices.below(4) else text
    if not choices.below(8):
        extra = ("name*=bogus''%41", "Content-Transfer-Encoding: base64", "name*=idna''%ff")
        text = text.replace('name="', f'{choices.one_of(extra)}; name="', 1)
    return text.encode("utf-8", "surrogateescape")
