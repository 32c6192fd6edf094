"""Time and bytes of drawing each kind of share picture: ``make bench-cards``.

Every card is drawn anew, nothing is kept. Exits with 1 when a card is over its budget.
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from statistics import median, quantiles
from time import perf_counter

from quiz.card_drawing import CARD, STORY, Card, Layout, draw, drawable

ROUNDS = 40
MOST_MS, MOST_BYTES = 40, 40 * 1024
LAYOUTS = {"card": CARD, "story": STORY}
LEFT, RIGHT = "Data Scientist", "ML Engineer"
LEANS = Card(
    name="Someone",
    verb="leans",
    role=RIGHT,
    side="right",
    left=LEFT,
    right=RIGHT,
    place=392,
    close=293,
    clear=565,
    invitation="Which one are you?",
    address="crossroads.example",
)
BANDS = {
    "close": replace(LEANS, verb="could enjoy either", role="", side="", place=-80),
    "leans": LEANS,
    "clear": replace(LEANS, verb="clearly leans", role=LEFT, side="left", place=-640),
}
NAMES = {
    "none": "Someone",
    "short": "Ana",
    "40 wide letters": "W" * 40,
    "from right to left": "محمد علی",
    "emoji": "Zoë 🎉",
    "accents": "Ọbịọma Nguyễn",
}


def main() -> None:
    print(f"{'picture':7} {'band':6} {'name':19}{'median ms':>10}{'p99 ms':>8}{'bytes':>8}")
    over = [_report(*kind) for kind in _kinds()]
    sys.exit(1 if any(over) else 0)


def _kinds() -> Iterator[tuple[str, str, str]]:
    for picture in LAYOUTS:
        for band in BANDS:
            for name in NAMES:
                yield picture, band, name


def _report(picture: str, band: str, name: str) -> bool:
    """Print one kind's line; whether it is over a card's budget."""
    times, size = _measure(BANDS[band], NAMES[name], LAYOUTS[picture])
    middle, p99 = median(times), quantiles(times, n=100)[98]
    over = picture == "card" and (middle > MOST_MS or size > MOST_BYTES)
    line = f"{picture:7} {band:6} {name:19}{middle:10.1f}{p99:8.1f}{size:8}"
    print(f"{line}{'  OVER' if over else ''}")
    return over


def _measure(card: Card, name: str, layout: Layout) -> tuple[list[float], int]:
    """Milliseconds of each round, and the bytes of the picture."""
    times = []
    for _ in range(ROUNDS):
        start = perf_counter()
        drawn = draw(replace(card, name=drawable(name)), layout)
        times.append((perf_counter() - start) * 1000)
    return times, len(drawn)


if __name__ == "__main__":
    main()
