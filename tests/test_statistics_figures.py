"""What the page of figures and its CSV file say, worked out by hand."""

import csv
import io
from datetime import date

import pytest
from django.http import HttpResponse
from django.test import Client

from quiz.admin.statistics_tables import named
from quiz.editions import Published
from tests.counted import (
    address,
    client_of,
    count,
    count_worked,
    publish_another,
    publish_kitchen,
    rows,
    section,
    table,
)
from tests.web.helpers import Element, sheet_in_band


@pytest.fixture
def kitchen(db: None) -> Published:
    return publish_kitchen()


@pytest.fixture
def editor(db: None) -> Client:
    return client_of("editor")


# What the page says


def test_the_worked_page(kitchen: Published, editor: Client) -> None:
    count_worked(kitchen)
    part = section(editor.get(address(kitchen)))
    assert table(part, "Scales") == [
        # n²·variances: 34 200 and 2 700 of 54 900; then 9 000, 675 of 13 275; 10 800, 675 of 16 875
        ["The lean", "2", "0.66", "75.5", "44.3"],
        ["Baker side", "2", "0.54", "37.1", "25.1"],
        ["Cook side", "2", "0.64", "41.8", "25.1"],
    ]
    assert table(part, "Questions") == [
        ["1", "Text of q01?", "35", "0", "0", "5", "0.94", "with"],
        ["2", "Text of q02?", "20", "10", "5", "30", "0.94", "with"],
    ]
    assert table(part, "Orders") == [
        ["Order 1", "0", "0.0%", ""],
        ["Order 2", "20", "57.1%", ""],
        ["Order 3", "0", "0.0%", ""],
        ["Order 4", "10", "28.6%", ""],
        ["Not known", "5", "14.3%", ""],
    ]
    said = [p.text for p in part.all("p")]
    assert "Average lean +38.1, with every question that was not answered counted as 0." in said
    assert "0 of 2 questions correlate negatively with the rest of the form." in said


def test_the_worked_options(kitchen: Published, editor: Client) -> None:
    count_worked(kitchen)
    part = section(editor.get(address(kitchen)))
    assert table(part, "Options") == [
        ["1. Text of q01?"],
        ["q01 a", "−66.7", "10", "28.6%", ""],
        ["q01 b", "+66.7", "20", "57.1%", ""],
        ["q01 c", "0.0", "5", "14.3%", ""],
        ["q01 x", "–", "0", "0.0%", ""],
        ["2. Text of q02?"],
        ["q02 a", "−33.3", "0", "0.0%", ""],
        ["q02 b", "+33.3", "20", "57.1%", ""],
        ["q02 x", "–", "10", "28.6%", ""],
    ]
    assert [item.text for item in part.all("li")] == ["question 2: “q02 a”"]


def test_the_worked_pictures_say_what_their_tables_say(kitchen: Published, editor: Client) -> None:
    count_worked(kitchen)
    part = section(editor.get(address(kitchen)))
    by_lean, by_day = (rows(details) for details in part.all("details"))
    assert by_lean == [["−100 to −98", "10"], ["−2 to +2", "5"], ["+98 to +100", "20"]]
    assert by_day == [["31 Jan 2026", "25"], ["2 Feb 2026", "10"]]
    leans, days, left_open = (svg.all("rect") for svg in columns(part))
    assert [heights(bars) for bars in (leans, days, left_open)] == [
        [55, 27.5, 110],
        [110, 44],
        [110],
    ]
    assert [float(bar.attrs["x"]) for bar in leans] == [1.6, 313.8, 626.0]


def columns(part: Element) -> list[Element]:
    return part.all("svg", **{"class": "columns"})


def heights(bars: list[Element]) -> list[float]:
    return [float(bar.attrs["height"]) for bar in bars]


def test_each_band_has_its_sheets(published: Published, editor: Client) -> None:
    kinds = [("clear", -1), ("leans", -1), ("close", 1), ("leans", 1), ("clear", 1), ("few", 1)]
    for number, (band, side) in enumerate(kinds, start=5):
        count(published, number, sheet_in_band(published, "short", band, side).sheet.answers)
    part = section(editor.get(address(published)))
    assert table(part, "Results") == [
        ["Clearly lean Data Scientist", "5", "11.1%", ""],
        ["Lean Data Scientist", "6", "13.3%", ""],
        ["Could enjoy either", "7", "15.6%", ""],
        ["Lean ML Engineer", "8", "17.8%", ""],
        ["Clearly lean ML Engineer", "9", "20.0%", ""],
        ["Too few answers to say (fewer than 6)", "10", "22.2%", ""],
    ]
    edges = "up to 29.3 either way is too close to call, up to 56.5 is a lean"
    assert edges in part.text


def test_a_question_that_works_against_the_others_is_named(
    published: Published, editor: Client
) -> None:
    pulls = published.bank.pulls
    slugs = [question.slug for question in published.document.form("short")]
    for side in (1, -1):
        answers = {
            slug: max(pulls[slug], key=lambda k, s=slug: side * pulls[s][k]) for slug in slugs
        }
        answers[slugs[2]] = min(pulls[slugs[2]], key=lambda k: side * pulls[slugs[2]][k])
        count(published, 20, answers)
    part = section(editor.get(address(published)))
    signs = [row[-1] for row in table(part, "Questions")]
    assert signs == ["against" if at == 2 else "with" for at in range(16)]
    said = "1 of 16 questions correlate negatively with the rest of the form."
    assert f"{said} Question 3 works against it." in [p.text for p in part.all("p")]


def test_without_variance_there_are_dashes(kitchen: Published, editor: Client) -> None:
    count(kitchen, 30, {"q01": "x", "q02": "x"})
    part = section(editor.get(address(kitchen)))
    assert [row[2:] for row in table(part, "Scales")] == [["–", "0.0", "–"]] * 3
    assert [row[-2:] for row in table(part, "Questions")] == [["–", "–"]] * 2


def test_many_days_are_drawn_in_equal_runs(kitchen: Published, editor: Client) -> None:
    count(kitchen, 20, {"q01": "a"}, day=date(2026, 1, 1))
    count(kitchen, 11, {"q01": "a"}, day=date(2026, 1, 3))
    count(kitchen, 5, {"q01": "a"}, day=date(2026, 6, 1))
    details = section(editor.get(address(kitchen))).all("details")[1]
    assert rows(details) == [
        ["1 Jan 2026 to 3 Jan 2026", "31"],
        ["31 May 2026 to 1 Jun 2026", "5"],
    ]


def test_words_of_editors_are_shown_as_they_are(kitchen: Published, editor: Client) -> None:
    second = publish_another("<b>Which</b> & why?")
    count(second, 30, {"q01": "a"})
    part = section(editor.get(address(second)))
    assert table(part, "Questions")[0][1] == "<b>Which</b> & why?"
    assert part.all("b") == []


# The CSV file


def read_csv(response: HttpResponse) -> list[dict[str, str]]:
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    text = response.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_worked_csv(kitchen: Published, editor: Client) -> None:
    count_worked(kitchen)
    response = editor.get(address(kitchen, "short"))
    assert response.headers["Content-Disposition"] == (
        'attachment; filename="kitchen-edition-1-short.csv"'
    )
    assert [tuple(row.values()) for row in read_csv(response)] == [
        (*("short", "35", number, slug, f"Text of {slug}?"), key, f"{slug} {key}", *rest)
        for number, slug, key, *rest in (
            ("1", "q01", "a", "no", "-66.6667", "10", "0.285714"),
            ("1", "q01", "b", "no", "66.6667", "20", "0.571429"),
            ("1", "q01", "c", "no", "0.0000", "5", "0.142857"),
            ("1", "q01", "x", "yes", "", "0", "0.000000"),
            ("2", "q02", "a", "no", "-33.3333", "0", "0.000000"),
            ("2", "q02", "b", "no", "33.3333", "20", "0.571429"),
            ("2", "q02", "x", "yes", "", "10", "0.285714"),
        )
    ]
    assert list(read_csv(response)[0]) == [
        *("form", "sheets", "number", "question", "question text", "option", "option text"),
        *("opt-out", "pull in points of lean", "chosen", "share of sheets"),
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_a_spreadsheet_does_not_run_an_editors_words(
    kitchen: Published, editor: Client, start: str
) -> None:
    second = publish_another(f'{start}1+1, "twice"\nor')
    count(second, 30, {"q01": "a"})
    told = read_csv(editor.get(address(second, "short")))
    assert told[0]["question text"] == f'\'{start}1+1, "twice"\nor'


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ([], ""),
        ([4], "question 4"),
        ([1, 4], "questions 1 and 4"),
        ([1, 2, 4], "questions 1, 2 and 4"),
    ],
)
def test_questions_are_listed_in_words(places: list[int], said: str) -> None:
    assert named(places) == said
