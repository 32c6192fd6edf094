"""An image of palette indices.

Each colour has a few shades towards what lies under it, which smooth its edges. So nothing
has to be reduced to a palette afterwards, which takes longer than all of the drawing.
"""

from collections.abc import Callable, Sequence
from io import BytesIO
from itertools import pairwise

from PIL import Image, ImageChops, ImageDraw

from quiz.card_drawing import lettering
from quiz.card_drawing.colours import PAPER, Colour
from quiz.card_drawing.layout import Text

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom
Stroke = Callable[[ImageDraw.ImageDraw, Callable[[Point], Point]], None]

SHADES = 4  # from the ground to the colour itself
LARGER = 4  # shapes are drawn so many times larger, then reduced
CURVE_STEPS = 24
# Of zlib's levels: 9 takes ten times as long as 6 and saves a tenth.
COMPRESSION = 6
STEPS = [round(shade * SHADES / 255) for shade in range(256)]
TOUCHED = [255 if step else 0 for step in STEPS]
COVERED = [255 if 2 * step > SHADES else 0 for step in STEPS]


class Canvas:
    """Paper to draw on. Coordinates are pixels, colours the palette's as far as used."""

    def __init__(self, width: int, height: int) -> None:
        self._image = Image.new("L", (width, height))
        self._palette = {PAPER: 0}

    def write(self, text: Text) -> None:
        mask, bleed = lettering.mask(text.words, text.size)
        at = (text.x - bleed, text.y - text.size - bleed)
        self._paint(mask, at, text.colour, text.ground)

    def fill(self, box: tuple[int, int, int, int], colour: Colour) -> None:
        """A rectangle; its right and bottom edges are not included."""
        self._image.paste(self._index(colour), box)

    def circle(self, centre: Point, radius: float, colour: Colour, ground: Colour = PAPER) -> None:
        (x, y), r = centre, radius
        self.pill((x - r, y - r, x + r, y + r), colour, ground)

    def pill(self, box: Box, colour: Colour, ground: Colour = PAPER) -> None:
        """A rectangle with half circles at its ends."""
        radius = (box[3] - box[1]) / 2 * LARGER

        def stroke(pen: ImageDraw.ImageDraw, put: Callable[[Point], Point]) -> None:
            pen.rounded_rectangle([put(box[:2]), put(box[2:])], radius, fill=255)

        self._shape(box, stroke, colour, ground)

    def polygon(self, points: Sequence[Point], colour: Colour) -> None:
        def stroke(pen: ImageDraw.ImageDraw, put: Callable[[Point], Point]) -> None:
            pen.polygon([put(point) for point in points], fill=255)

        self._shape(_around(points), stroke, colour)

    def curve(self, points: Sequence[Point], thickness: float, colour: Colour) -> None:
        """A Bézier curve with round ends."""
        radius = thickness / 2 * LARGER

        def stroke(pen: ImageDraw.ImageDraw, put: Callable[[Point], Point]) -> None:
            for step in range(CURVE_STEPS + 1):
                pen.circle(put(_on_curve(points, step / CURVE_STEPS)), radius, fill=255)

        self._shape(_around(points, thickness), stroke, colour)

    def png(self) -> bytes:
        self._image.putpalette([part for colour in self._palette for part in colour])
        file = BytesIO()
        self._image.save(file, "PNG", compress_level=COMPRESSION)
        return file.getvalue()

    def _shape(self, box: Box, stroke: Stroke, colour: Colour, ground: Colour = PAPER) -> None:
        left, top = int(box[0]) - 1, int(box[1]) - 1
        size = (int(box[2]) + 2 - left, int(box[3]) + 2 - top)
        large = Image.new("L", (size[0] * LARGER, size[1] * LARGER))

        def put(point: Point) -> Point:
            # A pixel's coordinates name its middle.
            return ((point[0] + 0.5 - left) * LARGER, (point[1] + 0.5 - top) * LARGER)

        stroke(ImageDraw.Draw(large), put)
        self._paint(large.reduce(LARGER), (left, top), colour, ground)

    def _paint(
        self, mask: Image.Image, at: tuple[int, int], colour: Colour, ground: Colour
    ) -> None:
        """Shades on the ground; over other colours, where no shade fits, a hard edge."""
        shades = [self._index(_mixed(ground, colour, step)) for step in range(SHADES + 1)]
        under = self._image.crop((*at, at[0] + mask.width, at[1] + mask.height))
        is_ground = under.point([255 * (index == shades[0]) for index in range(256)])
        self._image.paste(shades[-1], at, mask.point(COVERED))
        shaded = ImageChops.multiply(mask.point(TOUCHED), is_ground)
        self._image.paste(mask.point([shades[step] for step in STEPS]), at, shaded)

    def _index(self, colour: Colour) -> int:
        return self._palette.setdefault(colour, len(self._palette))


def _mixed(ground: Colour, colour: Colour, step: int) -> Colour:
    red, green, blue = (
        round(under + (over - under) * step / SHADES)
        for under, over in zip(ground, colour, strict=True)
    )
    return red, green, blue


def _around(points: Sequence[Point], margin: float = 0) -> Box:
    across, down = zip(*points, strict=True)
    return min(across) - margin, min(down) - margin, max(across) + margin, max(down) + margin


def _on_curve(points: Sequence[Point], along: float) -> Point:
    """De Casteljau: halfway points of halfway points; ``along`` is 0 … 1."""
    while len(points) > 1:
        points = [(a + (c - a) * along, b + (d - b) * along) for (a, b), (c, d) in pairwise(points)]
    return points[0]
