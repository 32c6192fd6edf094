"""The careers content as files: their shapes, and rows to shapes and back.

``sources.yaml``, ``traits.yaml``, ``shared.yaml``, one file per role under ``roles/``, the
figures and ``checklist.yaml``. Loading compares what the rows say with what the files say,
and touches only what differs; so loading twice changes nothing, and exporting gives the
files back.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

from careers.checklist_files import ClaimShape, claims_in_database, load_claims, read_claims
from careers.fact_files import FactShape, SourceSlugs, fact_shapes, remove_facts, save_facts
from careers.figure_files import (
    Figures,
    figures_in_database,
    load_figures,
    read_figures,
    write_figures,
)
from careers.models import Demand, Fact, Occupation, Role, Share, Source, Trait
from careers.syncing import (
    Named,
    fill,
    from_row,
    remove,
    source_slugs,
    sync,
    sync_order,
)
from careers.yaml_files import (
    Shape,
    check_distinct,
    check_file_name,
    files_in,
    read_yaml,
    save_row,
    write_yaml,
)


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
    checked_on: str


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
    figures: Figures
    claims: list[ClaimShape]

    @property
    def facts(self) -> list[FactShape]:
        """Those of every role, and those of both."""
        return [*(fact for role in self.roles for fact in role.facts), *self.shared]


def read_careers(folder: Path) -> Careers:
    """Read and check all files of the folder; raises ContentError."""
    careers = Careers(
        sources=read_yaml(folder / "sources.yaml", list[SourceShape]),
        roles=[_read_role(file) for file in files_in(folder / "roles")],
        traits=read_yaml(folder / "traits.yaml", list[TraitShape]),
        shared=read_yaml(folder / "shared.yaml", list[FactShape]),
        figures=read_figures(folder),
        claims=read_claims(folder / "checklist.yaml"),
    )
    check_distinct("sources.yaml", (source.slug for source in careers.sources))
    check_distinct("traits.yaml", (trait.slug for trait in careers.traits))
    check_distinct("roles/ and shared.yaml", (fact.slug for fact in careers.facts))
    return careers


def write_careers(folder: Path) -> None:
    """Write all rows as files, the inverse of loading them."""
    careers = careers_in_database()
    write_yaml(folder / "sources.yaml", [shape.model_dump() for shape in careers.sources])
    write_yaml(folder / "traits.yaml", [shape.model_dump() for shape in careers.traits])
    write_yaml(folder / "shared.yaml", [shape.model_dump() for shape in careers.shared])
    write_yaml(folder / "checklist.yaml", [shape.model_dump() for shape in careers.claims])
    write_figures(folder, careers.figures)
    for role in careers.roles:
        write_yaml(folder / "roles" / f"{role.slug}.yaml", role.model_dump())
    _remove_files(folder / "roles", {role.slug for role in careers.roles})


def load_careers(careers: Careers) -> Iterator[str]:
    """Bring the rows to what the files say; yields a line for each thing that changed.

    What the files do not name stays until ``remove_unnamed``, except facts, pay and claims,
    which nothing else needs. Must run in a transaction.
    """
    old = careers_in_database()
    remove_facts(careers.facts)
    named = Named()
    yield from sync("source", old.sources, careers.sources, partial(_save_source, named))
    yield from sync("role", old.roles, careers.roles, partial(_save_role, named))
    yield from sync("trait", old.traits, careers.traits, partial(_save_trait, named))
    yield from sync_order("traits", old.traits, careers.traits, Trait.objects.all())
    _save_facts(named, old, careers)
    if old.shared != careers.shared:
        yield "facts about both roles: changed"
    yield from load_figures(named, old.figures, careers.figures)
    yield from load_claims(named, old.claims, careers.claims)


def remove_unnamed(careers: Careers) -> Iterator[str]:
    """Remove what the files do not name; raises ContentError for what is still in use.

    To be called when everything that may use it has been loaded, the quizzes too.
    """
    figures = careers.figures
    yield from remove("share", Share.objects.all(), figures.shares, "shares.yaml", parts="percents")
    yield from remove(
        "occupation", Occupation.objects.all(), figures.occupations, "occupations.yaml", parts="pay"
    )
    yield from remove("trait", Trait.objects.all(), careers.traits, "traits.yaml", parts="demands")
    yield from remove("role", Role.objects.all(), careers.roles, "roles/")
    yield from remove("source", Source.objects.all(), careers.sources, "sources.yaml")


def careers_in_database() -> Careers:
    facts = Fact.objects.select_related("trait").prefetch_related("sources", "links")
    by_role: dict[int | None, list[Fact]] = {}
    for fact in facts:
        by_role.setdefault(fact.role_id, []).append(fact)
    traits = Trait.objects.prefetch_related("demands__role", "demands__sources")
    return Careers(
        sources=[from_row(SourceShape, row) for row in Source.objects.all()],
        roles=[
            from_row(
                RoleShape,
                role,
                sources=source_slugs(role),
                facts=fact_shapes(by_role.get(role.pk, [])),
            )
            for role in Role.objects.prefetch_related("sources")
        ],
        traits=[_trait_shape(trait) for trait in traits],
        shared=fact_shapes(by_role.get(None, [])),
        figures=figures_in_database(),
        claims=claims_in_database(),
    )


def _remove_files(folder: Path, kept: set[str]) -> None:
    """Of roles that are gone: they would come back when the folder is loaded."""
    for file in folder.glob("*.yaml"):
        if file.stem not in kept:
            file.unlink()


def _read_role(file: Path) -> RoleShape:
    role = read_yaml(file, RoleShape)
    check_file_name(file, role.slug)
    return role


def _trait_shape(trait: Trait) -> TraitShape:
    rows = sorted(trait.demands.all(), key=lambda demand: demand.role.slug)
    demands = [
        DemandShape(role=row.role.slug, level=row.level, why=row.why, sources=source_slugs(row))
        for row in rows
    ]
    return from_row(TraitShape, trait, demands=demands)


def _save_source(named: Named, shape: SourceShape) -> None:
    row = named.row(Source, shape.slug)
    fill(row, shape)
    save_row(row, "sources.yaml", shape.slug)


def _save_role(named: Named, shape: RoleShape) -> None:
    """The role without its facts, which may need a trait that is yet to come."""
    file = f"roles/{shape.slug}.yaml"
    row = named.row(Role, shape.slug)
    fill(row, shape)
    save_row(row, file, shape.slug)
    row.sources.set(named.sources(shape.sources, file, shape.slug))


def _save_trait(named: Named, shape: TraitShape) -> None:
    row = named.row(Trait, shape.slug)
    fill(row, shape)
    save_row(row, "traits.yaml", shape.slug)
    row.demands.all().delete()
    for demand in shape.demands:
        _save_demand(named, row, demand, f"{shape.slug}.demands.{demand.role}")


def _save_demand(named: Named, trait: Trait, shape: DemandShape, key: str) -> None:
    role = named.find(Role, shape.role, "traits.yaml", key)
    row = Demand(trait=trait, role=role, level=shape.level, why=shape.why)
    save_row(row, "traits.yaml", key)
    row.sources.add(*named.sources(shape.sources, "traits.yaml", key))


def _save_facts(named: Named, old: Careers, new: Careers) -> None:
    """Save the facts of every file whose facts differ."""
    before = {role.slug: role.facts for role in old.roles}
    for role in new.roles:
        if before.get(role.slug) != role.facts:
            save_facts(named, named.row(Role, role.slug), role.facts, f"roles/{role.slug}.yaml")
    if old.shared != new.shared:
        save_facts(named, None, new.shared, "shared.yaml")
