"""/work-check/result/: what it says is what the verdict, the edition and the table say."""

import math
import re
from collections.abc import Iterable
from decimal import Decimal

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, Settings

from careers import remembered
from quiz import editions, practitioners
from quiz.beside import DIFFERENT, IN_THE_MIDDLE, SAME
from quiz.check_place import place
from quiz.core.document import TICKED
from quiz.core.practitioners import NOT_ASKED
from quiz.core.verdict import read_verdict
from quiz.core.verdict.evidence import EvidenceVerdict
from quiz.editions import Published
from quiz.models import AnswerSheet, Reply, SharedResult
from tests.web.checks import (
    CHECK,
    ENGINEER,
    MIDDLE,
    RESULT,
    SCIENTIST,
    boxes,
    check,
    lists,
    send_lists,
    tick,
    ticks,
)
from tests.web.helpers import Element, finish, page, quick, send, sheet_in_band

check = check

NUMBER = re.compile(r"[+−]\d+\.\d|(?<![\d.])0\.0(?![\d.])")
EVERY_TICK = ["decisions", "prototypes", "improve", "service", "r", "sql", "bash", "java", "cpp"]
EVERY_TICK += ["ggplot", "plotly", "jupyter", "vscode", "trees", "neural", "vision", "gpu"]


def result(client: Client, check: Published, ticked: Iterable[str]) -> Element:
    tick(client, check, ticked)
    return page(client.get(RESULT))


def verdict_on(check: Published, ticked: Iterable[str]) -> EvidenceVerdict:
    wanted = set(ticked)
    given = {q.slug: "y" if q.slug in wanted else "n" for q in check.document.questions}
    found = read_verdict(check.bank, "short", given)
    assert isinstance(found, EvidenceVerdict)
    return found


def numbers(texts: Iterable[str]) -> list[Decimal]:
    return [Decimal(found.replace("−", "-")) for text in texts for found in NUMBER.findall(text)]


def rows(shown: Element) -> list[list[str]]:
    """The table of every item, from the base to the sum."""
    table = shown.one("div", **{"aria-label": "Every item and what it adds"}).one("table")
    return [[cell.text for cell in row.all("th", "td")] for row in table.all("tr")[1:]]


# The verdict


@pytest.mark.parametrize(
    ("ticked", "headline"),
    [
        (ENGINEER, "You would very likely be called ML Engineer"),
        (SCIENTIST, "You would very likely be called Data Scientist"),
        (MIDDLE, "You could be called either"),
        (["sql", "r"], "Too few ticks to say"),
    ],
)
def test_the_headline_never_says_what_somebody_is(
    visitor: Client, check: Published, ticked: list[str], headline: str
) -> None:
    shown = result(visitor, check, ticked)
    assert shown.one("h1").text == headline
    assert shown.one("title").text == f"{headline} · Crossroads"
    assert re.findall(r"(?i)you are an? |\bmatch", shown.one("main").text) == []


@pytest.mark.parametrize("ticked", [ENGINEER, SCIENTIST, MIDDLE, ["sql"]])
def test_who_was_asked_stands_beside_every_result(
    visitor: Client, check: Published, ticked: list[str]
) -> None:
    said = result(visitor, check, ticked).section(page(visitor.get(RESULT)).one("h1").text).text
    for sentence in (
        "volunteers on Kaggle, worldwide, from 2020 to 2022, before large language models became "
        "everyday work",
        "As many people of each title are assumed.",
        "A title says less than what you do.",
    ):
        assert sentence in said


def test_under_three_ticks_no_number_of_any_kind_is_told(visitor: Client, check: Published) -> None:
    shown = result(visitor, check, ["sql", "gpu"])
    said = shown.one("main").text
    assert (numbers([said]), re.findall(r"\d+ of 100", said)) == ([], [])
    assert shown.all("svg", **{"class": "crowd"}) == shown.all(id="place") == []
    assert boxes(shown)["list-lang"] == ["sql"]


@given(ticked=st.sets(st.sampled_from(EVERY_TICK), min_size=3))
@quick
def test_a_hundred_people_are_drawn_as_the_caption_says(visitor: Client, ticked: set[str]) -> None:
    check = editions.current("work-check")
    verdict = verdict_on(check, ticked)
    figure = result(visitor, check, ticked).one("svg", **{"class": "crowd"})
    drawn = {path.attrs["class"]: str(path.attrs["d"]).count("M") for path in figure.all("path")}
    right = verdict.of_hundred
    assert drawn == {"left-end": 100 - right, "right-end": right}
    caption = page(visitor.get(RESULT)).all("figcaption")[0].text
    assert (f"{100 - right} Data Scientist," in caption, f"{right} ML Engineer," in caption) == (
        True,
        True,
    )
    assert abs(float(verdict.p) - right / 100) <= 0.005


# What it is made of


@given(ticked=st.sets(st.sampled_from(EVERY_TICK), min_size=3))
@quick
def test_base_and_contributions_add_up_to_the_sum_shown(visitor: Client, ticked: set[str]) -> None:
    check = editions.current("work-check")
    shown = result(visitor, check, ticked)
    verdict = verdict_on(check, ticked)
    base, *items, together = rows(shown)
    added = numbers(row[-1] for row in (base, *items))
    (total,) = numbers([together[-1]])
    assert len(items) == len(check.document.questions)
    assert sum(added) == total
    assert abs(float(total) / 10 - float(verdict.z)) <= 0.006
    assert numbers(row.text for row in shown.one("ol", **{"class": "answers"}).all("summary")) == [
        Decimal(piece.tenths) / 10 for piece in verdict.by_trait
    ]


def test_every_item_is_listed_with_both_titles_shares(visitor: Client, check: Published) -> None:
    shown = result(visitor, check, ENGINEER)
    for question, row in zip(check.document.questions, rows(shown)[1:-1], strict=True):
        left, right = (question.shares[role.slug] for role in check.document.roles)
        ticked = "ticked" if question.slug in ENGINEER else "not ticked"
        shares = [f"{math.floor(share / 10 + 0.5)} of 100" for share in (left, right)]
        assert row[:2] == [question.text, ticked]
        assert [
            abs(int(a.split()[0]) - int(b.split()[0])) <= 1
            for a, b in zip(row[2:4], shares, strict=True)
        ] == [True, True]


def test_the_three_changes_are_those_that_move_it_most(visitor: Client, check: Published) -> None:
    verdict = verdict_on(check, ENGINEER)
    told = [item.text for item in result(visitor, check, ENGINEER).one(id="change").all("li")]

    def after(slug: str) -> float:
        return float(verdict_on(check, set(ENGINEER) ^ {slug}).p)

    far = sorted(
        (q.slug for q in check.document.questions), key=lambda s: -abs(after(s) - float(verdict.p))
    )
    assert len(told) == 3
    for slug, text in zip(far, told, strict=False):
        verb = "If you took away" if slug in ENGINEER else "If you ticked"
        right = round(100 * after(slug))
        assert text.startswith(f"{verb} {check.document.by_slug[slug].text}")
        assert f"about {100 - right} of 100 called Data Scientist, {right} called" in text


# Among all practitioners


def test_the_place_among_all_is_counted_from_the_table(check: Published) -> None:
    """By a straight count, another way than the page's."""
    table, document = practitioners.table(), check.document
    assert table is not None
    p = 0.6
    below, whole = {"ds": 0, "mle": 0}, {"ds": 0, "mle": 0}
    for row in table.rows:
        title = "mle" if row.role == document.right else "ds"
        z = document.intercept / 100
        for item, mark in zip(table.about.items, row.ticks, strict=True):
            share = table.means[row.year][item] if mark == NOT_ASKED else int(mark)
            z += document.by_slug[item].weight / 10 * share
        whole[title] += row.people
        below[title] += row.people * (1 / (1 + math.exp(-z)) < p)
    found = place(document, p)
    assert found is not None
    assert (found.below_left, found.below_right) == tuple(
        round(100 * below[title] / whole[title]) for title in ("ds", "mle")
    )
    assert found.everybody == f"{sum(whole.values()):,}" == "10,331"


def test_the_place_is_marked_and_told(visitor: Client, check: Published) -> None:
    verdict = verdict_on(check, ENGINEER)
    found = place(check.document, float(verdict.p))
    assert found is not None
    told = result(visitor, check, ENGINEER).one(id="place")
    assert f"Of 100 data scientists among them, {found.below_left} stand further" in told.text
    assert told.one("circle").attrs["cx"] == str(found.mark)
    assert len(told.all("rect")) == 20
    assert "CC BY 2.0" in told.text


def test_without_the_table_the_rest_of_the_result_stands(
    visitor: Client, check: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(practitioners, "table", lambda: None)
    shown = result(visitor, check, ENGINEER)
    assert shown.all(id="place") == []
    assert shown.one("h1").text == "You would very likely be called ML Engineer"


# Beside the other quiz


@pytest.mark.parametrize(
    ("band", "side", "ticked", "meaning"),
    [
        ("clear", 1, ENGINEER, SAME),
        ("leans", -1, SCIENTIST, SAME),
        ("clear", -1, ENGINEER, DIFFERENT),
        ("leans", 1, SCIENTIST, DIFFERENT),
        ("close", 1, ENGINEER, IN_THE_MIDDLE),
        ("clear", 1, MIDDLE, IN_THE_MIDDLE),
    ],
)
def test_the_two_results_stand_beside_each_other_on_both_pages(
    visitor: Client,
    published: Published,
    check: Published,
    band: str,
    side: int,
    ticked: list[str],
    meaning: str,
) -> None:
    finish(visitor, "short", sheet_in_band(published, "short", band, side).sheet.answers)
    tick(visitor, check, ticked)
    pages = {address: page(visitor.get(address)) for address in ("/result/", RESULT)}
    heads = {address: shown.one("h1").text for address, shown in pages.items()}
    for here, other in (("/result/", RESULT), (RESULT, "/result/")):
        told = pages[here].one(id="beside")
        assert (heads[other] in told.text, meaning in told.text) == (True, True)
        assert told.one("a").attrs["href"] == other


@pytest.mark.parametrize("ticked", [["sql"], None])
def test_without_two_verdicts_nothing_stands_beside(
    visitor: Client, published: Published, check: Published, ticked: list[str] | None
) -> None:
    finish(visitor, "short", sheet_in_band(published, "short", "clear", 1).sheet.answers)
    if ticked:
        tick(visitor, check, ticked)
    shown = page(visitor.get("/result/"))
    assert shown.all(id="beside") == []
    assert shown.section("Already working with data?").one("a").attrs["href"] == CHECK


# Does the title fit, and what to ask for


def test_what_to_ask_for_comes_from_the_edition_alone(visitor: Client, check: Published) -> None:
    shown = result(visitor, check, ENGINEER).one(id="next")
    cards = shown.all("article")
    assert [card.one("h3").text for card in cards] == [
        "More of ML Engineer",
        "More of Data Scientist",
    ]
    right = check.document.role(check.document.right)
    for fact in (*right.facts_of("weekend"), *right.facts_of("roadmap")[:3]):
        assert fact.text in cards[0].text
    cautions = [fact.text for fact in right.facts_of("caution")]
    assert [li.text for li in cards[0].all("ul")[-1].all("li")] == cautions
    unticked = [item.text for item in cards[1].all("ul")[0].all("li")]
    assert unticked == [check.document.by_slug[slug].text for slug in ("decisions", "r", "sql")]


@pytest.mark.parametrize(
    ("ticked", "said"),
    [
        (ENGINEER, "If your card says ML Engineer, you share it with most who do what you do."),
        (MIDDLE, "Either would: of 100 who ticked the same, about "),
        (["sql"], "With fewer than 3 ticks there is nothing to hold it against."),
    ],
)
def test_whether_the_title_fits(
    visitor: Client, check: Published, ticked: list[str], said: str
) -> None:
    assert said in result(visitor, check, ticked).one(id="title").text


# Changed in place


def test_a_change_is_scored_and_counts_no_second_sheet(visitor: Client, check: Published) -> None:
    shown = result(visitor, check, ENGINEER)
    assert boxes(shown) == lists(check.document, ENGINEER)
    changed = lists(check.document, [*ENGINEER, "r", "decisions"])
    response = send_lists(visitor, changed, RESULT)
    assert (response.status_code, response.headers["Location"]) == (303, RESULT)
    assert ticks(visitor) == {*ENGINEER, "r", "decisions"}
    assert AnswerSheet.objects.count() == 1


def test_a_change_that_contradicts_itself_is_asked_about_and_nothing_lost(
    visitor: Client, check: Published
) -> None:
    tick(visitor, check, ENGINEER)
    changed = {**lists(check.document, ENGINEER), "list-lang": ["r", "none"]}
    again = page(send_lists(visitor, changed, RESULT), 422)
    assert {name: set(v) for name, v in boxes(again.one("form")).items()} == {
        name: set(v) for name, v in changed.items()
    }
    assert ticks(visitor) == set(ENGINEER)


@pytest.mark.parametrize("bad", [{"list-act": ["sql"]}, {"edition": "99"}, {"form": "full"}])
def test_a_bad_change_leaves_the_result_as_it_was(
    visitor: Client, check: Published, bad: dict[str, object]
) -> None:
    tick(visitor, check, ENGINEER)
    response = send_lists(visitor, {**lists(check.document, ["sql"]), **bad}, RESULT)
    assert page(response, 400).one("h1").text == "That could not be scored"
    assert ticks(visitor) == set(ENGINEER)


# Around it


def test_it_is_shared_replied_to_and_forgotten_like_the_other(
    visitor: Client, check: Published
) -> None:
    tick(visitor, check, ENGINEER)
    shared = send(visitor, f"{RESULT}share/", {"name": "Ana"})
    assert shared.headers["Location"] == f"{RESULT}shared/"
    share = SharedResult.objects.get()
    seen = page(Client().get(f"/r/{share.token}/"))
    assert seen.one("h1").text == "Ana would very likely be called ML Engineer"
    said = send(visitor, f"{RESULT}reply/", {"title": "left", "fits": "partly"})
    assert said.headers["Location"] == f"{RESULT}#reply"
    row = Reply.objects.get()
    assert (row.edition_id, row.band, row.side, row.title) == (check.pk, "clear", "right", "left")
    send(visitor, f"{RESULT}forget/", {})
    assert page(visitor.get(RESULT), 404).one("h1").text == "No result here yet"


def test_the_sample_is_a_result_without_forms(visitor: Client, check: Published) -> None:
    shown = page(visitor.get("/work-check/sample/"))
    sample = {slug for slug, key in check.document.sample.items() if key == TICKED}
    assert shown.all("form") == []
    assert f"from {len(sample)} ticks" in shown.one("main").text
    assert len(rows(shown)) == len(check.document.questions) + 2


def test_the_result_costs_no_query_once_the_edition_is_known(
    visitor: Client,
    published: Published,
    check: Published,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    monkeypatch.setattr(remembered, "RECHECK_SECONDS", 3600)
    editions.forget()
    finish(visitor, "short", sheet_in_band(published, "short", "clear", 1).sheet.answers)
    tick(visitor, check, ENGINEER)
    visitor.get(RESULT)
    with django_assert_num_queries(0):
        for address in (RESULT, "/work-check/result.json", "/result/"):
            assert visitor.get(address).status_code == 200


# Led to


def test_it_is_led_to_from_the_home_page_and_every_page(visitor: Client, check: Published) -> None:
    home = page(visitor.get("/"))
    assert home.section("Already working with data?").one("a").attrs["href"] == CHECK
    for address in ("/methods/", "/roles/compare/", "/result/forgotten/"):
        links = [a.attrs["href"] for a in page(visitor.get(address)).all("a")]
        assert links.count(CHECK) == 2, address


def test_nobody_is_led_to_a_check_that_is_not_published(
    client: Client, published: Published, settings: Settings
) -> None:
    settings.CHECK_QUIZ = "nowhere"
    for address in ("/", "/methods/"):
        links = [a.attrs["href"] for a in page(client.get(address)).all("a")]
        assert CHECK not in links
