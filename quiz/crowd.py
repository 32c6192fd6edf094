"""A hundred people, so many with each title, as two paths in the picture's units.

Those with the left title stand on the left, column by column, and have round shoulders; the
others have straight ones, so that no colour is needed to tell them apart.
"""

from dataclasses import dataclass

COLUMNS, ROWS = 20, 5
ACROSS, DOWN = 20, 28  # of one person's place
ROUND = "m-3.5 8a3.5 3.5 0 1 1 7 0a3.5 3.5 0 1 1-7 0m-3 14v-2a6.5 7 0 0 1 13 0v2z"
STRAIGHT = "m-3.5 8a3.5 3.5 0 1 1 7 0a3.5 3.5 0 1 1-7 0m-3 14l2-8.5h9l2 8.5z"


@dataclass(frozen=True)
class Crowd:
    """The people of each title. The picture is ``width`` by ``height``."""

    left: str
    right: str
    width: int = COLUMNS * ACROSS
    height: int = ROWS * DOWN


def crowd(right: int) -> Crowd:
    """So many of 100 with the right role's title."""
    left = COLUMNS * ROWS - right
    return Crowd(
        left="".join(_person(at, ROUND) for at in range(left)),
        right="".join(_person(at, STRAIGHT) for at in range(left, COLUMNS * ROWS)),
    )


def _person(at: int, shape: str) -> str:
    column, row = divmod(at, ROWS)
    return f"M{column * ACROSS + ACROSS // 2} {row * DOWN + 2}{shape}"
