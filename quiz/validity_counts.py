"""What /validity/ says of the front quiz: figures from its own counted answers."""

from dataclasses import dataclass
from typing import Any

from quiz.core.consistency import agreement
from quiz.core.document import Document
from quiz.core.problems import percent
from quiz.core.statistics import FEWEST_SHEETS, figures
from quiz.core.sums import Counts, band_name
from quiz.core.verdict import CLEAR, CLOSE, FEW, LEAN
from quiz.editions import Published
from quiz.measured import FEWEST_SHEETS as FEWEST_OF_A_FORM
from quiz.tallies import Reading
from quiz.validity_words import NONE, count, decimals


@dataclass(frozen=True)
class Part:
    """The sheets whose result said this; ``same`` is the share of which both halves agree."""

    name: str
    sheets: str
    share: str
    same: str


def form_context(published: Published, reading: Reading) -> dict[str, Any]:
    """A form's part; without figures where there are too few sheets."""
    enough = reading.sums.sheets >= FEWEST_OF_A_FORM
    return {
        "name": reading.form,
        "questions": len(published.document.form(reading.form)),
        "sheets": count(reading.sums.sheets),
        "counted": count(reading.counted),
        "is_whole": reading.is_whole,
        "enough": enough,
        **(_form_figures(published, reading) if enough else {}),
    }


def _form_figures(published: Published, reading: Reading) -> dict[str, Any]:
    lean = figures(published.bank, reading.form, reading.sums).lean
    halves = agreement(*reading.sums.halves.values())
    kappa = halves.beyond_chance
    return {
        "alpha": NONE if lean.alpha is None else decimals(float(lean.alpha)),
        "spread": NONE if lean.sd is None else f"{lean.sd:.1f}",
        "error": NONE if lean.sem is None else f"{lean.sem:.1f}",
        "same": percent(halves.share),
        "beyond_chance": NONE if kappa is None else decimals(float(kappa)),
        "parts": _parts(published.document, reading),
    }


def _parts(document: Document, reading: Reading) -> list[Part]:
    left, right = (document.role(slug).name for slug in (document.left, document.right))
    names = {
        (CLEAR, -1): f"Clearly lean {left}",
        (LEAN, -1): f"Lean {left}",
        (CLOSE, 0): "Could enjoy either",
        (LEAN, 1): f"Lean {right}",
        (CLEAR, 1): f"Clearly lean {right}",
        (FEW, 0): "Too few answers to say",
    }
    return [_part(reading, name, band, side) for (band, side), name in names.items()]


def _part(reading: Reading, name: str, band: str, side: int) -> Part:
    sums, said = reading.sums, band_name(band, side)
    sheets, same = sums.bands.get(said, 0), _same(sums.halves.get(said, {}))
    return Part(name, count(sheets), percent(sheets / sums.sheets), same)


def _same(halves: Counts) -> str:
    """Of how many of a band both halves agree; too few people say nothing."""
    found = agreement(halves)
    return percent(found.share) if found.sheets >= FEWEST_SHEETS else NONE
