"""Something that is asked for now and then: by whom, and how old it may be."""

import threading

import pytest

from careers import remembered
from careers.remembered import Remembered

PATIENCE = 10  # seconds that a thread of a test is waited for


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(remembered, "time", clock)
    return clock


def test_an_answer_stands_for_as_long_as_is_said(clock: Clock) -> None:
    answers = iter(range(10))
    slow, quick = Remembered(lambda: next(answers), 60), Remembered(lambda: next(answers))
    assert [slow.get(), quick.get()] == [0, 1]
    clock.now += 59
    assert [slow.get(), quick.get()] == [0, 2]
    clock.now += 1
    assert [slow.get(), quick.get()] == [3, 4]


def test_while_one_asks_the_others_are_told_what_was_last_known(clock: Clock) -> None:
    asked, go_on = threading.Event(), threading.Event()
    answers = iter(["old", "new"])

    def ask() -> str:
        answer = next(answers)
        if answer == "new":
            asked.set()
            assert go_on.wait(PATIENCE)
        return answer

    kept = Remembered(ask, 60)
    assert kept.get() == "old"
    clock.now += 61
    first = threading.Thread(target=kept.get)
    first.start()
    assert asked.wait(PATIENCE)
    assert kept.get() == "old"
    go_on.set()
    first.join(PATIENCE)
    assert kept.get() == "new"
