"""Whatever is sent, the site answers with a page or a result, and never breaks."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from quiz.models import AnswerSheet
from tests.web.helpers import COOKIE, URLENCODED, heading, quick, send

NAMES = st.sampled_from(
    [
        *(f"q{n:02}" for n in range(31)),
        "edition",
        "form",
        "order",
        "count",
        "counting",
        "unanswered",
    ]
)
VALUES = st.sampled_from(
    [*"abcdex", "", "0", "1", "2", "3", "short", "full", "yes", "asked", "leave", "-1"]
)
JUNK = st.dictionaries(st.text(), st.text())
LIKELY = st.dictionaries(NAMES, VALUES)
MIXED = st.dictionaries(NAMES | st.text(), VALUES | st.text())
REPEATED = st.dictionaries(NAMES, st.lists(VALUES | st.text(), max_size=3))
PROPER = st.fixed_dictionaries(
    {"edition": st.just("1"), "form": st.sampled_from(["short", "full"])},
    optional={
        "unanswered": st.just("leave"),
        "order": st.sampled_from(["0", "3", "4"]),
        **{f"q{n:02}": st.sampled_from([*"abx"]) for n in range(1, 31)},
    },
)
everywhere = pytest.mark.parametrize("address", ["/quiz/", "/quiz/full/", "/result/"])
REFUSALS = {
    "/quiz/": "Data scientist or ML engineer?",
    "/quiz/full/": "Data scientist or ML engineer?",
    "/result/": "That could not be scored",
}


def never_breaks(client: Client, address: str, data: dict[str, object] | bytes) -> None:
    """A redirect comes with a cookie; a refusal is a page of the site and leaves nothing."""
    client.cookies.clear()
    counted = AnswerSheet.objects.count()
    if isinstance(data, bytes):
        response = client.post(address, data, content_type=URLENCODED)
    else:
        response = send(client, address, data)
    if response.status_code == 303:
        assert (response.headers["Location"], [*response.cookies]) == ("/result/", [COOKIE])
        assert client.get("/result.json").json()["edition"] == 1
        return
    statuses = {400} if address == "/result/" else {400, 422}
    assert {response.status_code} <= statuses
    assert heading(response, response.status_code) == REFUSALS[address]
    assert (dict(response.cookies), AnswerSheet.objects.count()) == ({}, counted)


@everywhere
@given(data=JUNK | LIKELY | MIXED | REPEATED)
@quick
def test_any_fields_are_scored_or_refused(visitor: Client, address: str, data: dict) -> None:
    never_breaks(visitor, address, data)


@everywhere
@given(data=PROPER)
@quick
def test_any_selection_of_answers_is_scored_or_refused(
    visitor: Client, address: str, data: dict
) -> None:
    never_breaks(visitor, address, data)


@everywhere
@given(body=st.binary(max_size=200))
@quick
def test_any_bytes_are_scored_or_refused(visitor: Client, address: str, body: bytes) -> None:
    never_breaks(visitor, address, body)
