"""What someone can do next, from their own answers: a pure function like the result itself."""

from collections.abc import Hashable
from dataclasses import dataclass

from quiz.core.document import Fact, Role, Trait
from quiz.core.verdict import FEW, Verdict

STEPS_SHOWN = 3
CENTRAL = 4  # a demand from here on is met every week
ENJOYED = 60  # interest, of 100
NOT_ENJOYED = 40


@dataclass(frozen=True)
class NextSteps:
    """For one role: what of it the visitor enjoys and does not, and how to try and learn it.

    ``roadmap`` is its first step and those that the answers suggest to go on with, from
    ``onward`` on.
    """

    role: Role
    enjoyed: list[Trait]
    unloved: list[Trait]
    onward: int

    @property
    def named(self) -> Hashable:
        """What the sentences on the traits follow from."""
        return tuple(t.slug for t in self.enjoyed), tuple(t.slug for t in self.unloved)

    @property
    def weekend(self) -> tuple[Fact, ...]:
        return self.role.facts_of("weekend")

    @property
    def roadmap(self) -> tuple[Fact, ...]:
        steps = self.role.facts_of("roadmap")
        return (*steps[:1], *steps[self.onward : self.onward + STEPS_SHOWN - 1])

    @property
    def cautions(self) -> tuple[Fact, ...]:
        return self.role.facts_of("caution")


def next_steps(verdict: Verdict, role: Role) -> NextSteps:
    """The steps towards this role for someone with these answers."""
    return NextSteps(
        role=role,
        enjoyed=_central_traits(verdict, role, ENJOYED, 100),
        unloved=_central_traits(verdict, role, 0, NOT_ENJOYED),
        onward=_onward(verdict, role.facts_of("roadmap")),
    )


def _central_traits(verdict: Verdict, role: Role, low: int, high: int) -> list[Trait]:
    """Traits at the heart of the role in which the interest lies in this range."""
    if verdict.band == FEW:
        return []
    return [
        trait
        for trait in verdict.document.traits
        if trait.demands[role.slug].level >= CENTRAL
        and (interest := verdict.interests[trait.slug]) is not None
        and low <= interest <= high
    ]


def _onward(verdict: Verdict, steps: tuple[Fact, ...]) -> int:
    """After the first step, which the others need, on from the one that was enjoyed most."""
    interests = {} if verdict.band == FEW else verdict.interests
    enjoyed = [interests.get(step.trait) or 0 for step in steps]
    best = enjoyed.index(max(enjoyed)) if enjoyed and max(enjoyed) >= ENJOYED else 1
    # With fewer steps left than are shown, the last ones are.
    return max(1, min(best, len(steps) - STEPS_SHOWN + 1))
