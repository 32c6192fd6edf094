"""A verdict on interests in words. It says "you lean", never "you are", and never a match."""

from fractions import Fraction

from quiz.core.document import Document
from quiz.core.verdict import CLEAR, CLOSE, FEW, FEWEST_ANSWERS, LEANS
from quiz.wording.said import Phrases, Said, leant_to, unsigned

# What "fewer than 1 in N" may say: the largest of these that is true.
ROUND_NUMBERS = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 100_000, 1_000_000)

PHRASES = Phrases(
    either="could enjoy either",
    challenge="Which way do you lean?",
    which="which way",
    does="leans",
    you="you lean",
    they="they lean",
    asked="questions about which work they would enjoy",
    says="which job they would enjoy more, not which they could do",
    promise="questions about what you would enjoy. At the end: which way you lean, how firmly, "
    "and exactly why",
    finish="See where you lean",
    fewest=FEWEST_ANSWERS,
    counted="answers",
    points="points of lean",
    leans="How they lean",
    shown="your lean and your traits",
    without="without them, the numbers for each trait still let a few be guessed",
    result="lean",
    forms="Leans and traits can still be compared; a lean from fewer questions is less sure.",
    editions="Leans and traits of the same name can still be compared; what the jobs ask for is "
    "told as in edition",
)
MOST_TENTHS = 1000


def reading(band: str, role: str, name: str) -> str:
    """What a band says: "You lean ML Engineer"; of somebody named: "Ana leans ML Engineer"."""
    if band == FEW:
        return "Too few answers to say"
    who, verb = (name, "leans") if name else ("You", "lean")
    if band == CLOSE:
        return f"{who} {PHRASES.either}"
    adverb = "clearly " if band == CLEAR else ""
    return f"{who} {adverb}{verb} {role}"


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


def description(verdict: Said) -> str:
    """A shared page for those who have not opened it."""
    lean = lean_in_words(verdict)
    where = f"{lean[0].upper()}{lean[1:]}, on a line from 0 to 100."
    return f"{where} {firmness(verdict)} {PHRASES.challenge}"


def lean_beside(verdict: Said) -> str:
    """The lean beside a verdict that tells the role already: "39.2"."""
    return unsigned(verdict.lean_tenths)


def scale(document: Document, close_tenths: int, clear_tenths: int) -> str:
    """What the line is and where its middle ends, after somebody's place on it."""
    clear = "so few questions cannot show a clear lean"
    if clear_tenths < MOST_TENTHS:
        clear = f"beyond {unsigned(clear_tenths)} is a clear lean"
    return (
        f"on {short_scale(document)}. For these questions, up to "
        f"{unsigned(close_tenths)} either way is too close to call, and {clear}."
    )


def short_scale(document: Document) -> str:
    return "a line from 0 in the middle to 100 at each end"


def place(role: str, tenths: int) -> str:
    """Where a lean stands that many tenths of a point towards this role; "" for the middle."""
    return f"{unsigned(tenths)} towards {role}" if role else unsigned(tenths)


# How far a lean moves is said alike.
move = place


def apart(tenths: int) -> str:
    """How far two leans are from each other."""
    return unsigned(tenths)


def counted(number: int, role: str) -> str:
    """ "3 lean ML Engineer", "1 leans ML Engineer"."""
    return f"{number} {'leans' if number == 1 else 'lean'} {role}"


def invitation(document: Document) -> str:
    """What a sharer's message says before the link."""
    left, right = document.role(document.left), document.role(document.right)
    return f"{left.name} or {right.name}? See which way I lean, and take the quiz yourself:"
