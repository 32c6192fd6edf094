"""What a verdict says of itself, and its numbers as they are shown, by every rule."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from quiz.core.document import Document, Role

MINUS = "\u2212"


class Said(Protocol):
    """What a verdict says of itself, whether just computed or kept in a share."""

    @property
    def document(self) -> Document: ...
    @property
    def band(self) -> str: ...
    @property
    def toward(self) -> str | None: ...
    @property
    def asked(self) -> int: ...
    @property
    def answered(self) -> int: ...
    @property
    def lean_tenths(self) -> int: ...
    @property
    def p(self) -> Fraction: ...


@dataclass(frozen=True)
class Phrases:
    """What pages say around a result of a rule, where its words differ."""

    either: str  # after a name, of a result in the middle
    challenge: str  # a question to whoever sees somebody's result
    which: str  # "Guess … Ana …": what there is to guess
    does: str  # and what Ana does
    you: str
    they: str
    asked: str  # "Ana answered 16 …"
    says: str  # "It says …"
    promise: str  # "16 …", before the form
    finish: str  # above the button at its end
    fewest: int  # a result needs so many …
    counted: str  # … of these
    points: str  # what results move by
    leans: str  # a title over many results
    shown: str  # "can see …": what a comparison shows of somebody
    without: str  # what a share without single answers still tells
    result: str  # what a place on the line is called
    forms: str  # of a comparison across forms
    editions: str  # of a comparison across editions


def leant_to(verdict: Said) -> Role | None:
    """The role on the verdict's side, whatever the band; None for exactly the middle."""
    return verdict.document.role(verdict.toward) if verdict.toward else None


def towards(tenths: int, document: Document) -> Role | None:
    """The role that a shown number speaks for; None for 0."""
    if tenths == 0:
        return None
    return document.role(document.right if tenths > 0 else document.left)


def signed(tenths: int) -> str:
    """Tenths of a point as "+3.9", "−3.9" or "0.0"."""
    sign = "+" if tenths > 0 else MINUS if tenths < 0 else ""
    return sign + unsigned(tenths)


def unsigned(tenths: int) -> str:
    whole, tenth = divmod(abs(tenths), 10)
    return f"{whole}.{tenth}"


def one_decimal(value: Fraction) -> str:
    """A number that is shown but need not add up, to one decimal."""
    return f"{float(value):.1f}".replace("-", MINUS)
