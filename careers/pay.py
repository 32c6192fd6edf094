"""Official pay by occupation, as the role pages draw and tabulate it."""

from collections.abc import Iterable
from dataclasses import dataclass

from careers import backing, pictures
from careers.backing import Backing
from careers.figures import Occupation, PayFigure
from careers.models import Role

STEP = 50_000  # the scale ends at a multiple of this, in dollars

OFFICIAL = "official"
STAND_IN = "stand-in"
COMPARISON = "comparison"
STANDINGS = (OFFICIAL, STAND_IN, COMPARISON)


@dataclass(frozen=True)
class PayRow:
    """The latest pay of one occupation and what it is for the roles of the page.

    ``role`` is the one that an official or stand-in figure speaks for.
    """

    occupation: Occupation
    figure: PayFigure
    standing: str
    role: Role | None
    words: str
    box: pictures.Box
    backing: Backing

    @property
    def cells(self) -> list[str]:
        """The tenth, quarter, middle, three-quarter and ninetieth percentile, as read."""
        figure = self.figure
        amounts = (figure.p10, figure.p25, figure.median, figure.p75, figure.p90)
        return ["not published" if amount is None else f"${amount:,}" for amount in amounts]

    @property
    def median(self) -> str:
        return f"${self.figure.median:,}"

    @property
    def employment(self) -> str:
        return f"{self.figure.employment:,}"


@dataclass(frozen=True)
class Pay:
    """All rows on one scale from $0 to ``top``; ``backing`` where it is the same for all."""

    rows: list[PayRow]
    top: str
    middle: str
    backing: Backing | None

    @property
    def official(self) -> bool:
        return any(row.standing == OFFICIAL for row in self.rows)


def pay_of(*roles: Role) -> Pay:
    """The latest figures of every occupation, those that speak for the roles first."""
    figures = _latest(Occupation.objects.select_related("source").prefetch_related("pay"))
    top = _top(figures)
    rows = [_row(figure, roles, top) for figure in figures]
    rows.sort(key=lambda row: STANDINGS.index(row.standing))
    backings = {row.backing for row in rows}
    return Pay(rows, f"${top:,}", f"${top // 2:,}", backings.pop() if len(backings) == 1 else None)


def _latest(occupations: Iterable[Occupation]) -> list[PayFigure]:
    return [
        max(occupation.pay.all(), key=lambda figure: figure.year)
        for occupation in occupations
        if occupation.pay.all()
    ]


def _top(figures: Iterable[PayFigure]) -> int:
    """The end of the scale: above every published percentile."""
    highest = max((f.p90 or f.p75 or f.median for f in figures), default=STEP)
    return -(-highest // STEP) * STEP


def _row(figure: PayFigure, roles: tuple[Role, ...], top: int) -> PayRow:
    official = _named(figure.occupation.official_for_id, roles)
    near = _named(figure.occupation.proxy_for_id, roles)
    standing = OFFICIAL if official else STAND_IN if near else COMPARISON
    return PayRow(
        occupation=figure.occupation,
        figure=figure,
        standing=standing,
        role=official or near,
        words=_words(official, near),
        box=pictures.pay_box(figure, top),
        backing=backing.of_pay(figure),
    )


def _named(key: int | None, roles: tuple[Role, ...]) -> Role | None:
    return next((role for role in roles if role.pk == key), None)


def _words(official: Role | None, near: Role | None) -> str:
    """Such as: Official figure for data scientists; stand-in for ML engineers."""
    words = [f"official figure for {official.plural}"] if official else []
    words += [f"stand-in for {near.plural}"] if near else []
    text = "; ".join(words or ["for comparison"])
    return text[0].upper() + text[1:]
