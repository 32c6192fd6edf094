"""Why a sheet leans as it does: pieces that, with the base, add up to its total exactly."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from quiz.core.document import Question
from quiz.core.scoring import Scale, Sheet


@dataclass(frozen=True)
class Change:
    """One answer to change, from one option key to another."""

    question: str
    old: str
    new: str


def pulls_by_answer(sheet: Sheet) -> dict[str, int]:
    """The pull of each question of the form, in order; 0 where it was not answered."""
    pulls = sheet.bank.pulls
    return {
        q.slug: pulls[q.slug][sheet.chosen[q.slug]] if q.slug in sheet.chosen else 0
        for q in sheet.questions
    }


def pulls_by_part(sheet: Sheet) -> dict[str, int]:
    """The pull of each trait or group, in the document's order; with the base, the total."""
    sums = dict.fromkeys(sheet.bank.document.parts, 0)
    for slug, key in sheet.chosen.items():
        for part, pull in sheet.bank.parts[slug][key].items():
            sums[part] += pull
    return sums


def interests(sheet: Sheet) -> dict[str, Fraction | None]:
    """Interest in each trait, 0–100: (Σpoints − Σmin) / (Σmax − Σmin).

    Over the answered questions that touch the trait; None where no answered question does.
    """
    return {trait.slug: _interest(sheet, trait.slug) for trait in sheet.bank.document.traits}


def questions_on(sheet: Sheet, trait: str) -> list[Question]:
    """The answered questions that touch the trait: some option of theirs gives it points."""
    return [scale.question for scale in _scales_on(sheet, trait)]


def _interest(sheet: Sheet, trait: str) -> Fraction | None:
    scales = _scales_on(sheet, trait)
    above = sum(scale.above[sheet.chosen[scale.question.slug]] for scale in scales)
    span = sum(scale.most for scale in scales)
    return Fraction(100 * above, span) if span else None


def _scales_on(sheet: Sheet, trait: str) -> list[Scale]:
    """What the answered questions give the trait, in order."""
    return [s for s in sheet.bank.scales[trait] if s.question.slug in sheet.chosen]


def flip(sheet: Sheet, total: int) -> tuple[Change, ...]:
    """The least number of answers that, changed, put the total on the other side of 0.

    Pulls add, so the answers that can swing furthest away from the verdict, taken in that
    order until the total is passed, are as few as can be. Empty for a total of 0, and where
    the answers given cannot reach the other side, as a few ticks may not.
    """
    if total == 0:
        return ()
    towards = 1 if total > 0 else -1
    left = total * towards
    changes = []
    for swing, change in sorted(_swings(sheet, towards), key=lambda pair: -pair[0]):
        if left < 0:
            break
        left -= swing
        changes.append(change)
    return tuple(changes) if left < 0 else ()


def _swings(sheet: Sheet, towards: int) -> Iterable[tuple[int, Change]]:
    """How far each answer could move away from the verdict, and the change that does it."""
    bank = sheet.bank
    opposite = bank.leftmost if towards > 0 else bank.rightmost
    for slug, key in sheet.chosen.items():
        pulls, furthest = bank.pulls[slug], opposite[slug]
        yield towards * (pulls[key] - pulls[furthest]), Change(slug, key, furthest)


def round_to_sum(pieces: Sequence[int], reach: int, scale: int = 10) -> list[int]:
    """Pulls as lean points, in 1/``scale``, whose sum is the rounded lean (largest remainder).

    ``pieces`` and ``reach`` are in the same unit. Zero stays zero, and every piece lies
    within one step of its exact value. Swapping the two roles mirrors every piece.
    """
    if not reach:
        return [0] * len(pieces)
    total = sum(pieces)
    # One orientation, so that ties fall the same way mirrored; a total of 0 takes it from a piece.
    leading = next((number for number in (total, *pieces) if number), 0)
    sign = -1 if leading < 0 else 1
    quotas = [divmod(sign * piece * 100 * scale, reach) for piece in pieces]
    target = (2 * abs(total) * 100 * scale + reach) // (2 * reach)
    missing = target - sum(whole for whole, _ in quotas)
    by_remainder = sorted(range(len(pieces)), key=lambda index: -quotas[index][1])
    raised = set(by_remainder[:missing])
    return [sign * (whole + (index in raised)) for index, (whole, _) in enumerate(quotas)]
