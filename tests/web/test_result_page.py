"""What the result page says, for sheets of every band, is what the verdict says."""

import re
from decimal import Decimal

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from quiz import wording
from quiz.core.document import Option, Question
from quiz.core.verdict import Contribution, Verdict, read_verdict
from quiz.editions import Published
from tests.web.helpers import (
    Element,
    answers_of,
    finish,
    first_edition,
    page,
    quick,
    sheet_in_band,
    sheets,
)

SIDES = {-1: "Data Scientist", 1: "ML Engineer"}
NUMBER = re.compile(r"[+−]\d+\.\d|(?<![\d.])0\.0(?![\d.])")

each_band = pytest.mark.parametrize("band", ["few", "close", "leans", "clear"])
each_verdict = pytest.mark.parametrize("band", ["close", "leans", "clear"])
each_side = pytest.mark.parametrize("side", SIDES)
each_form = pytest.mark.parametrize("form", ["short", "full"])


def result(client: Client, verdict: Verdict) -> Element:
    """The result page of this verdict's sheet."""
    finish(client, verdict.sheet.form, verdict.sheet.answers)
    return page(client.get("/result/"))


def number(text: str) -> Decimal:
    """The only signed number, or 0.0, in a text."""
    (found,) = NUMBER.findall(text)
    return Decimal(found.replace("−", "-"))


def signed(tenths: int) -> str:
    return f"{Decimal(tenths) / 10:+.1f}".replace("-", "−") if tenths else "0.0"


def answer_rows(shown: Element) -> list[Element]:
    """What is read of each answer before it is opened to be changed."""
    return shown.one("form", action="/result/").all("summary")


def said(verdict: Verdict, slug: str) -> str:
    """What the visitor said to a question, as the page repeats it."""
    key = verdict.sheet.answers.get(slug)
    option: Option | None = key and verdict.sheet.bank.document.by_slug[slug].option(key)
    if not option:
        return "Not answered"
    return f"{option.text} (counts as not answered)" if option.opt_out else option.text


@each_form
@each_side
@each_band
def test_the_headline_gives_the_verdict_and_never_more(
    visitor: Client, published: Published, form: str, side: int, band: str
) -> None:
    shown = result(visitor, sheet_in_band(published, form, band, side))
    headline = {
        "few": "Too few answers to say",
        "close": "You could enjoy either",
        "leans": f"You lean {SIDES[side]}",
        "clear": f"You clearly lean {SIDES[side]}",
    }[band]
    assert shown.one("h1").text == headline
    assert shown.one("title").text == f"{headline} · Crossroads"
    told = shown.section(headline).text
    assert re.findall(r"(?i)you are an? |\bmatch|\bfits?\b|%", told) == []


@each_form
@each_band
def test_the_firmness_is_told_against_chance(
    visitor: Client, published: Published, form: str, band: str
) -> None:
    verdict = sheet_in_band(published, form, band, 1)
    asked = {"short": 16, "full": 30}[form]
    often = f"{wording.chance_in_words(verdict.p)} random answer sheets"
    words = {
        "few": f"You answered 5 of {asked} questions. "
        "With fewer than 6, no honest reading is possible.",
        "close": f"{often} lean at least this far, so chance alone could explain it.",
        "leans": f"{often} lean this far, so this is a lean and not a certainty.",
        "clear": f"{often} lean this far: chance hardly explains it.",
    }[band]
    assert result(visitor, verdict).with_text(words, "p").tag == "p"


def lists_add_up(shown: Element, verdict: Verdict) -> bool:
    """Both lists of shares, added as shown, give the sums as shown, which are the lean."""
    paragraphs = [p for p in shown.all("p") if "hidden" not in p.attrs]
    sums = [number(p.text) for p in paragraphs if p.text.startswith("Sum over the ")]
    by_answer = [number(row.text) for row in answer_rows(shown) if NUMBER.search(row.text)]
    traits = shown.section("Trait by trait").all("p")
    by_trait = [number(p.text) for p in traits if NUMBER.fullmatch(p.text)]
    if verdict.band == "few":
        return by_answer == by_trait == sums == []
    lean = Decimal(verdict.lean_tenths) / 10
    return (sum(by_answer), sum(by_trait), sums) == (lean, lean, [lean, lean])


@each_form
@each_side
@each_band
def test_the_shares_shown_add_up_to_the_lean_shown(
    visitor: Client, published: Published, form: str, side: int, band: str
) -> None:
    verdict = sheet_in_band(published, form, band, side)
    shown = result(visitor, verdict)
    assert lists_add_up(shown, verdict)
    in_words = f"{signed(verdict.lean_tenths)[1:]} towards {SIDES[side]}"
    leans = [strong.text for caption in shown.all("figcaption") for strong in caption.all("strong")]
    assert leans == ([] if band == "few" else [in_words])


@given(data=st.data())
@quick
def test_every_answer_of_any_sheet_is_listed_with_its_share(
    visitor: Client, data: st.DataObject
) -> None:
    published = first_edition()
    form, answers = data.draw(sheets(published.document))
    verdict = read_verdict(published.bank, form, answers)
    shown = result(visitor, verdict)
    assert lists_add_up(shown, verdict)
    questions = published.document.by_slug
    few = verdict.band == "few"
    assert [row.text for row in answer_rows(shown)] == [
        f"{questions[c.slug].text} {said(verdict, c.slug)} "
        f"{'' if few else signed(c.tenths) + ' '}"
        f"{'Change' if c.slug in verdict.sheet.chosen else 'Answer'}"
        for c in verdict.by_answer
    ]


def test_what_was_not_answered_says_so_and_adds_nothing(
    visitor: Client, published: Published
) -> None:
    answers = {**answers_of(published, "short"), "q02": "x"}
    del answers["q01"]
    shown = result(visitor, read_verdict(published.bank, "short", answers))
    first, second = published.document.form("short")[:2]
    assert [row.text for row in answer_rows(shown)][:2] == [
        f"{first.text} Not answered 0.0 Answer",
        f"{second.text} {second.opt_out.text} (counts as not answered) 0.0 Answer",
    ]


def cited(question: Question) -> str:
    return ", ".join(item.source for item in question.evidence)


def strongest(verdict: Verdict, side: int) -> list[Contribution]:
    """The three largest shares on a side, the larger first, then in the form's order."""
    pulling = [piece for piece in verdict.by_answer if piece.tenths * side > 0]
    return sorted(pulling, key=lambda piece: -abs(piece.tenths))[:3]


@each_form
@each_side
@each_verdict
def test_the_strongest_answers_both_ways_are_told_in_the_visitors_words(
    visitor: Client, published: Published, form: str, side: int, band: str
) -> None:
    verdict = sheet_in_band(published, form, band, side)
    why = result(visitor, verdict).section("Why")
    assert [h.text for h in why.all("h3")] == [f"Towards {SIDES[s]}" for s in (side, -side)]
    expected = [*strongest(verdict, side), *strongest(verdict, -side)]
    questions = published.document.by_slug
    assert [{p.text for p in item.all("p")} for item in why.all("li")] == [
        {
            signed(piece.tenths),
            said(verdict, piece.slug),
            questions[piece.slug].text,
            " ".join([questions[piece.slug].why, cited(questions[piece.slug])]).strip(),
        }
        for piece in expected
    ]


@each_form
@each_side
@each_verdict
def test_what_would_flip_it_is_named_and_does_flip_it(
    visitor: Client, published: Published, form: str, side: int, band: str
) -> None:
    verdict = sheet_in_band(published, form, band, side)
    flips = result(visitor, verdict).section("What would flip it")
    questions = published.document.by_slug
    rows = [
        (li.all("p")[0].text, li.one("s").text, li.one("strong").text) for li in flips.all("li")
    ]
    assert rows == [
        (
            questions[c.question].text,
            *(questions[c.question].option(k).text for k in (c.old, c.new)),
        )
        for c in verdict.flip
    ]
    changed = {**verdict.sheet.answers, **{c.question: c.new for c in verdict.flip}}
    finish(visitor, form, changed)
    toward = visitor.get("/result.json").json()["toward"]
    assert published.document.role(toward).name == SIDES[-side]


def interest(verdict: Verdict, trait: str) -> str:
    """What follows the demands: the interest and the number of questions that it rests on."""
    value = verdict.interests[trait]
    if verdict.band == "few":
        return ""
    if value is None:
        return " · your interest not asked"
    questions = [verdict.sheet.bank.document.by_slug[slug] for slug in verdict.sheet.chosen]
    touch = sum(any(trait in option.points for option in q.scored) for q in questions)
    return f" · your interest {round(value)} of 100, from {touch} question{'s' * (touch != 1)}"


@each_side
@each_band
def test_each_trait_has_both_demands_and_the_interest_in_words(
    visitor: Client, published: Published, side: int, band: str
) -> None:
    verdict = sheet_in_band(published, "short", band, side)
    rows = result(visitor, verdict).section("Trait by trait").all("li")
    document = published.document
    shown = {row.one("h3").text: row for row in rows}
    assert shown.keys() == {trait.name for trait in document.traits}
    for trait in document.traits:
        left, right = (trait.demands[role].level for role in (document.left, document.right))
        numbers = f"Data Scientist {left} · ML Engineer {right}{interest(verdict, trait.slug)}"
        assert shown[trait.name].with_text(numbers, "p").tag == "p"
