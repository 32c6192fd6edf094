"""granian with listening sockets that outlive its processes: ``python -m config.server``.

By itself it lets each process make a socket of its own, and whoever waits in the queue of one
that ends is turned away; while the next one starts, perhaps everybody. Here the first process
makes them all and holds them, and whoever follows a process that ends gets the same socket, with
all who wait there: nobody is turned away by a reload or a dead process.

One socket for all would do for that, but then an idle process takes every connection of a burst
before another wakes up, and they stay with it: the site answers half as much. Among several
sockets the system shares them out.
"""

import multiprocessing
import os
import resource
import signal
from typing import Any

from granian import cli
from granian.net import SocketSpec
from granian.server.mp import MPServer, WorkerProcess


class Server(MPServer):
    def _init_shared_socket(self) -> None:
        spec = SocketSpec(self.bind_addr, self.bind_port, self.backlog)
        self._sockets = [spec.build() for _ in range(self.workers)]
        self._ssp = self._sso = None

    def _spawn_worker(self, idx: int, *args: Any, **more: Any) -> WorkerProcess:
        self._shd = self._sockets[idx]
        return super()._spawn_worker(idx, *args, **more)


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
