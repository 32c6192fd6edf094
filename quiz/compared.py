"""The people in a comparison of shared results: what each is called, and what each may show."""

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from quiz import shared_result, wording
from quiz.core.document import Document
from quiz.core.summary import Reading
from quiz.shared_result import EITHER

LETTERS = "ABCDEFGH"
FEWEST_PEOPLE, MOST_PEOPLE = 2, len(LETTERS)


class NotComparable(ValueError):
    """Results of different quizzes, or of editions that compare other roles."""


@dataclass(frozen=True)
class Entry:
    """A result to compare. ``answers`` is None unless they were included."""

    name: str
    edition: int
    reading: Reading
    answers: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Person:
    """Somebody compared. ``called`` names them in a sentence, and nobody else among them."""

    letter: str
    called: str
    entry: Entry

    @property
    def reading(self) -> Reading:
        return self.entry.reading

    @property
    def side(self) -> str:
        return shared_result.side(self.reading)

    @property
    def verdict(self) -> str:
        """The verdict after the name: "leans ML Engineer"."""
        return wording.headline(self.reading, self.called).removeprefix(f"{self.called} ")

    @property
    def lean(self) -> str:
        """The lean beside the verdict, which tells the role already where it is decided."""
        if self.side == EITHER:
            return wording.lean_in_words(self.reading)
        return wording.lean_beside(self.reading)

    @cached_property
    def interests(self) -> dict[str, int]:
        """Interest, 0–100, by trait; without the traits that were not asked."""
        return {t.slug: t.interest for t in self.reading.summary.traits if t.asked}


def people(entries: Sequence[Entry]) -> list[Person]:
    """The people in this order, with a letter each, which is added to a name that is not one's own.

    Raises NotComparable.
    """
    if len({_compares(entry.reading.document) for entry in entries}) > 1:
        raise NotComparable
    letters = LETTERS[: len(entries)]
    named = [
        entry.name or f"Person {letter}" for letter, entry in zip(letters, entries, strict=True)
    ]
    told = zip(letters, _told_apart(named), entries, strict=True)
    return [Person(letter, name, entry) for letter, name, entry in told]


def _compares(document: Document) -> tuple[str, str, str]:
    return document.quiz, document.left, document.right


def _told_apart(names: Sequence[str]) -> list[str]:
    """With its letter where another looks the same; with all letters where that is not enough."""
    looks = Counter(map(_looks, names))
    lettered = [f"{name} ({letter})" for letter, name in zip(LETTERS, names, strict=False)]
    told = [
        name if looks[_looks(name)] == 1 else longer
        for name, longer in zip(names, lettered, strict=True)
    ]
    return told if len(set(map(_looks, told))) == len(told) else lettered


def _looks(name: str) -> str:
    """The same for names that cannot be told from each other, or hardly."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(char for char in plain if unicodedata.category(char) != "Cf")
