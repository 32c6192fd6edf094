"""Scripts for wrk: what it sends, one after another, over and over."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

ORIGIN = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
# Each thread starts at another place, so that two do not send the same at the same time.
LUA = """
local threads = 0
function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end
function init(args)
  requests = {}
  for at, one in ipairs(all) do
    for name, value in pairs(wrk.headers) do one.headers[name] = one.headers[name] or value end
    requests[at] = wrk.format(one.method, one.path, one.headers, one.body)
  end
  at = math.floor(#requests / 2 / turn) * turn * number
end
function request()
  at = at % #requests + 1
  return requests[at]
end
"""


@dataclass(frozen=True)
class Step:
    """One request. ``body`` makes it a form from a page of the same site."""

    path: str
    cookie: str = ""
    body: str = ""

    def lua(self) -> str:
        headers = {"Cookie": self.cookie} if self.cookie else {}
        headers |= ORIGIN if self.body else {}
        table = ", ".join(f"[{_text(name)}] = {_text(value)}" for name, value in headers.items())
        method = "POST" if self.body else "GET"
        body = _text(self.body) if self.body else "nil"
        path = _text(self.path)
        return f"{{method = '{method}', path = {path}, headers = {{{table}}}, body = {body}}}"


def cycling(steps: Sequence[Step], turn: int = 1) -> str:
    """These requests in order, then from the start; ``turn`` of them belong together."""
    if len(steps) == 1:
        return _always(steps[0])
    # One assignment each: Lua takes only so many constants in one expression.
    rows = "".join(f"table.insert(all, {step.lua()})\n" for step in steps)
    return f"turn = {turn}\nall = {{}}\n{rows}{LUA}"


def _always(step: Step) -> str:
    """One request again and again, which wrk writes down once: it costs wrk nothing."""
    return f"""
local one = {step.lua()}
for name, value in pairs(one.headers) do wrk.headers[name] = value end
wrk.method, wrk.path, wrk.body = one.method, one.path, one.body
"""


def _text(value: str) -> str:
    """A string in Lua's words, which are JSON's for what has no escapes of its own."""
    return json.dumps(value)
