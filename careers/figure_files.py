"""The figures as content files: ``shares.yaml``, ``occupations.yaml`` and ``pay.csv``."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from careers.figures import Occupation, PayFigure, RoleShare, Share
from careers.models import Role, Source
from careers.pay_files import PayShape, read_pay, write_pay
from careers.syncing import Named, fill, from_row, sync, sync_order
from careers.yaml_files import (
    ContentError,
    Shape,
    check_distinct,
    read_yaml,
    save_row,
    save_rows,
    write_yaml,
)

Percent = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]


class ShareShape(Shape):
    slug: str
    group: str
    label: str
    source: str
    as_of: str
    percents: dict[str, Percent]
    asked: dict[str, int]
    differs: bool


class OccupationShape(Shape):
    soc: str
    name: str
    source: str
    official_for: str
    proxy_for: str
    note: str

    @property
    def slug(self) -> str:
        return self.soc


@dataclass(frozen=True)
class Figures:
    shares: list[ShareShape]
    occupations: list[OccupationShape]
    pay: list[PayShape]


def read_figures(folder: Path) -> Figures:
    """Read and check the three files; raises ContentError."""
    shares = read_yaml(folder / "shares.yaml", list[ShareShape])
    occupations = read_yaml(folder / "occupations.yaml", list[OccupationShape])
    check_distinct("shares.yaml", (share.slug for share in shares))
    for share in shares:
        _check_roles(folder / "shares.yaml", share)
    check_distinct("occupations.yaml", (occupation.soc for occupation in occupations))
    pay = read_pay(folder / "pay.csv", [occupation.soc for occupation in occupations])
    return Figures(shares, occupations, pay)


def write_figures(folder: Path, figures: Figures) -> None:
    write_yaml(folder / "shares.yaml", [shape.model_dump() for shape in figures.shares])
    write_yaml(folder / "occupations.yaml", [shape.model_dump() for shape in figures.occupations])
    write_pay(folder / "pay.csv", figures.pay)


def load_figures(named: Named, old: Figures, new: Figures) -> Iterator[str]:
    """Bring the rows to what the files say; yields a line for each thing that changed."""
    yield from sync("share", old.shares, new.shares, partial(_save_share, named))
    yield from sync_order("shares", old.shares, new.shares, Share.objects.all())
    save = partial(_save_occupation, named)
    yield from sync("occupation", old.occupations, new.occupations, save)
    yield from sync_order(
        "occupations", old.occupations, new.occupations, Occupation.objects.all(), "soc"
    )
    yield from sync("pay", old.pay, new.pay, partial(_save_pay, named))
    yield from _remove_pay(new)


def figures_in_database() -> Figures:
    shares = Share.objects.select_related("source").prefetch_related("percents__role")
    occupations = Occupation.objects.select_related("source", "official_for", "proxy_for")
    figures = PayFigure.objects.select_related("occupation")
    return Figures(
        shares=[_share_shape(share) for share in shares],
        occupations=[_occupation_shape(occupation) for occupation in occupations],
        pay=[
            from_row(PayShape, figure, soc=figure.occupation.soc)
            for figure in figures.order_by("occupation__order", "occupation__soc", "year")
        ],
    )


def _check_roles(file: Path, share: ShareShape) -> None:
    if len(share.percents) < 2 or share.percents.keys() != share.asked.keys():
        reason = "percents and asked should name the same two roles, or more"
        raise ContentError(file, share.slug, reason)


def _share_shape(share: Share) -> ShareShape:
    rows = sorted(share.percents.all(), key=lambda row: row.role.slug)
    return from_row(
        ShareShape,
        share,
        source=share.source.slug,
        percents={row.role.slug: float(row.percent) for row in rows},
        asked={row.role.slug: row.asked for row in rows},
    )


def _occupation_shape(occupation: Occupation) -> OccupationShape:
    official, near = occupation.official_for, occupation.proxy_for
    return from_row(
        OccupationShape,
        occupation,
        source=occupation.source.slug,
        official_for=official.slug if official else "",
        proxy_for=near.slug if near else "",
    )


def _save_share(named: Named, shape: ShareShape) -> None:
    file = "shares.yaml"
    row = named.row(Share, shape.slug)
    fill(row, shape)
    row.source = named.find(Source, shape.source, file, f"{shape.slug}.source")
    save_row(row, file, shape.slug)
    row.percents.all().delete()
    percents = []
    for slug, percent in shape.percents.items():
        key = f"{shape.slug}.percents.{slug}"
        role = named.find(Role, slug, file, key)
        new = RoleShare(share=row, role=role, asked=shape.asked[slug])
        new.percent = Decimal(str(percent))
        percents.append((new, key))
    save_rows(percents, file)


def _save_occupation(named: Named, shape: OccupationShape) -> None:
    file = "occupations.yaml"
    row = named.row(Occupation, shape.soc)
    fill(row, shape)
    row.source = named.find(Source, shape.source, file, f"{shape.soc}.source")
    row.official_for = _role(named, shape.official_for, file, f"{shape.soc}.official_for")
    row.proxy_for = _role(named, shape.proxy_for, file, f"{shape.soc}.proxy_for")
    save_row(row, file, shape.soc)


def _role(named: Named, slug: str, file: str, key: str) -> Role | None:
    return named.find(Role, slug, file, key) if slug else None


def _save_pay(named: Named, shape: PayShape) -> None:
    occupation = named.row(Occupation, shape.soc)
    row = occupation.pay.filter(year=shape.year).first() or PayFigure(occupation=occupation)
    fill(row, shape)
    save_row(row, "pay.csv", shape.slug)


def _remove_pay(figures: Figures) -> Iterator[str]:
    """Delete years that the file does not name, of occupations that the files do."""
    named = _slugs(figures.pay)
    kept = _slugs(figures.occupations)
    for row in PayFigure.objects.filter(occupation__soc__in=kept).select_related("occupation"):
        slug = f"{row.occupation.soc} {row.year}"
        if slug not in named:
            row.delete()
            yield f"pay {slug}: removed"


def _slugs(shapes: Iterable[Any]) -> set[str]:
    return {shape.slug for shape in shapes}
