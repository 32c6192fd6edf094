"""A verdict on ticks in words. It says what people are called, never what somebody is."""

from quiz.core.verdict import CLEAR, CLOSE, FEW, FEWEST_TICKS
from quiz.core.verdict.evidence import of_hundred
from quiz.wording.said import Said, leant_to

# Of 100. Beyond, the figure would promise more than so fuzzy titles can.
NEARLY_ALL = 95


def headline(verdict: Said, name: str = "") -> str:
    """The verdict itself: "You would likely be called ML Engineer"; or of somebody named."""
    if verdict.band == FEW:
        return "Too few ticks to say"
    who = name or "You"
    if verdict.band == CLOSE:
        return f"{who} could be called either"
    likely = "very likely" if verdict.band == CLEAR else "likely"
    return f"{who} would {likely} be called {leant_to(verdict).name}"


def firmness(verdict: Said) -> str:
    """How many of those who ticked the same have which title."""
    if verdict.band == FEW:
        return f"With fewer than {FEWEST_TICKS} ticks, no honest reading is possible."
    people = "Of 100 practitioners who ticked the same"
    if verdict.band == CLOSE:
        document, right = verdict.document, of_hundred(verdict.p)
        left_name, right_name = (document.role(s).name for s in (document.left, document.right))
        return (
            f"{people}, about {100 - right} are called {left_name} and {right} {right_name}: "
            "titles are used loosely here."
        )
    return f"{people}, {share_in_words(verdict)} are called {leant_to(verdict).name}."


def share_in_words(verdict: Said) -> str:
    """How many of 100 have the likelier title: "about 71", "nearly all"."""
    most = max(of_hundred(verdict.p), 100 - of_hundred(verdict.p))
    return "nearly all" if most > NEARLY_ALL else f"about {most}"


def lean_in_words(verdict: Said) -> str:
    """The share with its title: "about 71 of 100 called ML Engineer"."""
    role = leant_to(verdict)
    if role is None:
        return "50 of 100 called either, exactly in the middle"
    return f"{share_in_words(verdict)} of 100 called {role.name}"
