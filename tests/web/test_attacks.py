"""What a stranger can do to a sharer who gave them the link, and what a cache may keep of it."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client

from quiz import friends, sharing
from quiz.editions import Published
from quiz.models import SharedResult
from quiz.sheet import StoredSheet
from quiz.views import sharing as sharing_views
from tests.web.compared import owner_of, share
from tests.web.helpers import finish, page, send, sheet_in_band


@pytest.fixture
def ana(published: Published) -> SharedResult:
    return share(published, "Ana")


@pytest.fixture
def friend(published: Published) -> Client:
    client = Client()
    finish(client, "short", sheet_in_band(published, "short", "leans", -1).sheet.answers)
    return client


# Taken back at the moment of agreeing


def test_a_result_taken_back_while_a_friend_agrees_is_told_as_gone(
    friend: Client, ana: SharedResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found by the view, then deleted by another thread: the database refuses the pair."""

    def refused(asking: SharedResult, agreed: SharedResult) -> None:
        raise IntegrityError

    monkeypatch.setattr(friends, "pair", refused)
    answer = send(friend, f"/r/{ana.token}/with/answer/", {"answer": "yes"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/r/{ana.token}/with/")
    assert list(SharedResult.objects.all()) == [ana]
    assert "crossroads-shares" not in answer.cookies
    sharing.delete(ana)
    gone = page(friend.get(answer.headers["Location"]), 410)
    assert gone.one("h1").text == "No longer shared"


# Flooding


def test_whoever_agrees_again_and_again_does_not_fill_the_sharers_page(
    published: Published, ana: SharedResult
) -> None:
    answers = sheet_in_band(published, "short", "leans", -1).sheet.answers
    for number in range(sharing.MOST_PAIRS + 3):
        sheet = StoredSheet(published, "short", answers, key=secrets.token_urlsafe(16))
        friends.pair(ana, sharing.create(sheet, f"Friend{number}", False, 30))
    shown = page(owner_of(ana).get("/result/shared/"))
    named = [link.text for link in shown.all("a") if link.text.startswith("Friend")]
    assert named == [f"Friend{number}" for number in range(3, sharing.MOST_PAIRS + 3)]


# Kept copies


def test_no_copy_may_be_kept_beyond_the_end(
    published: Published, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    ana = share(published, "Ana", days=1)
    end = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(1)

    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return end - timedelta(seconds=7)

    monkeypatch.setattr(sharing_views, "datetime", Clock)
    told = client.get("/oembed/", {"url": f"http://testserver/r/{ana.token}/"})
    answers = [told, *(client.get(f"/{place}/{ana.token}/") for place in ("r", "embed"))]
    assert [answer.headers["Cache-Control"] for answer in answers] == ["public, max-age=7"] * 3
    assert told.json()["cache_age"] == 7


def test_once_it_is_deleted_no_validator_brings_it_back(client: Client, ana: SharedResult) -> None:
    places = [f"/r/{ana.token}/", f"/embed/{ana.token}/"]
    tags = [client.get(place).headers["ETag"] for place in places]
    assert sharing.delete(ana)
    for place, tag in zip(places, tags, strict=True):
        for validator in (tag, "*"):
            answer = client.get(place, headers={"If-None-Match": validator})
            assert (answer.status_code, answer.headers["Cache-Control"]) == (
                410,
                "private, no-cache",
            )
