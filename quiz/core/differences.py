"""What differs between two documents, in words an editor reads.

Every value of a document is compared, so that there is no difference exactly when
``write_document`` writes the same. Lists are compared item by item: a new question is one
difference, not one for each question behind it.
"""

from typing import Any

from quiz.core.changes import (
    NOTHING,
    Difference,
    Found,
    Kind,
    change,
    in_order,
    listed,
    mapped,
    said,
    under,
    values,
)
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


def differences(old: Document, new: Document) -> tuple[Difference, ...]:
    """Everything that changes from ``old`` to ``new``; empty where nothing does."""
    return tuple(_documents(old, new))


def _documents(old: Document, new: Document) -> Found:
    yield from under("quiz", values(old, new, schema="schema", quiz="slug", title="title"))
    yield from under("quiz", values(old, new, left="left role", right="right role"))
    yield from under("quiz", values(old, new, rule="rule"))
    if old.intercept != new.intercept:
        steps = [_decimal(document.intercept, INTERCEPT_STEPS) for document in (old, new)]
        yield Difference("quiz", f"intercept {steps[0]} → {steps[1]}")
    yield from listed(old.groups, new.groups, GROUPS)
    yield from listed(old.questions, new.questions, QUESTIONS)
    yield from _traits(old, new)
    yield from listed(old.roles, new.roles, ROLES)
    yield from under("both roles", listed(old.shared, new.shared, FACTS))
    yield from listed(old.sources, new.sources, SOURCES)
    yield from under("sample", mapped(old.sample, new.sample))


def _traits(old: Document, new: Document) -> Found:
    names = {role.slug: role.name for role in (*old.roles, *new.roles)}

    def inside(before: Trait, after: Trait) -> Found:
        yield from values(before, after, name="name", definition="definition")
        for role in in_order(before.demands, after.demands):
            name = names.get(role, role)
            yield from _demands(name, before.demands.get(role), after.demands.get(role))

    yield from listed(old.traits, new.traits, Kind((_slug,), _slug, _new_trait, inside))


def _demands(role: str, old: Demand | None, new: Demand | None) -> Found:
    levels = (demand.level if demand else None for demand in (old, new))
    if old is None or new is None or old.level != new.level:
        yield Difference("", f"{role} {change(*levels)}")
    if old is not None and new is not None:
        yield from under(role, values(old, new, why="reason"))
        yield from under(role, listed(old.sources, new.sources, SLUGS))


def _questions(old: Question, new: Question) -> Found:
    yield from values(old, new, kind="kind", text="text", why="why we ask")
    if old.short != new.short:
        yield Difference(
            "", "now in the short form" if new.short else "no longer in the short form"
        )
    yield from _weights(old, new)
    yield from listed(old.options, new.options, OPTIONS)
    yield from listed(old.evidence, new.evidence, EVIDENCE)


def _weights(old: Question, new: Question) -> Found:
    """What an item to tick has beside its text."""
    yield from values(old, new, group="checklist")
    if old.weight != new.weight:
        before, after = (_decimal(question.weight, WEIGHT_STEPS) for question in (old, new))
        yield Difference("", f"weight {before} → {after}")
    for role in in_order(old.shares, new.shares):
        before, after = (_share(question.shares.get(role)) for question in (old, new))
        if before != after:
            yield Difference("", f"share of {role} {before} → {after}")


def _groups(old: Group, new: Group) -> Found:
    yield from values(old, new, text="text")


def _options(old: Option, new: Option) -> Found:
    yield from values(old, new, text="text")
    if old.opt_out != new.opt_out:
        yield Difference("", "now the opt-out" if new.opt_out else "no longer the opt-out")
    yield from mapped(old.points, new.points)


def _roles(old: Role, new: Role) -> Found:
    yield from values(old, new, name="name", long_name="long name", plural="plural")
    yield from values(old, new, line="line", summary="summary")
    yield from listed(old.facts, new.facts, FACTS)
    yield from listed(old.sources, new.sources, SLUGS)


def _facts(old: Fact, new: Fact) -> Found:
    yield from values(old, new, title="title", text="text")
    yield from values(old, new, basis="how sure", as_of="as of", trait="trait")
    yield from listed(old.sources, new.sources, SLUGS)
    yield from listed(old.links, new.links, LINKS)


def _links(old: Link, new: Link) -> Found:
    yield from values(old, new, title="title", url="address")


def _evidence(old: Evidence, new: Evidence) -> Found:
    yield from values(old, new, note="note")


def _sources(old: Source, new: Source) -> Found:
    yield from values(old, new, title="title", publisher="publisher", year="year", url="address")


def _alike(old: object, new: object) -> Found:
    """Of items that are nothing but their key."""
    return iter(())


def _decimal(number: int, steps: int) -> str:
    """So many steps of 1/``steps`` as a decimal number."""
    return f"{number / steps:g}".replace("-", "−")


def _share(share: int | None) -> str:
    return NOTHING if share is None else f"{share * 100 / SHARE_STEPS:g}\u00a0%"


def _slug(item: Any) -> str:
    return str(item.slug)


def _new_trait(trait: Trait) -> str:
    return f"new trait {said(trait.name)}"


def _fact_name(fact: Fact) -> str:
    return f"{fact.kind} {said(fact.title or fact.text)}"


def _new(item: object) -> str:
    return "new"


QUESTIONS = Kind((_slug,), _slug, lambda q: f"new question {said(q.text)}", _questions)
OPTIONS = Kind(
    (lambda o: o.key,),
    lambda o: f"option {o.key}",
    lambda o: f"new {said(o.text)}",
    _options,
)
EVIDENCE = Kind((lambda e: e.source,), lambda e: f"evidence {e.source}", _new, _evidence)
GROUPS = Kind((_slug,), lambda g: f"checklist {g.slug}", lambda g: f"new {said(g.text)}", _groups)
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
    lambda f: f"new {said(f.text)}" if f.title else "new",
    _facts,
)
LINKS = Kind((lambda k: k.url, lambda k: k.title), lambda k: f"link {said(k.title)}", _new, _links)
SOURCES = Kind((_slug,), lambda s: f"source {s.slug}", lambda s: f"new {said(s.title)}", _sources)
SLUGS = Kind((lambda s: s,), lambda s: f"source {s}", _new, _alike)
