"""What a sharer may choose: a name that is safe to show, the answers, how long."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from hypothesis import example, given
from hypothesis import strategies as st

from quiz import sharing
from quiz.editions import Published
from quiz.share_form import ShareForm
from quiz.sheet import StoredSheet
from tests.web.helpers import answers_of, quick


def form(**fields: object) -> ShareForm:
    data = QueryDict(mutable=True)
    for name, value in fields.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return ShareForm(data)


NAMES = {
    "Ana": "Ana",
    "  Ana \t Maria\n ": "Ana Maria",
    "Ana\r\nBcc: x": "Ana Bcc: x",
    "<b>Ana</b>": "<b>Ana</b>",
    "a\u0301": "á",
    "\u202eanA\u202c": "anA",
    "\u2066Ana\u2069\u200f\u061c": "Ana",
    "A\u200bn\ufeffa": "Ana",
    "\x00A\x1bn\x7fa": "A n a",
    "\u2028Ana\u2029Maria": "Ana Maria",
    "عنا": "عنا",
    "👩\u200d🔬 Ana": "👩\u200d🔬 Ana",
    "\u200d\u200c\u0301": "",
    "\udb40\udc01": "",
    "\u3164": "",
    "\u2800\u115f\u1160\uffa0\U0001d159": "",
    "Ana\u3164\u2800Maria": "Ana Maria",
    "Z\u0336\u0337\u0338\u0334\u0335\u0336oe": "Z\u0336\u0337\u0338\u0334oe",
    "Z" + 3 * "\u0336\u0337\u0338\u0334\u200d": "Z\u0336\u0337\u0338\u0334\u200d",
    "ה\u05bc\u05b8\u0591ש\u05c1\u05bc\u05b9\u05ab": "ה\u05b8\u05bc\u0591ש\u05b9\u05bc\u05c1\u05ab",
    "   ": "",
    "x" * 40: "x" * 40,
    " " + "👩" * 40 + " ": "👩" * 40,
}


@pytest.mark.parametrize(("typed", "kept"), NAMES.items())
def test_a_name_is_one_line_of_what_can_be_seen(typed: str, kept: str) -> None:
    filled = form(name=typed)
    assert filled.is_valid(), filled.errors
    assert filled.cleaned_data["name"] == kept


@pytest.mark.parametrize("name", ["x" * 41, "👩" * 41, "a\u0300b" * 21])
def test_a_name_of_more_than_40_characters_is_refused(name: str) -> None:
    assert form(name=name).errors == {"name": ["Use at most 40 characters for the name."]}


@given(typed=st.text())
@example("\ud800")
@quick
def test_any_text_makes_a_name_that_is_safe_to_show(typed: str) -> None:
    filled = form(name=typed)
    if not filled.is_valid():
        assert list(filled.errors) == ["name"]
        return
    name = filled.cleaned_data["name"]
    assert len(name) <= 40
    assert name == " ".join(name.split())
    assert not set(name) & set("\x00\n\r\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u200e\u200f")


@pytest.mark.parametrize(
    ("keep", "days"), [({}, 365), ({"keep": ""}, 365), ({"keep": "30"}, 30), ({"keep": "365"}, 365)]
)
def test_how_long_is_a_year_unless_chosen(keep: dict[str, str], days: int) -> None:
    filled = form(**keep)
    assert filled.is_valid()
    assert (filled.days, filled.cleaned_data["include"]) == (days, "")


def test_for_good_has_no_days() -> None:
    filled = form(keep="forever", include="yes")
    assert filled.is_valid()
    assert (filled.days, filled.cleaned_data["include"]) == (None, "yes")


@pytest.mark.parametrize(
    "fields",
    [
        {"keep": "31"},
        {"keep": "-1"},
        {"keep": "forever "},
        {"include": "on"},
        {"include": "no"},
        {"token": "a"},
        {"name": ["Ana", "Ana"]},
        {"keep": ["30", "forever"]},
        {"include": ["yes", "yes"]},
    ],
    ids=str,
)
def test_what_the_form_does_not_offer_is_refused(fields: dict[str, object]) -> None:
    assert not form(**fields).is_valid()


def test_a_file_is_refused() -> None:
    assert not ShareForm(QueryDict(), MultiValueDict({"name": ["a file"]})).is_valid()


@pytest.mark.parametrize(
    "choices",
    [
        {"name": "Ana", "keep": "30"},
        {"keep": "365", "include": "yes"},
        {"name": "<b>", "keep": "forever"},
    ],
    ids=str,
)
def test_the_form_shows_what_was_chosen(published: Published, choices: dict[str, str]) -> None:
    filled = form(**choices)
    assert filled.is_valid()
    sheet = StoredSheet(published, "short", answers_of(published, "short"), key="a")
    include = bool(filled.cleaned_data["include"])
    row = sharing.create(sheet, filled.cleaned_data["name"], include, filled.days)
    shown = {bound.name: bound.value() for bound in ShareForm(share=row)}
    assert shown == {"name": "", "include": "", **choices}


@pytest.mark.parametrize(("left", "shown"), [(1, "30"), (30, "30"), (31, "365"), (365, "365")])
def test_a_share_is_not_kept_for_longer_because_its_name_is_mended(
    published: Published, left: int, shown: str
) -> None:
    sheet = StoredSheet(published, "short", answers_of(published, "short"), key="a")
    row = sharing.create(sheet, "Ana", False, left)
    row.created_on -= timedelta(days=340)
    assert ShareForm(share=row)["keep"].value() == shown
