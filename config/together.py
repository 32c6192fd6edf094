"""Work that costs little more for many than for one: what comes while some is done is done next."""

import asyncio
import logging
from asyncio import Future
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

MOST = 100  # at once, for SQLite takes only so many parameters in one statement
FOR_OTHERS = 0.003  # seconds to wait for more: nobody notices, and under load several come

T = TypeVar("T")

log = logging.getLogger(__name__)


class Together(Generic[T]):
    """``work`` is called in one thread with all that has come. For one event loop."""

    def __init__(self, work: Callable[[list[T]], None], name: str) -> None:
        self._work = work
        self._thread = ThreadPoolExecutor(1, name)
        self._waiting: list[tuple[T, Future[None]]] = []
        self._worked_off: asyncio.Task[None] | None = None

    async def done(self, thing: T) -> None:
        """Returns when it was worked on, well or not: what fails is logged."""
        loop = asyncio.get_running_loop()
        worked_on = loop.create_future()
        self._waiting.append((thing, worked_on))
        if self._worked_off is None or self._worked_off.done():
            self._worked_off = loop.create_task(self._work_off())
        await worked_on

    async def _work_off(self) -> None:
        while self._waiting:
            await asyncio.sleep(FOR_OTHERS)
            now, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            try:
                things = [thing for thing, _ in now]
                await asyncio.get_running_loop().run_in_executor(self._thread, self._work, things)
            except Exception as error:
                # The cause only: a traceback would carry what people sent into the log.
                log.error("what could not be done: %s (%s)", len(now), type(error).__name__)
            for _, worked_on in now:
                if not worked_on.cancelled():
                    worked_on.set_result(None)
