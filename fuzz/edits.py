"""Damage to good input, steered by bytes: the same bytes always do the same."""

import copy
import json
from collections.abc import Callable
from typing import Any

# What has broken readers before: other digits, unseen and halved characters, numbers too long.
NASTY = (
    *("", " ", "\0", "-", "-1", "0", "1.5", "1e400", "９", "²", "NaN", "null", "true", "'", '"'),
    *(
        "é",
        "\u202e",
        "\u200d",
        "\U0001f600",
        "\udc80",
        "../..",
        "%00",
        "%ff",
        "<script>",
        "{{ a }}",
    ),
    *("9" * 30, "9" * 5000, "a" * 300, "x" * 70, "\r\n", ".", "..", "/", "?", "#", "*", "&", "!!"),
)
VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2**31, 2**63, -(10**40), 0.0, 1.5, float("nan"), float("inf")),
    *([], {}, [[]], {"": None}, [None], {"a": {"a": {}}}),
    *NASTY,
)


class Choices:
    """Bytes read as a row of decisions; 0 for ever when they are used up."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def below(self, limit: int) -> int:
        """A number from 0 to ``limit`` − 1, at most 65535."""
        taken = self.data[self.at : self.at + (1 if limit <= 256 else 2)]
        self.at += len(taken)
        return int.from_bytes(taken, "big") % limit if limit else 0

    def one_of(self, options: Any) -> Any:
        return options[self.below(len(options))]

    def rest(self) -> bytes:
        taken, self.at = self.data[self.at :], len(self.data)
        return taken

    def text(self) -> str:
        """Something nasty, or up to 15 of the next bytes as they are."""
        if self.below(2):
            return self.one_of(NASTY)
        size = self.below(16)
        taken = self.data[self.at : self.at + size]
        self.at += len(taken)
        return taken.decode("utf-8", "surrogateescape")


def edited_text(choices: Choices, text: str) -> str:
    """The text with up to three places cut out, doubled or replaced."""
    for _ in range(choices.below(4)):
        start = choices.below(min(len(text), 65535) + 1)
        end = start + choices.below(8)
        cut = choices.below(5)
        middle = (choices.text(), "", text[start:end] * 2, text[start:end][::-1], "")[cut]
        text = text[:start] if cut == 4 else text[:start] + middle + text[end:]
    return text


def edited_data(choices: Choices, good: Any) -> Any:
    """A JSON value with up to three places taken out, moved, renamed or replaced."""
    data = json.loads(json.dumps(good))
    for _ in range(choices.below(4)):
        parent, key = _place(choices, data)
        if parent is None:
            return copy.deepcopy(choices.one_of(VALUES))
        EDITS[choices.below(len(EDITS))](choices, parent, key)
    return data


def _place(choices: Choices, data: Any) -> tuple[Any, Any]:
    """Somewhere inside: a container and a key of it; (None, None) where there is nothing."""
    parent, key = None, None
    for _ in range(1 + choices.below(7)):
        inside = data if parent is None else parent[key]
        if not isinstance(inside, (dict, list)) or not inside:
            break
        parent = inside
        key = choices.one_of([*inside] if isinstance(inside, dict) else range(len(inside)))
    return parent, key


def _replace(choices: Choices, parent: Any, key: Any) -> None:
    parent[key] = copy.deepcopy(choices.one_of(VALUES))


def _write(choices: Choices, parent: Any, key: Any) -> None:
    parent[key] = choices.text()


def _delete(choices: Choices, parent: Any, key: Any) -> None:
    del parent[key]


def _twice(choices: Choices, parent: Any, key: Any) -> None:
    if isinstance(parent, list):
        parent.append(copy.deepcopy(parent[key]))
    else:
        parent[choices.text()] = copy.deepcopy(parent[key])


def _number(choices: Choices, parent: Any, key: Any) -> None:
    parent[key] = choices.below(256) - 128


EDITS: tuple[Callable[[Choices, Any, Any], None], ...] = (
    *(_replace, _write, _delete, _twice, _number),
)
