"""Draws a card: the brand, the words, the line between the roles and the place on it."""

from quiz.card_drawing.canvas import Canvas, Point
from quiz.card_drawing.card import Card
from quiz.card_drawing.colours import INK, LEFT, LINE, RIGHT, SIDES, SOFT, WHITE
from quiz.card_drawing.layout import END, Layout, place_on_line, texts

# Counts up with every change of the drawing, so that kept pictures are drawn anew.
DESIGN = 1


def draw(card: Card, layout: Layout) -> bytes:
    """The picture as PNG; the same bytes for the same card."""
    canvas = Canvas(layout.width, layout.height)
    canvas.fill((0, layout.band, layout.width, layout.height), SIDES[card.side])
    _draw_mark(canvas, layout)
    _draw_line(canvas, card, layout)
    for text in texts(card, layout):
        canvas.write(text)
    _draw_place(canvas, card, layout)
    return canvas.png()


def _draw_mark(canvas: Canvas, layout: Layout) -> None:
    """The brand's crossroads, drawn as in templates/_mark.html."""
    unit = layout.brand_size * 1.1 / 32
    top = layout.brand - layout.brand_size * 0.98

    def at(*points: Point) -> list[Point]:
        return [(layout.margin + unit * x, top + unit * y) for x, y in points]

    canvas.curve(at((16, 18), (16, 10), (8, 12), (6, 6)), 3.2 * unit, LEFT)
    canvas.curve(at((16, 18), (16, 10), (24, 12), (26, 6)), 3.2 * unit, RIGHT)
    canvas.curve(at((16, 30), (16, 18)), 3.2 * unit, INK)
    canvas.circle(at((6, 5))[0], 4.2 * unit, LEFT)
    canvas.polygon(_diamond(at((26, 5))[0], 5.2 * unit), RIGHT)


def _draw_line(canvas: Canvas, card: Card, layout: Layout) -> None:
    """From the left role's circle to the right one's diamond, with the undecided middle."""
    y, unit = layout.axis, layout.unit
    left, right = place_on_line(layout, -END), place_on_line(layout, END)
    close = place_on_line(layout, -card.close), place_on_line(layout, card.close)
    canvas.fill((left, y - 2, right, y + 3), SOFT)
    canvas.pill((close[0], y - 17 * unit, close[1], y + 17 * unit), LINE)
    for edge in (-card.clear, 0, card.clear):
        if abs(edge) < END:
            x, half = place_on_line(layout, edge), round(14 * unit)
            canvas.fill((x - 2, y - half, x + 3, y + half + 1), SOFT)
    canvas.circle((left, y), 22 * unit, LEFT)
    canvas.polygon(_diamond((right, y), 28 * unit), RIGHT)


def _draw_place(canvas: Canvas, card: Card, layout: Layout) -> None:
    """Whose result it is: a ring on the line, held up from below."""
    x, y, unit = place_on_line(layout, card.place), layout.axis, layout.unit
    foot = y + 46 * unit
    canvas.polygon([(x, y), (x - 30 * unit, foot), (x + 30 * unit, foot)], SIDES[card.side])
    canvas.circle((x, y), 22 * unit, INK)
    canvas.circle((x, y), 12 * unit, WHITE, INK)


def _diamond(centre: Point, radius: float) -> list[Point]:
    x, y = centre
    return [(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)]
