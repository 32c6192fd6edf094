"""Around the quiz: health, robots, the worked example, and what privacy promises."""

import math
from collections.abc import Mapping
from fractions import Fraction

import pytest
from django.db import OperationalError, connection
from django.test import Client

from careers import remembered
from quiz import editions
from quiz.core.scoring import Bank
from quiz.core.verdict import read_verdict
from quiz.editions import Published
from quiz.models import Quiz
from quiz.publishing import publish
from tests.web.helpers import Element, answers_of, heading, page, publish_again

Health = tuple[int, dict[str, object]]


def health(client: Client) -> Health:
    """What /healthz/ says, which nobody may keep."""
    response = client.get("/healthz/")
    assert "no-store" in response.headers["Cache-Control"].split(", ")
    return response.status_code, response.json()


def refuse(*query: object) -> None:
    """In place of every query while the database is away."""
    raise OperationalError("no such host")


def test_a_site_that_can_serve_says_which_edition(visitor: Client, shipped_quiz: Quiz) -> None:
    assert health(visitor) == (200, {"database": "ok", "edition": 1})
    publish_again(shipped_quiz)
    assert health(visitor) == (200, {"database": "ok", "edition": 2})


def test_a_site_without_an_edition_cannot_serve(client: Client, db: None) -> None:
    assert health(client) == (503, {"database": "ok", "edition": None})
    assert heading(client.get("/quiz/"), 404) == "There is no such page"


def test_a_site_without_a_database_says_so(visitor: Client) -> None:
    with connection.execute_wrapper(refuse):
        assert health(visitor) == (503, {"database": "unreachable", "edition": None})


def test_while_the_database_is_away_the_last_known_edition_is_served(
    visitor: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(remembered, "RECHECK_SECONDS", 0)
    editions.forget()
    before = visitor.get("/methods/")
    with connection.execute_wrapper(refuse):
        assert visitor.get("/methods/").content == before.content
    assert {record.getMessage() for record in caplog.records} == {
        "the last known answer stands: no such host"
    }


def test_robots_are_kept_from_the_admin_and_may_read_elsewhere_that_results_are_for_no_index(
    visitor: Client,
) -> None:
    response = visitor.get("/robots.txt")
    assert response.headers["Content-Type"].split(";")[0] == "text/plain"
    assert response.getvalue().decode() == "User-agent: *\nDisallow: /admin/\n"
    response.close()


def rows(table: Element) -> dict[str, list[str]]:
    """The cells of a table by the name of their row."""
    return {
        row.all("th")[0].text: [cell.text for cell in row.all("td")]
        for row in table.one("tbody").all("tr")
    }


def figures(bank: Bank, form: str) -> dict[str, str]:
    """Each figure of a form, worked out from its pulls without the distribution."""
    offered = [list(bank.pulls[question.slug].values()) for question in bank.document.form(form)]
    left = -sum(map(min, offered))
    right = sum(map(max, offered))
    variance = sum(Fraction(sum(pull * pull for pull in pulls), len(pulls)) for pulls in offered)
    spread = 100 * math.sqrt(variance) / max(left, right)
    return {
        "Questions": str(len(offered)),
        "Reach towards Data Scientist": two_decimals(Fraction(left, bank.unit)),
        "Reach towards ML Engineer": two_decimals(Fraction(right, bank.unit)),
        "Spread of random sheets (standard deviation of the lean)": f"{spread:.2f}",
    }


def two_decimals(value: Fraction) -> str:
    return f"{float(value):.2f}".rstrip("0").rstrip(".")


def shown_figures(client: Client) -> Mapping[str, list[str]]:
    return rows(page(client.get("/methods/")).all("table")[-1])


def test_the_figures_of_both_forms_are_computed(visitor: Client, published: Published) -> None:
    shown = shown_figures(visitor)
    short, full = (figures(published.bank, form) for form in ("short", "full"))
    assert {name: shown[name] for name in short} == {
        name: [short[name], full[name]] for name in short
    }


@pytest.mark.parametrize(
    ("row", "band", "next_band"),
    [
        ("Too close to call up to a lean of", "close", "leans"),
        ("A clear lean beyond", "leans", "clear"),
    ],
)
def test_the_edges_of_the_bands_are_those_of_the_scoring(
    visitor: Client, published: Published, row: str, band: str, next_band: str
) -> None:
    for form, shown in zip(("short", "full"), shown_figures(visitor)[row], strict=True):
        verdict = read_verdict(published.bank, form, answers_of(published, form))
        reached = verdict.chance.tails
        share = {"close": Fraction(1, 5), "leans": Fraction(1, 100)}[band]
        edge = max(d for d in reached if verdict.chance.p(d) > share)
        beyond = min(d for d in reached if verdict.chance.p(d) <= share)
        assert shown == f"{100 * edge / verdict.score.reach:.1f}"
        assert beyond > edge


def test_the_worked_question_adds_up_and_has_no_average_pull(
    visitor: Client, published: Published
) -> None:
    question = published.document.form("short")[0]
    shown = rows(page(visitor.get("/methods/")).all("table")[1])
    assert list(shown) == [option.text for option in question.scored]
    pulls = [float(cells[-1].replace("−", "-")) for cells in shown.values()]
    assert abs(sum(pulls)) <= 0.01 * len(pulls)
    unit = published.bank.unit
    exact = [published.bank.pulls[question.slug][option.key] / unit for option in question.scored]
    assert [abs(a - b) <= 0.005 for a, b in zip(pulls, exact, strict=True)] == [True] * len(pulls)


def test_another_edition_changes_the_figures(visitor: Client, shipped_quiz: Quiz) -> None:
    before = shown_figures(visitor)
    shipped_quiz.questions.filter(short=True).last().delete()
    after_publishing = publish_again(shipped_quiz)
    after = shown_figures(visitor)
    assert before["Questions"] == ["16", "30"]
    assert after["Questions"] == ["15", "29"]
    short, full = (figures(after_publishing.bank, form) for form in ("short", "full"))
    assert {name: after[name] for name in short} == {
        name: [short[name], full[name]] for name in short
    }


def test_privacy_names_how_long_the_cookie_lasts(visitor: Client) -> None:
    told = page(visitor.get("/privacy/")).section("When you finish").text
    assert "It lasts 180 days" in told


def test_a_draft_that_did_not_change_makes_no_edition(visitor: Client, shipped_quiz: Quiz) -> None:
    assert publish(shipped_quiz, note="Nothing new") is None
    assert health(visitor) == (200, {"database": "ok", "edition": 1})
