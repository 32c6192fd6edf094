"""What differs between two documents, in words an editor reads.

Every value of a document is compared, so that there is no difference exactly when
``write_document`` writes the same. Lists are compared item by item: a new question is one
difference, not one for each question behind it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quiz.core.document import (
    INTERCEPT_STEPS,
    SHARE_STEPS,
    WEIGHT_STEPS,
    Demand,
    Document,
    Evidence,
    Fact,
    Group,
    Link,
    Option,
    Question,
    Role,
    Source,
    Trait,
)
from quiz.core.matching import match, moved

NOTHING = "nothing"


@dataclass(frozen=True)
class Difference:
    """``where`` is a slug or a name ("q07", "Data Scientist"), ``text`` what changed there."""

    where: str
    text: str

    def __str__(self) -> str:
        return f"{self.where}: {self.text}"


Found = Iterator[Difference]
Named = Callable[[Any], str]


@dataclass(frozen=True)
class Kind:
    """How the items of a list are told apart, called, and said when they are new.

    ``keys`` are tried in turn; each pairs the items that no earlier one paired.
    """

    keys: Sequence[Callable[[Any], object]]
    name: Named
    new: Named
    inside: Callable[[Any, Any], Found]


def differences(old: Document, new: Document) -> tuple[Difference, ...]:
    """Everything that changes from ``old`` to ``new``; empty where nothing does."""
    return tuple(_documents(old, new))


def _documents(old: Document, new: Document) -> Found:
    yield from _under("quiz", _values(old, new, schema="schema", quiz="slug", title="title"))
    yield from _under("quiz", _values(old, new, left="left role", right="right role"))
    yield from _under("quiz", _values(old, new, rule="rule"))
    if old.intercept != new.intercept:
        steps = [_decimal(document.intercept, INTERCEPT_STEPS) for document in (old, new)]
        yield Difference("quiz", f"intercept {steps[0]} → {steps[1]}")
    yield from _listed(old.groups, new.groups, GROUPS)
    yield from _listed(old.questions, new.questions, QUESTIONS)
    yield from _traits(old, new)
    yield from _listed(old.roles, new.roles, ROLES)
    yield from _under("both roles", _listed(old.shared, new.shared, FACTS))
    yield from _listed(old.sources, new.sources, SOURCES)
    yield from _under("sample", _mapped(old.sample, new.sample))


def _traits(old: Document, new: Document) -> Found:
    names = {role.slug: role.name for role in (*old.roles, *new.roles)}

    def inside(before: Trait, after: Trait) -> Found:
        yield from _values(before, after, name="name", definition="definition")
        for role in _in_order(before.demands, after.demands):
            name = names.get(role, role)
            yield from _demands(name, before.demands.get(role), after.demands.get(role))

    yield from _listed(old.traits, new.traits, Kind((_slug,), _slug, _new_trait, inside))


def _demands(role: str, old: Demand | None, new: Demand | None) -> Found:
    levels = (demand.level if demand else None for demand in (old, new))
    if old is None or new is None or old.level != new.level:
        yield Difference("", f"{role} {_change(*levels)}")
    if old is not None and new is not None:
        yield from _under(role, _values(old, new, why="reason"))
        yield from _under(role, _listed(old.sources, new.sources, SLUGS))


def _questions(old: Question, new: Question) -> Found:
    yield from _values(old, new, kind="kind", text="text", why="why we ask")
    if old.short != new.short:
        yield Difference(
            "", "now in the short form" if new.short else "no longer in the short form"
        )
    yield from _weights(old, new)
    yield from _listed(old.options, new.options, OPTIONS)
    yield from _listed(old.evidence, new.evidence, EVIDENCE)


def _weights(old: Question, new: Question) -> Found:
    """What an item to tick has beside its text."""
    yield from _values(old, new, group="checklist")
    if old.weight != new.weight:
        before, after = (_decimal(question.weight, WEIGHT_STEPS) for question in (old, new))
        yield Difference("", f"weight {before} → {after}")
    for role in _in_order(old.shares, new.shares):
        before, after = (_share(question.shares.get(role)) for question in (old, new))
        if before != after:
            yield Difference("", f"share of {role} {before} → {after}")


def _groups(old: Group, new: Group) -> Found:
    yield from _values(old, new, text="text")


def _options(old: Option, new: Option) -> Found:
    yield from _values(old, new, text="text")
    if old.opt_out != new.opt_out:
        yield Difference("", "now the opt-out" if new.opt_out else "no longer the opt-out")
    yield from _mapped(old.points, new.points)


def _roles(old: Role, new: Role) -> Found:
    yield from _values(old, new, name="name", long_name="long name", plural="plural")
    yield from _values(old, new, line="line", summary="summary")
    yield from _listed(old.facts, new.facts, FACTS)
    yield from _listed(old.sources, new.sources, SLUGS)


def _facts(old: Fact, new: Fact) -> Found:
    yield from _values(old, new, title="title", text="text")
    yield from _values(old, new, basis="how sure", as_of="as of", trait="trait")
    yield from _listed(old.sources, new.sources, SLUGS)
    yield from _listed(old.links, new.links, LINKS)


def _links(old: Link, new: Link) -> Found:
    yield from _values(old, new, title="title", url="address")


def _evidence(old: Evidence, new: Evidence) -> Found:
    yield from _values(old, new, note="note")


def _sources(old: Source, new: Source) -> Found:
    yield from _values(old, new, title="title", publisher="publisher", year="year", url="address")


def _alike(old: object, new: object) -> Found:
    """Of items that are nothing but their key."""
    return iter(())


def _values(old: object, new: object, **labels: str) -> Found:
    """The fields that differ, each under its label."""
    for field, label in labels.items():
        before, after = getattr(old, field), getattr(new, field)
        if before != after:
            yield Difference("", f"{label} {_change(before, after)}")


def _mapped(old: Mapping[str, Any], new: Mapping[str, Any]) -> Found:
    """Points by trait, or answers by question. A 0 that is written is not one that is left out."""
    for key in _in_order(old, new):
        if key not in old or key not in new or old[key] != new[key]:
            before, after = (_plain(m[key]) if key in m else NOTHING for m in (old, new))
            yield Difference("", f"{key} {before} → {after}")


def _listed(old: Sequence[Any], new: Sequence[Any], kind: Kind) -> Found:
    """Two lists: what is gone, changed, in another place, and new, in the new list's order."""
    pairs = match(old, new, kind.keys)
    kept = {before for _, before in pairs.items()}
    for before, item in enumerate(old):
        if before not in kept:
            yield Difference(kind.name(item), "removed")
    movers = moved(pairs)
    for place, item in enumerate(new):
        if place not in pairs:
            yield Difference(kind.name(item), f"{kind.new(item)}, in place {place + 1}")
            continue
        yield from _under(kind.name(item), kind.inside(old[pairs[place]], item))
        if place in movers:
            yield Difference(kind.name(item), _move(pairs[place], place, new, kind))


def _move(before: int, place: int, new: Sequence[Any], kind: Kind) -> str:
    """The place alone may say nothing, where others went or came before it."""
    after = f"after {kind.name(new[place - 1])}" if place else "first"
    if before == place:
        return f"now {after}"
    return f"moved from place {before + 1} to {place + 1}, now {after}"


def _under(where: str, found: Iterable[Difference]) -> Found:
    """The differences of a part, said of the whole that it belongs to."""
    for inner in found:
        yield Difference(where, f"{inner.where}, {inner.text}" if inner.where else inner.text)


def _in_order(old: Iterable[str], new: Iterable[str]) -> list[str]:
    return list(dict.fromkeys((*old, *new)))


def _change(before: object, after: object) -> str:
    return f"{_said(before)} → {_said(after)}"


def _said(value: object) -> str:
    if value is None or value == "":
        return NOTHING
    return quoted(value) if isinstance(value, str) else _plain(value)


def quoted(text: str) -> str:
    """In quotation marks, unless it begins with one itself."""
    return text if text.startswith("“") else f"“{text}”"


def _plain(value: object) -> str:
    """A key as it is, a number with a real minus sign."""
    return value if isinstance(value, str) else str(value).replace("-", "−")


def _decimal(number: int, steps: int) -> str:
    """So many steps of 1/``steps`` as a decimal number."""
    return f"{number / steps:g}".replace("-", "−")


def _share(share: int | None) -> str:
    return NOTHING if share is None else f"{share * 100 / SHARE_STEPS:g}\u00a0%"


def _slug(item: Any) -> str:
    return str(item.slug)


def _new_trait(trait: Trait) -> str:
    return f"new trait {_said(trait.name)}"


def _fact_name(fact: Fact) -> str:
    return f"{fact.kind} {_said(fact.title or fact.text)}"


def _new(item: object) -> str:
    return "new"


QUESTIONS = Kind((_slug,), _slug, lambda q: f"new question {_said(q.text)}", _questions)
OPTIONS = Kind(
    (lambda o: o.key,),
    lambda o: f"option {o.key}",
    lambda o: f"new {_said(o.text)}",
    _options,
)
EVIDENCE = Kind((lambda e: e.source,), lambda e: f"evidence {e.source}", _new, _evidence)
GROUPS = Kind((_slug,), lambda g: f"checklist {g.slug}", lambda g: f"new {_said(g.text)}", _groups)
ROLES = Kind((_slug,), lambda r: str(r.name), _new, _roles)
# Facts have no slug in a document: the same words, then the same title, then the same text,
# then the next of the same kind.
FACTS = Kind(
    (
        lambda f: f,
        lambda f: (f.kind, f.title) if f.title else f,
        lambda f: (f.kind, f.text),
        lambda f: f.kind,
    ),
    _fact_name,
    lambda f: f"new {_said(f.text)}" if f.title else "new",
    _facts,
)
LINKS = Kind((lambda k: k.url, lambda k: k.title), lambda k: f"link {_said(k.title)}", _new, _links)
SOURCES = Kind((_slug,), lambda s: f"source {s.slug}", lambda s: f"new {_said(s.title)}", _sources)
SLUGS = Kind((lambda s: s,), lambda s: f"source {s}", _new, _alike)
