"""What 200 slow connections cost everybody else: ``make bench-slow``.

They send a header, or a form, a byte at a time, or read a byte at a time of pages that they
asked for, and come back when they are turned out. Normal clients ask for pages meanwhile, 32
at once by wrk, and one of them sends forms. In turns with rounds without the slow ones; alone,
and with nginx in front as docs/hosting has it. All of one process: among two, how many of the
32 each gets by chance changes the throughput by more than the slow ones do. Exits with 1 when
normal clients keep less than 80 % of their throughput, or a form is not taken.
"""

import os
import socket
import ssl
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench import load
from bench.load import Target
from tests.browser.server import UNLIMITED, Server, serving
from tests.plain_browser import PlainBrowser, first_answers, trusting
from tests.postgres import folder as folder_for_all

SLOW, ROUNDS, SECONDS = 200, 5, 3
LEAST = 0.8  # of what normal clients get when nobody is slow
ELSEWHERE = "127.0.0.2"  # limits by address must not meet the normal clients
PAUSE = 0.5  # seconds between one byte and the next
ASK = b"Host: localhost\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nq"
BEGIN = {
    "senders of headers": b"GET /quiz/ HTTP/1.1\r\n" + ASK + b"X-",
    "senders of forms": b"POST /quiz/ HTTP/1.1\r\n" + ASK + FORM,
    "readers": (b"GET /sample/ HTTP/1.1\r\n" + ASK + b"\r\n") * 3,
}


@dataclass
class Crowd:
    """Slow clients of one kind; ``turned_out`` counts those that had to come back."""

    kind: str
    port: int
    tls: bool
    turned_out: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def stay(self, ready: threading.Event) -> None:
        here = [self._come() for _ in range(SLOW)]
        ready.set()
        while not self.over.wait(PAUSE):
            here = [each if self._goes_on(each) else self._come() for each in here]
        for each in here:
            each.close()

    def _come(self) -> socket.socket:
        each = socket.socket()
        each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        each.bind((ELSEWHERE, 0))
        each.settimeout(5)
        each.connect(("127.0.0.1", self.port))
        if self.tls:
            each = trusting().wrap_socket(each, server_hostname="localhost")
        each.sendall(BEGIN[self.kind])
        each.settimeout(0)
        return each

    def _goes_on(self, each: socket.socket) -> bool:
        """One byte more; False where it was turned out."""
        try:
            done = each.recv(1) if self.kind == "readers" else each.send(b"a")
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return True
        except OSError:
            done = 0
        self.turned_out += not done
        return bool(done)


@dataclass
class Sender:
    """One who sends a form after another, as a person does. ``waits`` are seconds."""

    site: str
    waits: list[float] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def send(self, form: dict[str, str]) -> None:
        while not self.over.wait(PAUSE):
            start = time.monotonic()
            status = PlainBrowser(*_handlers(self.site)).post(f"{self.site}/quiz/", **form).status
            self.waits.append(time.monotonic() - start)
            self.refused += [] if status == 303 else [status]


def main() -> None:
    if not load.installed():
        sys.exit("wrk is not installed (Debian: apt-get install wrk).")
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        site = stack.enter_context(serving(place, **UNLIMITED, WORKERS="1"))
        fronts = {"alone": site.url, **_behind_nginx(stack, site)}
        good = [
            _kept(name, Target(url, site.pid), kind)
            for name, url in fronts.items()
            for kind in BEGIN
        ]
    sys.exit(0 if all(good) else 1)


def _behind_nginx(stack: ExitStack, site: Server) -> dict[str, str]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    from tests.nginx import nginx

    place = stack.enter_context(folder_for_all())
    port = stack.enter_context(nginx(place, site.url.rpartition(":")[2]))
    return {"behind nginx": f"https://localhost:{port}"}


def _kept(name: str, target: Target, kind: str) -> bool:
    """Print what normal clients keep; whether it is enough, and every form was taken."""
    url = target.url
    form = first_answers(PlainBrowser(*_handlers(url)).get(f"{url}/quiz/").text)
    ratios, rates, turned_out = [], [], 0
    sender = Sender(url)
    for _ in range(ROUNDS):
        quiet = load.run(target, "/quiz/", seconds=SECONDS)
        with _slow(kind, url) as crowd, _sending(sender, form):
            busy = load.run(target, "/quiz/", seconds=SECONDS)
        ratios.append(busy.rate / quiet.rate)
        rates.append((round(quiet.rate), round(busy.rate)))
        turned_out += crowd.turned_out
    kept, slowest = statistics.median(ratios), max(sender.waits, default=0)
    print(
        f"{name:13} {SLOW} slow {kind:19} {kept:5.0%} kept, of {rates} a second;"
        f" {len(sender.waits)} forms, slowest {slowest:.2f} s, not taken {sender.refused};"
        f" turned out {turned_out}",
        flush=True,
    )
    return kept >= LEAST and bool(sender.waits) and not sender.refused


@contextmanager
def _slow(kind: str, url: str) -> Iterator[Crowd]:
    crowd = Crowd(kind, int(url.rpartition(":")[2]), url.startswith("https"))
    ready = threading.Event()
    thread = threading.Thread(target=crowd.stay, args=[ready])
    thread.start()
    ready.wait(30)
    try:
        yield crowd
    finally:
        crowd.over.set()
        thread.join()


@contextmanager
def _sending(sender: Sender, form: dict[str, str]) -> Iterator[None]:
    sender.over.clear()
    thread = threading.Thread(target=sender.send, args=[form])
    thread.start()
    try:
        yield
    finally:
        sender.over.set()
        thread.join()


def _handlers(url: str) -> list[object]:
    from urllib.request import HTTPSHandler

    return [HTTPSHandler(context=trusting())] if url.startswith("https") else []


if __name__ == "__main__":
    main()
