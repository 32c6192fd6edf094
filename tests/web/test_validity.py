"""/validity/: recomputed from the table, the edition and the counts, never typed in."""

import hashlib
import logging
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db.models import F
from django.test import Client, TestCase
from pytest_django import DjangoAssertNumQueries

from careers import pages, remembered, revision
from config.kept import memory
from quiz import editions, measured, practitioners
from quiz.core.consistency import agreement
from quiz.core.statistics import figures
from quiz.editions import Published
from quiz.models import Question, Quiz
from quiz.publishing import publish
from quiz.tallies import bring_up_to_date
from tests.core.counted import random_sheets
from tests.counted import count, rows
from tests.web.helpers import Element, page, publish_again

ADDRESS = "/validity/"
AREA = re.compile(r"the AUC is (0\.\d{3}) \((0\.\d{3}) to (0\.\d{3})\)")
TOLD_APART = "Of one Data Scientist and one ML Engineer picked at random, it tells which is which"
# Which edition is the newest, and the library's revision; of both quizzes the number and the
# edition; of each form its tally and its number of sheets; what visitors said, and of which quiz.
COLD_QUERIES = 2 + 2 * 2 + 2 * 2 + 2


def look() -> Element:
    """As it is drawn now: a whole answer is held for a few minutes."""
    memory.forget()
    return page(Client().get(ADDRESS))


def check_part() -> Element:
    return look().one("section", id="work-check")


def first_part() -> Element:
    return look().one("section", id="first-quiz")


def table(part: Element, name: str) -> list[list[str]]:
    return rows(part.one("div", role="region", **{"aria-label": name}))


Change = Callable[[str, str], str]


@pytest.fixture
def change_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Another table is shipped: each file as ``changed`` makes it, with its right digest."""

    def arrange(changed: Change, *, signed: bool = True) -> None:
        files = {f.name: changed(f.name, f.read_text()) for f in practitioners.FOLDER.iterdir()}
        if signed:
            digest = hashlib.sha256(files["counts.csv"].encode()).hexdigest()
            files["about.yaml"] = re.sub("sha256: .*", f"sha256: {digest}", files["about.yaml"])
        for name, text in files.items():
            (tmp_path / name).write_text(text)
        monkeypatch.setattr(practitioners, "FOLDER", tmp_path)
        practitioners.table.cache_clear()
        pages.forget()

    yield arrange
    practitioners.table.cache_clear()


# The work check


def test_a_newcomer_is_told_in_a_sentence(published: Published) -> None:
    assert f"{TOLD_APART} 77 times in 100." in check_part().text


def test_every_figure_of_the_test_stands_there(published: Published) -> None:
    shown = check_part()
    assert AREA.search(shown.text).groups() == ("0.768", "0.746", "0.790")
    for words in (
        "weighs 24 things",
        "5,708 people who call themselves Data Scientist and 2,275 who call themselves ML Engineer",
        "asked in 2020 and 2021",
        "tried on 1,810 and 538 others, asked in 2022",
        "68 of 100 data scientists and 70 of 100 ML engineers are called what they call themselves",
        "the balanced accuracy, is 0.692",
        "off by 2.4 points on average",
        "Kaggle Machine Learning & Data Science Survey, CC BY 2.0",
        "10,331 people in all",
        "204 answers",
        "0.790",
        "16 to 35 things",
        "0.727 (0.689 to 0.767)",
    ):
        assert words in shown.text, words
    assert table(shown, "What was said and what was") == [
        ["0 to 15 %", "327", "9 %", "8 % (4 to 14 %)"],
        ["15 to 35 %", "653", "25 %", "29 % (25 to 34 %)"],
        ["35 to 50 %", "415", "43 %", "45 % (39 to 50 %)"],
        ["50 to 65 %", "387", "58 %", "54 % (49 to 59 %)"],
        ["65 to 85 %", "423", "75 %", "72 % (68 to 75 %)"],
        ["85 to 100 %", "143", "90 %", "87 % (83 to 91 %)"],
    ]


def test_every_picture_is_repeated_by_a_table(published: Published) -> None:
    shown = check_part()
    assert len(shown.all("figure")) == len(shown.all("table")) == 3
    dots = [e for e in shown.all("circle") if e.attrs["class"] == "dot"]
    assert len(dots) == len(table(shown, "What was said and what was"))
    columns = table(shown, "Where people of each title land")
    assert len(shown.all("rect")) == 2 * len(columns) == 20
    (line,) = shown.all("polyline")
    points = line.attrs["points"].split()
    assert (points[0], points[-1]) == ("40,280", "310,10")
    assert len(points) > 100
    assert len(table(shown, "How many are called ML Engineer")) == 5


def test_a_changed_table_changes_the_page(
    published: Published, change_files: Callable[..., None]
) -> None:
    """In 2022 everyone has the other title: whoever was told apart is now mistaken."""

    def exchanged(name: str, text: str) -> str:
        if name != "counts.csv":
            return text
        names = {"ds": "mle", "mle": "ds"}
        return re.sub(r"2022,(ds|mle)", lambda found: f"2022,{names[found[1]]}", text)

    change_files(exchanged)
    shown = check_part()
    assert f"{TOLD_APART} 23 times in 100." in shown.text
    assert AREA.search(shown.text).groups() == ("0.232", "0.210", "0.254")
    assert "tried on 538 and 1,810 others" in shown.text
    said = table(shown, "What was said and what was")
    assert [row[1] for row in said] == ["327", "653", "415", "387", "423", "143"]
    were = [row[3].split(" (")[0] for row in said]
    assert were == ["92 %", "71 %", "55 %", "46 %", "28 %", "13 %"]


def test_one_person_more_is_counted(
    published: Published, change_files: Callable[..., None]
) -> None:
    last = "2022,mle,"

    def one_more(name: str, text: str) -> str:
        return text if name != "counts.csv" else re.sub(f"({last}.*),1\n", r"\1,2\n", text, count=1)

    change_files(one_more)
    assert "tried on 1,810 and 539 others" in check_part().text


def test_a_new_edition_of_the_work_check_changes_the_page(published: Published) -> None:
    assert f"{TOLD_APART} 77 times in 100." in check_part().text
    Question.objects.filter(quiz__slug="work-check").update(weight=-F("weight"))
    with TestCase.captureOnCommitCallbacks(execute=True):
        publish(Quiz.objects.get(slug="work-check"), note="The other way round")
    shown = check_part()
    assert f"{TOLD_APART} 23 times in 100." in shown.text
    assert "from edition 2 of the work check" in shown.text


@pytest.mark.parametrize(
    ("damage", "told"),
    {
        "cut short": (
            lambda name, text: text[:-9] if name == "counts.csv" else text,
            "counts.csv: line 9719",
        ),
        "a digit": (
            lambda name, text: text.replace(",1\n", ",2\n", 1),
            "counts.csv: it is not the file that its description names: the SHA-256 differs",
        ),
        "emptied": (lambda name, text: "", "about.yaml"),
        "no licence": (
            lambda name, text: text.replace("licence: CC BY 2.0\n", ""),
            "about.yaml: missing key 'licence'",
        ),
    }.values(),
    ids=["cut short", "a digit", "emptied", "no licence"],
)
def test_a_damaged_table_is_told_on_the_page_and_once_in_the_log(
    published: Published,
    change_files: Callable[..., None],
    caplog: pytest.LogCaptureFixture,
    damage: Change,
    told: str,
) -> None:
    change_files(damage, signed=False)
    with caplog.at_level(logging.ERROR, "quiz.practitioners"):
        shown = [check_part() for _ in range(2)]
    for part in shown:
        assert "The table of practitioners cannot be read at the moment." in part.text
        assert part.all("table") == []
    (message,) = caplog.messages
    assert message.startswith("the table of practitioners cannot be used: ")
    assert told in message


def test_an_item_that_the_table_does_not_know_is_named(
    published: Published, change_files: Callable[..., None]
) -> None:
    change_files(lambda name, text: text.replace("- gpu\n", "- tpu\n"))
    shown = check_part()
    assert "The table of practitioners does not know “Training on GPUs”." in shown.text
    assert shown.all("table") == []


def test_without_a_published_work_check_its_part_says_so(
    published: Published, settings: Any
) -> None:
    settings.CHECK_QUIZ = "nowhere"
    shown = check_part()
    assert "The work check is not published on this site yet" in shown.text
    assert "16 questions" in first_part().text


# The first quiz


def test_before_a_hundred_sheets_there_are_no_figures(published: Published) -> None:
    count(published, 99, {"q01": "a"})
    shown = first_part()
    assert "Not enough answers yet: 99 of 100." in shown.text
    assert "Not enough answers yet: 0 of 100." in shown.text
    assert shown.all("table") == []


def test_from_a_hundred_sheets_on_the_figures_are_those_of_the_counts(
    published: Published,
) -> None:
    for answers in random_sheets(published.bank, "short", 300, seed=3):
        count(published, 1, answers)
    sums = bring_up_to_date(published, "short").sums
    shown = first_part()
    lean = figures(published.bank, "short", sums).lean
    halves = agreement(*sums.halves.values())
    assert dict(table(shown, "Figures of the short form")) == {
        "Answer sheets": "300",
        "Cronbach’s alpha": f"{float(lean.alpha):.2f}",
        "Spread of the leans (standard deviation)": f"{lean.sd:.1f} points",
        "Standard error of measurement": f"{lean.sem:.1f} points",
        "Both halves point the same way": f"{float(100 * halves.share):.0f} %",
        "The same beyond chance (Cohen’s kappa)": f"{float(halves.beyond_chance):.2f}",
    }
    assert "Not enough answers yet: 0 of 100." in shown.text
    results = {name: cells for name, *cells in table(shown, "Results of the short form")}
    names = {
        "clear left": "Clearly lean Data Scientist",
        "leans left": "Lean Data Scientist",
        "close": "Could enjoy either",
        "leans right": "Lean ML Engineer",
        "clear right": "Clearly lean ML Engineer",
        "few": "Too few answers to say",
    }
    assert {name: results[name][0] for name in names.values()} == {
        name: str(sums.bands.get(band, 0)) for band, name in names.items()
    }
    assert len(names) == len(results)
    same = {band: agreement(halves) for band, halves in sums.halves.items()}
    enough = {band for band, found in same.items() if found.sheets >= 30}
    assert {"close", "leans left", "clear right"} <= enough
    assert {band: results[names[band]][2] for band in enough} == {
        band: f"{float(100 * same[band].share):.0f} %" for band in enough
    }


def test_sheets_that_are_not_read_yet_are_no_lack_of_answers(
    published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measured, "STEP_SECONDS", -1)
    count(published, 120, {"q01": "a"})
    shown = first_part()
    assert "120 answer sheets are just being counted. Come back in a few minutes." in shown.text
    assert "Not enough answers yet: 0 of 100." in shown.text


def test_too_few_sheets_of_a_band_say_nothing_of_its_halves(published: Published) -> None:
    count(published, 100, {"q01": "a"})
    results = {name: cells for name, *cells in table(first_part(), "Results of the short form")}
    assert results["Too few answers to say"][:2] == ["100", "100 %"]
    assert results["Clearly lean ML Engineer"] == ["0", "0 %", "–"]


def test_counts_are_asked_for_once_a_minute(
    published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    count(published, 3, {"q01": "a"})
    assert "3 of 100" in first_part().text
    count(published, 4, {"q01": "b"})
    assert "3 of 100" in first_part().text
    later = time.monotonic() + 61
    monkeypatch.setattr(remembered.time, "monotonic", lambda: later)
    assert "7 of 100" in first_part().text


def test_a_new_edition_begins_to_count_again(published: Published, shipped_quiz: Quiz) -> None:
    count(published, 3, {"q01": "a"})
    assert "3 of 100" in first_part().text
    publish_again(shipped_quiz)
    shown = first_part()
    assert "3 of 100" not in shown.text
    assert "from edition 2 alone" in shown.text


def test_what_it_costs_to_draw_and_to_look_again(
    published: Published,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    monkeypatch.setattr(remembered, "RECHECK_SECONDS", 3600)
    count(published, 5, {"q01": "a"})
    bring_up_to_date(published, "short")
    editions.forget()
    revision.forget()
    with django_assert_num_queries(COLD_QUERIES):
        first = Client().get(ADDRESS).content
    with django_assert_num_queries(0):
        assert Client().get(ADDRESS).content == first


# Where it is linked


@pytest.mark.parametrize("address", ["/", "/methods/"])
def test_it_is_found_from_the_foot_of_every_page_and_from_how_it_works(
    visitor: Client, address: str
) -> None:
    shown = page(visitor.get(address))
    foot = [a.text for a in shown.one("footer").all("a") if a.attrs["href"] == ADDRESS]
    assert foot == ["How well it works"]
    main = [a for a in shown.one("main").all("a") if a.attrs["href"] == ADDRESS]
    assert len(main) == (address == "/methods/")
