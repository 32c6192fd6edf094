"""The pictures of the role pages, the traits and the sources say what the database says."""

from fractions import Fraction
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from careers import pictures
from careers.figures import Occupation, PayFigure, RoleShare, Share
from careers.models import Demand, Source, Trait
from quiz.core.document import Document
from quiz.editions import Published
from tests.web.helpers import Element, page
from tests.web.library import COMPARE, LEFT, RIGHT, ROLES, classed, inner, shipped_pages

all_pages = shipped_pages


def test_the_engineers_page_says_that_there_is_no_official_figure(visitor: Client) -> None:
    said = page(visitor.get(ROLES[1])).one("section", id="pay").text
    assert "There is no official figure for ML engineers." in said
    assert "Official figure for" not in said
    assert said.count("Stand-in for ML engineers") == 2 * 3  # in the picture and in the table
    other = page(visitor.get(ROLES[0])).one("section", id="pay").text
    assert "There is no official figure" not in other
    assert other.count("Official figure for data scientists") == 2


def left_x(svg: Element) -> float:
    return float(svg.one("circle").attrs["cx"] or "")


def right_x(svg: Element) -> float:
    return float((svg.one("path", **{"class": "right-end"}).attrs["d"] or "")[1:].split()[0])


@pytest.mark.parametrize("address", [*ROLES, COMPARE])
def test_the_dots_stand_where_the_shares_say(visitor: Client, address: str) -> None:
    rows = page(visitor.get(address)).one("section", id="tools").all("li")
    shares = Share.objects.exclude(group="overlap")
    assert len(rows) == len(shares) > 30
    by_label = {share.label: share for share in shares}
    for row in rows:
        label = row.one("h4").text
        chance = label.endswith(" could be chance")
        share = by_label[label.removesuffix(" could be chance")]
        values = [share.percents.get(role__slug=slug).percent for slug in (LEFT, RIGHT)]
        svg = row.one("svg")
        drawn = [left_x(svg), right_x(svg)]
        assert drawn == [pictures.on_scale(Fraction(value) / 100) for value in values]
        written = [span.text for span in inner(row, "numbers").all("span")]
        assert written == [
            f"{name} {value.normalize():f} %"
            for name, value in zip(("Data Scientist", "ML Engineer"), values, strict=True)
        ]
        assert chance == (not share.differs)


@pytest.mark.parametrize("address", [*ROLES, COMPARE])
def test_the_pay_picture_and_its_table_say_what_the_database_says(
    visitor: Client, address: str
) -> None:
    section = page(visitor.get(address)).one("section", id="pay")
    drawn = inner(section, "pay").all("li")
    table = section.one("tbody").all("tr")
    assert len(drawn) == len(table) == Occupation.objects.count()
    for item, row in zip(drawn, table, strict=True):
        name = item.one("h3").text
        figure = PayFigure.objects.filter(occupation__name=name).latest("year")
        assert row.one("th").text.startswith(name)
        amounts = [figure.p10, figure.p25, figure.median, figure.p75, figure.p90]
        cells = [cell.text for cell in row.all("td")]
        assert cells == [*(f"${each:,}" for each in amounts), f"{figure.employment:,}"]
        box = pictures.pay_box(figure, 250_000)
        svg = classed(item, "range")[0]
        half = svg.one("rect")
        assert (half.attrs["x"], half.attrs["width"]) == (str(box.p25), str(box.middle_half))
        assert inner(svg, "median").attrs["d"] == f"M{box.median} 1v18"
        assert inner(svg, "ends-of").attrs["d"] == (
            f"M{box.p10} 10H{box.p25}M{box.p75} 10H{box.p90}M{box.p10} 6v8M{box.p90} 6v8"
        )


def test_the_traits_stand_where_the_demands_say(visitor: Client) -> None:
    rows = page(visitor.get(COMPARE)).one("section", id="traits").all("li")
    assert len(rows) == Trait.objects.count()
    for row, trait in zip(rows, Trait.objects.all(), strict=True):
        assert row.one("h3").text == trait.name
        levels = [Demand.objects.get(trait=trait, role__slug=slug).level for slug in (LEFT, RIGHT)]
        svg = row.one("svg")
        assert [left_x(svg), right_x(svg)] == [10 + 36 * level for level in levels]


def test_the_overlap_adds_up_to_everyone(visitor: Client) -> None:
    section = page(visitor.get(COMPARE)).one("section", id="overlap")
    bars = classed(section, "bar")
    for bar, slug in zip(bars, (LEFT, RIGHT), strict=True):
        percents = RoleShare.objects.filter(share__group="overlap", role__slug=slug)
        widths = sorted(float(rect.attrs["width"] or "") for rect in bar.all("rect"))
        known = [float(share.percent) for share in percents]
        expected = sorted(each * 1.8 for each in [*known, 100 - sum(known)])
        assert widths == pytest.approx(expected, abs=0.11)
    said = inner(section, "parts").text
    assert "Neither of the two: 16.6 % of data scientists, 23.3 % of ML engineers" in said


def test_a_traits_page_lists_every_question_that_measures_it(
    visitor: Client, published: Published
) -> None:
    document = published.document
    for trait in document.traits:
        shown = page(visitor.get(reverse("trait", args=[trait.slug])))
        measuring = {
            question.slug: [o for o in question.scored if o.points.get(trait.slug)]
            for question in document.questions
        }
        measuring = {slug: options for slug, options in measuring.items() if options}
        listed = inner(shown, "questions").all("li")
        asked = [item for item in listed if "id" in item.attrs]
        assert [item.attrs["id"] for item in asked] == list(measuring)
        for item in asked:
            options = inner(item, "gives").all("li")
            expected = [
                f"{option.text} {towards(document, trait.slug, option.points[trait.slug])}"
                for option in measuring[item.attrs["id"] or ""]
            ]
            assert [option.text for option in options] == expected


def towards(document: Document, slug: str, points: int) -> str:
    pull = document.gap(slug) * points
    side = document.left if pull < 0 else document.right
    way = f"towards {document.role(side).name}" if pull else "pulls neither way"
    return f"{points:+d} {way}".replace("-", "−")


def test_a_shared_trait_says_that_it_moves_nothing(visitor: Client, published: Published) -> None:
    gaps = {trait.slug: published.document.gap(trait.slug) for trait in published.document.traits}
    assert set(gaps.values()) > {0}
    for slug, gap in gaps.items():
        section = page(visitor.get(f"/traits/{slug}/")).section(
            "Does it move the result of the quiz?"
        )
        assert section.text.split(".")[0].endswith("No" if gap == 0 else "Yes"), slug


def test_every_source_is_listed_with_how_and_when_it_was_checked(visitor: Client) -> None:
    shown = page(visitor.get("/sources/"))
    for source in Source.objects.all():
        text = shown.one("li", id=source.slug).text
        for part in (source.title, source.publisher, source.year, source.get_checked_display()):
            assert part in text, source.slug
        assert (source.checked_on or "date not noted") in text
        assert ("not noted" if not source.licence else source.licence) in text


def test_a_source_names_all_that_rests_on_it(
    visitor: Client, published: Published, all_pages: dict[str, Element]
) -> None:
    """Every page that links to a source is named under it, and no other."""
    sources = all_pages["/sources/"]
    weights = {"/work-check/methods/": page(visitor.get("/work-check/methods/"))}
    for source in Source.objects.all():
        named = {
            urlsplit(a.attrs["href"]).path
            for a in sources.one("li", id=source.slug).all("a")
            if not urlsplit(a.attrs["href"]).netloc
        }
        linking = {
            address
            for address, shown in {**all_pages, **weights}.items()
            if f"/sources/#{source.slug}" in {a.attrs["href"] for a in shown.all("a")}
        }
        assert named <= linking, source.slug
    questions = {
        source: number
        for number, question in enumerate(published.document.questions, 1)
        for source in (evidence.source for evidence in question.evidence)
    }
    for source, number in questions.items():
        assert f"Question {number}" in sources.one("li", id=source).text.replace("\xa0", " ")
