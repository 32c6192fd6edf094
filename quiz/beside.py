"""The other of the two quizzes beside a result, and what it may mean where they differ."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from quiz import sheet, wording
from quiz.core.verdict import CLOSE, FEW, Verdict
from quiz.sheet import StoredSheet

TITLES = {
    settings.FRONT_QUIZ: "Beside it: what you would enjoy",
    settings.CHECK_QUIZ: "Beside it: what your work is called",
}
SAME = (
    "Both point the same way: what you would enjoy and what you do at work go together, "
    "as far as titles can tell."
)
DIFFERENT = (
    "The two point different ways. That may be a reason to move some of your work towards what "
    "you enjoy, or it may be none: people also enjoy what they seldom do, and a title says little "
    "about a day."
)
IN_THE_MIDDLE = (
    "At least one of the two is in the middle, so they do not contradict each other. The clearer "
    "one says a little more."
)


@dataclass(frozen=True)
class Beside:
    """The result of the other quiz in this browser; ``quiz`` is its slug."""

    quiz: str
    title: str
    headline: str
    lean: str
    meaning: str


def beside(request: HttpRequest, verdict: Verdict) -> Beside | None:
    """What this browser holds of the other quiz; None where either has no verdict."""
    stored = other_sheet(request, verdict.document.quiz)
    if stored is None:
        return None
    other = stored.published.verdict(stored.form, stored.answers)
    if FEW in {verdict.band, other.band} or _roles(verdict) != _roles(other):
        return None
    return Beside(
        quiz=other.document.quiz,
        title=TITLES[other.document.quiz],
        headline=wording.headline(other),
        lean=wording.lean_in_words(other),
        meaning=_meaning(verdict, other),
    )


def other_sheet(request: HttpRequest, quiz: str) -> StoredSheet | None:
    """The sheet of the quiz that may stand beside this one: all that a page depends on here."""
    other = _OTHERS.get(quiz)
    return sheet.read(request, other) if other else None


_OTHERS = {
    settings.FRONT_QUIZ: settings.CHECK_QUIZ,
    settings.CHECK_QUIZ: settings.FRONT_QUIZ,
}


def _roles(verdict: Verdict) -> tuple[str, str]:
    return verdict.document.left, verdict.document.right


def _meaning(one: Verdict, other: Verdict) -> str:
    if CLOSE in {one.band, other.band}:
        return IN_THE_MIDDLE
    return SAME if one.toward == other.toward else DIFFERENT
