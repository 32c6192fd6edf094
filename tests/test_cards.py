"""What is on the picture of a shared result, where it stands, and what it costs.

Nothing is compared pixel by pixel: another Pillow may smooth an edge differently.
"""

from dataclasses import fields, replace
from io import BytesIO
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pytest_django import Settings

from quiz import cards, wording
from quiz.card_drawing import CARD, STORY, Card, Layout, colours, draw, drawable
from quiz.card_drawing.layout import Text, texts
from quiz.card_drawing.lettering import FOLDER, mask
from quiz.card_drawing.right_to_left import embedded, visual
from quiz.core.summary import Reading, summarise
from quiz.core.verdict import CLEAR, CLOSE, LEAN
from quiz.editions import Published
from tests.web.helpers import quick, sheet_in_band

BANDS = [(CLOSE, 1), (CLOSE, -1), (LEAN, 1), (LEAN, -1), (CLEAR, 1), (CLEAR, -1)]
LAYOUTS = [CARD, STORY]
WIDE = "W" * 40
ANA = Card(
    name="Ana",
    verb="leans",
    role="ML Engineer",
    side="right",
    left="Data Scientist",
    right="ML Engineer",
    place=392,
    close=293,
    clear=565,
    invitation="Which one are you?",
    address="crossroads.example",
)


def reading(published: Published, form: str, band: str, side: int) -> Reading:
    verdict = sheet_in_band(published, form, band, side)
    return Reading(published.document, summarise(verdict))


def picture(card: Card, layout: Layout) -> Image.Image:
    return Image.open(BytesIO(draw(card, layout)))


# What is on it


@pytest.mark.parametrize(("band", "side"), BANDS)
@pytest.mark.parametrize("form", ["short", "full"])
def test_it_says_what_the_verdict_says(
    published: Published, form: str, band: str, side: int
) -> None:
    said = reading(published, form, band, side)
    card, summary = cards.card(said, "Ana"), said.summary
    assert card.headline == wording.headline(said, "Ana")
    assert cards.card(said, "").headline == wording.headline(said, "Someone")
    assert (card.left, card.right) == ("Data Scientist", "ML Engineer")
    numbers = (summary.lean_tenths, summary.close_tenths, summary.clear_tenths)
    assert (card.place, card.close, card.clear) == numbers
    decided = {-1: ("left", "Data Scientist"), 1: ("right", "ML Engineer")}
    assert (card.side, card.role) == (("", "") if band == CLOSE else decided[side])


HOSTS = {
    "example.org": "example.org",
    ".example.org": "example.org",
    "[::1]": "[::1]",
    "*": "",
}


@pytest.mark.parametrize(("host", "address"), HOSTS.items())
def test_it_invites_to_the_first_of_the_hosts(
    published: Published, settings: Settings, host: str, address: str
) -> None:
    settings.ALLOWED_HOSTS = [host, "other.example"]
    said = reading(published, "short", LEAN, 1)
    card = cards.card(said, "Ana")
    assert (card.invitation, card.address) == ("Which one are you?", address)
    other = Reading(replace(said.document, quiz="kitchen"), said.summary)
    assert cards.card(other, "Ana").address == (address and f"{address}/q/kitchen")


def test_every_word_of_it_is_drawn() -> None:
    for layout in LAYOUTS:
        words = [text.words for text in texts(ANA, layout)]
        headline = " ".join(words[1:-5])
        assert headline == ANA.headline
        rest = ["Data Scientist", "ML Engineer", "too close", ANA.invitation, ANA.address]
        assert [words[0], *words[-5:]] == ["Crossroads", *rest]


# Names in any script

NAMES = {
    "Ana": "Ana",
    "Nguye\u0302\u0303n Ṣadé": "Nguyễn Ṣadé",
    "ʻAkeakamai": "ʻAkeakamai",
    "Γιώργος": "Γιώργος",
    "Анастасия": "Анастасия",
    "გიორგი Արամ": "გიორგი Արամ",
    "D’Arcy-O'Neil, Jr.": "D’Arcy-O'Neil, Jr.",
    "שרה כהן": "שרה כהן",
    "محمد علی": "محمد علی",
    "عبد الله": "عبد الله",
    "سَلْمان": "سَلْمان",
    "علی\u200cرضا": "علی\u200cرضا",
    "𝓐𝓷𝓪 Ｗ": "Ana W",
    "Zoë 🎉👩\u200d💻": "Zoë",
    "Ana ☀\ufe0f 1\ufe0f\u20e3": "Ana ☀ 1",
    "Anna\u202eBob": "AnnaBob",
    "\u2066Ana\u2069 \u2067\uaaf7Bo": "Ana Bo",  # isolates, and what Unicode has not assigned
    # One letter that cannot be drawn, and none is.
    "田中": "",
    "Ana 田中": "",
    "नमस्ते": "",
    "ߞߊ": "",
    "\u0681": "",  # hah with hamza above, whose joined forms Unicode does not list
    "Ọ̀ṣun": "",  # no single character is this O with its dot and its accent
    "שָׂרָה": "",
    "Z\u0334\u0322\u031b\u0307a": "",
    "🎉": "",
    "…": "",
    "": "",
}


@pytest.mark.parametrize(("name", "drawn"), NAMES.items())
def test_a_name_is_drawn_whole_or_not_at_all(name: str, drawn: str) -> None:
    assert drawable(name) == drawn


def test_what_cannot_be_drawn_leaves_no_trace(published: Published) -> None:
    said = reading(published, "short", LEAN, 1)
    for name, plain in {"田中": "", "🎉": "", "Zoë 🎉": "Zoë"}.items():
        assert draw(cards.card(said, name), CARD) == draw(cards.card(said, plain), CARD)


LINES = {
    "Ana leans": "Ana leans",
    # Alef, bet, gimel, then the same from right to left.
    "אבג leans": "גבא leans",
    "אב גד leans": "דג בא leans",
    "Ana אב": "Ana בא",
    "א12ב leans": "ב12א leans",
    "(אב) leans": "(בא) leans",
    "אב. leans": ".בא leans",
    "אב 12 leans": "12 בא leans",
    "אב Ana leans": "Ana בא leans",
    # meem, hah, meem, dal: initial, medial, medial, final
    "محمد": "\ufeaa\ufee4\ufea4\ufee3",
    # lam with alef is one letter, and alef joins nothing after it
    "سلام": "\ufee1\ufefc\ufeb3",
    # vowel points are left out
    "سَلْمان": "\ufee5\ufe8e\ufee4\ufee0\ufeb3",
    # the non-joiner keeps yeh and reh apart
    "علی\u200cرضا": "\ufe8e\ufebf\ufead\ufbfd\ufee0\ufecb",
}


@pytest.mark.parametrize(("line", "drawn"), LINES.items())
def test_what_reads_from_right_to_left_is_drawn_so(line: str, drawn: str) -> None:
    name, *rest = line.partition(" leans")
    assert visual(embedded(name) + "".join(rest)) == drawn


def ink(text: Text) -> tuple[int, int, int, int]:
    """The box around what is seen of a line: left, top, right, bottom."""
    image, bleed = mask(text.words, text.size)
    left, top, right, bottom = image.getbbox() or (bleed, bleed, bleed, bleed)
    x, y = text.x - bleed, text.y - text.size - bleed
    return x + left, y + top, x + right, y + bottom


names = st.text(max_size=40) | st.text("Wwil éאבجم", max_size=40) | st.just(WIDE)
roles = st.sampled_from(["ML Engineer", "Data Scientist", "W" * 60, "a b " * 15])


@quick
@given(names, st.sampled_from(["leans", "clearly leans", "could enjoy either"]), roles, roles)
def test_no_word_leaves_its_place(name: str, verb: str, left: str, right: str) -> None:
    card = replace(
        ANA, name=drawable(name) or "Someone", verb=verb, left=left, right=right, role=right
    )
    for layout in LAYOUTS:
        lines = texts(replace(card, address="example.org/" * 9), layout)
        boxes = [ink(line) for line in lines]
        bleed = 8  # strokes may hang a little over the ends of a line
        for left_edge, _, right_edge, _ in boxes:
            assert left_edge >= layout.margin - bleed
            assert right_edge <= layout.width - layout.margin + bleed
        headline = [box for line, box in zip(lines, boxes, strict=True) if line.y < layout.axis][1:]
        assert min(box[1] for box in headline) > layout.brand
        assert max(box[3] for box in headline) < layout.axis - 20


def test_a_long_name_is_shortened_and_nothing_else() -> None:
    for layout in LAYOUTS:
        words = [text.words for text in texts(replace(ANA, name=WIDE), layout)]
        assert words[1].startswith("WWWWWWWWWW") and words[1].endswith("W…")
        assert words[2:4] == ["leans", "ML Engineer"]


# The drawing


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("name", "side"), [*product(["Ana", WIDE, "محمد"], ["left", "right", ""])])
def test_it_is_a_small_picture_of_few_colours(layout: Layout, name: str, side: str) -> None:
    card = replace(ANA, name=name, side=side)
    drawn = draw(card, layout)
    image = Image.open(BytesIO(drawn))
    assert (image.format, image.mode, image.size) == ("PNG", "P", (layout.width, layout.height))
    assert len(image.getcolors()) <= 32
    assert len(drawn) < 40 * 1024
    assert draw(card, layout) == drawn


def columns(image: Image.Image, colour: colours.Colour, y: int) -> list[int]:
    """Where in this row the colour is."""
    row = image.convert("RGB")
    return [x for x in range(image.width) if row.getpixel((x, y)) == colour]


def middle(across: list[int]) -> float:
    return (across[0] + across[-1]) / 2


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("place", [-850, -640, -80, 0, 392, 850])
def test_the_place_is_where_the_lean_says(layout: Layout, place: int) -> None:
    image = picture(replace(ANA, place=place, close=215), layout)
    left = middle(columns(image, colours.LEFT, layout.axis))
    right = middle(columns(image, colours.RIGHT, layout.axis))
    here = middle(columns(image, colours.WHITE, layout.axis))
    assert here == pytest.approx(left + (right - left) * (place + 1000) / 2000, abs=1.5)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_undecided_middle_is_as_wide_as_it_says(layout: Layout) -> None:
    image = picture(ANA, layout)
    left = middle(columns(image, colours.LEFT, layout.axis))
    right = middle(columns(image, colours.RIGHT, layout.axis))
    undecided = columns(image, colours.LINE, layout.axis)
    length = undecided[-1] - undecided[0]
    assert middle(undecided) == pytest.approx(layout.width / 2, abs=1.5)
    assert length == pytest.approx((right - left) * ANA.close / 1000, abs=3)


def test_the_ends_differ_in_shape_too() -> None:
    image, away = picture(ANA, CARD), 14
    left = columns(image, colours.LEFT, CARD.axis), columns(image, colours.LEFT, CARD.axis - away)
    right = (
        columns(image, colours.RIGHT, CARD.axis),
        columns(image, colours.RIGHT, CARD.axis - away),
    )
    # A circle keeps most of its width so far from its middle, a diamond loses it evenly.
    assert len(left[1]) > 0.7 * len(left[0])
    assert len(right[1]) == pytest.approx(len(right[0]) - 2 * away, abs=3)


@pytest.mark.parametrize(
    ("side", "colour"), [("left", colours.LEFT), ("right", colours.RIGHT), ("", colours.INK)]
)
def test_the_band_has_the_colour_of_the_lean(side: str, colour: colours.Colour) -> None:
    for layout in LAYOUTS:
        image = picture(replace(ANA, side=side), layout).convert("RGB")
        corner = (layout.width - 1, layout.height - 1)
        assert image.getpixel(corner) == colour


def test_whatever_differs_on_a_card_is_seen() -> None:
    """So a fingerprint of the card is one of the picture."""
    changes = {"place": 100, "close": 215, "clear": 700, "side": "left"}
    for field in fields(Card):
        other = replace(ANA, **{field.name: changes.get(field.name, "Other")})
        assert draw(other, CARD) != draw(ANA, CARD), field.name


def test_each_font_comes_with_its_licence() -> None:
    fonts = {file.stem.partition("-")[0] for file in FOLDER.iterdir() if file.suffix != ".txt"}
    licences = {file.name for file in FOLDER.glob("*.txt")}
    assert licences == {f"{font}-LICENCE.txt" for font in fonts}
