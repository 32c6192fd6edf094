"""What measurements fill a site with is what the site itself would have stored."""

import json

import pytest
from django.conf import settings

from bench import filling, sheets
from quiz.core.summary import summarise, write_summary
from quiz.editions import Published
from quiz.models import AnswerSheet, Edition, Pairing, SharedResult
from quiz.tallies import bring_up_to_date


def scored_here(number: int) -> list[filling.Scored]:
    document = json.dumps(Edition.objects.get(quiz__slug=settings.FRONT_QUIZ).document)
    return filling._score_lot(document, 1, number)


def test_every_counted_sheet_can_be_scored(published: Published) -> None:
    filling.count_sheets(200)
    readings = [bring_up_to_date(published, form) for form in ("short", "full")]
    assert sum(reading.sums.sheets for reading in readings) == 200
    assert [reading.sums.unread for reading in readings] == [0, 0]
    assert AnswerSheet.objects.values("day").distinct().count() > 150


def test_a_share_says_what_the_verdict_on_its_answers_says(
    published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "_scored", scored_here)
    sheets.shares(published, 2)
    known = list(SharedResult.objects.order_by("pk").values())
    SharedResult.objects.all().delete()
    for row in known:
        del row["id"]
    filling.share_results(60, known)
    assert SharedResult.objects.count() == 62
    assert {row["token"] for row in known} < set(
        SharedResult.objects.values_list("token", flat=True)
    )
    with_answers = SharedResult.objects.exclude(answers=None)
    assert 5 < len(with_answers) < 60
    for share in with_answers:
        verdict = published.verdict(share.form, share.answers)
        assert share.summary == write_summary(summarise(verdict))
    assert Pairing.objects.count() == 13


def test_different_sheets_are_different_and_the_same_seed_gives_the_same(
    published: Published,
) -> None:
    first, again, other = (sheets.sent(published, seed) for seed in (1, 1, 2))
    forms = [[next(sent).form for _ in range(50)] for sent in (first, again, other)]
    assert forms[0] == forms[1]
    assert len({*forms[0], *forms[2]}) == 100
