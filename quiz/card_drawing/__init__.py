"""The pictures of a shared result: what is on them, where it stands, and how it is drawn.

Drawn with Pillow and two shipped fonts only, so that every machine draws the same.
"""

from quiz.card_drawing.card import Card
from quiz.card_drawing.layout import CARD, STORY, Layout
from quiz.card_drawing.lettering import drawable
from quiz.card_drawing.picture import DESIGN, draw

__all__ = ["CARD", "DESIGN", "STORY", "Card", "Layout", "draw", "drawable"]
