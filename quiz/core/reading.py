"""Reading a document, and what its types cannot say: names that must exist, be distinct, or
lie in a range.
"""

from collections.abc import Iterable, Mapping

from quiz.core.decoding import DocumentError, decode
from quiz.core.document import (
    EVIDENCE,
    HIGHEST_DEMAND,
    KINDS,
    MOST_INTERCEPT,
    MOST_POINTS,
    MOST_WEIGHT,
    OPT_OUT_KEY,
    RULES,
    SCHEMA,
    SHARE_STEPS,
    TICK,
    TICKED,
    UNTICKED,
    Document,
    Option,
    Question,
    Trait,
)


def read_document(data: object) -> Document:
    """A document from its JSON value; raises DocumentError with the place and the reason."""
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise DocumentError("schema", f"should be {SCHEMA}")
    document = decode(Document, data)
    _check_sense(document)
    return document


def _check_sense(document: Document) -> None:
    if document.rule not in RULES:
        raise DocumentError("rule", f"should be one of {', '.join(RULES)}")
    _distinct("roles", (role.slug for role in document.roles))
    _distinct("traits", (trait.slug for trait in document.traits))
    _distinct("questions", (question.slug for question in document.questions))
    sides = {document.left, document.right}
    if len(sides) < 2 or sides != {role.slug for role in document.roles}:
        raise DocumentError("roles", "should be the left and the right role, and these differ")
    for index, trait in enumerate(document.traits):
        _check_demands(document, trait, f"traits[{index}].demands")
    traits = {trait.slug for trait in document.traits}
    for index, question in enumerate(document.questions):
        _check_question(question, traits, f"questions[{index}]")
    _check_rule(document)
    _distinct("sources", (source.slug for source in document.sources))
    if uncited := sorted(document.cited - document.sources_by_slug.keys()):
        raise DocumentError("sources", f"{uncited[0]!r} is cited but missing")
    if not document.form("short"):
        raise DocumentError("questions", "the short form has none")
    _check_sample(document)


def _check_demands(document: Document, trait: Trait, place: str) -> None:
    if trait.demands.keys() != {document.left, document.right}:
        raise DocumentError(place, "should name both roles and no other")
    for role, demand in trait.demands.items():
        if not 0 <= demand.level <= HIGHEST_DEMAND:
            raise DocumentError(f"{place}.{role}.level", f"should be 0 to {HIGHEST_DEMAND}")


def _check_question(question: Question, traits: set[str], place: str) -> None:
    if question.kind not in KINDS:
        raise DocumentError(f"{place}.kind", f"should be one of {', '.join(KINDS)}")
    _distinct(f"{place}.options", (option.key for option in question.options))
    if len(question.scored) < 2:
        raise DocumentError(f"{place}.options", "should have at least two scored options")
    if any(option.opt_out for option in question.options[:-1]):
        raise DocumentError(f"{place}.options", "the opt-out should be last")
    for index, option in enumerate(question.options):
        _check_option(option, traits, f"{place}.options[{index}]")


def _check_option(option: Option, traits: set[str], place: str) -> None:
    if option.opt_out != (option.key == OPT_OUT_KEY):
        raise DocumentError(f"{place}.key", f"{OPT_OUT_KEY!r} is the opt-out's key and no other's")
    if option.opt_out and option.points:
        raise DocumentError(f"{place}.points", "an opt-out has none")
    if unknown := sorted(option.points.keys() - traits):
        raise DocumentError(f"{place}.points", f"unknown trait {unknown[0]!r}")
    for slug, points in option.points.items():
        _in_range(f"{place}.points.{slug}", points, MOST_POINTS)


def _check_rule(document: Document) -> None:
    """Ticks and their groups belong to the rule "evidence", everything else to the other."""
    if document.rule == EVIDENCE:
        _check_checklists(document)
        return
    if document.groups or document.intercept:
        raise DocumentError("groups", f"groups and intercept belong to the rule {EVIDENCE!r}")
    for index, question in enumerate(document.questions):
        if question.kind == TICK or question.group or question.weight or question.shares:
            place = f"questions[{index}]"
            raise DocumentError(place, f"ticks and weights belong to the rule {EVIDENCE!r}")


def _check_checklists(document: Document) -> None:
    if document.traits:
        raise DocumentError("traits", f"should be none by the rule {EVIDENCE!r}")
    _in_range("intercept", document.intercept, MOST_INTERCEPT)
    _distinct("groups", (group.slug for group in document.groups))
    groups = {group.slug for group in document.groups}
    for index, question in enumerate(document.questions):
        _check_item(document, question, groups, f"questions[{index}]")


def _check_item(document: Document, question: Question, groups: set[str], place: str) -> None:
    if question.kind != TICK:
        raise DocumentError(f"{place}.kind", f"should be {TICK!r} by the rule {EVIDENCE!r}")
    if question.group not in groups:
        raise DocumentError(f"{place}.group", f"unknown group {question.group!r}")
    if not question.short:
        raise DocumentError(f"{place}.short", "an item is in both forms")
    if [option.key for option in question.options] != [TICKED, UNTICKED]:
        raise DocumentError(f"{place}.options", f"should be {TICKED!r} and {UNTICKED!r}")
    _in_range(f"{place}.weight", question.weight, MOST_WEIGHT)
    _check_shares(question.shares, {document.left, document.right}, f"{place}.shares")


def _check_shares(shares: Mapping[str, int], roles: set[str], place: str) -> None:
    if shares.keys() != roles:
        raise DocumentError(place, "should name both roles and no other")
    for role, share in shares.items():
        if not 0 <= share <= SHARE_STEPS:
            raise DocumentError(f"{place}.{role}", f"should be 0 to {SHARE_STEPS}")


def _check_sample(document: Document) -> None:
    offered = {q.slug: {option.key for option in q.options} for q in document.form("short")}
    for slug, key in document.sample.items():
        if key not in offered.get(slug, ()):
            raise DocumentError(f"sample.{slug}", f"the short form offers no option {key!r}")


def _in_range(place: str, number: int, most: int) -> None:
    if abs(number) > most:
        raise DocumentError(place, f"should be -{most} to {most}")


def _distinct(place: str, slugs: Iterable[str]) -> None:
    seen: set[str] = set()
    for slug in slugs:
        if slug in seen:
            raise DocumentError(place, f"{slug!r} occurs twice")
        seen.add(slug)
