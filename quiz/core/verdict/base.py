"""What every verdict says, whichever rule it follows."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from quiz.core.document import Document
from quiz.core.explain import Change, flip, pulls_by_answer, pulls_by_part, round_to_sum
from quiz.core.scoring import Sheet, total

FEW, CLOSE, LEAN, CLEAR = "few", "close", "leans", "clear"


@dataclass(frozen=True)
class Contribution:
    """One question's, trait's or group's share of the verdict.

    ``pull`` and ``reach``, which is worth 100 points, are in 1/unit of the bank. ``points`` is
    exact, ``tenths`` is what is shown: rounded to a tenth so that the shown pieces add up. What
    a point is, the rule says.
    """

    slug: str
    pull: int
    reach: int
    tenths: int

    @property
    def points(self) -> Fraction:
        return Fraction(100 * self.pull, self.reach) if self.reach else Fraction(0)


@dataclass(frozen=True)
class Verdict(ABC):
    """Everything that a result says about one sheet, worked out when it is asked for."""

    sheet: Sheet

    @cached_property
    def total(self) -> int:
        """Base and pulls together, in 1/unit of the bank; + is towards the right role."""
        return total(self.sheet)

    @property
    def document(self) -> Document:
        return self.sheet.bank.document

    @property
    def asked(self) -> int:
        """The number of questions in the form."""
        return len(self.sheet.questions)

    @property
    def answered(self) -> int:
        """The number of questions with a scored option chosen."""
        return len(self.sheet.chosen)

    @property
    def toward(self) -> str | None:
        """The slug of the role on the total's side, whatever the band; None for exactly 0."""
        if self.total == 0:
            return None
        return self.document.right if self.total > 0 else self.document.left

    @cached_property
    def by_answer(self) -> tuple[Contribution, ...]:
        """A contribution for each question of the form, in order."""
        return self._contributions(pulls_by_answer(self.sheet))

    @cached_property
    def by_trait(self) -> tuple[Contribution, ...]:
        """One for each trait or, where ticks are counted, for each group; in order."""
        return self._contributions(pulls_by_part(self.sheet))

    @cached_property
    def flip(self) -> tuple[Change, ...]:
        """The fewest answers that, changed, put the total on the other side of 0."""
        return flip(self.sheet, self.total)

    @property
    @abstractmethod
    def lean(self) -> Fraction:
        """−100 … +100, + towards the right role."""

    @property
    @abstractmethod
    def lean_tenths(self) -> int:
        """The lean as shown, in tenths of a point."""

    @property
    @abstractmethod
    def p(self) -> Fraction:
        """How firm it is, 0–1; of what it is the share, the rule says."""

    @property
    @abstractmethod
    def band(self) -> str:
        """How firm in a word: few, close, leans or clear."""

    @property
    @abstractmethod
    def close_edge(self) -> Fraction:
        """The greatest |lean| that is still too close to call."""

    @property
    @abstractmethod
    def clear_edge(self) -> Fraction:
        """The greatest |lean| that is not yet clear."""

    @property
    def interests(self) -> Mapping[str, Fraction | None]:
        """Interest by trait, 0–100, where the rule knows any; None for a trait not answered on."""
        return {}

    @abstractmethod
    def to_json(self) -> dict[str, Any]:
        """The verdict as in ``/result.json``, without the edition's number. Not rounded."""

    @property
    @abstractmethod
    def _reach(self) -> int:
        """What is worth 100 points, in 1/unit of the bank; 0 where nothing answered could pull."""

    def _contributions(self, pulls: Mapping[str, int]) -> tuple[Contribution, ...]:
        reach = self._reach
        tenths = round_to_sum(list(pulls.values()), reach)
        return tuple(
            Contribution(slug, pull, reach, shown)
            for (slug, pull), shown in zip(pulls.items(), tenths, strict=True)
        )


def flip_json(changes: tuple[Change, ...]) -> dict[str, Any]:
    return {"count": len(changes), "changes": [change_json(change) for change in changes]}


def change_json(change: Change) -> dict[str, str]:
    return {"question": change.question, "from": change.old, "to": change.new}
