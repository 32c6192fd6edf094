"""Two roles side by side, and what both ask for of each trait."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from careers import backing, pictures
from careers.backing import Backing
from careers.models import HIGHEST_DEMAND, Demand, Role, Trait


class NoPair(LookupError):
    """There are not two roles to set side by side."""


@dataclass(frozen=True)
class Pair:
    """A circle marks the left role everywhere, a diamond the right one."""

    left: Role
    right: Role

    def __iter__(self) -> Iterator[Role]:
        return iter((self.left, self.right))

    def other(self, role: Role) -> Role:
        return self.left if role == self.right else self.right


@dataclass(frozen=True)
class TraitRow:
    """What both roles ask for of one trait, on one scale from 0 to 5."""

    trait: Trait
    left: Demand
    right: Demand
    picture: pictures.Pair
    backing: Backing

    @property
    def gap(self) -> int:
        return self.right.level - self.left.level

    @property
    def reasons(self) -> list[tuple[Demand, Backing]]:
        """Each role's demand with what it rests on."""
        return [(demand, backing.of_demands([demand])) for demand in (self.left, self.right)]


def first_pair() -> Pair:
    """The two roles that the comparison is about; raises NoPair."""
    return _pair(list(Role.objects.all()[:2]))


def pair_of(left: str, right: str) -> Pair:
    """The roles with these slugs; raises NoPair."""
    roles = {role.slug: role for role in Role.objects.filter(slug__in=[left, right])}
    return _pair(roles[slug] for slug in (left, right) if slug in roles)


def pair_with(role: Role) -> Pair:
    """The role and the one it is compared with; raises NoPair."""
    others = Role.objects.exclude(pk=role.pk)[:1]
    return _pair(sorted([role, *others], key=lambda each: each.slug))


def trait_rows(pair: Pair) -> list[TraitRow]:
    """Every trait that both roles have a demand for, in the traits' order."""
    traits = Trait.objects.prefetch_related("demands__role", "demands__sources")
    rows = [(trait, {demand.role_id: demand for demand in trait.demands.all()}) for trait in traits]
    return [
        _trait_row(trait, demands[pair.left.pk], demands[pair.right.pk])
        for trait, demands in rows
        if {role.pk for role in pair} <= demands.keys()
    ]


def _pair(roles: Iterable[Role]) -> Pair:
    try:
        left, right = roles
    except ValueError:
        raise NoPair("there are not two roles") from None
    return Pair(left, right)


def _trait_row(trait: Trait, left: Demand, right: Demand) -> TraitRow:
    return TraitRow(
        trait=trait,
        left=left,
        right=right,
        picture=pictures.pair(
            Fraction(left.level, HIGHEST_DEMAND), Fraction(right.level, HIGHEST_DEMAND)
        ),
        backing=backing.of_demands([left, right]),
    )
