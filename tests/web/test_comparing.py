"""Shared results side by side: what is said of whom, and what is never said."""

import re
from itertools import pairwise
from urllib.parse import quote, urlencode

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from careers import remembered
from quiz import marks, sharing, wording
from quiz.core.document import write_document
from quiz.editions import Published
from quiz.models import Quiz, SharedResult
from quiz.together import Bar, TraitRow, differences, enjoyed_by_all, listed, loved_by_none
from tests.web.compared import (
    MARKUP,
    expire,
    main_heading,
    next_edition,
    second_quiz,
    share,
    tokens,
)
from tests.web.helpers import (
    Element,
    answers_of,
    page,
    quick,
)


def compare(client: Client, *shares: SharedResult) -> Element:
    return page(client.get(f"/compare/{tokens(*shares)}/"))


def cells(shown: Element) -> list[list[str]]:
    return [[cell.text for cell in row.all("th", "td")] for row in shown.one("tbody").all("tr")]


def people_of(published: Published, number: int) -> list[SharedResult]:
    sides = [(band, side) for band in ("clear", "leans", "close") for side in (-1, 1)] * 2
    return [
        share(published, f"Person number {at}", band=band, side=side)
        for at, (band, side) in enumerate(sides[:number])
    ]


# What is said


def test_two_results_stand_side_by_side_with_verdict_lean_and_answers(
    visitor: Client, published: Published
) -> None:
    ana, ben = share(published, "Ana", side=-1), share(published, "Ben", band="close")
    shown = compare(visitor, ana, ben)
    lean = wording.unsigned(ana.summary["lean_tenths"])
    middle = wording.lean_in_words(sharing.reading(ben))
    assert shown.one("h1").text == "Ana and Ben compared"
    assert cells(shown) == [
        ["A A: Ana", f"leans Data Scientist: {lean}", "16 of 16"],
        ["B B: Ben", f"could enjoy either: {middle}", "16 of 16"],
    ]
    assert shown.with_text("Ana leans Data Scientist and Ben could enjoy either.", "p")


def test_of_many_it_is_told_how_many_came_to_each(visitor: Client, published: Published) -> None:
    said = [compare(visitor, *people_of(published, number)) for number in (4, 5)]
    assert [shown.section(shown.one("h1").text).all("p")[1].text for shown in said] == [
        "2 lean Data Scientist and 2 lean ML Engineer.",
        "2 lean Data Scientist, 1 could enjoy either and 2 lean ML Engineer.",
    ]


def test_the_picture_has_everybody_where_their_lean_is(
    visitor: Client, published: Published
) -> None:
    shares = people_of(published, 8)
    marks = compare(visitor, *shares).one("figure").all("g")
    places = {mark.text: mark.attrs["transform"] for mark in marks}
    assert places.keys() == set("ABCDEFGH")
    for letter, shared in zip("ABCDEFGH", shares, strict=True):
        x = float(re.match(r"translate\(([\d.]+) ", places[letter])[1])
        assert x == pytest.approx(200 + 1.8 * shared.summary["lean_tenths"] / 10, abs=0.06)


@given(
    leans=st.lists(st.integers(-1000, 1000), min_size=2, max_size=8)
    | st.lists(st.integers(-20, 20), min_size=2, max_size=8)
)
@quick
def test_no_mark_hides_another(leans: list[int]) -> None:
    line = marks.line(leans)
    rows = {mark.y: sorted(m.x for m in line.marks if m.y == mark.y) for mark in line.marks}
    assert [mark.x for mark in line.marks] == pytest.approx(
        [200 + n * 0.18 for n in leans], abs=0.06
    )
    assert all(b - a >= marks.MARK - 0.1 for xs in rows.values() for a, b in pairwise(xs))
    assert [b - a for a, b in pairwise(sorted(rows))] == [marks.MARK] * (len(rows) - 1)
    assert (min(rows), line.axis - max(rows), line.height - line.axis) == (20, 28, 10)


def test_every_trait_tells_both_demands_and_everybodys_interest(
    visitor: Client, published: Published
) -> None:
    ana, ben = share(published, "Ana", side=-1), share(published, "Ben", side=1)
    section = compare(visitor, ana, ben).section("Trait by trait")
    shown = {}
    for head in section.all("h3"):
        item = next(li for li in section.all("li") if head in li.all("h3"))
        shown[head.text] = (item.one("p").text, [bar.text for bar in item.one("ul").all("li")])
    expected = {}
    for trait in published.document.traits:
        levels = [
            trait.demands[side].level for side in ("data-scientist", "machine-learning-engineer")
        ]
        interests = [
            next(t for t in each.summary["traits"] if t["slug"] == trait.slug)
            for each in (ana, ben)
        ]
        expected[trait.name] = (
            f"Data Scientist {levels[0]} · ML Engineer {levels[1]}",
            [
                f"{who}{each['interest']}"
                for who, each in zip(("A Ana", "B Ben"), interests, strict=True)
            ],
        )
    assert shown == expected


def test_a_name_is_shown_as_it_was_typed_and_never_as_markup(
    visitor: Client, published: Published
) -> None:
    shown = compare(
        visitor, share(published, MARKUP), share(published, "<script>alert(1)</script>")
    )
    assert [row[0] for row in cells(shown)] == [
        f"A A: {MARKUP}",
        "B B: <script>alert(1)</script>",
    ]
    assert [e.attrs.get("src", "inline") for e in shown.all("script") if "src" not in e.attrs] == []


@pytest.mark.parametrize(
    ("names", "called"),
    [
        (("", ""), ["Person A", "Person B"]),
        (("Ana", ""), ["Ana", "Person B"]),
        (("Ana", "ana"), ["Ana (A)", "ana (B)"]),
        (("", "person a"), ["Person A (A)", "person a (B)"]),
        (("Ana", "Ana\u200d"), ["Ana (A)", "\u2068Ana\u200d\u2069 (B)"]),
        (("Ana", "Ana", "Ana (A)"), ["Ana (A)", "Ana (B)", "Ana (A) (C)"]),
    ],
)
def test_nobody_is_taken_for_somebody_else(
    visitor: Client, published: Published, names: tuple[str, ...], called: list[str]
) -> None:
    shown = compare(visitor, *(share(published, name) for name in names))
    rows = [f"{letter} {letter}: {name}" for letter, name in zip("ABC", called, strict=False)]
    assert [row[0] for row in cells(shown)] == rows


def test_the_order_of_the_address_does_not_change_who_is_who(
    visitor: Client, published: Published
) -> None:
    shares = people_of(published, 3)
    first = compare(visitor, *shares)
    for order in ([2, 0, 1], [1, 2, 0]):
        turned = compare(visitor, *(shares[at] for at in order))
        assert turned.one("main").text == first.one("main").text


def test_a_token_that_stands_twice_counts_once(visitor: Client, published: Published) -> None:
    ana, ben = people_of(published, 2)
    assert len(cells(compare(visitor, ana, ben, ana, ben))) == 2


# Working together


def row(published: Published, slug: str, **interests: int | None) -> TraitRow:
    document = published.document
    trait = next(trait for trait in document.traits if trait.slug == slug)
    levels = (trait.demands[side].level for side in (document.left, document.right))
    return TraitRow(trait, *levels, [Bar("A", name, level) for name, level in interests.items()])


def test_a_difference_says_who_chose_it_which_job_asks_and_who_would_enjoy_it(
    published: Published,
) -> None:
    rows = [
        row(published, "ops", Ana=20, Ben=80),
        row(published, "modelling", Ana=90, Ben=60),
        row(published, "data", Ana=50, Ben=79),
    ]
    said = differences(rows, published.document)
    assert [(each.trait.slug, each.chosen, each.asked, each.together) for each in said] == [
        (
            "ops",
            "Ben chose it more often: 80 of 100, against 20 for Ana.",
            "The work of ML engineers asks for it more: 4 of 5, against 1.",
            "In work you share, Ben would enjoy this part more than Ana.",
        ),
        (
            "modelling",
            "Ana chose it more often: 90 of 100, against 60 for Ben.",
            "Both jobs ask for it alike: 4 of 5.",
            "In work you share, Ana would enjoy this part more than Ben.",
        ),
    ]


def test_among_more_than_two_the_first_and_the_last_are_named(published: Published) -> None:
    [said] = differences(
        [row(published, "ops", Ana=80, Ben=80, Cy=40, Dee=None)], published.document
    )
    assert said.chosen == "Ana and Ben chose it most often (80 of 100), Cy least (40)."
    assert said.together == "In a team, this part would suit Ana and Ben first and Cy last."


def test_more_than_three_alike_are_counted_and_not_named(published: Published) -> None:
    many = row(published, "ops", Ana=80, Ben=10, Cy=10, Dee=10, Eva=10)
    [said] = differences([many], published.document)
    assert said.chosen == "Ana chose it most often (80 of 100), 4 of them least (10)."
    assert said.together == "In a team, this part would suit Ana first and 4 of them last."


def test_at_most_three_differences_the_furthest_first(published: Published) -> None:
    slugs = ("insight", "ops", "data", "story")
    rows = [row(published, slug, Ana=0, Ben=30 + at) for at, slug in enumerate(slugs)]
    assert [each.trait.slug for each in differences(rows, published.document)] == [
        *("story", "data", "ops")
    ]


def test_what_all_or_none_chose_often(published: Published) -> None:
    rows = [
        row(published, "ops", Ana=60, Ben=100),
        row(published, "data", Ana=40, Ben=0),
        row(published, "story", Ana=59, Ben=100),
        row(published, "insight", Ana=41, Ben=0),
        row(published, "craft", Ana=90, Ben=None),
    ]
    assert [trait.slug for trait in enjoyed_by_all(rows)] == ["ops"]
    assert [trait.slug for trait in loved_by_none(rows)] == ["data"]


def test_people_are_listed_as_in_a_sentence() -> None:
    lists = [listed(words) for words in (["Ana"], ["Ana", "Ben"], ["Ana", "Ben", "Cy"])]
    assert lists == ["Ana", "Ana and Ben", "Ana, Ben and Cy"]


# Single answers


def texts(published: Published) -> set[str]:
    """Every option's words, but for those that occur elsewhere on a page too."""
    common = {"Not sure", "None of these", "Agree", "Disagree"}
    questions = published.document.questions
    return {o.text for question in questions for o in question.options} - common


def test_without_the_tick_no_answer_and_no_question_is_anywhere(
    visitor: Client, published: Published
) -> None:
    shares = [share(published, "Ana"), share(published, "Ben", include=True)]
    body = visitor.get(f"/compare/{tokens(*shares)}/").content.decode()
    assert [text for text in texts(published) if text in body] == []
    assert [q.text for q in published.document.questions if q.text in body] == []
    assert "; only Ben does." in page(visitor.get(f"/compare/{tokens(*shares)}/")).text


def test_two_with_the_tick_are_compared_question_by_question_and_a_third_is_left_out(
    visitor: Client, published: Published
) -> None:
    first = answers_of(published, "short", "a")
    second = {**first, "q01": "b"}
    del second["q02"]
    shares = [
        share(published, "Ana", answers=first, include=True),
        share(published, "Ben", answers=second, include=True),
        share(published, "Cy", answers=answers_of(published, "short", "b")),
    ]
    section = compare(visitor, *shares).section("Question by question")
    items = {li.all("p")[0].text: li for li in section.one("ol").all("li") if li.all("p")}
    by_slug = {q.slug: q for q in published.document.form("short")}
    assert len(items) == 16
    said = {
        slug: [li.text for li in items[q.text].all("li")]
        for slug, q in by_slug.items()
        if slug in ("q01", "q02")
    }
    assert said == {
        "q01": [
            f"{by_slug['q01'].option('a').text} A Ana",
            f"{by_slug['q01'].option('b').text} B Ben",
        ],
        "q02": [f"{by_slug['q02'].option('a').text} A Ana", "Not answered B Ben"],
    }
    alike = [text for text in items if text.endswith(" the same")]
    assert len(alike) == 14
    assert "The same answer to 14 of 16 questions." in section.text
    assert "Cy" not in section.text


# Different editions, forms and quizzes


def test_short_and_full_forms_are_compared_and_it_is_said(
    visitor: Client, published: Published
) -> None:
    shown = compare(visitor, share(published, "Ana"), share(published, "Ben", form="full"))
    assert [row[2] for row in cells(shown)] == ["16 of 16", "30 of 30"]
    assert "They filled in different forms: 16 questions and 30." in shown.text


def test_editions_are_compared_by_traits_of_the_same_name_and_questions_of_the_same_words(
    visitor: Client, shipped_quiz: Quiz, published: Published
) -> None:
    data = write_document(published.document)
    data["questions"][0]["text"] = "Another wording?"
    newer = next_edition(shipped_quiz, published, questions=data["questions"])
    shares = [
        share(edition, name, answers=answers_of(edition, "short"), include=True)
        for edition, name in ((published, "Ana"), (newer, "Ben"))
    ]
    shown = compare(visitor, *shares)
    assert "They answered different editions of the quiz: 1, 2." in shown.text
    asked = [p.text for p in shown.section("Question by question").all("p")][1:]
    assert len(asked) == 15
    assert not any(
        text.startswith(("Another", published.document.questions[0].text)) for text in asked
    )


def test_different_quizzes_are_kindly_refused(
    visitor: Client, shipped_quiz: Quiz, published: Published
) -> None:
    other = second_quiz(shipped_quiz, published)
    response = visitor.get(f"/compare/{tokens(share(published, 'Ana'), share(other, 'Ben'))}/")
    assert main_heading(response, 400) == "These are two different quizzes"
    assert not {"Ana", "Ben"} & set(page(response, 400).text.split())


def test_results_of_another_quiz_are_compared_with_each_other(
    visitor: Client, shipped_quiz: Quiz, published: Published
) -> None:
    other = second_quiz(shipped_quiz, published)
    shown = compare(visitor, share(other, "Ana"), share(other, "Ben"))
    assert {a.attrs["href"] for a in shown.one("main").all("a") if a.text.startswith("Take")} == {
        "/q/another/quiz/"
    }


# Too few, too many, gone, unknown


def test_one_result_asks_for_another(visitor: Client, published: Published) -> None:
    ana, ben = people_of(published, 2)
    response = visitor.get(f"/compare/{ana.token}/")
    assert main_heading(response, 200) == "Compare results"
    form = page(response).one("main").one("form")
    assert (form.attrs["action"], form.attrs.get("method")) == (f"/compare/{ana.token}/", None)
    assert form.one("textarea").attrs["name"] == "with"
    pasted = visitor.get(f"/compare/{ana.token}/", {"with": f" http://testserver/r/{ben.token}/ "})
    assert (pasted.status_code, pasted.headers["Location"]) == (
        303,
        f"/compare/{tokens(ana, ben)}/",
    )


def test_without_any_the_page_takes_several(visitor: Client, published: Published) -> None:
    shares = people_of(published, 3)
    assert main_heading(visitor.get("/compare/"), 200) == "Compare results"
    pasted = f"{shares[0].token},\n/compare/{tokens(*shares[1:])}/?x=1 and {shares[0].token}"
    response = visitor.get("/compare/", {"with": pasted})
    assert (response.status_code, response.headers["Location"]) == (
        303,
        f"/compare/{tokens(*shares)}/",
    )


@pytest.mark.parametrize(
    "pasted", ["", " ", "hello", "/r/", "a" * 31, "a" * 33, "a" * 100_000, "\0", "é" * 32, "<b>"]
)
def test_what_holds_no_address_is_told_and_what_was_there_stays(
    visitor: Client, published: Published, pasted: str
) -> None:
    ana = share(published, "Ana")
    response = visitor.get(f"/compare/{ana.token}/", {"with": pasted})
    assert main_heading(response, 400) == "No address found"
    form = page(response, 400).one("main").one("form")
    assert form.attrs["action"] == f"/compare/{ana.token}/"


def test_eight_fit_and_nine_do_not(visitor: Client, published: Published) -> None:
    shares = people_of(published, 9)
    assert len(cells(compare(visitor, *shares[:8]))) == 8
    response = visitor.get(f"/compare/{tokens(*shares)}/")
    assert main_heading(response, 400) == "Too many results"
    link = page(response, 400).with_text("Compare the first 8", "a")
    assert link.attrs["href"] == f"/compare/{tokens(*shares[:8])}/"
    more = visitor.get(f"/compare/{tokens(*shares[:8])}/", {"with": shares[8].token})
    assert more.headers["Location"] == f"/compare/{tokens(*shares)}/"


@pytest.mark.parametrize("way", ["deleted", "expired"])
def test_a_result_that_is_gone_is_told_by_its_place_and_nothing_else_is(
    visitor: Client, published: Published, way: str
) -> None:
    shares = [share(published, name) for name in ("Anabel", "Benedict", "Cyril")]
    address = f"/compare/{tokens(*shares)}/"
    if way == "deleted":
        shares[1].delete()
    else:
        expire(shares[1])
    response = visitor.get(address)
    shown = page(response, 410)
    assert shown.one("h1").text == "No longer shared"
    assert (
        shown.one("main")
        .all("p")[0]
        .text.startswith("The second result in this address is no longer shared.")
    )
    assert not {"Anabel", "Benedict", "Cyril", "leans"} & set(re.findall(r"\w+", shown.text))
    link = shown.with_text("Compare the others", "a")
    assert link.attrs["href"] == f"/compare/{tokens(shares[0], shares[2])}/"


def test_two_that_are_gone_are_both_named(visitor: Client, published: Published) -> None:
    shares = people_of(published, 3)
    for gone in shares[::2]:
        expire(gone)
    text = page(visitor.get(f"/compare/{tokens(*shares)}/"), 410).one("main").all("p")[0].text
    assert text.startswith(
        "These results in this address are no longer shared: the first, the third."
    )


@pytest.mark.parametrize(
    "token",
    [
        "a",
        "a" * 32,
        "a" * 5000,
        "%00",
        "%C3%A9",
        "%FF",
        "<b>",
        "..",
        "a b",
        "'--",
        "{{7}}",
        "%2e%2e",
    ],
)
def test_a_token_that_never_was_is_unknown(
    visitor: Client, published: Published, token: str
) -> None:
    ana = share(published, "Ana")
    for address in (f"/compare/{ana.token}/{token}/", f"/compare/{token}/{ana.token}/"):
        response = visitor.get(address)
        assert main_heading(response, 404) == "No result at one of these addresses"
        assert "Ana" not in page(response, 404).text.split()


def test_a_token_changed_in_one_letter_is_unknown_and_not_gone(
    visitor: Client, published: Published
) -> None:
    ana, ben = people_of(published, 2)
    changed = ben.token[:-1] + ("A" if ben.token[-1] != "A" else "B")
    response = visitor.get(f"/compare/{ana.token}/{changed}/")
    assert main_heading(response, 404) == "No result at one of these addresses"


# For caches, indexes and the database


def test_anybody_may_keep_it_a_minute_and_no_index_lists_it(
    visitor: Client, published: Published
) -> None:
    address = f"/compare/{tokens(*people_of(published, 2))}/"
    response = visitor.get(address)
    names = ("Cache-Control", "X-Robots-Tag", "Referrer-Policy")
    assert [response.headers[name] for name in names] == [
        "public, max-age=60",
        "noindex",
        "no-referrer",
    ]
    assert dict(response.cookies) == {}
    assert "Cookie" not in response.headers.get("Vary", "")
    assert page(response).one("meta", name="robots").attrs["content"] == "noindex"
    again = visitor.get(address, headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_renamed_person_changes_the_etag(visitor: Client, published: Published) -> None:
    ana, ben = people_of(published, 2)
    before = visitor.get(f"/compare/{tokens(ana, ben)}/").headers["ETag"]
    SharedResult.objects.filter(pk=ana.pk).update(name="Somebody else")
    assert visitor.get(f"/compare/{tokens(ana, ben)}/").headers["ETag"] != before


@pytest.mark.parametrize("number", [2, 8])
def test_however_many_it_asks_the_database_once(
    visitor: Client,
    published: Published,
    number: int,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    monkeypatch.setattr(remembered, "RECHECK_SECONDS", 3600)
    address = f"/compare/{tokens(*people_of(published, number))}/"
    visitor.get(address)
    with django_assert_num_queries(1):
        assert len(cells(page(visitor.get(address)))) == number


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_nothing_can_be_sent_to_it(visitor: Client, published: Published, method: str) -> None:
    response = getattr(visitor, method)(f"/compare/{tokens(*people_of(published, 2))}/")
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")


@given(text=st.text(st.characters(codec="utf-8"), max_size=80), pasted=st.text(max_size=200))
@quick
def test_no_address_and_no_paste_breaks_it(shipped_quiz: Quiz, text: str, pasted: str) -> None:
    client = Client()
    assert client.get(f"/compare/{quote(text, safe='')}/x/").status_code in (301, 404)
    query = urlencode({"with": pasted.encode("utf-8", "replace")})
    assert client.get(f"/compare/?{query}").status_code in (303, 400)
