"""Facts as content files hold them, in their role's file or in ``shared.yaml``."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator

from careers.models import Fact, Link, Role, Trait
from careers.syncing import Named, fill, from_row, relate, source_slugs
from careers.yaml_files import Shape, save_row, save_rows


def _sorted_once(slugs: list[str]) -> list[str]:
    if len(set(slugs)) < len(slugs):
        raise ValueError("a source occurs twice")
    return sorted(slugs)


# Sorted, since the rows keep no order: the same sources in another order are no change.
SourceSlugs = Annotated[list[str], AfterValidator(_sorted_once)]


class LinkShape(Shape):
    title: str
    url: str


class FactShape(Shape):
    slug: str
    kind: str
    title: str
    text: str
    level: int | None
    trait: str
    basis: str
    as_of: str
    sources: SourceSlugs
    links: list[LinkShape]


def fact_shapes(facts: Iterable[Fact]) -> list[FactShape]:
    """The facts of one role, or of both, as their file lists them."""
    return [_fact_shape(fact) for fact in sorted(facts, key=lambda fact: fact.order)]


def save_facts(named: Named, role: Role | None, shapes: list[FactShape], file: str) -> None:
    """Save one file's facts in order. A fact that stood in another file moves here."""
    for order, shape in enumerate(shapes):
        row = named.row(Fact, shape.slug)
        row.role, row.order = role, order
        _save_fact(named, row, shape, file)


def remove_facts(named: Iterable[FactShape]) -> None:
    """Delete the facts that no file names any more."""
    Fact.objects.exclude(slug__in=[shape.slug for shape in named]).delete()


def _fact_shape(fact: Fact) -> FactShape:
    links = [LinkShape(title=link.title, url=link.url) for link in fact.links.all()]
    trait = fact.trait.slug if fact.trait else ""
    return from_row(FactShape, fact, trait=trait, sources=source_slugs(fact), links=links)


def _save_fact(named: Named, row: Fact, shape: FactShape, file: str) -> None:
    new, key = row.pk is None, shape.slug
    fill(row, shape)
    row.trait = named.find(Trait, shape.trait, file, f"{key}.trait") if shape.trait else None
    save_row(row, file, key)
    relate(row.sources, named.sources(shape.sources, file, key), new=new)
    if not new:
        row.links.all().delete()
    links = [
        Link(fact=row, order=place, title=link.title, url=link.url)
        for place, link in enumerate(shape.links)
    ]
    save_rows([(link, f"{key}.links[{link.order}]") for link in links], file)
