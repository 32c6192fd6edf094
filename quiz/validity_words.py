"""How /validity/ writes its figures."""

from quiz import wording

NONE = "–"


def whole(share: float) -> str:
    """0.294 as "29", of hundred."""
    return f"{100 * share:.0f}"


def count(number: int) -> str:
    return f"{number:,}"


def decimals(value: float) -> str:
    return f"{value:.2f}".replace("-", wording.MINUS)
