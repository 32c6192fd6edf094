"""nginx as docs/hosting.md has it, before a site on this machine."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browser.server import free_port
from tests.hosting import HOSTING, found_or_installed, replaced, wait_until


def certificate(place: Path) -> None:
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    command += ["-keyout", "privkey.pem", "-out", "fullchain.pem"]
    subprocess.run(command, cwd=place, check=True, capture_output=True)


def is_listening(port: int) -> bool:
    with socket.socket() as knocking:
        return knocking.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def nginx(
    place: Path, site_port: str, *more: str, burst: int = 200, other_port: str = ""
) -> Iterator[int]:
    """nginx with the documented file, its paths and ports changed to this place's.

    ``more`` are directives for its server, which listens with TLS on the port that comes back;
    ``burst`` is how many forms may wait. Without ``other_port`` the second machine is not there.
    """
    program, port = found_or_installed("nginx", "nginx"), free_port()
    certificate(place)
    shutil.copytree(HOSTING / "nginx" / "wait", place / "wait")
    changes = {
        "/etc/ssl/crossroads": str(place),
        "/var/www/crossroads": str(place),
        "/var/log/nginx": str(place),
        "/var/lib/nginx": str(place),
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "listen 443 ssl http2;": "\n".join([f"listen 127.0.0.1:{port} ssl http2;", *more]),
        "example.org": "localhost",
        "burst=200": f"burst={burst}",
        "127.0.0.1:8000": f"127.0.0.1:{site_port}",
        "127.0.0.1:8001": f"127.0.0.1:{other_port or free_port()}",
    }
    inner = replaced(HOSTING / "nginx" / "crossroads.conf", changes)
    whole = place / "nginx.conf"
    whole.write_text(
        f"pid {place}/pid; error_log {place}/error.log; worker_processes 1;\n"
        # Its own: Debian's may hold folders of another user's nginx on this machine.
        f"events {{}}\nhttp {{\nproxy_temp_path {place}/proxy;\n"
        f"client_body_temp_path {place}/body;\n{inner}\n}}\n"
    )
    command = [program, "-c", str(whole), "-p", str(place)]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    process = subprocess.Popen([*command, "-g", "daemon off;"])
    try:
        wait_until(lambda: is_listening(port))
        yield port
    finally:
        process.terminate()
        process.wait(timeout=10)
