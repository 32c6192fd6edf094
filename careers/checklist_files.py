"""``checklist.yaml``: what the founding article says, and the facts that cover it here."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

from careers.models import Claim, Fact
from careers.syncing import Named, fill, from_row, relate, remove, sync, sync_order
from careers.yaml_files import ContentError, Shape, check_distinct, read_yaml, save_row

FILE = "checklist.yaml"


def _sorted_once(slugs: list[str]) -> list[str]:
    if len(set(slugs)) < len(slugs):
        raise ValueError("a fact occurs twice")
    return sorted(slugs)


class ClaimShape(Shape):
    slug: str
    element: str
    status: str
    facts: Annotated[list[str], AfterValidator(_sorted_once)]


def read_claims(file: Path) -> list[ClaimShape]:
    """Read and check the file; raises ContentError."""
    claims = read_yaml(file, list[ClaimShape])
    check_distinct(FILE, (claim.slug for claim in claims))
    for claim in claims:
        if not claim.facts:
            raise ContentError(file, f"{claim.slug}.facts", "names no fact")
    return claims


def load_claims(named: Named, old: list[ClaimShape], new: list[ClaimShape]) -> Iterator[str]:
    """Bring the rows to what the file says; yields a line for each thing that changed."""
    yield from sync("claim", old, new, partial(_save_claim, named))
    yield from sync_order("claims", old, new, Claim.objects.all())
    yield from remove("claim", Claim.objects.all(), new, FILE)


def claims_in_database() -> list[ClaimShape]:
    return [
        from_row(ClaimShape, claim, facts=[fact.slug for fact in claim.facts.all()])
        for claim in Claim.objects.prefetch_related("facts")
    ]


def _save_claim(named: Named, shape: ClaimShape) -> None:
    row = named.row(Claim, shape.slug)
    new = row.pk is None
    fill(row, shape)
    save_row(row, FILE, shape.slug)
    facts = named.find_all(Fact, shape.facts, FILE, f"{shape.slug}.facts")
    relate(row.facts, facts, new=new)
