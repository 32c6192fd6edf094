"""A verdict on ticks in words. It says what people are called, never what somebody is."""

from quiz.core.document import Document
from quiz.core.verdict import CLEAR, CLOSE, FEW, FEWEST_TICKS
from quiz.core.verdict.evidence import of_hundred
from quiz.wording.said import Phrases, Said, leant_to, unsigned

# Of 100. Beyond, the figure would promise more than so fuzzy titles can.
NEARLY_ALL = 95
TENTHS_A_PERSON = 20  # of lean: one more of 100 here is one less there

PHRASES = Phrases(
    either="could be called either",
    challenge="What would you be called?",
    which="what",
    does="would be called",
    you="you would be called",
    they="they would be called",
    asked="questions about what they do and use at work",
    says="what practitioners who ticked the same are called, not which job suits them",
    promise="things that people do or use at work. At the end: what practitioners who tick the "
    "same are called, and exactly why",
    finish="See what you would be called",
    fewest=FEWEST_TICKS,
    counted="ticks",
    points="points, of which 2 are 1 person of 100",
    leans="What they would be called",
    shown="what you would be called, and which way each checklist points",
    without="without them, only the result and which way each checklist points are shown",
    result="result",
    forms="Their results can still be compared; one from fewer items is less sure.",
    editions="Their results can still be compared; weights may differ. The checklists are "
    "told as in edition",
)


def reading(band: str, role: str, name: str) -> str:
    """What a band says: "You would likely be called ML Engineer"; or of somebody named."""
    if band == FEW:
        return "Too few ticks to say"
    who = name or "You"
    if band == CLOSE:
        return f"{who} {PHRASES.either}"
    likely = "very likely" if band == CLEAR else "likely"
    return f"{who} would {likely} be called {role}"


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


def description(verdict: Said) -> str:
    """A shared page for those who have not opened it."""
    return f"{firmness(verdict)} {PHRASES.challenge}"


def lean_beside(verdict: Said) -> str:
    """The share beside a verdict that tells the title already: "about 71 of 100"."""
    return f"{share_in_words(verdict)} of 100"


def scale(document: Document, close_tenths: int, clear_tenths: int) -> str:
    """What the line is and where its middle ends, after somebody's place on it."""
    close, clear = (50 + tenths // TENTHS_A_PERSON for tenths in (close_tenths, clear_tenths))
    return (
        f"on {short_scale(document)}. From {100 - close} to {close} of 100 it could be either; "
        f"more than {clear} of 100 with one title is very likely."
    )


def short_scale(document: Document) -> str:
    left, right = (document.role(slug).name for slug in (document.left, document.right))
    return f"a line from all called {left} to all called {right}"


def place(role: str, tenths: int) -> str:
    """How many of 100 have this role's title, from the lean; "" for the middle."""
    people = 500 + abs(tenths) // 2
    return f"{unsigned(people)} of 100 called {role or 'either'}"


def move(role: str, tenths: int) -> str:
    """How many more of 100 have this role's title."""
    people = unsigned(abs(tenths) // 2)
    return f"{people} more of 100 called {role}" if role else people


def apart(tenths: int) -> str:
    """How far two shares are from each other."""
    return f"{tenths // TENTHS_A_PERSON} of 100"


def counted(number: int, role: str) -> str:
    """ "3 would likely be called ML Engineer"."""
    return f"{number} would likely be called {role}"


def invitation(document: Document) -> str:
    """What a sharer's message says before the link."""
    return f"{document.title} See what I would be called, and take the check yourself:"
