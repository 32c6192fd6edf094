"""Every picture stays within its frame, and stands where the numbers say."""

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from quiz import pictures
from quiz.core.verdict import LEANS, Verdict, read_verdict
from quiz.editions import Published
from quiz.models import Quiz
from tests.web.helpers import (
    Element,
    answers_of,
    finish,
    first_edition,
    page,
    quick,
    sheets,
)

Point = tuple[float, float]
STEP = re.compile(r"([a-zA-Z])([^a-zA-Z]*)")
NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")


def extreme(published: Published, form: str, kind: str) -> Verdict:
    """The verdict on one of the sheets that reach furthest, or hardly anywhere."""
    ends = {"far left": min, "far right": max}
    answers = answers_of(published, form)
    if kind in ends:
        pulls = published.bank.pulls
        answers = {slug: ends[kind](pulls[slug], key=pulls[slug].get) for slug in answers}
    elif kind == "six answers":
        answers = dict(list(answers.items())[:6])
    elif kind == "opted out":
        answers = answers_of(published, form, "x")
    return read_verdict(published.bank, form, answers)


def frame(svg: Element) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a picture."""
    left, top, width, height = map(float, svg.attrs["viewbox"].split())
    return left, top, left + width, top + height


def corners(shape: Element) -> Iterator[Point]:
    """The outermost points of a shape; of a curve, the points that hold it."""
    at = {
        name: float(value)
        for name, value in shape.attrs.items()
        if name in {"x", "y", "width", "height", "cx", "cy", "r"}
    }
    if shape.tag == "circle":
        yield at["cx"] - at["r"], at["cy"] - at["r"]
        yield at["cx"] + at["r"], at["cy"] + at["r"]
    elif shape.tag == "rect":
        left, top = at.get("x", 0.0), at.get("y", 0.0)
        assert (at["width"] >= 0, at["height"] > 0) == (True, True)
        yield left, top
        yield left + at["width"], top + at["height"]
    elif shape.tag == "polygon":
        yield from pairs(shape.attrs["points"])
    elif shape.tag == "path":
        yield from path(shape.attrs["d"])
    else:
        raise AssertionError(f"this test cannot measure a <{shape.tag}>")


def pairs(text: str) -> list[Point]:
    numbers = [float(number) for number in NUMBER.findall(text)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def path(text: str) -> Iterator[Point]:
    """The points of a path that moves, draws straight lines and cubic curves."""
    x = y = 0.0
    for command, given_numbers in STEP.findall(text):
        relative = command.islower()
        kind = command.upper()
        if kind in "HV":
            (number,) = map(float, NUMBER.findall(given_numbers))
            base = (x if kind == "H" else y) if relative else 0.0
            x, y = (base + number, y) if kind == "H" else (x, base + number)
            yield x, y
        elif kind in "MLC":
            start_x, start_y = x, y
            for index, (to_x, to_y) in enumerate(pairs(given_numbers)):
                if kind != "C" or index % 3 == 0:
                    start_x, start_y = x, y
                x, y = (start_x + to_x, start_y + to_y) if relative else (to_x, to_y)
                yield x, y
        else:
            assert kind == "Z", f"this test cannot follow {command} in {text}"


def outside(svg: Element) -> list[tuple[str, Point]]:
    """The points of a picture that lie beyond its frame."""
    left, top, right, bottom = frame(svg)
    return [
        (shape.tag, (x, y))
        for shape in svg.all()
        for x, y in corners(shape)
        if not (left <= x <= right and top <= y <= bottom)
    ]


@pytest.mark.parametrize("form", ["short", "full"])
@pytest.mark.parametrize("kind", ["far left", "far right", "all first", "six answers", "opted out"])
def test_the_pictures_of_extreme_sheets_stay_in_their_frames(
    visitor: Client, published: Published, form: str, kind: str
) -> None:
    verdict = extreme(published, form, kind)
    finish(visitor, form, verdict.sheet.answers)
    drawn = page(visitor.get("/result/")).all("svg")
    assert len(drawn) > len(published.document.traits)
    assert [beyond for svg in drawn for beyond in outside(svg)] == []


@pytest.mark.parametrize(
    ("kind", "place"), [("far left", 20.0), ("far right", 620.0), ("opted out", 320.0)]
)
def test_the_mark_stands_at_the_lean(published: Published, kind: str, place: float) -> None:
    line = pictures.lean_line(extreme(published, "short", kind))
    assert abs(line.place - place) <= 9  # one end's reach is a little shorter


@given(data=st.data())
@quick
def test_any_sheet_has_a_line_in_order(shipped_quiz: Quiz, data: st.DataObject) -> None:
    published = first_edition()
    form, answers = data.draw(sheets(published.document))
    verdict = read_verdict(published.bank, form, answers)
    line = pictures.lean_line(verdict)
    middle_end = round(line.close_from + line.width, 1)
    assert [line.clear_left, line.close_from] == sorted([line.clear_left, line.close_from])
    assert [middle_end, line.clear_right] == sorted([middle_end, line.clear_right])
    places = [line.clear_left, line.close_from, line.place, middle_end, line.clear_right]
    assert [place for place in places if not 20 <= place <= 620] == []
    close = abs(verdict.lean) <= verdict.edge(LEANS)
    assert not close or line.close_from <= line.place <= middle_end


@given(data=st.data())
@quick
def test_any_sheet_has_a_hill_of_full_height(shipped_quiz: Quiz, data: st.DataObject) -> None:
    published = first_edition()
    form, answers = data.draw(sheets(published.document))
    hill = pairs(pictures.lean_line(read_verdict(published.bank, form, answers)).hill)
    across, heights = [x for x, _ in hill], [y for _, y in hill]
    assert (hill[0], hill[-1]) == ((20, 64), (620, 64))
    assert [later - earlier for earlier, later in pairwise(across) if later < earlier] == []
    assert (min(heights), max(heights)) == (8, 64)


@given(left=st.integers(0, 5), right=st.integers(0, 5), interest=st.none() | st.fractions(0, 100))
@quick
def test_a_traits_demands_and_interest_lie_on_one_scale(
    left: int, right: int, interest: Fraction | None
) -> None:
    scale = pictures.trait_scale(left, right, interest)
    assert (scale.left, scale.right) == (10 + 36 * left, 10 + 36 * right)
    if interest is None:
        assert scale.interest is None
    else:
        assert (
            abs(scale.interest - float(interest) * 1.8) <= 0.05 + 1e-9
        )  # of a picture, rounded to tenths
