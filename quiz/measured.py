"""What the counted sheets of the front quiz add up to, for everyone: asked for once a minute.

A visit reads new sheets for a moment only, and where there are very many the next one goes on.
"""

from dataclasses import dataclass

from django.conf import settings

from careers.remembered import Remembered
from quiz import editions, tallies
from quiz.core.document import FORMS
from quiz.editions import Published
from quiz.tallies import Reading

FEWEST_SHEETS = 100
SECONDS = 60
STEP_SECONDS = 0.5  # of each form


@dataclass(frozen=True)
class Measured:
    """Each form's sums. ``edition`` is the row of the edition whose sheets they are."""

    edition: int
    readings: tuple[Reading, ...]

    @property
    def key(self) -> tuple[int, ...]:
        """Changes whenever the sums do."""
        return tuple(number for each in self.readings for number in (each.read, each.counted))


def measured(published: Published) -> Measured:
    """Of the front quiz's current edition; raises Error where the database was never asked."""
    found = _measured.get()
    if found.edition != published.pk:  # published since
        _measured.forget()
        found = _measured.get()
    return found


def forget() -> None:
    """Between tests."""
    _measured.forget()


def _measure() -> Measured:
    published = editions.current(settings.FRONT_QUIZ)
    readings = (tallies.bring_up_to_date(published, form, STEP_SECONDS) for form in FORMS)
    return Measured(published.pk, tuple(readings))


_measured = Remembered(_measure, SECONDS)
