"""Every way in which a document can be unusable, with the place and the reason given."""

from typing import Any

import pytest

from quiz.core.decoding import DocumentError
from quiz.core.document import write_document
from quiz.core.reading import read_document
from tests.core.banks import make_worked

Path = tuple[str | int, ...]

SIDES = "should be the left and the right role, and these differ"
GONE = object()
X = {"key": "x", "text": "Not sure", "opt_out": True}


def broken(path: Path, value: Any) -> dict[str, Any]:
    """The worked document as JSON, with one value replaced, added or (``GONE``) taken out."""
    data = write_document(make_worked())
    *way, last = path
    parent: Any = data
    for key in way:
        parent = parent[key]
    if value is GONE:
        del parent[last]
    else:
        parent[last] = value
    return data


def refusal(data: object) -> tuple[str, str]:
    with pytest.raises(DocumentError) as caught:
        read_document(data)
    return caught.value.place, caught.value.reason


def test_the_document_that_is_broken_below_is_itself_sound() -> None:
    assert read_document(write_document(make_worked())) == make_worked()


@pytest.mark.parametrize("data", [None, [], "document", 1, {}, {"schema": None}])
def test_what_is_no_document_of_this_schema_is_refused(data: object) -> None:
    assert refusal(data) == ("schema", "should be 1")


Q1 = ("questions", 0)
OPTION = (*Q1, "options", 0)
OPT_OUT = (*Q1, "options", 3)
DEMANDS = ("traits", 0, "demands")
LEVEL = (*DEMANDS, "left", "level")

SHAPES: dict[str, tuple[Path, Any, str, str]] = {
    "later schema": (("schema",), 2, "schema", "should be 1"),
    "schema as text": (("schema",), "1", "schema", "should be 1"),
    "schema as true": (("schema",), True, "schema", "should be int, is bool"),
    "schema as float": (("schema",), 1.0, "schema", "should be int, is float"),
    "unknown key": (("author",), "me", "", "unknown key 'author'"),
    "missing key": (("title",), GONE, "", "missing key 'title'"),
    "unknown key below": ((*OPTION, "hint"), "", "questions[0].options[0]", "unknown key 'hint'"),
    "missing key below": ((*OPTION, "text"), GONE, "questions[0].options[0]", "missing key 'text'"),
    "number for text": (("title",), 5, "title", "should be str, is int"),
    "null for text": (("title",), None, "title", "should be str, is NoneType"),
    "true for a number": (
        (*OPTION, "points", "build"),
        True,
        "questions[0].options[0].points.build",
        "should be int, is bool",
    ),
    "float for a number": (
        (*OPTION, "points", "build"),
        2.0,
        "questions[0].options[0].points.build",
        "should be int, is float",
    ),
    "number for true": ((*Q1, "short"), 1, "questions[0].short", "should be bool, is int"),
    "list for an object": (
        (*OPTION, "points"),
        [],
        "questions[0].options[0].points",
        "should be an object with text keys",
    ),
    "key that is no text": (
        (*OPTION, "points"),
        {1: 1},
        "questions[0].options[0].points",
        "should be an object with text keys",
    ),
    "list for a record": (Q1, [], "questions[0]", "should be an object"),
    "object for a list": (("questions",), {}, "questions", "should be a list"),
    "text for a list": (("traits",), "build", "traits", "should be a list"),
    "number in a list of texts": (
        (*DEMANDS, "left", "sources"),
        ["s1", 2],
        "traits[0].demands.left.sources[1]",
        "should be str, is int",
    ),
}

SENSE: dict[str, tuple[Path, Any, str, str]] = {
    "source cited but missing": (
        (*DEMANDS, "left", "sources"),
        ["s1"],
        "sources",
        "'s1' is cited but missing",
    ),
    "source twice": (
        ("sources",),
        [{"slug": "s1", "title": "", "publisher": "", "year": ""}] * 2,
        "sources",
        "'s1' occurs twice",
    ),
    "role twice": (("roles", 1, "slug"), "left", "roles", "'left' occurs twice"),
    "trait twice": (("traits", 1, "slug"), "build", "traits", "'build' occurs twice"),
    "question twice": (("questions", 2, "slug"), "q1", "questions", "'q1' occurs twice"),
    "option key twice": (
        ("questions", 1, "options", 1, "key"),
        "a",
        "questions[1].options",
        "'a' occurs twice",
    ),
    "left is no role": (
        ("left",),
        "middle",
        "roles",
        SIDES,
    ),
    "left is the right": (
        ("left",),
        "right",
        "roles",
        SIDES,
    ),
    "one role missing": (
        ("roles", 0),
        GONE,
        "roles",
        SIDES,
    ),
    "demand missing": (
        (*DEMANDS, "left"),
        GONE,
        "traits[0].demands",
        "should name both roles and no other",
    ),
    "demand of a third role": (
        (*DEMANDS, "middle"),
        {"level": 1, "why": ""},
        "traits[0].demands",
        "should name both roles and no other",
    ),
    "demand 6": (LEVEL, 6, "traits[0].demands.left.level", "should be 0 to 5"),
    "demand below 0": (LEVEL, -1, "traits[0].demands.left.level", "should be 0 to 5"),
    "unknown kind": (
        (*Q1, "kind"),
        "slider",
        "questions[0].kind",
        "should be one of single, pair, agree, tick",
    ),
    "one scored option": (
        (*Q1, "options"),
        [{"key": "a", "text": "A"}, X],
        "questions[0].options",
        "should have at least two scored options",
    ),
    "opt-out twice": (OPTION, X, "questions[0].options", "'x' occurs twice"),
    "key x for a scored option": (
        OPT_OUT,
        {"key": "x", "text": "X"},
        "questions[0].options[3].key",
        "'x' is the opt-out's key and no other's",
    ),
    "another key for the opt-out": (
        (*OPT_OUT, "key"),
        "d",
        "questions[0].options[3].key",
        "'x' is the opt-out's key and no other's",
    ),
    "opt-out with points": (
        (*OPT_OUT, "points"),
        {"build": 1},
        "questions[0].options[3].points",
        "an opt-out has none",
    ),
    "points for an unknown trait": (
        (*OPTION, "points", "sleep"),
        1,
        "questions[0].options[0].points",
        "unknown trait 'sleep'",
    ),
    "more points than a draft takes": (
        (*OPTION, "points", "build"),
        6,
        "questions[0].options[0].points.build",
        "should be -5 to 5",
    ),
    "fewer points, without end": (
        (*OPTION, "points", "build"),
        -(10**400),
        "questions[0].options[0].points.build",
        "should be -5 to 5",
    ),
    "no short question": (
        ("questions",),
        [write_document(make_worked())["questions"][2]],
        "questions",
        "the short form has none",
    ),
    "no question": (("questions",), [], "questions", "the short form has none"),
    "sample of no question": (
        ("sample",),
        {"q9": "a"},
        "sample.q9",
        "the short form offers no option 'a'",
    ),
    "sample of no option": (
        ("sample",),
        {"q1": "a", "q2": "c"},
        "sample.q2",
        "the short form offers no option 'c'",
    ),
}


@pytest.mark.parametrize(("path", "value", "place", "reason"), SHAPES.values(), ids=SHAPES)
def test_a_wrong_shape_is_refused(path: Path, value: Any, place: str, reason: str) -> None:
    assert refusal(broken(path, value)) == (place, reason)


@pytest.mark.parametrize(("path", "value", "place", "reason"), SENSE.values(), ids=SENSE)
def test_what_makes_no_sense_is_refused(path: Path, value: Any, place: str, reason: str) -> None:
    assert refusal(broken(path, value)) == (place, reason)


def test_one_role_on_both_sides_is_refused() -> None:
    data = broken(("left",), "right")
    del data["roles"][0]
    for trait in data["traits"]:
        del trait["demands"]["left"]
    assert refusal(data) == ("roles", SIDES)


@pytest.mark.parametrize("level", [0, 5])
def test_demands_at_both_ends_of_the_range_are_sound(level: int) -> None:
    document = read_document(broken((*DEMANDS, "right", "level"), level))
    assert document.gap("build") == level - 1


def test_a_sample_may_name_an_opt_out() -> None:
    assert read_document(broken(("sample",), {"q1": "x"})).sample == {"q1": "x"}


def test_a_refusal_reads_as_its_place_and_reason() -> None:
    texts = [str(DocumentError("questions[0]", "is odd")), str(DocumentError("", "is odd"))]
    assert texts == ["questions[0]: is odd", "document: is odd"]
