"""A verdict in words. It says "you lean", never "you are", and never a match or a fit."""

from fractions import Fraction
from typing import Protocol

from quiz.core.document import Document, Role
from quiz.core.verdict import CLEAR, CLOSE, FEW, FEWEST_ANSWERS, LEANS

MINUS = "\u2212"
# What "fewer than 1 in N" may say: the largest of these that is true.
ROUND_NUMBERS = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 100_000, 1_000_000)


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


def headline(verdict: Said, name: str = "") -> str:
    """The verdict itself: "You lean ML Engineer"; of somebody named: "Ana leans ML Engineer"."""
    if verdict.band == FEW:
        return "Too few answers to say"
    who, verb = (name, "leans") if name else ("You", "lean")
    if verdict.band == CLOSE:
        return f"{who} could enjoy either"
    adverb = "clearly " if verdict.band == CLEAR else ""
    return f"{who} {adverb}{verb} {_role(verdict).name}"


def firmness(verdict: Said) -> str:
    """How firm the verdict is, and against what that is measured."""
    if verdict.band == FEW:
        return (
            f"You answered {verdict.answered} of {verdict.asked} questions. "
            f"With fewer than {FEWEST_ANSWERS}, no honest reading is possible."
        )
    often = f"{chance_in_words(verdict.p)} random answer sheets"
    if verdict.band == CLOSE:
        return f"{often} lean at least this far, so chance alone could explain it."
    if verdict.band == CLEAR:
        return f"{often} lean this far: chance hardly explains it."
    return f"{often} lean this far, so this is a lean and not a certainty."


def chance_in_words(p: Fraction) -> str:
    """How often random sheets do it: "Fewer than 1 in 200", "About 1 in 12", "About 6 in 10"."""
    if p >= Fraction(95, 100):
        return "Nearly all"
    if p > LEANS:
        return f"About {round(p * 10)} in 10"
    if p >= Fraction(1, ROUND_NUMBERS[0]):
        return f"About 1 in {round(1 / p)}"
    rarest = max(number for number in ROUND_NUMBERS if p * number < 1)
    return f"Fewer than 1 in {rarest:,}"


def lean_in_words(verdict: Said) -> str:
    """The lean as shown, with its direction: "39.2 towards ML Engineer"."""
    role = _role(verdict)
    if role is None:
        return "0.0, exactly in the middle"
    return f"{unsigned(verdict.lean_tenths)} towards {role.name}"


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


def _role(verdict: Said) -> Role | None:
    toward = verdict.toward
    return verdict.document.role(toward) if toward else None
