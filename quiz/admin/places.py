"""Places in a list, counted from 1: putting items where an editor asks, and what has moved."""

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

Item = TypeVar("Item", bound=Hashable)


def arranged(items: Sequence[Item], asked: Mapping[Item, int]) -> list[Item]:
    """The items with each one of ``asked`` at its place and the others, in order, around them.

    Where two ask for one place the earlier gets it and the later the next free one; a place
    after the last is the last.
    """
    seats: list[Item | None] = [None] * len(items)
    wishes = [item for item in items if item in asked]
    for item in sorted(wishes, key=lambda item: asked[item]):
        seats[_free_seat(seats, asked[item] - 1)] = item
    others = iter([item for item in items if item not in asked])
    return [next(others) if seat is None else seat for seat in seats]


def _free_seat(seats: Sequence[object | None], wanted: int) -> int:
    """The first free one from the wanted on, or the last free one before it."""
    free = [index for index, seat in enumerate(seats) if seat is None]
    return next((index for index in free if index >= wanted), free[-1])


def moved(old: Sequence[Item], new: Sequence[Item]) -> list[tuple[Item, int, int]]:
    """The fewest items whose moving explains the new order, with their old and new places.

    Both name the same items. What is not in their longest common subsequence has moved.
    """
    stayed = set(_common(old, new))
    return [
        (item, old.index(item) + 1, place)
        for place, item in enumerate(new, start=1)
        if item not in stayed
    ]


def _common(old: Sequence[Item], new: Sequence[Item]) -> list[Item]:
    """A longest increasing run of old places, read in the new order."""
    best: list[list[Item]] = []
    for item in new:
        before = [run for run in best if old.index(run[-1]) < old.index(item)]
        best.append([*max(before, key=len, default=[]), item])
    return max(best, key=len, default=[])
