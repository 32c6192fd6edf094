"""A verdict in words, as its rule has them: a module for each, with the same functions."""

from collections.abc import Mapping
from types import ModuleType

from quiz.core.document import EVIDENCE, INTEREST, Document
from quiz.wording import evidence, interest
from quiz.wording.interest import chance_in_words
from quiz.wording.said import (
    MINUS,
    Phrases,
    Said,
    leant_to,
    one_decimal,
    signed,
    towards,
    unsigned,
)

__all__ = [
    "MINUS",
    "Phrases",
    "Said",
    "apart",
    "chance_in_words",
    "counted",
    "description",
    "firmness",
    "headline",
    "invitation",
    "lean_beside",
    "lean_in_words",
    "move",
    "one_decimal",
    "phrases",
    "place",
    "reading",
    "scale",
    "short_scale",
    "signed",
    "towards",
    "unsigned",
]

_WORDS: Mapping[str, ModuleType] = {INTEREST: interest, EVIDENCE: evidence}


def phrases(document: Document) -> Phrases:
    found: Phrases = _words(document).PHRASES
    return found


def headline(verdict: Said, name: str = "") -> str:
    """The verdict itself, of the visitor or of somebody named."""
    role = leant_to(verdict)
    return reading(verdict.document, verdict.band, role.name if role else "", name)


def firmness(verdict: Said) -> str:
    """How firm the verdict is, and against what that is measured."""
    return _words(verdict.document).firmness(verdict)


def lean_in_words(verdict: Said) -> str:
    """The lean as shown, with its direction."""
    return _words(verdict.document).lean_in_words(verdict)


def description(verdict: Said) -> str:
    """A shared page for those who have not opened it."""
    return _words(verdict.document).description(verdict)


def lean_beside(verdict: Said) -> str:
    """The lean beside a verdict that tells its direction already."""
    return _words(verdict.document).lean_beside(verdict)


def scale(document: Document, close_tenths: int, clear_tenths: int) -> str:
    """What the line is and where its bands end, after somebody's place on it."""
    return _words(document).scale(document, close_tenths, clear_tenths)


def short_scale(document: Document) -> str:
    """What the line is."""
    return _words(document).short_scale(document)


def reading(document: Document, band: str, role: str, name: str = "") -> str:
    """What a result of this band says, where it has a side towards this role."""
    return _words(document).reading(band, role, name)


def place(document: Document, role: str, tenths: int) -> str:
    """Where a lean stands, in tenths of a point, towards this role; "" for the middle."""
    return _words(document).place(role, tenths)


def move(document: Document, role: str, tenths: int) -> str:
    """How far a lean moves, in tenths of a point, towards this role; "" for not at all."""
    return _words(document).move(role, tenths)


def apart(document: Document, tenths: int) -> str:
    """How far two leans are from each other, these in tenths of a point."""
    return _words(document).apart(tenths)


def counted(document: Document, number: int, role: str) -> str:
    """How many people lean to this role."""
    return _words(document).counted(number, role)


def invitation(document: Document) -> str:
    """What a sharer's message says before the link."""
    return _words(document).invitation(document)


def _words(document: Document) -> ModuleType:
    return _WORDS[document.rule]
