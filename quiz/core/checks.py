"""What is wrong with a draft, said before it is published.

The draft may make no sense yet: what can be said of its structure and its words is said of
any document, what rests on pulls only of one that can be scored.
"""

from quiz.core import checklists
from quiz.core.balance import imbalances
from quiz.core.checklists import groups_filled, items_enough, rule_refusals, weighing
from quiz.core.decoding import DocumentError, decode, encode
from quiz.core.document import EVIDENCE, INTEREST, Document, write_document
from quiz.core.problems import ERROR, WARNING, Problem
from quiz.core.reading import read_document
from quiz.core.scoring import Bank
from quiz.core.structure import (
    UNSCORABLE,
    enough_questions,
    opt_outs,
    points_given,
    refusals,
    traits_demanded,
    traits_measured,
)
from quiz.core.texts import (
    clean,
    options_differ,
    questions_differ,
    reasons_given,
    short_enough,
    texts_there,
)

__all__ = ["ERROR", "WARNING", "Problem", "check"]

# Of any document whose values have the right types.
CHECKS = (
    refusals,
    rule_refusals,
    opt_outs,
    texts_there,
    groups_filled,
    options_differ,
    questions_differ,
    points_given,
    enough_questions,
    items_enough,
    traits_measured,
    traits_demanded,
    reasons_given,
    short_enough,
    clean,
)
# Of one that can be scored, by its rule.
WEIGHED = {INTEREST: imbalances, EVIDENCE: weighing}


def check(document: Document) -> tuple[Problem, ...]:
    """Every problem: errors first, then what is about the whole quiz, then question by question.

    Never raises. Without errors ``read_document`` reads what ``write_document`` writes.
    """
    try:
        decode(Document, encode(document))
    except DocumentError as error:
        return (_unreadable(error),)
    unscorable = UNSCORABLE | checklists.UNSCORABLE
    found = [problem for rule in CHECKS for problem in rule(document)]
    if not unscorable & {problem.code for problem in found}:
        found += WEIGHED[document.rule](Bank(document))
    if not any(problem.severity == ERROR for problem in found):
        found += _refusal(document)
    places = {question.slug: place for place, question in enumerate(document.questions)}
    return tuple(sorted(found, key=lambda p: (p.severity != ERROR, places.get(p.question, -1))))


def _refusal(document: Document) -> list[Problem]:
    """The last net, for what no rule above foresees."""
    try:
        read_document(write_document(document))
    except DocumentError as error:
        return [_unreadable(error)]
    return []


def _unreadable(error: DocumentError) -> Problem:
    text = f"The draft cannot be read as an edition: “{error.place}” {error.reason}; mend it there."
    return Problem("document", ERROR, text)
