"""What differs between two values or lists, in words: for ``differences``."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quiz.core.matching import match, moved

NOTHING = "nothing"


@dataclass(frozen=True)
class Difference:
    """``where`` is a slug or a name ("q07", "Data Scientist"), ``text`` what changed there."""

    where: str
    text: str

    def __str__(self) -> str:
        return f"{self.where}: {self.text}"


Found = Iterator[Difference]
Named = Callable[[Any], str]


@dataclass(frozen=True)
class Kind:
    """How the items of a list are told apart, called, and said when they are new.

    ``keys`` are tried in turn; each pairs the items that no earlier one paired.
    """

    keys: Sequence[Callable[[Any], object]]
    name: Named
    new: Named
    inside: Callable[[Any, Any], Found]


def values(old: object, new: object, **labels: str) -> Found:
    """The fields that differ, each under its label."""
    for field, label in labels.items():
        before, after = getattr(old, field), getattr(new, field)
        if before != after:
            yield Difference("", f"{label} {change(before, after)}")


def mapped(old: Mapping[str, Any], new: Mapping[str, Any]) -> Found:
    """Points by trait, or answers by question. A 0 that is written is not one that is left out."""
    for key in in_order(old, new):
        if key not in old or key not in new or old[key] != new[key]:
            before, after = (_plain(m[key]) if key in m else NOTHING for m in (old, new))
            yield Difference("", f"{key} {before} → {after}")


def listed(old: Sequence[Any], new: Sequence[Any], kind: Kind) -> Found:
    """Two lists: what is gone, changed, in another place, and new, in the new list's order."""
    pairs = match(old, new, kind.keys)
    kept = {before for _, before in pairs.items()}
    for before, item in enumerate(old):
        if before not in kept:
            yield Difference(kind.name(item), "removed")
    movers = moved(pairs)
    for place, item in enumerate(new):
        if place not in pairs:
            yield Difference(kind.name(item), f"{kind.new(item)}, in place {place + 1}")
            continue
        yield from under(kind.name(item), kind.inside(old[pairs[place]], item))
        if place in movers:
            yield Difference(kind.name(item), _move(pairs[place], place, new, kind))


def _move(before: int, place: int, new: Sequence[Any], kind: Kind) -> str:
    """The place alone may say nothing, where others went or came before it."""
    after = f"after {kind.name(new[place - 1])}" if place else "first"
    if before == place:
        return f"now {after}"
    return f"moved from place {before + 1} to {place + 1}, now {after}"


def under(where: str, found: Iterable[Difference]) -> Found:
    """The differences of a part, said of the whole that it belongs to."""
    for inner in found:
        yield Difference(where, f"{inner.where}, {inner.text}" if inner.where else inner.text)


def in_order(old: Iterable[str], new: Iterable[str]) -> list[str]:
    return list(dict.fromkeys((*old, *new)))


def change(before: object, after: object) -> str:
    return f"{said(before)} → {said(after)}"


def said(value: object) -> str:
    if value is None or value == "":
        return NOTHING
    return quoted(value) if isinstance(value, str) else _plain(value)


def quoted(text: str) -> str:
    """In quotation marks, unless it begins with one itself."""
    return text if text.startswith("“") else f"“{text}”"


def _plain(value: object) -> str:
    """A key as it is, a number with a real minus sign."""
    return value if isinstance(value, str) else str(value).replace("-", "−")
