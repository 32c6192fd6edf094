"""The sections of the role pages: what each is called, and the statements in it."""

from collections.abc import Iterable
from dataclasses import dataclass

from careers import backing, pictures
from careers.backing import Backing
from careers.models import HIGHEST_DEMAND, Fact, Link

Kind = Fact.Kind

# Anchor → what a link to the section says, in the order of the page.
ROLE_SECTIONS = {
    "about": "What the job is",
    "day": "A day at work",
    "responsibilities": "Responsibilities",
    "skills": "Skills",
    "traits": "Trait by trait",
    "tools": "Tools and tasks",
    "ways-in": "Ways in",
    "pay": "Pay",
    "outlook": "Jobs to come",
    "caution": "You may not enjoy it",
    "weekend": "Try it",
    "roadmap": "Learn it",
    "faq": "Questions",
    "myths": "Myths",
    "moving": "Moving here",
}
COMPARE_SECTIONS = {
    "overlap": "How they overlap",
    "shared": "What both share",
    "side-by-side": "Side by side",
    "traits": "Trait by trait",
    "tools": "Tools and tasks",
    "pay": "Pay",
    "moving": "Moving across",
    "employer": "Ask an employer",
    "misquoted": "Often misquoted",
}
# The anchor of the section that shows facts of this kind: on the page of the fact's role, or
# on the comparison for those of ``OF_BOTH``.
ANCHORS = {
    Kind.ABOUT: "about",
    Kind.DAY: "day",
    Kind.RESPONSIBILITY: "responsibilities",
    Kind.SKILL: "skills",
    Kind.ENTRY: "ways-in",
    Kind.DOOR: "ways-in",
    Kind.PAY: "pay",
    Kind.OUTLOOK: "outlook",
    Kind.CAUTION: "caution",
    Kind.WEEKEND: "weekend",
    Kind.ROADMAP: "roadmap",
    Kind.FAQ: "faq",
    Kind.MYTH: "myths",
    Kind.MOVING: "moving",
    Kind.ASPECT: "side-by-side",
    Kind.SHARED: "shared",
    Kind.BOTH: "shared",
    Kind.EMPLOYER: "employer",
    Kind.MISQUOTED: "misquoted",
}
OF_BOTH = {Kind.ASPECT, Kind.SHARED, Kind.BOTH, Kind.EMPLOYER, Kind.MISQUOTED}

LEVEL_WORDS = ("not asked for", "a little", "some", "a good deal", "a lot", "essential")


@dataclass(frozen=True)
class Statement:
    """A fact as shown, with what it rests on."""

    slug: str
    title: str
    text: str
    level: int | None
    links: tuple[Link, ...]
    backing: Backing

    @property
    def level_words(self) -> str:
        return LEVEL_WORDS[self.level or 0]

    @property
    def pips(self) -> list[pictures.Pip]:
        return pictures.pips(self.level or 0, HIGHEST_DEMAND)


@dataclass(frozen=True)
class Section:
    """Statements of one kind; ``backing`` where all rest on the same, said once above them."""

    statements: list[Statement]
    backing: Backing | None

    def __bool__(self) -> bool:
        return bool(self.statements)


def read_sections(facts: Iterable[Fact]) -> dict[str, Section]:
    """The facts by kind, an empty section for a kind without any."""
    by_kind: dict[str, list[Statement]] = {kind: [] for kind in Kind.values}
    for fact in sorted(facts, key=lambda fact: (fact.order, fact.slug)):
        by_kind[fact.kind].append(statement(fact))
    return {kind: _section(statements) for kind, statements in by_kind.items()}


def statement(fact: Fact) -> Statement:
    return Statement(
        slug=fact.slug,
        title=fact.title,
        text=fact.text,
        level=fact.level,
        links=tuple(fact.links.all()),
        backing=backing.of_fact(fact),
    )


def contents(names: dict[str, str], shown: Iterable[str]) -> list[tuple[str, str]]:
    """Anchor and words of each section that is on the page, in order."""
    present = set(shown)
    return [(anchor, words) for anchor, words in names.items() if anchor in present]


def _section(statements: list[Statement]) -> Section:
    backings = {each.backing for each in statements}
    return Section(statements, backings.pop() if len(backings) == 1 else None)
