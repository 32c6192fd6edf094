"""The shipped weights are those that the shipped table gives; any change of either is told."""

import hashlib
from dataclasses import replace

import pytest

from bench import validate
from bench.refit import AS_SHIPPED, TO_THE_END, Fit, Shares, drift, refit
from bench.shipped import shipped
from quiz import practitioners
from quiz.core.practitioners import Table, read_table
from quiz.core.validation import Weights

RIGHT = "machine-learning-engineer"


@pytest.fixture(scope="module")
def table() -> Table:
    return practitioners.read(practitioners.FOLDER)


@pytest.fixture(scope="module")
def found(table: Table) -> Fit:
    return refit(table, RIGHT)


@pytest.fixture(scope="module")
def edition() -> tuple[Weights, Shares]:
    return shipped()


def changed(table: Table, old: str, new: str) -> Table:
    """The table as it would be with every such piece of a row replaced."""
    text = (practitioners.FOLDER / "counts.csv").read_text().replace(old, new)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return read_table(replace(table.about, sha256=digest), text)


def test_what_is_shipped_is_what_the_table_says(
    found: Fit, edition: tuple[Weights, Shares]
) -> None:
    assert drift(*edition, found) == []
    assert found.intercept == pytest.approx(0.2786, abs=0.0005)


@pytest.mark.parametrize("item", ["decisions", "ggplot", "gpu"])
@pytest.mark.parametrize("step", [-1, 1])
def test_a_weight_that_is_changed_by_a_tenth_is_told(
    found: Fit, edition: tuple[Weights, Shares], item: str, step: int
) -> None:
    weights, shares = edition
    items = tuple((slug, weight + step * (slug == item)) for slug, weight in weights.items)
    (told,) = drift(replace(weights, items=items), shares, found)
    assert told.startswith(f"{item}: shipped ")


def test_a_changed_intercept_a_share_and_a_stranger_are_told(
    found: Fit, edition: tuple[Weights, Shares]
) -> None:
    weights, shares = edition
    assert drift(replace(weights, intercept=27), shares, found) == [
        "intercept: shipped 0.27, fitted 0.2786"
    ]
    other = {**shares, "r": {**shares["r"], RIGHT: shares["r"][RIGHT] + 1}}
    (told,) = drift(weights, other, found)
    assert told.startswith("r: shipped shares {")
    more = replace(weights, items=(*weights.items, ("juggling", 1)))
    assert drift(more, shares, found) == ["juggling: shipped, but not in the table"]


def test_an_item_that_is_left_out_is_told(found: Fit, edition: tuple[Weights, Shares]) -> None:
    weights, shares = edition
    fewer = replace(weights, items=weights.items[1:])
    told = drift(fewer, {slug: s for slug, s in shares.items() if slug != "decisions"}, found)
    assert [line.split(":")[0] for line in told] == ["decisions", "decisions"]


def test_a_changed_table_is_told(table: Table, edition: tuple[Weights, Shares]) -> None:
    """The first row of 2020's data scientists stands for a hundred times as many people."""
    first = "2020,ds,000000000000000000001111"
    told = drift(*edition, refit(changed(table, f"{first},1\n", f"{first},100\n"), RIGHT))
    assert {line.split(":")[0] for line in told} >= {"decisions", "intercept"}


def test_titles_exchanged_turn_every_weight_round(table: Table, found: Fit) -> None:
    turned = refit(table, "data-scientist")
    assert turned.raw == pytest.approx({item: -raw for item, raw in found.raw.items()}, abs=0.002)
    assert turned.intercept == pytest.approx(-found.intercept, abs=0.001)


def test_the_stopping_rule_is_part_of_what_is_shipped(table: Table, found: Fit) -> None:
    """Fitted to the very end one weight rounds the other way, by two thousandths."""
    best = refit(table, RIGHT, TO_THE_END)
    others = {item for item, step in best.steps.items() if step != found.steps[item]}
    assert AS_SHIPPED > TO_THE_END
    assert others == {"ggplot"}
    assert best.raw["ggplot"] == pytest.approx(-0.252, abs=0.001)


# make validate


def test_validate_prints_the_figures_and_ends_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert validate.main() == 0
    told = capsys.readouterr().out
    for line in (
        "Kaggle Machine Learning & Data Science Survey, CC BY 2.0",
        "fitted on 2020 and 2021: 5,708 data-scientist, 2,275 machine-learning-engineer",
        "tested on 2022: 1,810 data-scientist, 538 machine-learning-engineer",
        "AUC 0.7680",
        "balanced accuracy 0.6925",
        "mean calibration error over tenths 2.4 points",
        "0.85 to 1.00      143       0.90   0.87  (0.83 to 0.91)",
    ):
        assert line in told.splitlines(), line
    rows = {line.split()[0]: line.split()[1:4] for line in told.splitlines() if line.split()}
    assert rows["cpp"] == ["+0.5", "+0.5", "+0.470"]
    assert rows["intercept"] == ["0.28", "0.28", "0.2786"]


def test_validate_fails_where_the_two_have_drifted_apart(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    edition: tuple[Weights, Shares],
) -> None:
    weights, shares = edition
    monkeypatch.setattr("bench.shipped.shipped", lambda: (replace(weights, intercept=30), shares))
    assert validate.main() == 1
    assert "intercept: shipped 0.30, fitted 0.2786" in capsys.readouterr().out
