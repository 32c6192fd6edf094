"""Where everything on a card stands: its words and its line, in pixels."""

from collections.abc import Iterator
from dataclasses import dataclass

from quiz.card_drawing import lettering
from quiz.card_drawing.card import Card
from quiz.card_drawing.colours import INK, LEFT, PAPER, RIGHT, SIDES, SOFT, WHITE, Colour
from quiz.card_drawing.right_to_left import embedded

BRAND = "Crossroads"
MIDDLE = "too close"
END = 1000  # tenths of a point from the middle of the line to an end
WIDEST_ROLE = 0.46  # of the inner width


@dataclass(frozen=True)
class Layout:
    """Of one of the two pictures; words by their baselines."""

    width: int
    height: int
    margin: int
    brand: int
    brand_size: int
    headline: tuple[int, int]  # top and height
    headline_sizes: tuple[int, ...]
    axis: int
    unit: float  # scale of the shapes on the line
    roles: int
    roles_size: int
    band: int
    invitation: int
    invitation_size: int
    address: int
    address_size: int

    @property
    def inner(self) -> int:
        return self.width - 2 * self.margin


CARD = Layout(
    width=1200, height=630, margin=80,
    brand=98, brand_size=42,
    headline=(122, 232), headline_sizes=(112, 104, 96, 88, 80, 72, 64, 58, 52),
    axis=406, unit=1.0, roles=502, roles_size=38,
    band=546, invitation=603, invitation_size=44, address=603, address_size=40,
)  # fmt: skip
# The apps that show stories lay their own buttons over the top and the bottom sixth.
STORY = Layout(
    width=1080, height=1920, margin=84,
    brand=350, brand_size=56,
    headline=(450, 600), headline_sizes=(158, 146, 134, 122, 110, 98, 86, 74),
    axis=1166, unit=1.3, roles=1290, roles_size=44,
    band=1400, invitation=1516, invitation_size=78, address=1594, address_size=54,
)  # fmt: skip


@dataclass(frozen=True)
class Text:
    """A line of words: ``x`` is its left end, ``y`` its baseline."""

    words: str
    x: int
    y: int
    size: int
    colour: Colour
    ground: Colour = PAPER

    @property
    def end(self) -> float:
        return self.x + lettering.width(self.words, self.size)


def texts(card: Card, layout: Layout) -> list[Text]:
    """Every line of words, none of them reaching over the margins."""
    return [
        _brand(layout),
        *_headline(card, layout),
        *_roles(card, layout),
        *_band(card, layout),
    ]


def place_on_line(layout: Layout, tenths: int) -> int:
    """Where a lean stands, in pixels from the left."""
    reach = layout.inner / 2 - 24 * layout.unit
    return round(layout.width / 2 + tenths / END * reach)


def _brand(layout: Layout) -> Text:
    x = layout.margin + round(layout.brand_size * 1.4)
    return Text(BRAND, x, layout.brand, layout.brand_size, INK)


def _headline(card: Card, layout: Layout) -> Iterator[Text]:
    """In the middle of its box; the role begins a line of its own, in its colour."""
    top, height = layout.headline
    lines = _headline_lines(card, layout)
    y = top + (height - lines.height) // 2 + lines.size
    for part, colour in zip(lines.parts, (INK, SIDES[card.side]), strict=False):
        for words in part:
            yield Text(words, layout.margin, y, lines.size, colour)
            y += lettering.line_height(lines.size)


def _headline_lines(card: Card, layout: Layout) -> lettering.Lines:
    """As large as fits its box; where the least size is too large, the name is shortened."""
    box = (layout.inner, layout.headline[1])
    least = layout.headline_sizes[-1]
    role = _within(card.role, least, layout.inner)

    def lines(name: str, sizes: tuple[int, ...]) -> lettering.Lines | None:
        parts = [f"{embedded(name)} {card.verb}", role]
        return lettering.fit([part for part in parts if part], box, sizes)

    name = lettering.shortened(card.name, lambda short: lines(short, (least,)) is not None)
    return lines(name, layout.headline_sizes)


def _roles(card: Card, layout: Layout) -> Iterator[Text]:
    """The roles under their ends of the line; between them the middle's name, if it fits."""
    y, size, most = layout.roles, layout.roles_size, layout.inner * WIDEST_ROLE
    names = [_within(name, size, most) for name in (card.left, card.right)]
    left = Text(names[0], layout.margin, y, size, LEFT)
    right = Text(names[1], _ending_at_margin(names[1], size, layout), y, size, RIGHT)
    half = lettering.width(MIDDLE, size) / 2
    middle = Text(MIDDLE, round(layout.width / 2 - half), y, size, SOFT)
    yield from (left, right)
    if left.end + size < middle.x and middle.end + size < right.x:
        yield middle


def _band(card: Card, layout: Layout) -> Iterator[Text]:
    """The invitation and the site's address, beside it or on a line below."""
    ground, size = SIDES[card.side], layout.address_size
    asked = Text(
        card.invitation, layout.margin, layout.invitation, layout.invitation_size, WHITE, ground
    )
    beside = layout.address == layout.invitation
    room = layout.width - layout.margin - (asked.end + size if beside else layout.margin)
    address = _within(card.address, size, room)
    x = _ending_at_margin(address, size, layout) if beside else layout.margin
    yield from (asked, Text(address, x, layout.address, size, WHITE, ground))


def _ending_at_margin(words: str, size: int, layout: Layout) -> int:
    return int(layout.width - layout.margin - lettering.width(words, size))


def _within(words: str, size: int, most: float) -> str:
    """As much of the words as is no wider than this, in pixels."""
    return lettering.shortened(words, lambda short: lettering.width(short, size) <= most)
