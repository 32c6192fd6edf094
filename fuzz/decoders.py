"""The pure readers under atheris, which looks for input that takes new ways through them.

``python -m fuzz.decoders TARGET`` fuzzes one for FUZZ_CASES cases or FUZZ_SECONDS seconds,
whichever ends first, and prints a line of counts. Where atheris is not installed (it is for
Linux on x86-64), bytes from a seeded generator take its place. Exit code 1 on a finding.
"""

import json
import os
import random
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import nullcontext

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

try:
    import atheris
except ImportError:
    atheris = None

LONGEST = 300  # bytes of decisions


class Counted:
    """A target that counts, and ends the process when it has had enough or found something."""

    def __init__(self, name: str, target: Callable[[bytes], bool], cases: int, seconds: float):
        self.name, self.target = name, target
        self.cases, self.end = cases, time.monotonic() + seconds
        self.ran = self.accepted = 0

    def __call__(self, data: bytes) -> None:
        if self.ran >= self.cases or time.monotonic() > self.end:
            self.stop(0)
        self.ran += 1
        try:
            self.accepted += self.target(data)
        except Exception:
            traceback.print_exc()
            print(f"found by {data!r}", file=sys.stderr)
            self.stop(1)

    def stop(self, code: int) -> None:
        counts = {"target": self.name, "cases": self.ran, "accepted": self.accepted}
        print(json.dumps({**counts, "findings": code}), flush=True)
        sys.stderr.flush()
        os._exit(code)  # libFuzzer would go on


def main() -> None:
    name = sys.argv[1]
    cases = int(os.environ.get("FUZZ_CASES", "100000"))
    seconds = float(os.environ.get("FUZZ_SECONDS", "60"))
    seed = int(os.environ.get("FUZZ_SEED", "1"))
    targets = _targets()
    counted = Counted(name, targets[name], cases, seconds)
    if atheris is None:
        generator = random.Random(seed)
        while True:
            counted(generator.randbytes(generator.randrange(LONGEST)))
    flags = [f"-seed={seed}", f"-max_len={LONGEST}", "-len_control=0", "-verbosity=0"]
    atheris.Setup([sys.argv[0], *flags], counted)
    atheris.Fuzz()


def _targets() -> dict[str, Callable[[bytes], bool]]:
    """The targets; the modules that they lead through are watched by atheris."""
    watched = atheris.instrument_imports(include=["quiz", "careers"]) if atheris else None
    with watched or nullcontext():
        import django

        django.setup()
        from fuzz import targets
    targets.prepare()
    return targets.TARGETS


if __name__ == "__main__":
    main()
