"""The pictures of a shared result as anybody fetches them: drawn once, kept, taken back."""

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from secrets import token_urlsafe
from threading import Lock
from time import sleep

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone
from PIL import Image
from pytest_django import DjangoAssertNumQueries, Settings

from quiz import cards, sharing
from quiz.card_drawing import Card
from quiz.core.verdict import CLEAR, CLOSE, LEAN
from quiz.editions import Published
from quiz.models import SharedResult
from quiz.sheet import StoredSheet
from tests.web.helpers import heading, page, sheet_in_band

ADDRESSES = {"card": cards.card_address, "story": cards.story_address}
SIZES = {"card": (1200, 630), "story": (1080, 1920)}
ISOLATES = dict.fromkeys(map(ord, "\u2068\u2069"))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    """Where pictures are kept."""
    kept = {**settings.CACHES["cards"], "LOCATION": tmp_path / "cards"}
    settings.CACHES = {**settings.CACHES, "cards": kept}
    return tmp_path / "cards"


def shared(
    published: Published, name: str, band: str = LEAN, side: int = 1, days: int | None = None
) -> SharedResult:
    """A share of a sheet of this band and side, found as a view finds it."""
    sheet = sheet_in_band(published, "short", band, side).sheet
    stored = StoredSheet(published, "short", sheet.answers, key=token_urlsafe(8))
    return sharing.find(sharing.create(stored, name, False, days).token)


def expire(share: SharedResult) -> None:
    SharedResult.objects.filter(pk=share.pk).update(expires_on=timezone.localdate())


@pytest.fixture
def ana(published: Published) -> SharedResult:
    return shared(published, "Ana")


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Card]:
    """The cards that were drawn, in order."""
    cards_drawn: list[Card] = []
    draw = cards.draw

    def draw_and_note(card: Card, layout: object) -> bytes:
        cards_drawn.append(card)
        return draw(card, layout)

    monkeypatch.setattr(cards, "draw", draw_and_note)
    return cards_drawn


def files(folder: Path) -> list[Path]:
    return list(folder.glob("*")) if folder.exists() else []


# Fetching


@pytest.mark.parametrize("kind", ADDRESSES)
def test_anybody_may_fetch_it(visitor: Client, ana: SharedResult, kind: str) -> None:
    response = visitor.get(ADDRESSES[kind](ana), headers={"Accept-Encoding": "gzip, br"})
    assert response.status_code == 200
    image = Image.open(BytesIO(response.content))
    assert (image.format, image.size) == ("PNG", SIZES[kind])
    expected = {
        "Content-Type": "image/png",
        "Content-Encoding": None,  # it is compressed as it is
        "Content-Length": str(len(response.content)),
        "Cache-Control": "public, max-age=3600",
        "X-Robots-Tag": "noindex",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "ETag": f'"{cards.fingerprint(ana)}"',
    }
    assert {name: response.headers.get(name) for name in expected} == expected
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def test_head_and_a_known_etag_send_no_bytes(
    visitor: Client, ana: SharedResult, drawn: list[Card]
) -> None:
    address, etag = cards.card_address(ana), f'"{cards.fingerprint(ana)}"'
    same = visitor.get(address, headers={"If-None-Match": etag})
    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", etag)
    assert same.headers["Cache-Control"] == "public, max-age=3600"
    assert drawn == []
    head = visitor.head(address)
    assert (head.status_code, head.content, head.headers["ETag"]) == (200, b"", etag)
    other = visitor.get(address, headers={"If-None-Match": '"other"'})
    assert (other.status_code, len(other.content)) == (200, int(head.headers["Content-Length"]))


def test_it_can_only_be_read(visitor: Client, ana: SharedResult) -> None:
    for method in (visitor.post, visitor.put, visitor.delete, visitor.patch):
        response = method(cards.card_address(ana))
        assert heading(response, 405)
        assert response.headers["Allow"] == "GET, HEAD"


def test_a_wrong_fingerprint_is_no_picture(
    visitor: Client, ana: SharedResult, drawn: list[Card]
) -> None:
    wrong = ("0" * 16, "x", cards.fingerprint(ana).upper() + "0", "9" * 5000)
    for fingerprint in wrong:
        for kind in ADDRESSES:
            address = f"/r/{ana.token}/{kind}-{fingerprint}.png"
            assert heading(visitor.get(address), 404) == "There is no such page"
    assert (drawn, cards.fingerprint(ana) in wrong) == ([], False)


def test_an_unknown_token_has_no_picture(
    visitor: Client, ana: SharedResult, drawn: list[Card]
) -> None:
    for token in ("A" * 32, ana.token[:-1], ana.token + "A", "ü", "%00"):
        address = cards.card_address(ana).replace(ana.token, token)
        page(visitor.get(address), 404)
    assert drawn == []


@pytest.mark.parametrize("take_back", [sharing.delete, expire])
def test_what_is_taken_back_is_gone(
    visitor: Client, ana: SharedResult, take_back: Callable[[SharedResult], object]
) -> None:
    addresses = [of(ana) for of in ADDRESSES.values()]
    for address in addresses:
        assert visitor.get(address).status_code == 200
    take_back(ana)
    for address in addresses:
        response = visitor.get(address)
        page(response, 410)
        assert response.headers["Cache-Control"] == "private, no-cache"


def test_no_cache_keeps_it_longer_than_the_share_lasts(
    visitor: Client, published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = shared(published, "Ana", days=1)
    end = timezone.datetime.combine(share.expires_on, timezone.datetime.min.time())
    almost = end.replace(tzinfo=timezone.get_default_timezone()) - timezone.timedelta(seconds=90)

    class Clock(timezone.datetime):
        @classmethod
        def now(cls, tz: object = None) -> timezone.datetime:
            return almost

    monkeypatch.setattr("quiz.views.sharing.datetime", Clock)
    response = visitor.get(cards.card_address(share))
    assert response.headers["Cache-Control"] == "public, max-age=90"


# One verdict for page, picture and tags


@pytest.mark.parametrize("name", ["", "Ana", "Zoë", "محمد"])
@pytest.mark.parametrize(("band", "side"), [(CLOSE, 1), (LEAN, -1), (LEAN, 1), (CLEAR, 1)])
def test_page_picture_and_tags_say_the_same(
    visitor: Client, published: Published, drawn: list[Card], name: str, band: str, side: int
) -> None:
    share = shared(published, name, band, side)
    shown = page(visitor.get(f"/r/{share.token}/"))
    tags = {
        meta.attrs["property"]: meta.attrs["content"].translate(ISOLATES)
        for meta in shown.all("meta")
        if "property" in meta.attrs
    }
    assert visitor.get(tags["og:image"]).status_code == 200
    (card,) = drawn
    assert shown.one("h1").text.translate(ISOLATES) == card.headline == tags["og:title"]
    assert tags["og:image"] == f"http://testserver{cards.card_address(share)}"
    assert tags["og:image:alt"] == cards.alt(share)
    assert (tags["og:image:width"], tags["og:image:height"]) == ("1200", "630")
    lean = shown.one("figcaption").one("strong").text
    line = f"On a line from Data Scientist to ML Engineer: {lean}."
    assert cards.alt(share) == f"{card.headline}. {line}"


def test_a_name_that_cannot_be_drawn_is_still_on_the_page(
    visitor: Client, published: Published, drawn: list[Card]
) -> None:
    share = shared(published, "田中")
    shown = page(visitor.get(f"/r/{share.token}/"))
    assert shown.one("h1").text.translate(ISOLATES) == "田中 leans ML Engineer"
    assert visitor.get(cards.card_address(share)).status_code == 200
    assert [card.headline for card in drawn] == ["Someone leans ML Engineer"]


# Drawn once


def test_it_is_drawn_once(
    visitor: Client,
    ana: SharedResult,
    drawn: list[Card],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    first = visitor.get(cards.card_address(ana)).content
    with django_assert_num_queries(1):  # is the share still there?
        again = visitor.get(cards.card_address(ana)).content
    assert (again, len(drawn)) == (first, 1)
    visitor.get(cards.story_address(ana))
    assert len(drawn) == 2


def test_another_name_is_another_picture(
    visitor: Client, ana: SharedResult, drawn: list[Card], folder: Path
) -> None:
    before = cards.card_address(ana)
    visitor.get(before)
    SharedResult.objects.filter(pk=ana.pk).update(name="Bo")
    after = cards.card_address(sharing.find(ana.token))
    assert visitor.get(before).status_code == 404
    assert visitor.get(after).status_code == 200
    assert [card.name for card in drawn] == ["Ana", "Bo"]
    assert len(files(folder)) == 1  # the new one in the place of the old one


def test_another_design_is_another_picture(
    ana: SharedResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = cards.card_address(ana)
    monkeypatch.setattr(cards, "DESIGN", cards.DESIGN + 1)
    assert cards.card_address(ana) != before


def test_the_host_in_a_request_changes_nothing(
    visitor: Client, ana: SharedResult, settings: Settings, drawn: list[Card]
) -> None:
    settings.ALLOWED_HOSTS = ["crossroads.example", ".evil.example"]
    address = cards.card_address(ana)
    for host in ("a.evil.example", "b.evil.example", "crossroads.example"):
        assert visitor.get(address, headers={"Host": host}).status_code == 200
    assert [card.address for card in drawn] == ["crossroads.example"]


# Deleting


def test_forgetting_removes_both_pictures_and_no_others(
    visitor: Client, ana: SharedResult, published: Published, folder: Path
) -> None:
    other = shared(published, "Bo")
    for share in (ana, other):
        for of in ADDRESSES.values():
            visitor.get(of(share))
    assert len(files(folder)) == 4
    cards.forget(ana.token)
    assert len(files(folder)) == 2
    cards.forget(ana.token)  # nothing left to forget
    cards.forget(other.token)
    assert files(folder) == []


def test_the_sharer_takes_the_pictures_back_with_the_share(
    visitor: Client, ana: SharedResult, folder: Path
) -> None:
    visitor.get(cards.card_address(ana))
    assert len(files(folder)) == 1
    deleted = visitor.post(f"/r/{ana.token}/delete/", {"key": ana.delete_key})
    assert deleted.status_code == 303
    assert files(folder) == []


def test_what_is_deleted_while_it_is_drawn_is_not_kept(
    visitor: Client, ana: SharedResult, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = cards.card_address(ana)

    def draw(*_: object) -> bytes:
        SharedResult.objects.all().delete()
        return b"drawn"

    monkeypatch.setattr(cards, "draw", draw)
    visitor.get(address)
    assert files(folder) == []
    page(visitor.get(address), 410)


# When much is asked at once


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As many pictures as may be are being drawn."""
    monkeypatch.setattr(cards, "LONGEST_WAIT", 0.01)
    for _ in range(cards.AT_ONCE):
        cards._drawing.acquire()
    yield
    for _ in range(cards.AT_ONCE):
        cards._drawing.release()


def test_who_cannot_be_served_is_told_when_to_come_again(
    visitor: Client, ana: SharedResult, busy: None, drawn: list[Card]
) -> None:
    response = visitor.get(cards.card_address(ana))
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers
    told = "Many pictures are being drawn just now. Try again in 5 seconds.\n"
    assert (response.content.decode(), drawn) == (told, [])


def test_what_is_kept_is_served_however_busy(
    visitor: Client, ana: SharedResult, request: pytest.FixtureRequest
) -> None:
    first = visitor.get(cards.card_address(ana)).content
    request.getfixturevalue("busy")
    assert visitor.get(cards.card_address(ana)).content == first


def test_no_more_are_drawn_at_once_than_may_be(
    ana: SharedResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, now, counts = Lock(), [], []

    def draw(*_: object) -> bytes:
        with lock:
            now.append(None)
            counts.append(len(now))
        sleep(0.05)
        with lock:
            now.pop()
        return b"drawn"

    monkeypatch.setattr(cards, "_draw_and_keep", draw)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: cards.picture(ana, "card"), range(8)))
    assert (found, len(counts), max(counts)) == ([b"drawn"] * 8, 8, cards.AT_ONCE)


def test_a_drawing_that_fails_makes_room_again(
    ana: SharedResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cards, "LONGEST_WAIT", 0.01)

    def fail(*_: object) -> bytes:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(cards, "draw", fail)
        for _ in range(cards.AT_ONCE + 1):
            with pytest.raises(ZeroDivisionError):
                cards.picture(ana, "card")
    assert cards.picture(ana, "card").startswith(b"\x89PNG")


def test_a_folder_that_cannot_be_written_costs_only_time(
    visitor: Client,
    ana: SharedResult,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def full(*_: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(caches["cards"], "set", full)
    with caplog.at_level(logging.ERROR):
        response = visitor.get(cards.card_address(ana))
    assert response.content.startswith(b"\x89PNG")
    assert [record.getMessage() for record in caplog.records] == [
        "a picture was drawn but could not be kept"
    ]
    assert "Ana" not in caplog.text
