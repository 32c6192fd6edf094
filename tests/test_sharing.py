"""Shares as rows: their tokens, what is kept, how long, and what deleting leaves."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from quiz import editions, sharing
from quiz.core.summary import summarise, write_summary
from quiz.core.verdict import read_verdict
from quiz.editions import Published
from quiz.models import Pairing, Quiz, SharedResult
from quiz.sheet import StoredSheet
from tests.web.helpers import answers_of, publish_again, sheet_in_band

SHAPED_WRONGLY = [
    *("", "a", "a" * 31, "a" * 33, "a" * 5000, "a" * 31 + "=", "a" * 31 + "+", "a" * 31 + "/"),
    *(
        "a" * 31 + " ",
        " " + "a" * 31,
        "a" * 32 + "\n",
        "é" * 32,
        "\0" * 32,
        "😀" * 32,
        "a" * 31 + "\0",
    ),
]


@pytest.fixture
def sheet(published: Published) -> StoredSheet:
    """A sheet as its browser holds it."""
    return StoredSheet(published, "short", answers_of(published, "short"), key="k" * 22)


def share(sheet: StoredSheet, **choices: object) -> SharedResult:
    return sharing.create(sheet, **{"name": "", "include": False, "days": 365, **choices})


def a_share(sheet: StoredSheet, key: str, **choices: object) -> SharedResult:
    """Another share of the same answers, from another browser."""
    return share(replace(sheet, key=key), **choices)


def expire(row: SharedResult, on: date) -> None:
    SharedResult.objects.filter(pk=row.pk).update(expires_on=on)


# Tokens


def test_tokens_are_32_characters_for_addresses_and_differ() -> None:
    tokens = {sharing.new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert {bool(re.fullmatch("[A-Za-z0-9_-]{32}", token)) for token in tokens} == {True}
    assert {sharing.is_ours(token) for token in tokens} == {True}


@pytest.mark.parametrize("token", SHAPED_WRONGLY)
def test_what_is_not_shaped_like_a_token_is_not_ours(token: str) -> None:
    assert not sharing.is_ours(token)


def test_a_token_with_any_byte_changed_is_not_ours() -> None:
    data = urlsafe_b64decode(sharing.new_token())
    assert len(data) == 24
    for place in range(24):
        changed = bytearray(data)
        changed[place] ^= 1
        assert not sharing.is_ours(urlsafe_b64encode(changed).decode())


def test_a_token_of_another_site_is_not_ours() -> None:
    with override_settings(SECRET_KEY="another site's key, long enough to be taken as one too"):
        foreign = sharing.new_token()
    assert not sharing.is_ours(foreign)


# Finding


def test_a_share_is_found_by_its_token_alone(sheet: StoredSheet) -> None:
    row = share(sheet)
    assert sharing.find(row.token) == row
    assert sharing.state(row.token) == "live"
    changed = row.token[:-1] + ("a" if row.token[-1] != "a" else "b")
    for token in (changed, row.token.swapcase(), row.token[:-1], row.sheet, row.delete_key):
        assert (sharing.find(token), sharing.state(token)) == (None, "unknown")


@pytest.mark.parametrize("token", SHAPED_WRONGLY)
def test_every_token_costs_one_query(
    sheet: StoredSheet, token: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    row = share(sheet)
    for asked in (token, row.token, sharing.new_token()):
        with django_assert_num_queries(1):
            sharing.find(asked)


def test_what_a_page_shows_of_a_share_costs_no_further_query(
    sheet: StoredSheet, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    token = share(sheet).token
    with django_assert_num_queries(1):
        found = sharing.find(token)
        assert sharing.reading(found).document is sheet.published.document


def test_several_are_found_at_once_each_once_in_the_order_asked(
    sheet: StoredSheet, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first, second, gone = (a_share(sheet, key) for key in "abc")
    sharing.delete(gone)
    asked = [second.token, "nonsense", gone.token, first.token, second.token]
    with django_assert_num_queries(1):
        assert sharing.find_all(asked) == [second, first]
    with django_assert_num_queries(0):
        assert sharing.find_all([]) == sharing.find_all(["nonsense"]) == []


@pytest.mark.parametrize(("days", "state"), [(-1, "gone"), (0, "gone"), (1, "live")])
def test_the_last_day_is_the_one_before_it_expires(
    sheet: StoredSheet, days: int, state: str
) -> None:
    row = share(sheet)
    expire(row, timezone.now().date() + timedelta(days))
    assert sharing.state(row.token) == state
    assert (sharing.find_all([row.token]) == [row]) == (state == "live")
    assert sharing.find(row.token, expired=True) == row


def test_a_deleted_share_is_gone_and_nothing_of_it_is_kept(sheet: StoredSheet) -> None:
    row, friend = share(sheet, name="Ana", include=True), a_share(sheet, "friend")
    Pairing.objects.create(asked=friend, agreed=row)
    assert [sharing.delete(row), sharing.delete(row)] == [True, False]
    assert (sharing.state(row.token), sharing.find(row.token, expired=True)) == ("gone", None)
    assert ([*SharedResult.objects.all()], [*Pairing.objects.all()]) == ([friend], [])


# What is kept


def test_a_share_keeps_the_verdict_and_no_answers(sheet: StoredSheet) -> None:
    before = timezone.now().date()
    row = SharedResult.objects.get(pk=share(sheet, name="Ana").pk)
    verdict = sheet.published.verdict("short", sheet.answers)
    assert (row.name, row.answers, row.form) == ("Ana", None, "short")
    assert row.summary == write_summary(summarise(verdict))
    assert row.edition_id == sheet.published.pk
    assert row.created_on == before
    assert (row.guessed_right, row.guessed_wrong) == (0, 0)
    assert not [slug for slug in sheet.answers if f'"{slug}"' in str(row.__dict__)]


def test_the_key_in_the_cookie_is_not_in_the_row(sheet: StoredSheet) -> None:
    row = share(sheet)
    assert sheet.key not in str(SharedResult.objects.values().get())
    assert re.fullmatch("[0-9a-f]{64}", row.sheet)


@pytest.mark.parametrize("days", [30, 365, None])
def test_it_is_kept_as_long_as_chosen(sheet: StoredSheet, days: int | None) -> None:
    row = share(sheet, days=days)
    today = timezone.now().date()
    assert row.expires_on == (None if days is None else today + timedelta(days))


def test_the_same_result_again_is_the_same_share_with_the_new_choices(sheet: StoredSheet) -> None:
    first = share(sheet, name="Ana", include=True, days=None)
    SharedResult.objects.update(guessed_right=3)
    again = share(sheet, name="Ben", include=False, days=30)
    row = SharedResult.objects.get()
    assert (row.token, row.delete_key) == (first.token, first.delete_key)
    assert (row.name, row.answers, row.expires_on) == ("Ben", None, again.expires_on)
    assert row.guessed_right == 3


def test_the_same_answers_from_another_browser_are_another_share(sheet: StoredSheet) -> None:
    rows = [a_share(sheet, key) for key in "ab"]
    assert len({row.token for row in rows}) == len({row.delete_key for row in rows}) == 2


def test_after_deleting_sharing_again_gives_a_new_address(sheet: StoredSheet) -> None:
    first = share(sheet)
    sharing.delete(first)
    again = share(sheet)
    assert again.token != first.token
    assert again.delete_key != first.delete_key


def test_sharing_again_what_has_expired_makes_a_new_address(sheet: StoredSheet) -> None:
    first = share(sheet, name="Ana")
    expire(first, timezone.now().date())
    again = share(sheet)
    assert (again.token != first.token, again.delete_key != first.delete_key) == (True, True)
    assert [sharing.state(row.token) for row in (first, again)] == ["gone", "live"]
    assert SharedResult.objects.count() == 1


@pytest.mark.parametrize("form", ["short", "full"])
@pytest.mark.parametrize("band", ["close", "leans", "clear"])
def test_what_is_read_back_is_what_the_verdict_says(
    published: Published, form: str, band: str
) -> None:
    verdict = sheet_in_band(published, form, band, -1)
    row = share(StoredSheet(published, form, verdict.sheet.answers, key="a"))
    reading = sharing.reading(sharing.find(row.token))
    assert reading.summary == summarise(verdict)
    assert reading.document is published.document


def test_too_few_answers_are_not_shared(published: Published) -> None:
    few = sheet_in_band(published, "short", "few", 1).sheet.answers
    with pytest.raises(sharing.TooFewAnswers):
        share(StoredSheet(published, "short", few, key="a"))
    assert not SharedResult.objects.exists()


def test_a_share_is_read_in_its_own_edition(sheet: StoredSheet, shipped_quiz: Quiz) -> None:
    row = share(sheet)
    publish_again(shipped_quiz)
    editions.forget()
    document = sharing.reading(sharing.find(row.token)).document
    assert document == sheet.published.document
    verdict = read_verdict(sheet.published.bank, "short", sheet.answers)
    assert sharing.reading(row).lean_tenths == verdict.lean_tenths


def test_pairs_are_found_whoever_asked_while_both_are_shared(sheet: StoredSheet) -> None:
    mine, asked, agreed, gone, stranger = (a_share(sheet, key) for key in "abcde")
    for asking, agreeing in ((mine, asked), (agreed, mine), (mine, gone), (gone, stranger)):
        Pairing.objects.create(asked=asking, agreed=agreeing)
    expire(gone, timezone.now().date())
    assert sharing.paired_with(mine) == [asked, agreed]


# Expiring


def expire_shares() -> str:
    said = StringIO()
    call_command("expire_shares", stdout=said)
    return said.getvalue()


def test_the_command_deletes_what_has_expired_and_nothing_else(sheet: StoredSheet) -> None:
    today = timezone.now().date()
    old, ends, stays, forever = (a_share(sheet, key, days=None) for key in "abcd")
    for row, days in ((old, -400), (ends, 0), (stays, 1)):
        expire(row, today + timedelta(days))
    Pairing.objects.create(asked=old, agreed=forever)
    assert expire_shares() == "Deleted 2 expired shares.\n"
    assert set(SharedResult.objects.all()) == {stays, forever}
    assert not Pairing.objects.exists()
    assert [sharing.state(row.token) for row in (old, ends)] == ["gone", "gone"]
    assert expire_shares() == "Deleted 0 expired shares.\n"


def test_the_command_deletes_in_batches_with_time_for_others_after_each(
    sheet: StoredSheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    from quiz.management.commands import expire_shares as command

    today = timezone.now().date()
    for key in "abcde":
        expire(a_share(sheet, key), today)
    asked: list[int] = []
    waited: list[float] = []
    delete = sharing.delete_expired
    monkeypatch.setattr(command, "BATCH", 2)
    monkeypatch.setattr(command.time, "sleep", waited.append)
    monkeypatch.setattr(sharing, "delete_expired", lambda most: asked.append(most) or delete(most))
    assert expire_shares() == "Deleted 5 expired shares.\n"
    assert asked == [2, 2, 2, 2]
    assert waited == [command.SECONDS_FOR_OTHERS] * 3


def test_what_expired_is_deleted_without_reading_what_it_says(sheet: StoredSheet) -> None:
    expire(row := a_share(sheet, "a"), timezone.now().date())
    with CaptureQueriesContext(connection) as captured:
        assert sharing.delete_expired(100) == [row.token]
    assert [query["sql"] for query in captured if "summary" in query["sql"]] == []
