"""What a check finds wrong with a draft."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True)
class Problem:
    """One finding: ``text`` is a sentence that says what is wrong and what would mend it.

    An error would make a result wrong or leave a visitor stuck; a warning is the editor's to
    judge. ``code`` is stable. ``question`` and ``trait`` (slugs) and ``option`` (a key) say
    where it is mended; empty where it is not there.
    """

    code: str
    severity: str
    text: str
    question: str = ""
    option: str = ""
    trait: str = ""


def twice(items: Iterable[str]) -> list[str]:
    """What occurs more than once, each named once, in order."""
    return [item for item, count in Counter(items).items() if count > 1]


def joined(items: Iterable[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    *before, last = items
    return f"{', '.join(before)} and {last}" if before else last


def percent(share: Fraction | float) -> str:
    return f"{float(100 * share):.0f}\u00a0%"
