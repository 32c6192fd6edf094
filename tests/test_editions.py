"""Reading editions: cheaply, also while the database fails, and with the same verdict for ever."""

import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from django.db import OperationalError, connection

from careers import remembered
from careers.remembered import RECHECK_SECONDS
from quiz import editions
from quiz.core.document import checksum, write_document
from quiz.core.reading import read_document
from quiz.core.scoring import Bank
from quiz.core.verdict import read_verdict
from quiz.editions import EditionMissing
from quiz.models import Edition, Quiz
from quiz.publishing import publish
from tests.makers import make_quiz

FROZEN = Path(__file__).parent / "frozen"


@pytest.fixture
def quiz(db: None) -> Quiz:
    quiz = make_quiz()
    publish(quiz, note="")
    return quiz


def publish_elsewhere(quiz: Quiz, title: str) -> None:
    """Another edition, published by another process: nothing here is told."""
    Quiz.objects.filter(pk=quiz.pk).update(title=title)
    publish(quiz, note="")


class Clock:
    """Stands in for the time module; stands still until it is put on."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(remembered, "time", clock)
    return clock


@pytest.fixture
def broken_database() -> Iterator[Callable[[], Any]]:
    """A context manager in which every query fails."""

    def fail(*args: object) -> NoReturn:
        raise OperationalError("disk I/O error")

    yield lambda: connection.execute_wrapper(fail)


# Current


def test_the_newest_edition_is_current(quiz: Quiz) -> None:
    publish_elsewhere(quiz, "Two")
    found = editions.current("kitchen")
    row = Edition.objects.get(number=2)
    assert (found.pk, found.number, found.document) == (row.pk, 2, read_document(row.document))
    assert found.bank.document is found.document


def test_each_quiz_has_its_own_current_edition(quiz: Quiz) -> None:
    publish_elsewhere(quiz, "Two")
    other = Quiz.objects.create(slug="other", title="?", left=quiz.right, right=quiz.left)
    other.questions.set(quiz.questions.all())
    publish(other, note="")
    assert [editions.current(slug).number for slug in ("kitchen", "other")] == [2, 1]


def test_asking_again_within_a_second_costs_no_query(
    quiz: Quiz, clock: Clock, django_assert_num_queries: Any
) -> None:
    first = editions.current("kitchen")
    clock.now += RECHECK_SECONDS - 0.001
    with django_assert_num_queries(0):
        assert editions.current("kitchen") is first


def test_after_a_second_it_asks_once_and_keeps_what_it_has(
    quiz: Quiz, clock: Clock, django_assert_num_queries: Any
) -> None:
    first = editions.current("kitchen")
    clock.now += RECHECK_SECONDS
    with django_assert_num_queries(1):
        assert [editions.current("kitchen") for _ in range(3)] == [first] * 3


def test_what_another_process_published_is_seen_after_a_second(quiz: Quiz, clock: Clock) -> None:
    seen = [editions.current("kitchen").document.title]
    publish_elsewhere(quiz, "Two")
    seen.append(editions.current("kitchen").document.title)
    clock.now += RECHECK_SECONDS
    seen.append(editions.current("kitchen").document.title)
    assert seen == ["Baker or cook?", "Baker or cook?", "Two"]


def test_while_the_database_fails_the_last_known_edition_is_served(
    quiz: Quiz, clock: Clock, broken_database: Any, caplog: pytest.LogCaptureFixture
) -> None:
    first = editions.current("kitchen")
    publish_elsewhere(quiz, "Two")
    clock.now += RECHECK_SECONDS
    with broken_database():
        assert [editions.current("kitchen"), editions.current("kitchen")] == [first, first]
    assert caplog.record_tuples == [
        ("careers.remembered", logging.ERROR, "the last known answer stands: disk I/O error")
    ]
    clock.now += RECHECK_SECONDS
    assert editions.current("kitchen").number == 2


def test_a_process_that_knows_no_edition_yet_says_that_the_database_fails(
    quiz: Quiz, broken_database: Any
) -> None:
    with broken_database(), pytest.raises(OperationalError):
        editions.current("kitchen")
    assert editions.current("kitchen").number == 1


def test_a_quiz_without_an_edition_has_none_until_one_is_published(db: None, clock: Clock) -> None:
    quiz = make_quiz()
    with pytest.raises(EditionMissing) as caught:
        editions.current("kitchen")
    assert str(caught.value) == "kitchen has no edition yet"
    publish(quiz, note="")
    clock.now += RECHECK_SECONDS
    assert editions.current("kitchen").number == 1


def test_made_up_quizzes_fill_no_memory_and_push_nothing_out(
    quiz: Quiz, clock: Clock, django_assert_num_queries: Any
) -> None:
    first = editions.current("kitchen")
    for number in range(100):
        with pytest.raises(EditionMissing):
            editions.current(f"made-up-{number}")
    assert list(editions._latest) == ["kitchen"]
    with django_assert_num_queries(0):
        assert editions.current("kitchen") is first


# By number


def test_an_edition_is_read_once(quiz: Quiz, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert editions.get("kitchen", 1) is editions.get("kitchen", 1)


@pytest.mark.parametrize(("slug", "number"), [("kitchen", 2), ("kitchen", 0), ("garden", 1)])
def test_an_unknown_edition_is_missing(quiz: Quiz, slug: str, number: int) -> None:
    with pytest.raises(EditionMissing) as caught:
        editions.get(slug, number)
    assert str(caught.value) == f"{slug} has no edition {number}"


def test_a_damaged_edition_is_refused(quiz: Quiz) -> None:
    document = Edition.objects.get().document
    document["questions"][0]["options"][0]["points"]["dough"] = 3
    Edition._base_manager.update(document=document)
    for read in (lambda: editions.get("kitchen", 1), lambda: editions.current("kitchen")):
        with pytest.raises(EditionMissing) as caught:
            read()
        assert str(caught.value) == "kitchen edition 1 is damaged: its checksum differs"


# For ever


def frozen(name: str) -> Any:
    return json.loads((FROZEN / name).read_text(encoding="utf-8"))


# By what it is frozen for: the edition's file and that of its verdicts.
EDITIONS = {
    "interests": ("edition-1.json", "verdicts-1.json"),
    "ticks": ("check-edition-1.json", "check-verdicts-1.json"),
}
each_edition = pytest.mark.parametrize(("edition", "verdicts"), EDITIONS.values(), ids=EDITIONS)
# What e^z gives may differ in its last digit from one machine's library to another's.
FLOATING = {"p", "odds", "lean"}


@each_edition
def test_the_frozen_edition_is_as_it_was_published(edition: str, verdicts: str) -> None:
    data = frozen(edition)
    assert checksum(data) == frozen(verdicts)["checksum"]
    assert write_document(read_document(data)) == data


@each_edition
def test_the_frozen_sheets_are_of_every_kind(edition: str, verdicts: str) -> None:
    kinds = {(s["form"], s["verdict"]["band"]) for s in frozen(verdicts)["sheets"]}
    bands = ("few", "close", "leans", "clear")
    assert kinds == {(form, band) for form in ("short", "full") for band in bands}


def test_a_frozen_edition_scores_for_ever_as_it_did() -> None:
    """Every value of every verdict, floats exactly. The files are never made again.

    They were made once, before the first release, from the shipped content as loaded and
    published: the edition's document and checksum as stored, then for the sample and 50
    other sheets ``read_verdict(bank, form, answers).to_json()``. Those were drawn with
    ``random.Random(seed)`` for fixed seeds: at random; with gaps and opt-outs; with more or
    fewer answers turned to the strongest option of one side; none, all opt-outs, all first
    options, only five answers. See frozen/README.md.
    """
    bank = Bank(read_document(frozen("edition-1.json")))
    for sheet in frozen("verdicts-1.json")["sheets"]:
        verdict = read_verdict(bank, sheet["form"], sheet["answers"])
        assert verdict.to_json() == sheet["verdict"]


def test_a_frozen_work_check_scores_for_ever_as_it_did() -> None:
    """The same of ticks: the sample, all, none, all of one side, and 44 drawn with a fixed seed,
    of which 8 have gaps. Sums are held exactly, what e^z goes into to twelve digits.
    """
    bank = Bank(read_document(frozen("check-edition-1.json")))
    for sheet in frozen("check-verdicts-1.json")["sheets"]:
        said = read_verdict(bank, sheet["form"], sheet["answers"]).to_json()
        expected = sheet["verdict"]
        for name in FLOATING:
            assert said.pop(name) == pytest.approx(expected.pop(name), rel=1e-12)
        movers = [mover.pop("p") for mover in said["movers"]]
        assert movers == pytest.approx([m.pop("p") for m in expected["movers"]], rel=1e-12)
        assert said == expected
