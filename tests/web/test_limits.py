"""How often one address may send, share and guess addresses; what is said beyond that."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client

from config import limits, redis_cache
from config import settings as shipped
from quiz import cards, sharing
from quiz.editions import Published
from quiz.models import AnswerSheet, SharedResult
from tests.web.helpers import answers_of, finish, page, send, to_send
from tests.web.shares import a_sharer, a_stranger, share

sharer, stranger = a_sharer, a_stranger

NOON = 1_800_000_000  # seconds; the start of a stretch of ten minutes
MOST = {"answers": 3, "sharing": 2, "unknown": 4}
TOO_MUCH = "That was too much at once"
SCHOOL, HOME = "192.0.2.1", "198.51.100.7"


@pytest.fixture(autouse=True)
def few(settings: Any) -> None:
    settings.LIMITS = dict(MOST)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Stands still, 200 seconds into a stretch, unless a test moves it."""
    clock = SimpleNamespace(now=NOON + 200)
    monkeypatch.setattr(limits, "time", SimpleNamespace(time=lambda: clock.now))
    return clock


def sheet_of(published: Published) -> dict[str, str]:
    return to_send("short", answers_of(published, "short"))


def use_up(client: Client, **more: Any) -> None:
    """All that one address may send of answers: forms without any."""
    for _ in range(MOST["answers"]):
        assert send(client, "/quiz/", {}, **more).status_code == 400


def is_refused(response: HttpResponse) -> bool:
    if response.status_code == 429:
        headers = (response.headers["Retry-After"], response.headers["Cache-Control"])
        assert (page(response, 429).one("h1").text, headers) == (TOO_MUCH, ("400", "no-store"))
    return response.status_code == 429


# Sending answers


def test_beyond_the_limit_answers_are_neither_taken_nor_counted_and_a_page_says_what_to_do(
    visitor: Client, published: Published
) -> None:
    use_up(visitor)
    refused = send(visitor, "/quiz/", sheet_of(published))
    assert is_refused(refused)
    assert (dict(refused.cookies), AnswerSheet.objects.count()) == ({}, 0)
    said = page(refused, 429).one("main").text
    assert "Wait 7 minutes, go back and send it again. Your answers are still in the form." in said


@pytest.mark.parametrize("place", ["/quiz/", "/quiz/full/", "/result/"])
def test_every_place_for_answers_draws_on_the_same_limit(
    visitor: Client, published: Published, place: str
) -> None:
    use_up(visitor)
    assert is_refused(send(visitor, place, sheet_of(published)))


def test_another_address_and_every_page_go_on_meanwhile(
    visitor: Client, published: Published
) -> None:
    use_up(visitor, REMOTE_ADDR=SCHOOL)
    assert is_refused(send(visitor, "/quiz/", sheet_of(published), REMOTE_ADDR=SCHOOL))
    assert send(visitor, "/quiz/", sheet_of(published), REMOTE_ADDR=HOME).status_code == 303
    pages = ("/", "/quiz/", "/result/", "/methods/", "/admin/login/")
    assert [visitor.get(at, REMOTE_ADDR=SCHOOL).status_code for at in pages] == [200] * 5
    assert send(visitor, "/result/forget/", {}, REMOTE_ADDR=SCHOOL).status_code == 303


def test_all_of_one_ipv6_network_are_one_sender(visitor: Client) -> None:
    for host in range(MOST["answers"]):
        assert send(visitor, "/quiz/", {}, REMOTE_ADDR=f"2001:db8:0:1::{host}").status_code == 400
    assert is_refused(send(visitor, "/quiz/", {}, REMOTE_ADDR="2001:db8:0:1:ffff::"))
    assert not is_refused(send(visitor, "/quiz/", {}, REMOTE_ADDR="2001:db8:0:2::"))


def test_behind_a_proxy_it_is_who_asked_the_proxy(visitor: Client, settings: Any) -> None:
    settings.PROXIES = 1
    use_up(visitor, headers={"x-forwarded-for": f"203.0.113.9, {SCHOOL}"})
    assert is_refused(send(visitor, "/quiz/", {}, headers={"x-forwarded-for": SCHOOL}))
    assert not is_refused(send(visitor, "/quiz/", {}, headers={"x-forwarded-for": HOME}))


def test_it_is_counted_anew_when_the_page_said(visitor: Client, clock: SimpleNamespace) -> None:
    use_up(visitor)
    for passed in (0, 399):
        clock.now = NOON + 200 + passed
        refused = send(visitor, "/quiz/", {})
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, str(400 - passed))
    clock.now = NOON + 600
    assert not is_refused(send(visitor, "/quiz/", {}))


def test_zero_is_no_limit(visitor: Client, settings: Any) -> None:
    settings.LIMITS = dict.fromkeys(MOST, 0)
    found = {send(visitor, "/quiz/", {}).status_code for _ in range(MOST["answers"] + 3)}
    lost = {visitor.get("/r/nothing/").status_code for _ in range(MOST["unknown"] + 3)}
    assert (found, lost, len(caches["limits"]._cache)) == ({400}, {404}, 0)


def test_a_class_behind_one_address_is_let_through(
    visitor: Client, published: Published, settings: Any
) -> None:
    """Sixty finish, look for what is missing, change five answers and share, in ten minutes."""
    settings.LIMITS = shipped.LIMITS
    request = visitor.get("/result/").wsgi_request
    refused = [limits.count("answers", request) for _ in range(60 * 7)]
    refused += [limits.count("sharing", request) for _ in range(60 * 2)]
    assert not any(refused)
    assert all(0 < limit <= 1000 for limit in shipped.LIMITS.values())


# Sharing


def test_beyond_the_limit_nothing_is_shared_guessed_agreed_to_or_deleted(
    sharer: Client, stranger: Client
) -> None:
    row = share(sharer, name="Ana")
    send(stranger, f"/r/{row.token}/with/", {})  # the second and last
    before = list(SharedResult.objects.values())
    for place in ("guess/", "with/", "with/answer/", "delete/"):
        form = {"guess": "left", "answer": "yes", "key": row.delete_key}
        refused = send(stranger, f"/r/{row.token}/{place}", form)
        assert (is_refused(refused), dict(refused.cookies)) == (True, {})
    assert is_refused(send(sharer, "/result/share/", {"name": "Another"}))
    assert list(SharedResult.objects.values()) == before


def test_who_sends_too_many_answers_may_still_share(sharer: Client) -> None:
    for _ in range(MOST["answers"]):
        refused = send(sharer, "/result/", {})
    assert is_refused(refused)
    assert share(sharer).name == ""


# Links that lead nowhere


def guess_at_links(client: Client, **more: Any) -> None:
    for number in range(MOST["unknown"]):
        places = (f"/r/{number}/", f"/r/{number}/card-a.png", f"/embed/{number}/", "/oembed/?url=a")
        assert client.get(places[number], **more).status_code == 404


def test_who_tries_many_links_finds_none_for_a_while_not_even_a_right_one(
    sharer: Client, stranger: Client
) -> None:
    row = share(sharer, name="Ana")
    guess_at_links(stranger, REMOTE_ADDR=SCHOOL)
    for place in (f"/r/{row.token}/", f"/r/{row.token}/guess/", f"/compare/{row.token}/"):
        refused = stranger.get(place, REMOTE_ADDR=SCHOOL)
        assert is_refused(refused)
        assert "Ana" not in refused.content.decode()
    assert stranger.get(f"/r/{row.token}/", REMOTE_ADDR=HOME).status_code == 200
    assert stranger.get("/quiz/", REMOTE_ADDR=SCHOOL).status_code == 200


def test_programs_are_told_in_their_own_form(sharer: Client, stranger: Client) -> None:
    row = share(sharer)
    said = "Too much was asked from your network. Try again in 7 minutes."
    guess_at_links(stranger)
    described = stranger.get("/oembed/", {"url": f"http://testserver/r/{row.token}/"})
    assert (described.status_code, described.json()) == (429, {"error": said})
    picture = stranger.get(cards.card_address(row))
    assert (picture.status_code, picture.content.decode()) == (429, f"{said}\n")
    kinds = [told.headers["Content-Type"] for told in (described, picture)]
    assert kinds == ["application/json", "text/plain; charset=utf-8"]
    assert [told.headers["Retry-After"] for told in (described, picture)] == ["400", "400"]


def test_opening_what_was_taken_back_again_and_again_is_no_guessing(
    sharer: Client, stranger: Client
) -> None:
    row = share(sharer)
    sharing.delete(row)
    shown = {stranger.get(f"/r/{row.token}/").status_code for _ in range(MOST["unknown"] + 2)}
    assert shown == {410}


# What another site makes a browser do


@pytest.mark.parametrize(
    "told", [{"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}]
)
def test_forms_from_elsewhere_use_up_nothing(
    visitor: Client, published: Published, told: dict[str, str]
) -> None:
    for _ in range(max(MOST.values()) + 1):
        for place in ("/quiz/", "/result/share/"):
            assert send(visitor, place, {}, headers=told).status_code == 403
    assert send(visitor, "/quiz/", sheet_of(published)).status_code == 303
    assert send(visitor, "/result/share/", {}).status_code == 303


@pytest.mark.parametrize("within", ["image", "iframe", "empty"])
def test_links_shown_elsewhere_have_a_count_of_their_own(
    sharer: Client, stranger: Client, within: str
) -> None:
    row = share(sharer, name="Ana")
    shown = {"sec-fetch-site": "cross-site", "sec-fetch-dest": within}
    guess_at_links(stranger, headers=shown)
    assert is_refused(stranger.get(f"/r/{row.token}/guess/", headers=shown))
    assert stranger.get(f"/r/{row.token}/guess/").status_code == 200
    followed = {"sec-fetch-site": "cross-site", "sec-fetch-dest": "document"}
    assert stranger.get(f"/r/{row.token}/guess/", headers=followed).status_code == 200
    guess_at_links(stranger, headers=followed)
    assert is_refused(stranger.get(f"/r/{row.token}/guess/"))


# What is kept


def test_no_address_is_kept_and_nothing_for_longer_than_its_stretch(
    visitor: Client, published: Published
) -> None:
    send(visitor, "/quiz/", sheet_of(published), REMOTE_ADDR=SCHOOL)
    visitor.get("/r/nothing/", REMOTE_ADDR=SCHOOL)
    cache = caches["limits"]
    kept = repr(cache._cache) + repr(cache._expire_info)
    assert (len(cache._cache), SCHOOL in kept) == (2, False)
    assert all(key.startswith("limits:1:") and len(key) == 41 for key in cache._cache)


def test_other_keys_and_other_times_make_other_digests(
    visitor: Client, settings: Any, clock: SimpleNamespace
) -> None:
    request = visitor.get("/result/").wsgi_request
    found = [limits._key("answers", request), limits._key("sharing", request)]
    settings.SECRET_KEY = "another key that is long enough to be taken for one, as it is said"
    found.append(limits._key("answers", request))
    clock.now += 600
    found.append(limits._key("answers", request))
    assert len(set(found)) == 4


def test_a_flood_of_addresses_does_not_fill_the_memory(settings: Any, visitor: Client) -> None:
    request = visitor.get("/result/").wsgi_request
    cache = caches["limits"]
    cache._max_entries = 50
    try:
        for number in range(400):
            request.sender = f"10.0.{number % 256}.{number // 256}"
            limits.count("answers", request)
        assert len(cache._cache) <= 50
    finally:
        cache._max_entries = settings.CACHES["limits"]["OPTIONS"]["MAX_ENTRIES"]


def test_a_cache_that_is_gone_refuses_nobody_who_is_within_the_limit(
    visitor: Client, settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    monkeypatch.setattr(redis_cache, "_outage", redis_cache._Outage())
    gone = {
        "BACKEND": "config.redis_cache.SparableRedisCache",
        "LOCATION": ["redis://127.0.0.1:9/0"],
        "OPTIONS": {"socket_connect_timeout": 1},
    }
    settings.CACHES = {**settings.CACHES, "limits": gone}
    settings.LIMITS = {**MOST, "answers": 12}
    found = [send(visitor, "/quiz/", {}).status_code for _ in range(13)]
    assert found == [400] * 12 + [429]  # each process counts for itself meanwhile
    assert caplog.messages == ["Redis did not answer: ConnectionError"]


def test_a_finished_sheet_counts_towards_nothing_else(
    visitor: Client, published: Published
) -> None:
    finish(visitor, "short", answers_of(published, "short"))
    request = visitor.get("/result/").wsgi_request
    counts = {what: caches["limits"].counted(limits._key(what, request)) for what in MOST}
    assert counts == {"answers": 1, "sharing": 0, "unknown": 0}
