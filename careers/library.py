"""What the pages about the roles say: the context of each, read from the database."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from careers import backing, sections
from careers.doors import doors_of
from careers.models import Fact, Role, Trait
from careers.pairs import Pair, first_pair, pair_with, trait_rows
from careers.pay import pay_of
from careers.sections import COMPARE_SECTIONS, ROLE_SECTIONS, Section, Statement, read_sections
from careers.shares import overlap, share_groups

Kind = Fact.Kind


@dataclass(frozen=True)
class AspectRow:
    """One row of the side-by-side: what is true of each role in this respect."""

    title: str
    left: Statement
    right: Statement


def role_page(role: Role) -> dict[str, Any]:
    """Everything about one role; raises NoPair."""
    pair = pair_with(role)
    said = read_sections(_facts(Q(role=role)))
    parts = {
        "traits": trait_rows(pair),
        "groups": share_groups(pair),
        "doors": doors_of(role, pair),
        "pay": pay_of(role),
    }
    shown = {sections.ANCHORS[Kind(kind)] for kind, section in said.items() if section}
    shown |= {"traits"} if parts["traits"] else set()
    shown |= {"tools"} if parts["groups"] else set()
    return {
        **_names(pair),
        **parts,
        "role": role,
        "other": pair.other(role),
        "backing": backing.of_summary(role),
        "said": said,
        "contents": sections.contents(ROLE_SECTIONS, shown),
    }


def compare_page() -> dict[str, Any]:
    """Both roles side by side, what they share first; raises NoPair."""
    pair = first_pair()
    of_both = read_sections(_facts(Q(role=None)))
    aspects = aspect_rows(pair)
    parts = {
        "overlap": overlap(pair),
        "shared": of_both[Kind.SHARED] or of_both[Kind.BOTH],
        "side-by-side": aspects,
        "traits": trait_rows(pair),
        "tools": share_groups(pair),
        "pay": pay_of(*pair),
        "moving": _moving(pair),
        "employer": of_both[Kind.EMPLOYER],
        "misquoted": of_both[Kind.MISQUOTED],
    }
    return {
        **_names(pair),
        **parts,
        "said": of_both,
        "aspects": aspects,
        "groups": parts["tools"],
        "contents": sections.contents(
            COMPARE_SECTIONS, (anchor for anchor, part in parts.items() if part)
        ),
    }


def trait_page(trait: Trait, pair: Pair) -> dict[str, Any]:
    """What both roles ask for of a trait, and the way to the other traits."""
    rows = trait_rows(pair)
    return {
        **_names(pair),
        "trait": trait,
        "row": next((row for row in rows if row.trait == trait), None),
        "others": [row.trait for row in rows],
    }


def aspect_rows(pair: Pair) -> list[AspectRow]:
    """The aspects that both roles have, matched by title, in the left role's order."""
    facts = _facts(Q(kind=Kind.ASPECT, role__in=list(pair))).order_by("order", "slug")
    left, right = ([fact for fact in facts if fact.role_id == role.pk] for role in pair)
    by_title = {fact.title: fact for fact in right}
    return [
        AspectRow(fact.title, sections.statement(fact), sections.statement(by_title[fact.title]))
        for fact in left
        if fact.title in by_title
    ]


def _moving(pair: Pair) -> list[tuple[Role, Section]]:
    """For each role, how to come to it from the other."""
    facts = list(_facts(Q(kind=Kind.MOVING, role__in=list(pair))))
    return [
        (role, read_sections(fact for fact in facts if fact.role_id == role.pk)[Kind.MOVING])
        for role in pair
    ]


def _facts(which: Q) -> QuerySet[Fact]:
    return Fact.objects.filter(which).prefetch_related("sources", "links")


def _names(pair: Pair) -> dict[str, Any]:
    return {"left": pair.left, "right": pair.right}
