"""The edition document: everything a result needs, so that it reads the same for ever.

The shape is versioned by ``SCHEMA``. A later schema adds a reader for the older ones; it
never changes what an older document means.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from quiz.core.decoding import DocumentError, decode, encode

SCHEMA = 1
FORMS = ("short", "full")
KINDS = ("single", "pair", "agree")
OPT_OUT_KEY = "x"
HIGHEST_DEMAND = 5


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
class Question:
    """A question with its options in bank order, the opt-out (key ``x``) last."""

    slug: str
    kind: str
    text: str
    why: str
    short: bool
    options: tuple[Option, ...]
    evidence: tuple[Evidence, ...] = ()

    @cached_property
    def scored(self) -> tuple[Option, ...]:
        return tuple(option for option in self.options if not option.opt_out)

    @cached_property
    def opt_out(self) -> Option | None:
        return next((option for option in self.options if option.opt_out), None)

    def option(self, key: str) -> Option:
        """The option with this key; raises KeyError."""
        return self._by_key[key]

    @cached_property
    def _by_key(self) -> dict[str, Option]:
        return {option.key: option for option in self.options}


@dataclass(frozen=True)
class Document:
    """A whole edition. ``left`` and ``right`` are role slugs; + is towards the right one."""

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

    def form(self, name: str) -> tuple[Question, ...]:
        """The questions of "short" or "full", in order; raises KeyError for another name."""
        return self._forms[name]

    @cached_property
    def _forms(self) -> dict[str, tuple[Question, ...]]:
        return {"short": tuple(q for q in self.questions if q.short), "full": self.questions}

    @cached_property
    def _roles(self) -> dict[str, Role]:
        return {role.slug: role for role in self.roles}

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


def read_document(data: object) -> Document:
    """A document from its JSON value; raises DocumentError with the place and the reason."""
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise DocumentError("schema", f"should be {SCHEMA}")
    document = decode(Document, data)
    _check_sense(document)
    return document


def write_document(document: Document) -> dict[str, Any]:
    """The document as a JSON value; ``read_document`` gives an equal document back."""
    encoded: dict[str, Any] = encode(document)
    return encoded


def checksum(data: object) -> str:
    """SHA-256, in hex, of the JSON value in one canonical spelling."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _check_sense(document: Document) -> None:
    """What the types cannot say: names that must exist, be distinct, or lie in a range."""
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


def _check_sample(document: Document) -> None:
    offered = {q.slug: {option.key for option in q.options} for q in document.form("short")}
    for slug, key in document.sample.items():
        if key not in offered.get(slug, ()):
            raise DocumentError(f"sample.{slug}", f"the short form offers no option {key!r}")


def _distinct(place: str, slugs: Iterable[str]) -> None:
    seen: set[str] = set()
    for slug in slugs:
        if slug in seen:
            raise DocumentError(place, f"{slug!r} occurs twice")
        seen.add(slug)
