"""What weights say of people, against their titles: by hand, and on the shipped table."""

import json
import math
from pathlib import Path

import pytest
import yaml

from quiz.core.decoding import decode
from quiz.core.document import Document
from quiz.core.practitioners import NOT_ASKED, About, Table, read_table
from quiz.core.reading import read_document
from quiz.core.scoring import Bank
from quiz.core.validation import Weights, columns, said, validate, weights_of
from quiz.core.verdict import read_verdict
from tests.core.banks import RIGHT
from tests.core.surveyed import make_table

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT.parent / "quiz" / "content" / "practitioners"
FROZEN = ROOT / "frozen" / "check-edition-1.json"

# p: 0.5 with neither, 0.9 with "one", 0.1 with "two"; in tenths of log-odds ±22, ln 9 = 2.197.
NINE_TO_ONE = Weights(0, (("one", 22), ("two", -22)), RIGHT)
HIGH = 1 / (1 + math.exp(-2.2))


@pytest.fixture(scope="module")
def shipped() -> Table:
    about = decode(About, yaml.safe_load((SHIPPED / "about.yaml").read_text()))
    return read_table(about, (SHIPPED / "counts.csv").read_text())


@pytest.fixture(scope="module")
def edition() -> Document:
    """The work check as it was first published."""
    return read_document(json.loads(FROZEN.read_text()))


def test_each_row_is_weighed_and_counted() -> None:
    table = make_table("2022,l,01,3", "2022,l,00,1", "2022,r,10,4")
    found = said(table, NINE_TO_ONE, table.of(2022))
    assert [(round(p, 9), right, people) for p, right, people in found] == [
        (round(1 - HIGH, 9), False, 3),
        (0.5, False, 1),
        (round(HIGH, 9), True, 4),
    ]


def test_what_was_not_asked_is_read_as_the_mean_of_that_year() -> None:
    table = make_table("2022,l,?0,1", "2022,l,00,1", "2022,r,10,3")
    ((p, *_),) = said(table, NINE_TO_ONE, table.of(2022)[:1])
    assert p == pytest.approx(1 / (1 + math.exp(-2.2 * 3 / 4)))


def test_an_item_or_a_role_that_the_table_does_not_have_is_named() -> None:
    table = make_table("2022,l,01,3", "2022,r,10,4")
    with pytest.raises(LookupError, match=r"^three$"):
        validate(table, Weights(0, (("three", 1),), RIGHT))
    with pytest.raises(LookupError, match=r"^plumber$"):
        validate(table, Weights(0, (), "plumber"))


def test_a_band_says_what_was_said_and_what_they_were_as_many_of_each_title() -> None:
    """Of 10 left 4 lie in the highest band, of 5 right 4: 0.8 / (0.4 + 0.8) = 2 in 3."""
    table = make_table("2022,l,10,4", "2022,l,01,6", "2022,r,10,4", "2022,r,01,1")
    found = validate(table, NINE_TO_ONE)
    lowest, *between, highest = found.bands
    assert [(band.people, band.said, band.were) for band in between] == [(0, None, None)] * 4
    assert (highest.left, highest.right, highest.people) == (4, 4, 8)
    assert (highest.said, highest.were) == pytest.approx((HIGH, 2 / 3))
    assert lowest.were == pytest.approx(0.2 / (0.2 + 0.6))
    error = 1.96 * math.sqrt(1 / 4 - 1 / 10 + 1 / 4 - 1 / 5)
    assert highest.were_low == pytest.approx(1 / (1 + math.exp(error - math.log(2))))
    assert highest.were_high == pytest.approx(1 / (1 + math.exp(-error - math.log(2))))


def test_a_band_with_one_title_alone_has_no_interval() -> None:
    table = make_table("2022,l,01,2", "2022,r,10,2")
    highest = validate(table, NINE_TO_ONE).bands[-1]
    assert (highest.were, highest.were_low, highest.were_high) == (1, None, None)


def test_the_calibration_error_weighs_tenths_by_what_they_hold_of_both_titles() -> None:
    """Two values of p, so two tenths: 1.2 of 2 with |2/3 − 0.9|, 0.8 of 2 with |1/4 − 0.1|."""
    table = make_table("2022,l,10,4", "2022,l,01,6", "2022,r,10,4", "2022,r,01,1")
    off = 0.6 * abs(2 / 3 - HIGH) + 0.4 * abs(1 / 4 - (1 - HIGH))
    assert validate(table, NINE_TO_ONE).calibration_error == pytest.approx(off)


def test_columns_hold_everybody_once() -> None:
    table = make_table("2022,l,10,4", "2022,l,00,6", "2022,r,10,4", "2022,r,01,1")
    found = validate(table, NINE_TO_ONE)
    counted = {
        step.value: (step.left, step.right) for step in found.columns if step.left + step.right
    }
    assert counted == {0.0: (0, 1), 0.5: (6, 0), 0.9: (4, 4)}
    assert columns([])[3].value == 0.3


# The shipped table and edition


def test_a_practitioner_is_told_what_a_visitor_who_ticks_the_same_is_told(
    shipped: Table, edition: Document
) -> None:
    """On every row of 2022 without a gap: the verdict is worked out in another way."""
    bank, slugs = Bank(edition), shipped.about.items
    rows = [row for row in shipped.of(2022) if NOT_ASKED not in row.ticks]
    found = said(shipped, weights_of(edition), rows)
    assert len(rows) > 1_000
    for row, (p, _, _) in list(zip(rows, found, strict=True))[::7]:
        answers = {slug: "ny"[int(tick)] for slug, tick in zip(slugs, row.ticks, strict=True)}
        assert p == pytest.approx(float(read_verdict(bank, "short", answers).p), abs=1e-12)


def test_the_figures_of_the_work_check(shipped: Table, edition: Document) -> None:
    """Those that were found when its weights were made, with other tools."""
    found = validate(shipped, weights_of(edition))
    assert sum(row.people for row in shipped.rows) == 10_331
    assert (found.left, found.right) == (1_810, 538)
    assert found.area.value == pytest.approx(0.768, abs=0.001)
    assert (found.area.low, found.area.high) == pytest.approx((0.747, 0.791), abs=0.002)
    assert found.balanced_accuracy == pytest.approx(0.692, abs=0.001)
    assert found.calibration_error == pytest.approx(0.024, abs=0.001)
    assert [band.people for band in found.bands] == [327, 653, 415, 387, 423, 143]
    means = [band.said for band in found.bands]
    assert means == pytest.approx([0.09, 0.26, 0.43, 0.58, 0.75, 0.90], abs=0.006)
    were = [band.were for band in found.bands]
    assert were == pytest.approx([0.08, 0.29, 0.45, 0.54, 0.72, 0.87], abs=0.005)


def test_the_shares_of_the_edition_are_those_of_the_table(
    shipped: Table, edition: Document
) -> None:
    shares = shipped.shares(shipped.about.fitted_on)
    in_thousandths = {
        item: {role: round(1000 * share) for role, share in by_role.items()}
        for item, by_role in shares.items()
    }
    assert in_thousandths == {q.slug: dict(q.shares) for q in edition.questions}
