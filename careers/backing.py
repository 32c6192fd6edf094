"""What a statement rests on: how sure it is, of which date, and who says so."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from careers.figures import PayFigure, RoleShare, Share
from careers.models import Demand, Fact, Role, Source

YEAR = re.compile(r"\b(?:19|20)\d\d\b")
LATER = re.compile(r"–(\d\d)\b")  # the 26 of "2024–26"


@dataclass(frozen=True)
class Backing:
    """``sure`` names the kind of evidence; ``asked`` is how many people a survey asked.

    ``date`` is empty for a judgement that rests on no source.
    """

    sure: str
    date: str
    sources: tuple[Source, ...]
    asked: str = ""


def of_fact(fact: Fact) -> Backing:
    sources = tuple(fact.sources.all())
    return Backing(fact.get_basis_display(), fact.as_of or _of_sources(sources), sources)


def of_demands(demands: Iterable[Demand]) -> Backing:
    """The levels are ours; their reasons come from these sources."""
    named = {source.slug: source for demand in demands for source in demand.sources.all()}
    sources = tuple(named[slug] for slug in sorted(named))
    return Backing(Fact.Basis.JUDGEMENT.label, _of_sources(sources), sources)


def of_summary(role: Role) -> Backing:
    sources = tuple(role.sources.all())
    return Backing(Fact.Basis.RESEARCH.label, _of_sources(sources), sources)


def of_shares(share: Share, percents: Iterable[RoleShare]) -> Backing:
    """What several roles answered to one question of a survey."""
    asked = " and ".join(f"{row.asked:,} {row.role.plural}" for row in percents)
    return Backing(Fact.Basis.SURVEY.label, share.as_of, (share.source,), f"{asked} asked")


def of_pay(figure: PayFigure) -> Backing:
    source = figure.occupation.source
    return Backing(Fact.Basis.OFFICIAL.label, f"May {figure.year}", (source,))


def _of_sources(sources: Iterable[Source]) -> str:
    """The span of the years that the sources name: "sources of 2022–26"; or ""."""
    years = sorted({year for source in sources for year in _years(source.year)})
    if not years:
        return ""
    first, last = years[0], years[-1]
    return f"sources of {first}" if first == last else f"sources of {first}–{last}"


def _years(text: str) -> list[int]:
    """The years of "May 2021–25": 2021 and 2025."""
    named = YEAR.findall(text)
    return [*map(int, named), *(2000 + int(later) for later in LATER.findall(text))]
