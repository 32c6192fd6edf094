"""What comes while some is worked on is worked on next, all of it at once."""

import asyncio
from collections.abc import Awaitable
from threading import Event, get_ident

import pytest

from config import together
from config.together import Together
from tests import loops


class Work:
    """Stands for the work: what it was given, call by call; it waits until it may go on."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []
        self.threads = set[int]()
        self.may_go_on = Event()

    def __call__(self, things: list[str]) -> None:
        self.calls.append(things)
        self.threads.add(get_ident())
        assert self.may_go_on.wait(10)
        if "bad" in things:
            raise ValueError("what somebody sent")


async def all_done(*waiting: Awaitable[None]) -> None:
    async with asyncio.timeout(10):
        await asyncio.gather(*waiting)


async def begun(collected: Together[str], work: Work) -> asyncio.Task[None]:
    """One who came first, and whose work is under way."""
    first = asyncio.create_task(collected.done("a"))
    async with asyncio.timeout(10):
        while not work.calls:
            await asyncio.sleep(0.001)
    return first


def test_what_comes_meanwhile_is_done_together_in_one_thread() -> None:
    work = Work()

    async def come() -> None:
        collected = Together(work, "test")
        first = await begun(collected, work)
        others = [asyncio.create_task(collected.done(name)) for name in "bcd"]
        await asyncio.sleep(0)
        assert not any(task.done() for task in (first, *others))
        work.may_go_on.set()
        await all_done(first, *others, collected.done("e"))
        await all_done(collected.done("f"))  # when all was done before

    loops.run(come())
    assert work.calls == [["a"], ["b", "c", "d", "e"], ["f"]]
    assert len(work.threads) == 1


def test_no_more_at_once_than_one_statement_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "MOST", 2)
    work = Work()
    work.may_go_on.set()

    async def come() -> None:
        collected = Together(work, "test")
        await all_done(*(collected.done(name) for name in "abcde"))

    loops.run(come())
    assert work.calls == [["a", "b"], ["c", "d"], ["e"]]


def test_a_failure_keeps_nobody_waiting_and_the_log_tells_nothing_of_what_was_sent(
    caplog: pytest.LogCaptureFixture,
) -> None:
    work = Work()
    work.may_go_on.set()

    async def come() -> None:
        collected = Together(work, "test")
        await all_done(collected.done("bad"), collected.done("too"))
        await all_done(collected.done("good"))

    loops.run(come())
    assert work.calls == [["bad", "too"], ["good"]]
    assert caplog.messages == ["what could not be done: 2 (ValueError)"]


def test_who_leaves_meanwhile_stops_nothing() -> None:
    work = Work()

    async def come() -> None:
        collected = Together(work, "test")
        (await begun(collected, work)).cancel()
        work.may_go_on.set()
        await all_done(collected.done("b"))

    loops.run(come())
    assert work.calls == [["a"], ["b"]]
