"""A verdict in words, as its rule has them: a module for each, with the same functions."""

from collections.abc import Mapping
from types import ModuleType

from quiz.core.document import EVIDENCE, INTEREST
from quiz.wording import evidence, interest
from quiz.wording.interest import chance_in_words
from quiz.wording.said import MINUS, Said, one_decimal, signed, towards, unsigned

__all__ = [
    "MINUS",
    "Said",
    "chance_in_words",
    "firmness",
    "headline",
    "lean_in_words",
    "one_decimal",
    "signed",
    "towards",
    "unsigned",
]

_WORDS: Mapping[str, ModuleType] = {INTEREST: interest, EVIDENCE: evidence}


def headline(verdict: Said, name: str = "") -> str:
    """The verdict itself, of the visitor or of somebody named."""
    return _words(verdict).headline(verdict, name)


def firmness(verdict: Said) -> str:
    """How firm the verdict is, and against what that is measured."""
    return _words(verdict).firmness(verdict)


def lean_in_words(verdict: Said) -> str:
    """The lean as shown, with its direction."""
    return _words(verdict).lean_in_words(verdict)


def _words(verdict: Said) -> ModuleType:
    return _WORDS[verdict.document.rule]
