"""What can be wrong with a draft's checklists: what keeps them from being read, and what a
weight should rest on.
"""

import math
from collections.abc import Iterator

from quiz.core.document import (
    EVIDENCE,
    INTERCEPT_STEPS,
    MOST_INTERCEPT,
    MOST_WEIGHT,
    RULES,
    SHARE_STEPS,
    TICK,
    TICKED,
    UNTICKED,
    WEIGHT_STEPS,
    Document,
    Question,
)
from quiz.core.problems import ERROR, WARNING, Problem, joined, twice
from quiz.core.scoring import Bank
from quiz.core.verdict.evidence import CLOSE_TO, FEWEST_TICKS, likelihood, of_hundred

FEWEST_TRIED = 16
"""Sets of 16 to 35 items were tried on the practitioners when the first check was designed, and
told the titles apart about as well as each other. Of fewer nothing is known.
"""

MOST_CONTRARY = 50
"""By how many of 1,000 the titles' shares may differ against the weight's sign. A weight is
fitted beside all others, so a small difference the other way is no mistake: in the first
check one item has 37 of them, and no other has any.
"""

MOST_OFF_MIDDLE = 0.2
"""How far from 0 an average practitioner's log-odds may be: that is 45 to 55 of 100."""

# With one of these there is nothing to add up.
UNSCORABLE = frozenset(
    {
        "unknown-rule",
        "not-a-tick",
        "no-tick-here",
        "item-options",
        "shares",
        "intercept-out-of-range",
        "weight-out-of-range",
    }
)


def rule_refusals(document: Document) -> Iterator[Problem]:
    """Why the rule, or the document by its rule, cannot be read."""
    if document.rule not in RULES:
        text = f"The quiz is scored by no known rule: choose one of {joined(RULES)}."
        yield Problem("unknown-rule", ERROR, text)
    elif document.rule == EVIDENCE:
        yield from _groups(document)
        for question in document.questions:
            yield from _item(document, question)
    else:
        yield from _stray(document)


def groups_filled(document: Document) -> Iterator[Problem]:
    for group in document.groups:
        if not group.text.strip():
            text = f"The checklist {group.slug} has no text: write what is asked of its items."
            yield Problem("no-group-text", ERROR, text)
        if not document.items(group.slug):
            text = f"The checklist {group.slug} is empty: add items, or take it out."
            yield Problem("empty-group", ERROR, text)


def items_enough(document: Document) -> Iterator[Problem]:
    """A warning: what a visitor is told is true, though it may never be a result."""
    if document.rule != EVIDENCE:
        return
    count = len(document.questions)
    if 0 < count < FEWEST_TICKS:
        text = (
            f"There are {count} items, and every result with fewer than {FEWEST_TICKS} ticks "
            "says “too few ticks”: add items."
        )
        yield Problem("too-few-items", WARNING, text)
    elif 0 < count < FEWEST_TRIED:
        text = (
            f"There are {count} items. Sets of {FEWEST_TRIED} and more were tried on "
            "practitioners; how well fewer tell the titles apart is not known: add items."
        )
        yield Problem("too-few-items", WARNING, text)


def weighing(bank: Bank) -> Iterator[Problem]:
    """What is doubtful in the weights of a document that can be scored."""
    for question in bank.document.questions:
        yield from _weight(bank.document, question)
    yield from _middle(bank)
    yield from _reach(bank)


def _groups(document: Document) -> Iterator[Problem]:
    if document.traits:
        text = "A quiz of ticks has no traits: take them out."
        yield Problem("not-a-tick", ERROR, text)
    if abs(document.intercept) > MOST_INTERCEPT:
        most = MOST_INTERCEPT // INTERCEPT_STEPS
        text = f"The intercept is out of range: choose −{most} to {most}."
        yield Problem("intercept-out-of-range", ERROR, text)
    for slug in twice(group.slug for group in document.groups):
        text = f"Two checklists are called {slug}: give one of them another slug."
        yield Problem("group-twice", ERROR, text)


def _item(document: Document, question: Question) -> Iterator[Problem]:
    slug = question.slug
    if question.kind != TICK:
        text = f"{slug} cannot be ticked, and this quiz counts ticks: take it out."
        yield Problem("not-a-tick", ERROR, text, slug)
        return
    if question.group not in {group.slug for group in document.groups}:
        text = f"{slug} is in no checklist of this quiz: choose one."
        yield Problem("unknown-group", ERROR, text, slug)
    if not question.short:
        text = f"{slug} is left out of the short form, but there is only one: put it in."
        yield Problem("not-short", ERROR, text, slug)
    if [option.key for option in question.options] != [TICKED, UNTICKED]:
        text = f"{slug} has other options than ticked and not ticked: take them out."
        yield Problem("item-options", ERROR, text, slug)
    if abs(question.weight) > MOST_WEIGHT:
        most = MOST_WEIGHT // WEIGHT_STEPS
        text = f"The weight of {slug} is out of range: choose −{most} to {most}."
        yield Problem("weight-out-of-range", ERROR, text, slug)
    yield from _shares(document, question)


def _shares(document: Document, question: Question) -> Iterator[Problem]:
    missing = [role for role in document.roles if role.slug not in question.shares]
    if missing:
        names = joined(role.plural for role in missing)
        text = f"How many {names} tick {question.slug} is missing: fill in the share."
        yield Problem("shares", ERROR, text, question.slug)
    elif question.shares.keys() > {role.slug for role in document.roles}:
        text = f"{question.slug} has a share of a role that is not compared: take it out."
        yield Problem("shares", ERROR, text, question.slug)
    if not all(0 <= share <= SHARE_STEPS for share in question.shares.values()):
        text = f"A share of {question.slug} is out of range: choose 0 to 100 %."
        yield Problem("shares", ERROR, text, question.slug)


def _stray(document: Document) -> Iterator[Problem]:
    """Ticks where points are counted."""
    if document.groups or document.intercept:
        text = "Only a quiz of ticks has checklists and an intercept: take them out."
        yield Problem("no-tick-here", ERROR, text)
    for question in document.questions:
        if question.kind == TICK or question.group or question.weight or question.shares:
            text = f"{question.slug} is to be ticked, and this quiz counts points: take it out."
            yield Problem("no-tick-here", ERROR, text, question.slug)


def _weight(document: Document, question: Question) -> Iterator[Problem]:
    left, right = (question.shares[slug] for slug in (document.left, document.right))
    if question.weight == 0:
        text = f"{question.slug} has no weight, so ticking it moves no result: give it one."
        yield Problem("no-weight", WARNING, text, question.slug)
    elif (right - left) * (1 if question.weight > 0 else -1) < -MOST_CONTRARY:
        role = document.role(document.right if question.weight > 0 else document.left)
        text = (
            f"{question.slug} speaks for {role.name}, but {_percent(left)} of "
            f"{document.role(document.left).plural} and {_percent(right)} of "
            f"{document.role(document.right).plural} tick it: check its sign and its shares."
        )
        yield Problem("contrary-shares", WARNING, text, question.slug)


def _middle(bank: Bank) -> Iterator[Problem]:
    average = bank.base / bank.unit
    if abs(average) > MOST_OFF_MIDDLE:
        document = bank.document
        name = document.role(document.right).name
        text = (
            f"An average practitioner comes to {of_hundred(likelihood(average))} of 100 called "
            f"{name}, and should come to about 50: fit the intercept again."
        )
        yield Problem("off-middle", WARNING, text)


def _reach(bank: Bank) -> Iterator[Problem]:
    """Whoever ticks all that speaks for a role should be told so."""
    document = bank.document
    enough = math.log(CLOSE_TO / (1 - CLOSE_TO)) * WEIGHT_STEPS
    for side, slug in ((-1, document.left), (1, document.right)):
        weights = (side * question.weight for question in document.questions)
        most = sum(weight for weight in weights if weight > 0)
        if most + side * document.intercept * WEIGHT_STEPS / INTERCEPT_STEPS <= enough:
            text = (
                f"Not even all ticks that speak for {document.role(slug).name} lead to it: add "
                "items, or check the weights."
            )
            yield Problem("no-reach", WARNING, text)


def _percent(share: int) -> str:
    return f"{share * 100 / SHARE_STEPS:.0f}\u00a0%"
