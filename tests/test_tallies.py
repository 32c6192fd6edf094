"""Bringing a form's sums up to date: every sheet once, whatever happens meanwhile."""

import logging
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quiz import tallies
from quiz.core.sums import Adder, Sums
from quiz.editions import Published
from quiz.models import AnswerSheet, Tally
from quiz.tallies import Reading, bring_up_to_date
from tests.counted import publish_another, publish_kitchen

UP_TO_DATE_QUERIES = 2
ANSWERS = [{"q01": "a", "q02": "b"}, {"q01": "b"}, {"q02": "x"}, {"q01": "c", "q02": "a"}]


@pytest.fixture
def kitchen(db: None) -> Published:
    return publish_kitchen()


def count(kitchen: Published, number: int = 1, **values: Any) -> None:
    """Count so many sheets of the short form, the last of them answered differently."""
    for at in range(number):
        given = {"form": "short", "answers": ANSWERS[at % 4], "day": date(2026, 1, 1 + at % 28)}
        AnswerSheet.objects.create(edition_id=kitchen.pk, **{**given, **values})


def all_sheets(kitchen: Published, form: str = "short") -> Sums:
    """The sums over every sheet of the form, worked out at once."""
    adder, sums = Adder(kitchen.bank, form), Sums()
    for sheet in AnswerSheet.objects.filter(edition_id=kitchen.pk, form=form):
        adder.add(sums, sheet.answers, sheet.day.isoformat(), sheet.option_order)
    return sums


def is_complete(kitchen: Published, reading: Reading) -> bool:
    """Whether the reading, and the next, have every sheet once."""
    right = all_sheets(kitchen, reading.form)
    return reading.sums == right == bring_up_to_date(kitchen, reading.form).sums


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Lets something happen once, while the next step reads sheets."""

    def arrange(happening: Callable[[], object]) -> None:
        read_sheets = tallies._next_step

        def interrupted(*args: Any) -> Any:
            monkeypatch.setattr(tallies, "_next_step", read_sheets)
            found = read_sheets(*args)
            happening()
            return found

        monkeypatch.setattr(tallies, "_next_step", interrupted)

    return arrange


def test_without_sheets_there_is_nothing_and_nothing_is_kept(kitchen: Published) -> None:
    assert bring_up_to_date(kitchen, "short") == Reading("short", Sums(), 0)
    assert Tally.objects.count() == 0


def test_every_sheet_is_read_once(kitchen: Published) -> None:
    count(kitchen, 9)
    reading = bring_up_to_date(kitchen, "short")
    assert (reading.read, reading.counted, reading.is_whole) == (9, 9, True)
    count(kitchen, 5, option_order=3)
    assert is_complete(kitchen, bring_up_to_date(kitchen, "short"))


def test_what_is_up_to_date_is_read_in_two_queries(
    kitchen: Published, django_assert_num_queries: Any
) -> None:
    count(kitchen, 9)
    bring_up_to_date(kitchen, "short")
    with django_assert_num_queries(UP_TO_DATE_QUERIES):
        reading = bring_up_to_date(kitchen, "short")
    assert reading.read == 9


def test_only_new_sheets_are_added(kitchen: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    count(kitchen, 9)
    bring_up_to_date(kitchen, "short")
    count(kitchen, 2)
    added, add = [], Adder.add
    monkeypatch.setattr(Adder, "add", lambda *args: (added.append(args[2]), add(*args)))
    assert bring_up_to_date(kitchen, "short").read == 11
    assert len(added) == 2


def test_forms_and_editions_are_kept_apart(kitchen: Published) -> None:
    another = publish_another("Another text?")
    count(kitchen, 3)
    count(kitchen, 4, form="full", answers={"q03": "a"})
    count(another, 5)
    readings = [bring_up_to_date(kitchen, form) for form in ("short", "full")]
    assert [reading.read for reading in (*readings, bring_up_to_date(another, "short"))] == [
        3,
        4,
        5,
    ]
    assert readings[1].sums.chosen == {"q03": {"a": 4}}
    assert Tally.objects.count() == 3


# Very many sheets


def test_a_step_reads_so_many_sheets_and_the_next_goes_on(
    kitchen: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tallies, "MOST_SHEETS", 10)
    count(kitchen, 25)
    steps = [bring_up_to_date(kitchen, "short") for _ in range(4)]
    assert [(step.read, step.counted, step.is_whole) for step in steps] == [
        (10, 25, False),
        (20, 25, False),
        (25, 25, True),
        (25, 25, True),
    ]
    assert is_complete(kitchen, steps[-1])


def test_a_step_ends_when_it_takes_too_long_but_always_goes_on(
    kitchen: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tallies, "MOST_SECONDS", -1)
    count(kitchen, 3)
    steps = [bring_up_to_date(kitchen, "short") for _ in range(3)]
    assert [step.read for step in steps] == [1, 2, 3]
    assert is_complete(kitchen, steps[-1])


def test_what_is_settled_is_not_counted_again(
    kitchen: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tallies, "SETTLED", 10)
    monkeypatch.setattr(tallies, "MOST_SHEETS", 20)
    count(kitchen, 90)
    steps = [bring_up_to_date(kitchen, "short") for _ in range(5)]
    assert [step.read for step in steps] == [20, 40, 60, 80, 90]
    tally = Tally.objects.get()
    assert (tally.through - tally.settled, tally.settled_read) == (20, 70)
    with CaptureQueriesContext(connection) as queries:
        assert is_complete(kitchen, bring_up_to_date(kitchen, "short"))
    (counting,) = [q["sql"] for q in queries.captured_queries[:2] if "COUNT" in q["sql"]]
    assert f'"id" > {tally.settled}' in counting


def test_sheets_that_are_settled_stay_in_the_sums_when_they_are_deleted(
    kitchen: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tallies, "SETTLED", 5)
    count(kitchen, 30)
    bring_up_to_date(kitchen, "short")
    count(kitchen)
    before = bring_up_to_date(kitchen, "short")
    first = AnswerSheet.objects.order_by("pk").values("pk")[:20]
    AnswerSheet.objects.filter(pk__in=first).delete()
    assert bring_up_to_date(kitchen, "short") == before
    count(kitchen, 2)
    reading = bring_up_to_date(kitchen, "short")
    assert (reading.read, reading.counted, reading.is_whole) == (33, 33, True)


def test_what_changes_near_the_end_is_still_noticed_when_the_rest_is_settled(
    kitchen: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tallies, "SETTLED", 5)
    count(kitchen, 30)
    bring_up_to_date(kitchen, "short")
    count(kitchen)
    bring_up_to_date(kitchen, "short")
    assert Tally.objects.get().settled_read == 25
    AnswerSheet.objects.order_by("pk").last().delete()
    reading = bring_up_to_date(kitchen, "short")
    assert (reading.read, reading.counted) == (30, 30)
    assert is_complete(kitchen, reading)


def test_a_step_may_be_given_less_time(kitchen: Published) -> None:
    count(kitchen, 3)
    steps = [bring_up_to_date(kitchen, "short", seconds=-1) for _ in range(2)]
    assert [step.read for step in steps] == [1, 2]


def test_a_tally_written_before_halves_were_counted_starts_again_step_by_step(
    kitchen: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    count(kitchen, 9)
    bring_up_to_date(kitchen, "short")
    tally = Tally.objects.get()
    del tally.sums["halves"]
    tally.save()
    monkeypatch.setattr(tallies, "MOST_SHEETS", 4)
    steps = [bring_up_to_date(kitchen, "short") for _ in range(3)]
    assert [step.read for step in steps] == [4, 8, 9]
    assert all(step.sums.has_halves for step in steps)
    assert is_complete(kitchen, steps[-1])


# What happens meanwhile


def test_two_editors_at_once_do_not_add_twice(
    kitchen: Published, meanwhile: Callable[[Callable[[], object]], None]
) -> None:
    count(kitchen, 7)
    meanwhile(lambda: bring_up_to_date(kitchen, "short"))
    assert bring_up_to_date(kitchen, "short").read == 7
    count(kitchen, 4)
    meanwhile(lambda: bring_up_to_date(kitchen, "short"))
    assert is_complete(kitchen, bring_up_to_date(kitchen, "short"))
    assert Tally.objects.get().sums["sheets"] == 11


def test_a_slower_step_does_not_undo_a_faster_one(
    kitchen: Published, meanwhile: Callable[[Callable[[], object]], None]
) -> None:
    def another_editor() -> None:
        count(kitchen, 3)
        bring_up_to_date(kitchen, "short")

    count(kitchen, 7)
    meanwhile(another_editor)
    assert bring_up_to_date(kitchen, "short").read == 7
    assert Tally.objects.get().sums["sheets"] == 10
    assert is_complete(kitchen, bring_up_to_date(kitchen, "short"))


def test_a_sheet_that_arrives_meanwhile_is_read_next_time(
    kitchen: Published, meanwhile: Callable[[Callable[[], object]], None]
) -> None:
    count(kitchen, 7)
    meanwhile(lambda: count(kitchen))
    assert bring_up_to_date(kitchen, "short").read == 7
    assert is_complete(kitchen, bring_up_to_date(kitchen, "short"))


def test_a_sheet_whose_id_comes_late_is_not_lost(kitchen: Published) -> None:
    for pk in (1, 2, 3, 5):
        count(kitchen, pk=pk)
    assert bring_up_to_date(kitchen, "short").read == 4
    count(kitchen, pk=4, answers={"q01": "c"})
    reading = bring_up_to_date(kitchen, "short")
    assert (reading.read, reading.counted) == (5, 5)
    assert is_complete(kitchen, reading)


def test_starting_again_goes_step_by_step(
    kitchen: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    for pk in (1, 2, 3, 5, 6):
        count(kitchen, pk=pk)
    bring_up_to_date(kitchen, "short")
    count(kitchen, pk=4)
    monkeypatch.setattr(tallies, "MOST_SHEETS", 4)
    steps = [bring_up_to_date(kitchen, "short") for _ in range(2)]
    assert [step.read for step in steps] == [4, 6]
    assert is_complete(kitchen, steps[-1])


@pytest.mark.parametrize("left", [0, 6])
def test_deleted_sheets_no_longer_count(kitchen: Published, left: int) -> None:
    count(kitchen, 9)
    bring_up_to_date(kitchen, "short")
    AnswerSheet.objects.filter(
        pk__in=AnswerSheet.objects.order_by("pk").values("pk")[: 9 - left]
    ).delete()
    reading = bring_up_to_date(kitchen, "short")
    assert (reading.read, reading.counted) == (left, left)
    assert is_complete(kitchen, reading)


# What should not happen


@pytest.mark.parametrize("answers", [{"q09": "a"}, {"q03": "a"}, {"q01": ["a"]}, ["q01"], {}])
def test_a_sheet_that_does_not_fit_is_counted_as_such_once(
    kitchen: Published, answers: object, django_assert_num_queries: Any
) -> None:
    count(kitchen, 3)
    count(kitchen, answers=answers)
    count(kitchen, 2)
    reading = bring_up_to_date(kitchen, "short")
    assert (reading.sums.sheets, reading.sums.unread, reading.is_whole) == (5, 1, True)
    with django_assert_num_queries(UP_TO_DATE_QUERIES):
        assert bring_up_to_date(kitchen, "short") == reading


@pytest.mark.parametrize("sums", [[], {"sheets": "7"}, {"people": 7}])
def test_a_damaged_tally_starts_again_and_says_so(
    kitchen: Published, sums: object, caplog: pytest.LogCaptureFixture
) -> None:
    count(kitchen, 7)
    bring_up_to_date(kitchen, "short")
    Tally.objects.update(sums=sums)
    with caplog.at_level(logging.WARNING, "quiz.tallies"):
        reading = bring_up_to_date(kitchen, "short")
    assert is_complete(kitchen, reading)
    (message,) = caplog.messages
    assert "kitchen edition 1, short form" in message
    assert "starts again" in message
