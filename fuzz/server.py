"""schemathesis against the production server: every described address, with good data and bad.

It holds statuses and content types to docs/openapi.yaml. A share is made first, so that its
addresses lead somewhere.
"""

import re
import subprocess
import sys
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from fuzz.contract import FILE
from tests.browser.server import UNLIMITED, Server, serving

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance"
# oEmbed asks for 501 where a format is not offered; that is no breakdown.
SETTINGS = """\
[headers]
Cookie = "{cookie}"

[parameters]
token = "{token}"

[[operations]]
include-path = "/oembed/"
checks.not_a_server_error.expected-statuses = ["2xx", "3xx", "4xx", "501"]
"""
COUNT = re.compile(r"(\d+) generated")


def run(examples: int, seconds: int, seed: int = 1) -> tuple[int, list[str]]:
    """How many requests were sent, at most about ``seconds`` long, and what was found."""
    with TemporaryDirectory() as name, serving(Path(name), **UNLIMITED) as server:
        folder = Path(name)
        (folder / "schemathesis.toml").write_text(SETTINGS.format(**_shared(server)))
        command = [
            *(str(Path(sys.executable).with_name("schemathesis")), "--config-file"),
            *(str(folder / "schemathesis.toml"), "run", str(FILE), "--url", server.url),
            *("--checks", CHECKS, "--max-examples", str(examples), "--seed", str(seed)),
            *("--max-time", str(seconds), "--no-color", "--suppress-health-check", "all"),
            *("--generation-database", "none"),
        ]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        log = (folder / "log.txt").read_text()
    sent = COUNT.search(done.stdout)
    findings = [done.stdout + done.stderr] if done.returncode else []
    findings += [f"the server's log:\n{log[-4000:]}"] if "Traceback" in log else []
    return int(sent[1]) if sent else 0, findings


def _shared(server: Server) -> dict[str, str]:
    """A result made and shared as a browser does it: its token, and the cookie of the answers."""
    jar = CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = browser.open(f"{server.url}/quiz/").read().decode()
    slugs = sorted(set(re.findall(r'name="(q\d+)"', page)))
    answers = {"edition": "1", "form": "short", **dict.fromkeys(slugs, "a")}
    browser.open(f"{server.url}/quiz/", urlencode(answers).encode())
    shared = browser.open(f"{server.url}/result/share/", b"keep=365").read().decode()
    (cookie,) = [cookie for cookie in jar if cookie.name.endswith("-answers")]
    token = re.search(r"/r/([A-Za-z0-9_-]{32})/", shared)
    if token is None:
        raise RuntimeError("The result could not be shared.")
    return {"token": token[1], "cookie": f"{cookie.name}={cookie.value}"}
