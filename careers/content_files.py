"""The careers content as files: their shapes, and rows to shapes and back.

``sources.yaml``, ``traits.yaml``, ``shared.yaml`` and one file per role under ``roles/``.
Loading compares what the rows say with what the files say, and touches only what differs;
so loading twice changes nothing, and exporting gives the files back.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from django.db.models import QuerySet
from pydantic import AfterValidator

from careers.models import Demand, Fact, Link, Role, Source, Trait
from careers.yaml_files import (
    ContentError,
    Shape,
    check_distinct,
    check_file_name,
    read_yaml,
    save_row,
    write_yaml,
)


def _sorted_once(slugs: list[str]) -> list[str]:
    if len(set(slugs)) < len(slugs):
        raise ValueError("a source occurs twice")
    return sorted(slugs)


# Sorted, since the rows keep no order: the same sources in another order are no change.
SourceSlugs = Annotated[list[str], AfterValidator(_sorted_once)]


class SourceShape(Shape):
    slug: str
    title: str
    publisher: str
    year: str
    kind: str
    url: str
    licence: str
    says: str
    checked: str


class DemandShape(Shape):
    role: str
    level: int
    why: str
    sources: SourceSlugs


def _by_role(demands: list[DemandShape]) -> list[DemandShape]:
    return sorted(demands, key=lambda demand: demand.role)


class TraitShape(Shape):
    slug: str
    name: str
    definition: str
    demands: Annotated[list[DemandShape], AfterValidator(_by_role)]


class LinkShape(Shape):
    title: str
    url: str


class FactShape(Shape):
    slug: str
    kind: str
    title: str
    text: str
    basis: str
    as_of: str
    sources: SourceSlugs
    links: list[LinkShape]


class RoleShape(Shape):
    slug: str
    name: str
    long_name: str
    plural: str
    line: str
    summary: str
    sources: SourceSlugs
    facts: list[FactShape]


@dataclass(frozen=True)
class Careers:
    """Everything under ``careers/content``."""

    sources: list[SourceShape]
    roles: list[RoleShape]
    traits: list[TraitShape]
    shared: list[FactShape]


def read_careers(folder: Path) -> Careers:
    """Read and check all files of the folder; raises ContentError."""
    careers = Careers(
        sources=read_yaml(folder / "sources.yaml", list[SourceShape]),
        roles=[_read_role(file) for file in sorted((folder / "roles").glob("*.yaml"))],
        traits=read_yaml(folder / "traits.yaml", list[TraitShape]),
        shared=read_yaml(folder / "shared.yaml", list[FactShape]),
    )
    check_distinct("sources.yaml", (source.slug for source in careers.sources))
    check_distinct("traits.yaml", (trait.slug for trait in careers.traits))
    check_distinct("roles/ and shared.yaml", (fact.slug for fact in _facts(careers)))
    return careers


def write_careers(folder: Path) -> None:
    """Write all rows as files, the inverse of loading them."""
    careers = careers_in_database()
    write_yaml(folder / "sources.yaml", [shape.model_dump() for shape in careers.sources])
    write_yaml(folder / "traits.yaml", [shape.model_dump() for shape in careers.traits])
    write_yaml(folder / "shared.yaml", [shape.model_dump() for shape in careers.shared])
    for role in careers.roles:
        write_yaml(folder / "roles" / f"{role.slug}.yaml", role.model_dump())


def load_careers(careers: Careers) -> Iterator[str]:
    """Bring the rows to what the files say; yields a line for each thing that changed.

    Sources, traits and roles that the files do not name stay. Must run in a transaction.
    """
    old = careers_in_database()
    yield from sync("source", old.sources, careers.sources, _save_source)
    yield from sync("role", old.roles, careers.roles, _save_role)
    yield from sync("trait", old.traits, careers.traits, _save_trait)
    yield from sync_order("traits", old.traits, careers.traits, Trait.objects.all())
    yield from _sync_shared(old.shared, careers.shared)


def careers_in_database() -> Careers:
    roles = Role.objects.prefetch_related("sources", "facts__sources", "facts__links")
    traits = Trait.objects.prefetch_related("demands__role", "demands__sources")
    return Careers(
        sources=[_from_row(SourceShape, row) for row in Source.objects.all()],
        roles=[_role_shape(role) for role in roles],
        traits=[_trait_shape(trait) for trait in traits],
        shared=[_fact_shape(fact) for fact in Fact.objects.filter(role=None).order_by("order")],
    )


def sync(
    what: str, old: Iterable[Any], new: Iterable[Any], save: Callable[[Any], None]
) -> Iterator[str]:
    """Save the shapes that differ from the old one of the same slug; say which and how."""
    before = {shape.slug: shape for shape in old}
    for shape in new:
        known = before.get(shape.slug)
        if known != shape:
            save(shape)
            yield f"{what} {shape.slug}: {_difference(known, shape)}"


def sync_order(
    what: str, old: Iterable[Any], new: Iterable[Any], rows: QuerySet[Any]
) -> Iterator[str]:
    """Number the rows as ``new`` lists them; say so where that moves known ones.

    Rows that stand in that order keep their numbers, which an editor may have chosen.
    """
    before, slugs = [shape.slug for shape in old], [shape.slug for shape in new]
    standing = list(rows.filter(slug__in=slugs).values_list("slug", flat=True))
    if standing == slugs and set(slugs) <= set(before):
        return
    for order, slug in enumerate(slugs):
        rows.filter(slug=slug).update(order=order)
    if [slug for slug in before if slug in slugs] != [slug for slug in slugs if slug in before]:
        yield f"{what}: put in another order"


def find_sources(slugs: Iterable[str], file: str, key: str) -> list[Source]:
    """The named sources, in order; raises ContentError for an unknown one."""
    known = {source.slug: source for source in Source.objects.filter(slug__in=list(slugs))}
    for slug in slugs:
        if slug not in known:
            raise ContentError(file, f"{key}.sources", f"unknown source {slug!r}")
    return [known[slug] for slug in slugs]


def _difference(old: Any, new: Any) -> str:
    if old is None:
        return "added"
    changed = [name for name in type(new).model_fields if getattr(old, name) != getattr(new, name)]
    return f"changed {', '.join(changed)}"


def _read_role(file: Path) -> RoleShape:
    role = read_yaml(file, RoleShape)
    check_file_name(file, role.slug)
    return role


def _facts(careers: Careers) -> Iterator[FactShape]:
    for role in careers.roles:
        yield from role.facts
    yield from careers.shared


def _from_row(shape: type[Any], row: Any, **more: Any) -> Any:
    """A shape filled from the row's attributes of the same names, and ``more``."""
    plain = {name: getattr(row, name) for name in shape.model_fields if name not in more}
    return shape(**plain, **more)


def _slugs(row: Any) -> list[str]:
    return sorted(source.slug for source in row.sources.all())


def _fact_shape(fact: Fact) -> FactShape:
    links = [LinkShape(title=link.title, url=link.url) for link in fact.links.all()]
    return _from_row(FactShape, fact, sources=_slugs(fact), links=links)


def _role_shape(role: Role) -> RoleShape:
    facts = sorted(role.facts.all(), key=lambda fact: fact.order)
    return _from_row(
        RoleShape, role, sources=_slugs(role), facts=[_fact_shape(fact) for fact in facts]
    )


def _trait_shape(trait: Trait) -> TraitShape:
    rows = sorted(trait.demands.all(), key=lambda demand: demand.role.slug)
    demands = [
        DemandShape(role=row.role.slug, level=row.level, why=row.why, sources=_slugs(row))
        for row in rows
    ]
    return _from_row(TraitShape, trait, demands=demands)


def _save_source(shape: SourceShape) -> None:
    row = Source.objects.filter(slug=shape.slug).first() or Source()
    _fill(row, shape)
    save_row(row, "sources.yaml", shape.slug)


def _save_role(shape: RoleShape) -> None:
    file = f"roles/{shape.slug}.yaml"
    row = Role.objects.filter(slug=shape.slug).first() or Role()
    _fill(row, shape)
    save_row(row, file, shape.slug)
    row.sources.set(find_sources(shape.sources, file, shape.slug))
    _replace_facts(row, shape.facts, file)


def _save_trait(shape: TraitShape) -> None:
    row = Trait.objects.filter(slug=shape.slug).first() or Trait()
    _fill(row, shape)
    save_row(row, "traits.yaml", shape.slug)
    row.demands.all().delete()
    for demand in shape.demands:
        _save_demand(row, demand, f"{shape.slug}.demands.{demand.role}")


def _save_demand(trait: Trait, shape: DemandShape, key: str) -> None:
    role = Role.objects.filter(slug=shape.role).first()
    if role is None:
        raise ContentError("traits.yaml", key, f"unknown role {shape.role!r}")
    row = Demand(trait=trait, role=role, level=shape.level, why=shape.why)
    save_row(row, "traits.yaml", key)
    row.sources.set(find_sources(shape.sources, "traits.yaml", key))


def _sync_shared(old: list[FactShape], new: list[FactShape]) -> Iterator[str]:
    if old != new:
        _replace_facts(None, new, "shared.yaml")
        yield "facts about both roles: changed"


def _replace_facts(role: Role | None, shapes: list[FactShape], file: str) -> None:
    Fact.objects.filter(role=role).delete()
    for order, shape in enumerate(shapes):
        row = Fact(role=role, order=order)
        _fill(row, shape)
        save_row(row, file, shape.slug)
        row.sources.set(find_sources(shape.sources, file, shape.slug))
        for place, link in enumerate(shape.links):
            save_row(
                Link(fact=row, order=place, title=link.title, url=link.url),
                file,
                f"{shape.slug}.links[{place}]",
            )


def _fill(row: Any, shape: Shape) -> None:
    """Copy the plain values; lists are relations and are saved after the row."""
    for name, value in shape:
        if not isinstance(value, list):
            setattr(row, name, value)
