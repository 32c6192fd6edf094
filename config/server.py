"""granian with one listening socket for all its processes: ``python -m config.server``.

By itself it gives each process a socket of its own, and whoever waits in the queue of one that
ends is turned away; while the next one starts, perhaps everybody. One socket, which the first
process holds, outlives all others, so that nobody is turned away by a reload or a dead process.
granian does the same where it listens on a Unix socket.
"""

import multiprocessing
import resource
import socket

from granian import cli
from granian.net import SocketSpec
from granian.server.mp import MPServer


class Server(MPServer):
    def _init_shared_socket(self) -> None:
        """As granian's own for systems that cannot share a port among sockets."""
        self._ssp = None
        self._shd = SocketSpec(self.bind_addr, self.bind_port, self.backlog).build()
        self._sfd = self._shd.get_fd()
        self._sso = socket.socket(fileno=self._sfd)
        self._sso.set_inheritable(True)


if __name__ == "__main__":
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # each connection is an open file
    multiprocessing.set_start_method("fork")  # the socket is handed on by it
    cli.Server = Server
    cli.entrypoint()
