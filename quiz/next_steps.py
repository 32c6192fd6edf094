"""What someone can do next, from their own answers: a pure function like the result itself."""

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

    ``roadmap`` is its first step and those that the answers suggest to go on with.
    """

    role: Role
    enjoyed: list[Trait]
    unloved: list[Trait]
    weekend: tuple[Fact, ...]
    roadmap: tuple[Fact, ...]
    cautions: tuple[Fact, ...]


def next_steps(verdict: Verdict, role: Role) -> NextSteps:
    """The steps towards this role for someone with these answers."""
    steps = role.facts_of("roadmap")
    return NextSteps(
        role=role,
        enjoyed=_central_traits(verdict, role, ENJOYED, 100),
        unloved=_central_traits(verdict, role, 0, NOT_ENJOYED),
        weekend=role.facts_of("weekend"),
        roadmap=_first_steps(verdict, steps),
        cautions=role.facts_of("caution"),
    )


def _central_traits(verdict: Verdict, role: Role, low: int, high: int) -> list[Trait]:
    """Traits at the heart of the role in which the interest lies in this range."""
    if verdict.band == FEW:
        return []
    return [
        trait
        for trait in verdict.sheet.bank.document.traits
        if trait.demands[role.slug].level >= CENTRAL
        and (interest := verdict.interests[trait.slug]) is not None
        and low <= interest <= high
    ]


def _first_steps(verdict: Verdict, steps: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """The first step, which the others need, then on from the one that was enjoyed most."""
    interests = {} if verdict.band == FEW else verdict.interests
    enjoyed = [interests.get(step.trait) or 0 for step in steps]
    best = enjoyed.index(max(enjoyed)) if enjoyed and max(enjoyed) >= ENJOYED else 1
    # With fewer steps left than are shown, the last ones are.
    onward = max(1, min(best, len(steps) - STEPS_SHOWN + 1))
    return (*steps[:1], *steps[onward : onward + STEPS_SHOWN - 1])
