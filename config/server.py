"""granian with listening sockets that outlive its processes: ``python -m config.server``.

By itself it lets each process make a socket of its own, and whoever waits in the queue of one
that ends is turned away; while the next one starts, perhaps everybody. Here the first process
makes them all and holds them, and whoever follows a process that ends gets the same socket, with
all who wait there: nobody is turned away by a reload or a dead process.

One socket for all would do for that, but then an idle process takes every connection of a burst
before another wakes up, and they stay with it: the site answers half as much. Among several
sockets the system shares them out.

By itself it also ends an old process without looking whether the new one lives: a release that
does not run would take the whole site with it. Here an old one stays until its successor serves.

And it lets an old process take connections to its very end, and closes those whose request is
still on its way. Here the old one first takes no more, and has each that it took end with an
answer.
"""

import multiprocessing
import os
import resource
import signal
import socket
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path
from typing import Any, TypeAlias

from granian import cli
from granian.log import logger
from granian.net import SocketSpec
from granian.server.mp import MPServer, WorkerProcess

LONGEST_LOAD = 30  # seconds until the code is loaded; it takes two where nothing else goes on
LAST_REQUESTS = 1  # seconds for who is connected to an old process to send what they came for

Load: TypeAlias = Callable[[], Any]


class Server(MPServer):
    def _init_shared_socket(self) -> None:
        spec = SocketSpec(self.bind_addr, self.bind_port, self.backlog)
        self._sockets = [spec.build() for _ in range(self.workers)]
        self._ssp = self._sso = None

    def _spawn_worker(self, idx: int, target: Any, callback_loader: Load) -> WorkerProcess:
        self._shd = self._sockets[idx]
        load = partial(_load, callback_loader, self._shd.get_fd())
        return super()._spawn_worker(idx, target, load)

    def _respawn_workers(
        self, workers: Iterable[int], spawn_target: Any, target_loader: Load, delay: float = 0
    ) -> None:
        """Those whose successor lives are replaced; at the first that does not, all else stays.

        Without a delay they are dead already: granian knows what to do.
        """
        if not delay:
            super()._respawn_workers(workers, spawn_target, target_loader)
            return
        for idx in workers:
            successor = self._successor(idx, spawn_target, target_loader, delay)
            if successor is None:
                logger.error(
                    f"Reload stopped: the new worker-{idx + 1} does not run, the old stays"
                )
                return
            self._hand_over(idx, successor)

    def _successor(
        self, idx: int, spawn_target: Any, load: Load, delay: float
    ) -> WorkerProcess | None:
        """A new process that has loaded the code and outlived the delay, if it did."""
        told, tell = Pipe(duplex=False)
        with told, tell:
            new = self._spawn_worker(
                idx=idx, target=spawn_target, callback_loader=partial(_load_and_tell, load, tell)
            )
            new.interrupt_by_parent = True  # so that its end is not taken for that of one in use
            new.start()
            if _lives(new, told, delay):
                new.interrupt_by_parent = False
                return new
        new.kill()
        new.join()
        return None

    def _hand_over(self, idx: int, successor: WorkerProcess) -> None:
        old, self.wrks[idx] = self.wrks[idx], successor
        old.interrupt_by_parent = True  # so that its end is not taken for a crash
        if old.is_alive():
            with suppress(ProcessLookupError):  # it has just ended by itself
                os.kill(old.inner.pid, signal.SIGUSR1)
                time.sleep(LAST_REQUESTS)
        old.terminate()
        old.join()
        logger.info(f"Stopped old worker-{idx + 1}")


def _load(load: Load, listening: int) -> Any:
    """In a new process: the application, and how it is told to leave."""
    application = load()

    def leave(*told: object) -> None:
        application.leaving = True
        try:
            _take_no_more(listening)
        except OSError as error:  # it would end this process at once, and all its connections
            logger.error(f"Connections are taken until the end: {error}")

    signal.signal(signal.SIGUSR1, leave)
    return application


def _take_no_more(listening: int) -> None:
    """Leave the socket to the other processes that have it: listen where nobody knocks.

    Closing it would not do: granian goes on accepting by its number, which others could get.
    """
    quiet = socket.create_server(("127.0.0.1", 0))
    quiet.setblocking(False)
    taken = os.fstat(listening)
    for open_file in Path("/dev/fd").iterdir():
        with suppress(OSError):  # the one that listed them is closed by now
            if os.path.samestat(open_file.stat(), taken):
                os.dup2(quiet.fileno(), int(open_file.name))


def _load_and_tell(load: Load, tell: Connection) -> Any:
    loaded = load()
    with tell:
        tell.send(True)
    return loaded


def _lives(new: WorkerProcess, told: Connection, delay: float) -> bool:
    ended = new.inner.sentinel
    return told in wait([told, ended], LONGEST_LOAD) and not wait([ended], delay)


def _end_when_told() -> None:
    """Until a process has set its own handlers it would wait for ever with its parent's."""
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, signal.SIG_DFL)


if __name__ == "__main__":
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # each connection is an open file
    os.register_at_fork(after_in_child=_end_when_told)
    multiprocessing.set_start_method("fork")  # sockets are handed on by it
    cli.Server = Server
    cli.entrypoint()
