"""Words on a picture: which can be drawn, how wide they are, and where lines break.

Two fonts are shipped, so that a picture is the same on every machine: Charis, kin of the
site's Charter, and DejaVu for what Charis lacks. Pillow's basic layout is used: the better
one needs a library of the machine.
"""

import re
import unicodedata
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from quiz.card_drawing.right_to_left import visual

FOLDER = Path(__file__).parents[1] / "fonts"
# Each font with the scale that brings its letters to the height of the first one's.
FONTS = ((FOLDER / "CharisSIL-Bold.woff", 1.0), (FOLDER / "DejaVuSans-Bold.ttf", 0.88))
# What the names of letters begin with that are right when one is set after another.
SCRIPTS = {"LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "GEORGIAN", "HEBREW", "ARABIC", "MODIFIER"}
NON_JOINER = "\u200c"  # keeps two Arabic letters apart
NO_CHARACTER = "\U0010fffe"
# They ask for a sign as emoji or as text, and enclose it in a key.
EMOJI_MARKS = re.compile("[\ufe00-\ufe0f\u20e3]")
ELLIPSIS = "…"
LEADING = 1.16  # from one baseline to the next, in sizes
BLEED = 0.5  # how far glyphs may reach beyond their line, in sizes

Font = ImageFont.FreeTypeFont


@dataclass(frozen=True)
class Lines:
    """Lines that fit their box, at one size in pixels; ``parts`` are the texts given."""

    parts: tuple[tuple[str, ...], ...]
    size: int

    @property
    def height(self) -> int:
        return line_height(self.size) * sum(map(len, self.parts))


# What can be drawn


def drawable(text: str) -> str:
    """The text as it can be drawn; empty if a letter of it cannot be.

    Emoji and other ornaments that the fonts lack are left out. A word without one of its
    letters would be another word, so then nothing is drawn.
    """
    text = EMOJI_MARKS.sub("", unicodedata.normalize("NFKC", text))
    kept = " ".join("".join(map(_kept, text)).split())
    whole = all(map(_can_draw, filter(_is_letter, visual(kept))))
    return kept if whole and any(map(str.isalnum, kept)) else ""


def _kept(char: str) -> str:
    """The character, or a space where it cannot be drawn; nothing for what joins emoji."""
    if _is_letter(char) or _can_draw(char) or char == NON_JOINER:
        return char
    return "" if unicodedata.category(char) == "Cf" else " "


def _is_letter(char: str) -> bool:
    return unicodedata.category(char)[0] in "LMN"


@lru_cache(maxsize=4096)
def _can_draw(char: str) -> bool:
    """Never a mark: placing it at its letter takes more than Pillow's basic layout."""
    category = unicodedata.category(char)[0]
    if category in "CM" or (category == "L" and not _stands_alone(char)):
        return False
    return any(_has(index, char) for index in range(len(FONTS)))


def _stands_alone(letter: str) -> bool:
    """Whether it looks right as it is; Arabic letters do only in a form that joins."""
    name = unicodedata.name(letter, "?")
    if name.startswith("ARABIC") and unicodedata.category(letter) == "Lo":
        return name.endswith(" FORM")
    return name.split()[0] in SCRIPTS


@lru_cache(maxsize=8192)
def _has(index: int, char: str) -> bool:
    """Whether the font has a glyph, and not only the box that stands for none."""
    font = _font(index, 20)
    return bytes(font.getmask(char)) != bytes(font.getmask(NO_CHARACTER))


# Measuring and setting a line


def width(text: str, size: int) -> float:
    """In pixels, of the line as drawn."""
    return sum(font.getlength(run) for font, run in _runs(text, size))


def line_height(size: int) -> int:
    return round(size * LEADING)


def mask(text: str, size: int) -> tuple[Image.Image, int]:
    """The line as shades 0–255, and how far its origin is from the image's left and top."""
    bleed = round(size * BLEED)
    image = Image.new("L", (round(width(text, size)) + 2 * bleed, size + 2 * bleed))
    draw, across = ImageDraw.Draw(image), float(bleed)
    for font, run in _runs(text, size):
        draw.text((across, size + bleed), run, fill=255, font=font, anchor="ls")
        across += font.getlength(run)
    return image, bleed


def _runs(text: str, size: int) -> Iterator[tuple[Font, str]]:
    """What is of one font, from left to right: words, or letters where no font has them all."""
    for word in re.split("( )", visual(text)):
        parts = word if _font_with(word) is None else [word]
        for part in parts:
            yield _font(_font_with(part) or 0, size), part


def _font_with(letters: str) -> int | None:
    """The first font that has them all, so that a word is of one kind if it can be."""
    having = (at for at in range(len(FONTS)) if all(_has(at, char) for char in letters))
    return next(having, None)


@cache
def _font(index: int, size: int) -> Font:
    file, scale = FONTS[index]
    return ImageFont.truetype(file, size * scale, layout_engine=ImageFont.Layout.BASIC)


# Fitting a box


def fit(texts: Sequence[str], box: tuple[int, int], sizes: Iterable[int]) -> Lines | None:
    """The texts, each beginning a line, at the first of these sizes that fits the box."""
    across, down = box
    for size in sizes:
        parts = tuple(_wrap(text, size, across) for text in texts)
        lines = Lines(parts, size)
        if all(parts) and lines.height <= down:
            return lines
    return None


def shortened(text: str, fits: Callable[[str], bool]) -> str:
    """As much of the text as fits, then an ellipsis; the ellipsis alone if nothing does."""
    if fits(text):
        return text
    # From the longest to the shortest: first those that do not fit, then those that do.
    tries = [text[:end].rstrip() + ELLIPSIS for end in range(len(text) - 1, -1, -1)]
    return tries[min(bisect(tries, False, key=fits), len(tries) - 1)]


def _wrap(text: str, size: int, across: int) -> tuple[str, ...]:
    """Lines no wider than this; none if a word is wider."""
    lines: list[str] = []
    space, used = width(" ", size), float(across)
    for word in text.split():
        wide = width(word, size)
        if wide > across:
            return ()
        if used + space + wide <= across:
            lines[-1] += f" {word}"
            used += space + wide
        else:
            lines.append(word)
            used = wide
    return tuple(lines)
