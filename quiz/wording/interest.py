"""A verdict on interests in words. It says "you lean", never "you are", and never a match."""

from fractions import Fraction

from quiz.core.verdict import CLEAR, CLOSE, FEW, FEWEST_ANSWERS, LEANS
from quiz.wording.said import Said, leant_to, unsigned

# What "fewer than 1 in N" may say: the largest of these that is true.
ROUND_NUMBERS = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 100_000, 1_000_000)


def headline(verdict: Said, name: str = "") -> str:
    """The verdict itself: "You lean ML Engineer"; of somebody named: "Ana leans ML Engineer"."""
    if verdict.band == FEW:
        return "Too few answers to say"
    who, verb = (name, "leans") if name else ("You", "lean")
    if verdict.band == CLOSE:
        return f"{who} could enjoy either"
    adverb = "clearly " if verdict.band == CLEAR else ""
    return f"{who} {adverb}{verb} {leant_to(verdict).name}"


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
    role = leant_to(verdict)
    if role is None:
        return "0.0, exactly in the middle"
    return f"{unsigned(verdict.lean_tenths)} towards {role.name}"
