"""An impact as tables, sentences and the coordinates of its picture."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from quiz import wording
from quiz.admin.numbers import signed
from quiz.core.document import Document
from quiz.core.impact import Impact, Reading, Shift
from quiz.impact import Measured

LARGEST = 5
WIDTH, HEIGHT, GAP = 640, 120, 2  # of the picture, in its own units


@dataclass(frozen=True)
class Bar:
    """Sheets that shift by about ``label`` points of lean; the rest in the picture's units."""

    label: str
    sheets: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class ImpactTables:
    """``document`` is the old one, which names the two sides."""

    measured: Measured
    document: Document

    @property
    def impact(self) -> Impact:
        return self.measured.impact

    @property
    def sheets(self) -> int:
        return len(self.impact.shifts)

    @property
    def how_many(self) -> str:
        return f"{self.sheets:,} sheet{'' if self.sheets == 1 else 's'}"

    @property
    def points(self) -> str:
        return wording.phrases(self.document).points

    @property
    def left(self) -> str:
        return self.document.role(self.document.left).name

    @property
    def right(self) -> str:
        return self.document.role(self.document.right).name

    @property
    def readings(self) -> list[tuple[str, str, int]]:
        """What was said, what would be said, and of how many sheets; most first."""
        changed = [pair for pair in self.impact.readings.most_common() if pair[0][0] != pair[0][1]]
        return [(self._said(was), self._said(now), count) for (was, now), count in changed]

    @property
    def same(self) -> int:
        """How many sheets would be told the same in words."""
        return self.sheets - sum(count for _, _, count in self.readings)

    @property
    def largest(self) -> list[tuple[str, str, str, str]]:
        """Form, lean before, lean after, and the shift."""
        return [self._row(shift) for shift in self.impact.largest(LARGEST)]

    @property
    def width(self) -> int:
        """Of a bar, in points of lean."""
        return self.impact.histogram.width

    @property
    def bars(self) -> list[Bar]:
        """From the furthest shift to the left to as far to the right, empty ones too."""
        counts = self.impact.histogram.counts
        furthest = max(1, *(abs(number) for number in counts))
        numbers = range(-furthest, furthest + 1)
        step, most = WIDTH / len(numbers), max(counts.values())
        return [
            self._bar(number, counts.get(number, 0), step, place, most)
            for place, number in enumerate(numbers)
        ]

    def _bar(self, number: int, sheets: int, step: float, place: int, most: int) -> Bar:
        height = max(HEIGHT * sheets / most, 1 if sheets else 0)
        return Bar(
            label=signed(number * self.width),
            sheets=sheets,
            x=round(place * step + GAP / 2, 1),
            y=round(HEIGHT - height, 1),
            width=round(step - GAP, 1),
            height=round(height, 1),
        )

    def _row(self, shift: Shift) -> tuple[str, str, str, str]:
        places = (self._lean(wording.place, lean) for lean in (shift.before, shift.after))
        return (shift.form, *places, self._lean(wording.move, shift.by))

    def _lean(self, said: Callable[[Document, str, int], str], lean: Fraction) -> str:
        tenths = round(lean * 10)
        role = (self.right if tenths > 0 else self.left) if tenths else ""
        return said(self.document, role, tenths)

    def _said(self, reading: Reading) -> str:
        role = self.right if reading.side > 0 else self.left
        return wording.reading(self.document, reading.band, role)
