"""What /validity/ says: how well the work check does on practitioners, and the front quiz on
its own answers. Every figure is worked out from the table, the edition and the counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from quiz import practitioners, replies
from quiz import validity_pictures as pictures
from quiz.core.discrimination import RocPoint, Step
from quiz.core.document import Document
from quiz.core.practitioners import TICKED, Row, Table
from quiz.core.problems import joined, percent
from quiz.core.validation import Band, Validation, validate, weights_of
from quiz.core.verdict import FEWEST_TICKS
from quiz.editions import Published
from quiz.measured import FEWEST_SHEETS, Measured
from quiz.validity_counts import form_context
from quiz.validity_words import NONE, count, whole


@dataclass(frozen=True)
class BandRow:
    """People of whom about the same was said; ``interval`` is empty where there is none."""

    name: str
    people: str
    said: str
    were: str
    interval: str


@dataclass(frozen=True)
class ColumnRow:
    """A tenth of p: what share of each title lies there."""

    name: str
    left: str
    right: str


@dataclass(frozen=True)
class ThresholdRow:
    """Calling everybody from here on by the right title: the share of each so called."""

    name: str
    of_left: str
    of_right: str


def page(published: Published, work_check: Published | None, counted: Measured) -> dict[str, Any]:
    """The context. ``work_check`` is None where none is published."""
    forms = [form_context(published, reading) for reading in counted.readings]
    return {
        "check": work_check and {**_work_check(work_check), **_replies(work_check)},
        **_replies(published),
        "fewest": FEWEST_SHEETS,
        "forms": forms,
        "any_figures": any(form["enough"] for form in forms),
    }


def _replies(published: Published) -> dict[str, Any]:
    return {"replies": replies.of_quiz(published.document)}


def _work_check(published: Published) -> dict[str, Any]:
    """The work check's part; with ``missing`` alone where there are no figures."""
    document, table = published.document, practitioners.table()
    if table is None:
        return {"missing": "The table of practitioners cannot be read at the moment."}
    try:
        found = _validate(table, weights_of(document))
    except LookupError as error:
        words = _words_for(document, str(error.args[0]))
        return {"missing": f"The table of practitioners does not know “{words}”."}
    return {
        "edition": published.number,
        "left": document.role(document.left),
        "right": document.role(document.right),
        **_people(table, document, found),
        **_figures(found),
        "across": pictures.ticks_across(),
        "up": pictures.ticks_up(),
        "calibration": pictures.calibration(found.bands),
        "roc": pictures.roc(found.roc),
        "middle": (pictures.across(found.middle.of_left), pictures.up(found.middle.of_right)),
        "distribution": pictures.distribution(found.columns),
    }


# The latest few: an edition's weights never change, and no other process has to agree.
_validate = lru_cache(maxsize=4)(validate)


def _words_for(document: Document, slug: str) -> str:
    question = document.by_slug.get(slug)
    return question.text if question else slug


def _people(table: Table, document: Document, found: Validation) -> dict[str, Any]:
    about = table.about
    fitted, tested = table.of(*about.fitted_on), table.of(about.tested_on)
    few = (row for row in tested if row.ticks.count(TICKED) < FEWEST_TICKS)
    return {
        "about": about,
        "fitted_on": joined(str(year) for year in about.fitted_on),
        "items": len(document.questions),
        "fitted_left": _count(row for row in fitted if row.role == document.left),
        "fitted_right": _count(row for row in fitted if row.role == document.right),
        "tested_left": count(found.left),
        "tested_right": count(found.right),
        "tested": count(found.left + found.right),
        "everybody": _count(table.rows),
        "few": _count(few),
        "fewest_ticks": FEWEST_TICKS,
    }


def _count(rows: Iterable[Row]) -> str:
    return count(sum(row.people for row in rows))


def _figures(found: Validation) -> dict[str, Any]:
    area, middle = found.area, found.middle
    return {
        "of_hundred": round(100 * area.value),
        "low": round(100 * area.low),
        "high": round(100 * area.high),
        "area": f"{area.value:.3f}",
        "area_low": f"{area.low:.3f}",
        "area_high": f"{area.high:.3f}",
        "rightly_left": round(100 * (1 - middle.of_left)),
        "rightly_right": round(100 * middle.of_right),
        "balanced": f"{found.balanced_accuracy:.3f}",
        "error": f"{100 * found.calibration_error:.1f}",
        "bands": [_band_row(band) for band in found.bands],
        "columns": [_column_row(found, at) for at in range(len(found.columns))],
        "thresholds": [_threshold_row(point) for point in found.thresholds],
    }


def _band_row(band: Band) -> BandRow:
    interval = ""
    if band.were_low is not None and band.were_high is not None:
        interval = f"{whole(band.were_low)} to {percent(band.were_high)}"
    return BandRow(
        name=f"{whole(band.low)} to {percent(band.high)}",
        people=count(band.people),
        said=NONE if band.said is None else percent(band.said),
        were=NONE if band.were is None else percent(band.were),
        interval=interval,
    )


def _column_row(found: Validation, at: int) -> ColumnRow:
    step: Step = found.columns[at]
    end = 1 if at + 1 == len(found.columns) else found.columns[at + 1].value
    return ColumnRow(
        name=f"{whole(step.value)} to {percent(end)}",
        left=percent(step.left / found.left),
        right=percent(step.right / found.right),
    )


def _threshold_row(point: RocPoint) -> ThresholdRow:
    return ThresholdRow(percent(point.value), percent(point.of_left), percent(point.of_right))
