"""Cases run by hypothesis in batches, until there were enough of them or time is up."""

import os
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

BATCH = 2000
SEEDS_APART = 100_000
MOST_FINDINGS = 5

quiet = {
    "database": None,
    "deadline": None,
    "suppress_health_check": [*HealthCheck],
    "phases": [Phase.generate, Phase.shrink],
}


@dataclass
class Counts:
    """What became of the cases of one part. ``outcomes`` by status, or by a word."""

    part: str
    cases: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)

    def of(self, *words: str) -> int:
        """How many outcomes begin with one of these."""
        return sum(n for outcome, n in self.outcomes.items() if outcome.startswith(words))

    def line(self) -> str:
        by_outcome = ", ".join(f"{what}: {n}" for what, n in sorted(self.outcomes.items()))
        return f"{self.part}: {self.cases} cases · {by_outcome} · findings: {len(self.findings)}"


def run(
    part: str, strategy: st.SearchStrategy[Any], case: Callable[[Any], str], most: int, until: float
) -> Counts:
    """Counts of ``case``, which raises on a finding and else returns its outcome.

    ``until`` is a reading of ``time.monotonic``. The same cases come in the same order, others
    for another FUZZ_SEED.
    """
    counts = Counts(part)
    number = int(os.environ.get("FUZZ_SEED", "0")) * SEEDS_APART
    while counts.cases < most and len(counts.findings) < MOST_FINDINGS:
        if time.monotonic() > until:
            break
        _batch(counts, strategy, case, min(BATCH, most - counts.cases), number, until)
        number += 1
    return counts


def _batch(
    counts: Counts,
    strategy: st.SearchStrategy[Any],
    case: Callable[[Any], str],
    size: int,
    number: int,
    until: float,
) -> None:
    @seed(number)
    @settings(max_examples=size, **quiet)
    @given(strategy)
    def each(drawn: Any) -> None:
        if time.monotonic() > until:
            return
        counts.cases += 1
        counts.outcomes[case(drawn)] += 1

    before = counts.cases
    try:
        each()
    except Exception as broken:
        notes = "\n".join(getattr(broken, "__notes__", []))
        counts.findings.append(f"{traceback.format_exc(limit=-6)}\n{notes}"[-6000:])
    if counts.cases == before:
        counts.cases += size  # nothing new to try
