"""Which items of two lists belong together, and which of them changed places."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

Key = Callable[[Any], object]
Run = tuple[int, ...]


def match(old: Sequence[Any], new: Sequence[Any], keys: Sequence[Key]) -> dict[int, int]:
    """The old place of each new place that has one, in the new list's order.

    Each key pairs, in order, items that are alike by it and not yet paired by an earlier key.
    """
    pairs: dict[int, int] = {}
    for key in keys:
        waiting = defaultdict(list)
        for place in _rest(old, pairs.values()):
            waiting[key(old[place])].append(place)
        for place in _rest(new, pairs.keys()):
            if alike := waiting[key(new[place])]:
                pairs[place] = alike.pop(0)
    return dict(sorted(pairs.items()))


def moved(pairs: Mapping[int, int]) -> set[int]:
    """The fewest new places whose items, taken out, leave the others in their old order.

    ``pairs`` as ``match`` gives them. What stays is a longest rising run of old places.
    """
    runs: dict[int, Run] = {}  # the longest that ends at each new place
    for place, before in pairs.items():
        rising = [run for at, run in runs.items() if pairs[at] < before]
        runs[place] = (*_longest(rising), place)
    return pairs.keys() - _longest(runs.values())


def _longest(runs: Iterable[Run]) -> Run:
    return max(runs, key=lambda run: len(run), default=())


def _rest(items: Sequence[Any], taken: Collection[int]) -> list[int]:
    known = set(taken)
    return [place for place in range(len(items)) if place not in known]
