"""Time one verdict, and the exact distribution against a plain dictionary: ``make bench-core``.

Ratios in one run, since machines differ and are shared.
"""

import json
import random
import time
from collections.abc import Callable
from pathlib import Path

from quiz.core import chance
from quiz.core.reading import read_document
from quiz.core.scoring import Bank
from quiz.core.verdict import read_verdict

FROZEN = Path(__file__).parent.parent / "tests" / "frozen" / "edition-1.json"
ROUNDS = 5


def main() -> None:
    bank = Bank(read_document(json.loads(FROZEN.read_text())))
    for form in ("short", "full"):
        offered = tuple(
            tuple(sorted(bank.pulls[q.slug].values())) for q in bank.document.form(form)
        )
        packed = _best(lambda offered=offered: chance._chance.__wrapped__(offered))
        plain = _best(lambda offered=offered: _dictionary(offered))
        answers = _random_answers(bank, form)
        read_verdict(bank, form, answers).to_json()
        warm = _best(lambda form=form, answers=answers: _verdict(bank, form, answers))
        print(
            f"{form:5}  distribution {packed:6.2f} ms, by dictionary {plain:7.2f} ms"
            f" ({plain / packed:.0f} times as long); a verdict with it at hand {warm:.2f} ms"
        )


def _best(work: Callable[[], object]) -> float:
    """The best of some rounds, in milliseconds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times) * 1000


def _verdict(bank: Bank, form: str, answers: dict[str, str]) -> None:
    """All that a verdict says: it is worked out when it is asked for."""
    read_verdict(bank, form, answers).to_json()


def _dictionary(offered: tuple[tuple[int, ...], ...]) -> dict[int, int]:
    counts = {0: 1}
    for pulls in offered:
        sums: dict[int, int] = {}
        for total, count in counts.items():
            for pull in pulls:
                sums[total + pull] = sums.get(total + pull, 0) + count
        counts = sums
    return counts


def _random_answers(bank: Bank, form: str) -> dict[str, str]:
    chooser = random.Random(1)
    return {q.slug: chooser.choice(q.scored).key for q in bank.document.form(form)}


if __name__ == "__main__":
    main()
