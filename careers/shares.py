"""Survey shares of both roles: paired dots by group, and the overlap of the two jobs."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from django.db.models import QuerySet

from careers import backing, pictures
from careers.backing import Backing
from careers.figures import RoleShare, Share
from careers.pairs import Pair

Group = Share.Group
NEITHER = "Neither of the two"


@dataclass(frozen=True)
class ShareRow:
    """How many in a hundred of both roles said so, on one scale."""

    share: Share
    left: RoleShare
    right: RoleShare
    picture: pictures.Pair
    backing: Backing


@dataclass(frozen=True)
class ShareGroup:
    """Rows under one heading; ``backing`` where it is the same for all, said once."""

    label: str
    rows: list[ShareRow]
    backing: Backing | None


@dataclass(frozen=True)
class OverlapPart:
    """One stretch of both roles' bars: what these people do, and how many in a hundred."""

    label: str
    left: Fraction
    right: Fraction


@dataclass(frozen=True)
class Overlap:
    """Both roles' people by which of the two kinds of work matters to them.

    The parts stand in the order of the bars, from the left role's own to the right role's own,
    last those to whom neither matters. ``left`` and ``right`` are the stretches of the bars.
    """

    parts: list[OverlapPart]
    left: list[pictures.Segment]
    right: list[pictures.Segment]
    backing: Backing


def share_groups(pair: Pair) -> list[ShareGroup]:
    """Everything the survey asked but the overlap, by group."""
    rows = _rows(pair, Share.objects.exclude(group=Group.OVERLAP))
    places = list(Group.values)
    rows.sort(key=lambda row: places.index(row.share.group))
    return [_group(Group(group), list(those)) for group, those in groupby(rows, _group_of)]


def overlap(pair: Pair) -> Overlap | None:
    """How the two kinds of work overlap; None where no survey says so."""
    rows = _rows(pair, Share.objects.filter(group=Group.OVERLAP))
    if not rows:
        return None
    rows.sort(key=lambda row: row.right.percent - row.left.percent)
    parts = [
        OverlapPart(row.share.label, Fraction(row.left.percent), Fraction(row.right.percent))
        for row in rows
    ]
    others = [100 - sum(getattr(part, side) for part in parts) for side in ("left", "right")]
    parts.append(OverlapPart(NEITHER, *others))
    return Overlap(
        parts=parts,
        left=pictures.stacked([part.left for part in parts]),
        right=pictures.stacked([part.right for part in parts]),
        backing=rows[0].backing,
    )


def _rows(pair: Pair, shares: QuerySet[Share]) -> list[ShareRow]:
    """The shares that both roles have an answer to."""
    rows = []
    for share in shares.select_related("source").prefetch_related("percents__role"):
        percents = {percent.role_id: percent for percent in share.percents.all()}
        if {role.pk for role in pair} <= percents.keys():
            rows.append(_row(share, percents[pair.left.pk], percents[pair.right.pk]))
    return rows


def _row(share: Share, left: RoleShare, right: RoleShare) -> ShareRow:
    return ShareRow(
        share=share,
        left=left,
        right=right,
        picture=pictures.pair(Fraction(left.percent) / 100, Fraction(right.percent) / 100),
        backing=backing.of_shares(share, [left, right]),
    )


def _group_of(row: ShareRow) -> str:
    return row.share.group


def _group(group: Group, rows: list[ShareRow]) -> ShareGroup:
    backings = {row.backing for row in rows}
    return ShareGroup(
        label=group.label,
        rows=rows,
        backing=backings.pop() if len(backings) == 1 else None,
    )
