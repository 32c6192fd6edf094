"""What a browser says that it owns: only what the site itself signed is believed."""

import time
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core import signing
from django.test import Client, override_settings

from quiz import sharing
from quiz.editions import Published
from quiz.models import SharedResult
from tests.web.helpers import (
    COOKIE,
    answers_of,
    finish,
    heading,
    send,
)
from tests.web.shares import OWN, a_sharer, a_stranger, address, share

sharer, stranger = a_sharer, a_stranger


def signed_for(name: str, value: str) -> str:
    return signing.get_cookie_signer(salt=name).sign(value)


def test_another_browsers_cookie_of_answers_does_not_reach_its_share(
    sharer: Client, stranger: Client, published: Published
) -> None:
    """The same answers are another result: the key in the cookie tells them apart."""
    row = share(sharer, name="Ana")
    answers = dict.fromkeys(answers_of(published, "short"), "a")
    finish(stranger, "short", answers)
    finish(sharer, "short", answers)
    first, second = share(sharer), share(stranger)
    assert len({row.token, first.token, second.token}) == 3
    assert len({row["sheet"] for row in list(SharedResult.objects.values())}) == 3


@pytest.mark.parametrize("part", ["answers", "key"])
def test_a_changed_cookie_of_answers_shares_nothing(sharer: Client, part: str) -> None:
    value = sharer.cookies[COOKIE].value
    number, form, letters, rest = value.split(".", 3)
    if part == "answers":
        letters = letters.translate(str.maketrans("ab", "ba"))
    else:
        rest = ("a" if rest[0] != "a" else "b") + rest[1:]
    sharer.cookies[COOKIE] = ".".join([number, form, letters, rest])
    response = send(sharer, "/result/share/", {})
    assert (heading(response, 404), list(SharedResult.objects.values())) == (
        "No result here yet",
        [],
    )


FORGED: dict[str, Callable[[str], str]] = {
    "unsigned": lambda token: token,
    "signed for the answers": lambda token: signed_for("quiz.sheet.crossroads", token),
    "signed for another quiz": lambda token: signed_for("another-shares", token),
    "signed for the messages": lambda token: signed_for("messages", token),
    "signed elsewhere": lambda token: signing.TimestampSigner(key="x" * 50, salt=OWN).sign(token),
    "no signature": lambda token: f"{token}:{'a' * 6}:{'a' * 43}",
}


@pytest.mark.parametrize("kind", FORGED)
def test_a_forged_cookie_owns_nothing(sharer: Client, stranger: Client, kind: str) -> None:
    row = share(sharer, name="Ana")
    stranger.cookies[OWN] = FORGED[kind](row.token)
    assert heading(stranger.get("/result/shared/"), 404) == "Nothing shared from here"
    response = send(stranger, address(row, "delete/"), {})
    assert heading(response, 403) == "Only for whoever shared it"
    assert sharing.find(row.token) == row


@pytest.mark.parametrize("value", ["", ".", "...", "a.b.c", "x" * 3000, "é", "\0", "." * 500])
def test_signed_nonsense_owns_nothing(sharer: Client, stranger: Client, value: str) -> None:
    row = share(sharer)
    stranger.cookies[OWN] = signed_for(OWN, value)
    assert heading(stranger.get("/result/shared/"), 404) == "Nothing shared from here"
    assert send(stranger, address(row, "delete/"), {}).status_code == 403


def test_a_cookie_of_another_secret_key_owns_nothing(sharer: Client) -> None:
    row = share(sharer)
    with override_settings(SECRET_KEY="another key, long enough to be taken as one by Django"):
        assert sharer.get("/result/shared/").status_code == 404
        # Nor is a token of the old key still taken for one of ours.
        assert sharer.get(address(row)).status_code == 404


@pytest.mark.parametrize(("days", "kept"), [(399, True), (401, False)])
def test_owning_lasts_as_long_as_the_cookie(
    sharer: Client, monkeypatch: pytest.MonkeyPatch, days: int, kept: bool
) -> None:
    share(sharer)
    later = time.time() + days * 24 * 60 * 60
    monkeypatch.setattr(signing, "time", SimpleNamespace(time=lambda: later))
    assert sharer.get("/result/shared/").status_code == (200 if kept else 404)
