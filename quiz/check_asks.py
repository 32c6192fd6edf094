"""What to ask for at work, for each of the two titles: from the edition's own facts and shares."""

from collections.abc import Collection
from dataclasses import dataclass

from quiz.core.document import Document, Fact, Question, Role

MORE_SHOWN = STEPS_SHOWN = 3


@dataclass(frozen=True)
class Asks:
    """For one role: what its people do more often and was not ticked, and the role's facts."""

    role: Role
    more: list[Question]
    roadmap: tuple[Fact, ...]
    weekend: tuple[Fact, ...]
    cautions: tuple[Fact, ...]


def asks(document: Document, role: Role, ticked: Collection[str]) -> Asks:
    """``ticked`` are slugs of items."""
    return Asks(
        role=role,
        more=_more(document, role, ticked),
        roadmap=role.facts_of("roadmap")[:STEPS_SHOWN],
        weekend=role.facts_of("weekend"),
        cautions=role.facts_of("caution"),
    )


def _more(document: Document, role: Role, ticked: Collection[str]) -> list[Question]:
    """What was not ticked, where this title's people are furthest ahead of the other's."""
    (other,) = (each.slug for each in document.roles if each.slug != role.slug)

    def ahead(question: Question) -> int:
        return question.shares[role.slug] - question.shares[other]

    left = (question for question in document.questions if question.slug not in ticked)
    ordered = sorted(left, key=ahead, reverse=True)
    return [question for question in ordered if ahead(question) > 0][:MORE_SHOWN]
