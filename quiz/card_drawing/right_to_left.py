"""Hebrew and Arabic for a drawer that sets one glyph after another, left to right."""

from functools import lru_cache

from arabic_reshaper import ArabicReshaper

# Not the package's faster one, which does not turn brackets round.
from bidi.algorithm import get_base_level, get_display

EMBEDDING, END = "\u202b", "\u202c"  # what stands between them reads from right to left

# The fonts have no sign for this whole word, only its letters.
_shaper = ArabicReshaper({"ARABIC LIGATURE ALLAH": "no"})


def embedded(name: str) -> str:
    """The name with what keeps its first and last signs with it in any line."""
    return f"{EMBEDDING}{name}{END}" if get_base_level(name) else name


@lru_cache(maxsize=1024)
def visual(line: str) -> str:
    """The line as it is drawn, from left to right; Arabic joined, without vowel points."""
    return get_display(_shaper.reshape(line), base_dir="L")
