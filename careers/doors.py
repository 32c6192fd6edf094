"""The map of ways in: which earlier jobs and courses open a role, and which the other too."""

from dataclasses import dataclass

from careers.models import Fact, Role
from careers.pairs import Pair
from careers.sections import Statement, statement


@dataclass(frozen=True)
class Doors:
    """Doors by what they open. A title that both roles have is one door to both."""

    here: list[Statement]
    both: list[Statement]
    elsewhere: list[Statement]

    def __bool__(self) -> bool:
        return bool(self.here or self.both)


def doors_of(role: Role, pair: Pair) -> Doors:
    """The doors to a role, those that lead to both in the words of this role."""
    facts = Fact.objects.filter(kind=Fact.Kind.DOOR, role__in=list(pair))
    facts = facts.order_by("order", "slug").prefetch_related("sources", "links")
    own = [fact for fact in facts if fact.role_id == role.pk]
    others = [fact for fact in facts if fact.role_id != role.pk]
    to_here, to_other = ({fact.title for fact in doors} for doors in (own, others))
    return Doors(
        here=[statement(fact) for fact in own if fact.title not in to_other],
        both=[statement(fact) for fact in own if fact.title in to_other],
        elsewhere=[statement(fact) for fact in others if fact.title not in to_here],
    )
