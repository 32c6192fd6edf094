"""The shares of sheets that balance is judged by: exact, and as measured for their limits."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.core.balance import MOST_OPPOSED, MOST_TOO_CLOSE, SIDES, FormBalance, opposed
from quiz.core.document import FORMS, Document
from quiz.core.scoring import Bank
from quiz.core.simulation import minded_sheets, random_sheets
from quiz.core.verdict import LEANS, Verdict, read_verdict
from tests.core.banks import documents, quick
from tests.core.sound import frozen

SHEETS, SEED = 1000, 20
SLACK = 0.06  # nearly four standard deviations of a share of 1000 sheets


def verdicts(document: Document, form: str) -> list[Verdict]:
    """The verdicts on all complete sheets."""
    bank = Bank(document)
    questions = document.form(form)
    keys = product(*([option.key for option in question.scored] for question in questions))
    slugs = [question.slug for question in questions]
    return [read_verdict(bank, form, dict(zip(slugs, row, strict=True))) for row in keys]


def close(verdict: Verdict) -> bool:
    """Too close to call, were the answers enough."""
    return verdict.p > LEANS


def turned(bank: Bank, full: Verdict) -> bool:
    """Whether the short answers of a full sheet lean firmly to the other side."""
    slugs = {question.slug for question in bank.document.form("short")}
    answers = {slug: key for slug, key in full.sheet.answers.items() if slug in slugs}
    less = read_verdict(bank, "short", answers)
    return not close(full) and not close(less) and full.toward != less.toward


@quick
@given(documents(), st.sampled_from(FORMS))
def test_the_share_of_random_sheets_too_close_is_that_of_all_sheets(
    document: Document, form: str
) -> None:
    every = verdicts(document, form)
    balance = FormBalance(Bank(document), form)
    assert balance.too_close == Fraction(sum(map(close, every)), len(every))


@quick
@given(documents())
def test_the_share_of_half_minded_sheets_is_that_of_all_weighed(document: Document) -> None:
    bank = Bank(document)
    found = []
    for side in SIDES:
        favoured = {
            slug: max(pulls, key=lambda key, p=pulls: side * p[key])
            for slug, pulls in bank.pulls.items()
        }
        share = Fraction(0)
        for verdict in verdicts(document, "full"):
            weight = Fraction(1)
            for slug, key in verdict.sheet.answers.items():
                options = len(bank.pulls[slug])
                weight *= Fraction(1, 2 * options) + Fraction(key == favoured[slug], 2)
            share += weight * close(verdict)
        found.append(share)
    assert FormBalance(bank, "full").too_close_half_minded == max(found)


@quick
@given(documents(3))
def test_the_share_of_opposed_sheets_is_that_of_all_sheets(document: Document) -> None:
    bank = Bank(document)
    every = verdicts(document, "full")
    share = Fraction(sum(turned(bank, verdict) for verdict in every), len(every))
    assert opposed(FormBalance(bank, "short"), FormBalance(bank, "full")) == share


SHEETS, SEED = 1000, 20
SLACK = 0.06  # more than four standard deviations of a share of 1000 sheets


@pytest.mark.parametrize("form", FORMS)
def test_simulated_sheets_of_the_first_edition_bear_the_shares_out(form: str) -> None:
    document = frozen()
    bank = Bank(document)
    balance = FormBalance(bank, form)

    def share(sheets: list[dict[str, str]]) -> float:
        return sum(close(read_verdict(bank, form, sheet)) for sheet in sheets) / len(sheets)

    half_minded = [share(minded_sheets(document, form, SHEETS, SEED, side, 0.5)) for side in SIDES]
    assert share(random_sheets(document, form, SHEETS, SEED)) == pytest.approx(
        float(balance.too_close), abs=SLACK
    )
    assert max(half_minded) == pytest.approx(float(balance.too_close_half_minded), abs=SLACK)


# The figures that the limits were chosen from


def test_the_first_edition_measures_what_the_limits_say() -> None:
    bank = Bank(frozen())
    small, large = (FormBalance(bank, form) for form in FORMS)
    measured = [
        [round(100 * float(share), 1) for share in (form.too_close, form.too_close_half_minded)]
        for form in (small, large)
    ]
    assert measured == [[80.7, 17.1], [80.1, 4.3]]
    assert round(10**7 * float(opposed(small, large))) == 3
    assert small.too_close_half_minded < MOST_TOO_CLOSE
    assert opposed(small, large) < MOST_OPPOSED


def test_reach_is_as_documented() -> None:
    bank = Bank(frozen())
    reach = {
        form: {side: round(n / bank.unit, 1) for side, n in FormBalance(bank, form).reach.items()}
        for form in FORMS
    }
    assert reach == {"short": {-1: 86.8, 1: 88.2}, "full": {-1: 149.9, 1: 153.1}}
