"""The edition document: everything a result needs, so that it reads the same for ever.

The shape is versioned by ``SCHEMA``. A later schema adds a reader for the older ones; it
never changes what an older document means.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from quiz.core.decoding import encode

SCHEMA = 1
FORMS = ("short", "full")
# The rules: points for traits, weighed by what two roles ask; or ticks, weighed by people.
INTEREST, EVIDENCE = RULES = ("interest", "evidence")
TICK = "tick"
KINDS = ("single", "pair", "agree", TICK)
OPT_OUT_KEY = "x"
TICKED, UNTICKED = "y", "n"
HIGHEST_DEMAND = 5
MOST_POINTS = 5  # that an option gives a trait, either way: more would drown all other answers
# How many of what a document counts in make 1: of log-odds twice, then of a share of people.
INTERCEPT_STEPS, WEIGHT_STEPS, SHARE_STEPS = 100, 10, 1000
MOST_INTERCEPT, MOST_WEIGHT = 10 * INTERCEPT_STEPS, 5 * WEIGHT_STEPS  # either way


@dataclass(frozen=True)
class Link:
    """A named address outside the site."""

    title: str
    url: str


@dataclass(frozen=True)
class Source:
    """Who says so. ``year`` is text: "May 2021–25"."""

    slug: str
    title: str
    publisher: str
    year: str
    url: str = ""


@dataclass(frozen=True)
class Fact:
    """One statement about a role or about both. ``kind``: caution, weekend, roadmap, shared.

    ``basis`` is how sure it is (official, survey, adverts, research, judgement) and ``as_of``
    its date as text. ``trait`` is the slug of the trait that a roadmap step is for. Each is
    empty where nothing is said, as in documents that were written before these were known.
    """

    kind: str
    title: str
    text: str
    sources: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    basis: str = ""
    as_of: str = ""
    trait: str = ""


@dataclass(frozen=True)
class Role:
    """A career. ``name`` as in a verdict ("ML Engineer"), ``plural`` as in a sentence."""

    slug: str
    name: str
    long_name: str
    plural: str
    line: str
    summary: str
    facts: tuple[Fact, ...] = ()
    sources: tuple[str, ...] = ()

    def facts_of(self, kind: str) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.facts if fact.kind == kind)


@dataclass(frozen=True)
class Demand:
    """How strongly a role calls for a trait, 0–5, and why."""

    level: int
    why: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trait:
    """One dimension of work. ``demands`` is keyed by role slug and names both roles."""

    slug: str
    name: str
    definition: str
    demands: Mapping[str, Demand]


@dataclass(frozen=True)
class Evidence:
    """A source that a question rests on, and what in it."""

    source: str
    note: str = ""


@dataclass(frozen=True)
class Option:
    """A choice. ``points`` by trait slug, negative allowed; an opt-out is never scored."""

    key: str
    text: str
    points: Mapping[str, int] = field(default_factory=dict)
    opt_out: bool = False


@dataclass(frozen=True)
class Group:
    """A checklist: what is asked of all its items."""

    slug: str
    text: str


@dataclass(frozen=True)
class Question:
    """A question with its options in bank order, the opt-out (key ``x``) last.

    One of kind ``tick`` is an item of a checklist, of the ``group`` with this slug; its options
    are ``y`` and ``n`` and have no points. ``weight`` is in tenths of log-odds, + towards the
    right role; ``shares``, by role slug, is how many of 1,000 with that title tick it.
    """

    slug: str
    kind: str
    text: str
    why: str
    short: bool
    options: tuple[Option, ...]
    evidence: tuple[Evidence, ...] = ()
    group: str = ""
    weight: int = 0
    shares: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def scored(self) -> tuple[Option, ...]:
        return tuple(option for option in self.options if not option.opt_out)

    @cached_property
    def opt_out(self) -> Option | None:
        return next((option for option in self.options if option.opt_out), None)

    def option(self, key: str) -> Option:
        """The option with this key; raises KeyError."""
        return self._by_key[key]

    def offers(self, key: str) -> bool:
        return key in self._by_key

    @cached_property
    def _by_key(self) -> dict[str, Option]:
        return {option.key: option for option in self.options}


@dataclass(frozen=True)
class Document:
    """A whole edition. ``left`` and ``right`` are role slugs; + is towards the right one.

    ``rule`` says how it is scored. ``intercept``, in hundredths of log-odds, and ``groups``
    belong to the rule "evidence" alone.
    """

    schema: int
    quiz: str
    title: str
    left: str
    right: str
    roles: tuple[Role, ...]
    traits: tuple[Trait, ...]
    questions: tuple[Question, ...]
    sources: tuple[Source, ...] = ()
    shared: tuple[Fact, ...] = ()
    sample: Mapping[str, str] = field(default_factory=dict)
    rule: str = INTEREST
    intercept: int = 0
    groups: tuple[Group, ...] = ()

    def role(self, slug: str) -> Role:
        """The role with this slug; raises KeyError."""
        return self._roles[slug]

    def gap(self, trait: str) -> int:
        """Demand of the right role minus demand of the left; 0 for a shared trait."""
        return self.gaps[trait]

    @cached_property
    def gaps(self) -> dict[str, int]:
        return {
            trait.slug: trait.demands[self.right].level - trait.demands[self.left].level
            for trait in self.traits
        }

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms that visitors are offered."""
        return forms_of(self.rule)

    def form(self, name: str) -> tuple[Question, ...]:
        """The questions of "short" or "full", in order; raises KeyError for another name."""
        return self._forms[name]

    def form_by_slug(self, name: str) -> Mapping[str, Question]:
        """The same by their slugs."""
        return self._forms_by_slug[name]

    @cached_property
    def _forms_by_slug(self) -> dict[str, dict[str, Question]]:
        return {name: {q.slug: q for q in form} for name, form in self._forms.items()}

    @cached_property
    def _forms(self) -> dict[str, tuple[Question, ...]]:
        return {"short": tuple(q for q in self.questions if q.short), "full": self.questions}

    @cached_property
    def _roles(self) -> dict[str, Role]:
        return {role.slug: role for role in self.roles}

    @property
    def parts(self) -> tuple[str, ...]:
        """What a verdict is told apart by: the slugs of the traits, or of the groups."""
        traits = tuple(trait.slug for trait in self.traits)
        return (*traits, *(group.slug for group in self.groups))

    def items(self, group: str) -> tuple[Question, ...]:
        """The checklist items of a group, in order."""
        return tuple(question for question in self.questions if question.group == group)

    @cached_property
    def by_slug(self) -> dict[str, Question]:
        return {question.slug: question for question in self.questions}

    @cached_property
    def cited(self) -> set[str]:
        """The slugs of all sources that something in the document names."""
        facts = (*self.shared, *(fact for role in self.roles for fact in role.facts))
        demands = [demand for trait in self.traits for demand in trait.demands.values()]
        return {
            *(slug for role in self.roles for slug in role.sources),
            *(item.source for question in self.questions for item in question.evidence),
            *(slug for fact in facts for slug in fact.sources),
            *(slug for demand in demands for slug in demand.sources),
        }

    @cached_property
    def sources_by_slug(self) -> dict[str, Source]:
        return {source.slug: source for source in self.sources}


def forms_of(rule: str) -> tuple[str, ...]:
    """Of ticks there is only one form."""
    return FORMS if rule == INTEREST else FORMS[:1]


def write_document(document: Document) -> dict[str, Any]:
    """The document as a JSON value; ``read_document`` gives an equal document back."""
    encoded: dict[str, Any] = encode(document)
    return encoded


def checksum(data: object) -> str:
    """SHA-256, in hex, of the JSON value in one canonical spelling."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
