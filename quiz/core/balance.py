"""Whether a draft is fair to both roles and can tell people apart.

Everything here is exact. The shares of sheets are not simulated but counted, with the same
convolution that says how firm a lean is: a half-minded person's sheet is a random one from a
list in which the option they favour stands n times more among n. tests/core compares the
counts with seeded sheets of ``simulation``.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import accumulate

from quiz.core.chance import Chance, chance
from quiz.core.document import FORMS, Question
from quiz.core.problems import WARNING, Problem, percent
from quiz.core.scoring import Bank
from quiz.core.verdict import FEWEST_ANSWERS, LEANS

SIDES = (-1, 1)

MOST_UNEVEN = Fraction(11, 10)  # reach of one side over that of the other
MOST_WORDY = Fraction(115, 100)  # mean length of one side's options over that of the other's

MOST_TOO_CLOSE = Fraction(1, 4)
"""The share of half-minded sheets that may be too close to call.

Measured in the first edition, towards the left and the right role: 17.1 % and 15.7 % of the
short form's sheets (16 questions), 4.3 % and 3.6 % of the full form's (30). Of 60 forms of
randomly drawn 16 of its questions, none had more than 21 %; of 12 questions the middle one
had 25 %, of 6 it had 46 %. More than a quarter says that the form is too short or too weak.
"""

MOST_OPPOSED = Fraction(1, 1000)
"""The share of random full sheets whose short form may firmly lean the other way.

Measured in the first edition: 3 in 10 million. Of 40 short forms of randomly drawn 16 of its
questions the worst had 0.1 in 1,000; of 10 questions the middle one had 0.4 and the worst
1.3; of 8 questions the middle one had 1.1. Forms that had nothing to do with each other
would have about 20.
"""


@dataclass(frozen=True)
class FormBalance:
    """What a form can say when all of it is answered. Pulls are in 1/unit of the bank."""

    bank: Bank
    name: str

    @property
    def questions(self) -> tuple[Question, ...]:
        return self.bank.document.form(self.name)

    @cached_property
    def offered(self) -> list[list[int]]:
        """The pulls of each question's scored options, in bank order."""
        return [list(self.bank.pulls[question.slug].values()) for question in self.questions]

    @cached_property
    def chance(self) -> Chance:
        return chance(self.offered)

    @cached_property
    def close(self) -> int:
        """The greatest distance from 0 that is too close to call."""
        return self.chance.edge(LEANS)

    @property
    def reach(self) -> dict[int, int]:
        """How far the answers can go to the left (−1) and to the right (+1)."""
        return {
            side: sum(max(side * pull for pull in row) for row in self.offered) for side in SIDES
        }

    @property
    def too_close(self) -> Fraction:
        """The share of random sheets that are too close to call: at least 4 in 5."""
        return self._too_close(self.chance)

    @property
    def too_close_half_minded(self) -> Fraction:
        """The same of half-minded sheets, of the role whose people are told less often."""
        return max(self._too_close(chance(self._favouring(side))) for side in SIDES)

    def _favouring(self, side: int) -> list[list[int]]:
        return [row + len(row) * [side * max(side * pull for pull in row)] for row in self.offered]

    def _too_close(self, sheets: Chance) -> Fraction:
        close = sum(n for total, n in sheets.counts.items() if abs(total) <= self.close)
        return Fraction(close, sheets.sheets)


def imbalances(bank: Bank) -> Iterator[Problem]:
    """All that is out of balance in a bank; of a form too small for any result, nothing."""
    for question in bank.document.questions:
        yield from _pulls(bank, question)
    yield from _lengths(bank)
    forms = [FormBalance(bank, name) for name in FORMS]
    large = [form for form in forms if len(form.questions) >= FEWEST_ANSWERS]
    for form in large:
        for rule in (_reach, _habits, _closeness):
            yield from rule(form)
    if len(large) == len(FORMS):
        yield from _forms_differ(*large)


def opposed(short: FormBalance, full: FormBalance) -> Fraction:
    """The share of random full sheets whose short answers lean to the other side.

    Both outside their close band. The short form is part of the full one and independent of
    the rest, so a full total is a short one and one of the rest.
    """
    rest = chance(row for q, row in zip(full.questions, full.offered, strict=True) if not q.short)
    totals = sorted(rest.counts)
    below = list(accumulate((rest.counts[total] for total in totals), initial=0))

    def turned(total: int) -> int:
        """How many sheets of the rest lead this short total firmly to the other side."""
        if total > 0:
            return below[bisect_left(totals, -full.close - total)]
        return rest.sheets - below[bisect_right(totals, full.close - total)]

    firm = {total: n for total, n in short.chance.counts.items() if abs(total) > short.close}
    return Fraction(sum(n * turned(total) for total, n in firm.items()), full.chance.sheets)


def _pulls(bank: Bank, question: Question) -> Iterator[Problem]:
    """What a single question cannot tell apart. One that is all about shared traits may be."""
    gaps = bank.document.gaps
    raws = [sum(n * gaps[trait] for trait, n in o.points.items()) for o in question.scored]
    counts = any(n and gaps[trait] for o in question.scored for trait, n in o.points.items())
    if counts and len(set(raws)) == 1:
        text = (
            f"The options of {question.slug} all pull alike, so it moves no result although "
            "its traits should: change the points of some."
        )
        yield Problem("no-pull", WARNING, text, question.slug)
    elif min(raws) > 0 or max(raws) < 0:
        role = _role(bank, 1 if min(raws) > 0 else -1)
        text = (
            f"Every option of {question.slug} speaks for {role}, so the mildest counts against "
            "it: offer one that speaks for the other role."
        )
        yield Problem("one-sided", WARNING, text, question.slug)


def _lengths(bank: Bank) -> Iterator[Problem]:
    """Longer options look weightier. The words of an agree scale are always the same."""
    lengths: dict[int, list[int]] = {side: [] for side in SIDES}
    for question in bank.document.questions:
        if question.kind != "agree":
            for option in question.scored:
                if pull := bank.pulls[question.slug][option.key]:
                    lengths[1 if pull > 0 else -1].append(len(option.text))
    if not all(lengths.values()):
        return
    means = {side: Fraction(sum(given), len(given)) for side, given in lengths.items()}
    longer, shorter = _larger_first(means)
    if means[longer] > MOST_WORDY * means[shorter]:
        text = (
            f"Options that pull to {_role(bank, longer)} are {_more(means, longer)} longer than "
            f"those that pull to {_role(bank, shorter)}: shorten some, or say more in the others."
        )
        yield Problem("longer-options", WARNING, text)


def _reach(form: FormBalance) -> Iterator[Problem]:
    reach = form.reach
    further, nearer = _larger_first(reach)
    if reach[further] > MOST_UNEVEN * reach[nearer]:
        text = (
            f"In the {form.name} form answers can go {_more(reach, further)} further to "
            f"{_role(form.bank, further)} than to {_role(form.bank, nearer)}: "
            "give the strongest options of the weaker side more points, or the others fewer."
        )
        yield Problem("uneven-reach", WARNING, text)


def _habits(form: FormBalance) -> Iterator[Problem]:
    """Who answers by habit should not be told a lean. Other answers are worth 0 on average."""
    rows = list(zip(form.questions, form.offered, strict=True))
    agreed = sum(row[0] for question, row in rows if question.kind == "agree")
    first, last = (sum(row[place] for row in form.offered) for place in (0, -1))
    for code, total, habit, mend in (
        (
            "agree-leans",
            agreed,
            "Agreeing strongly with every statement",
            "turn some statements round",
        ),
        ("first-leans", first, "Choosing every first option", "reorder some options"),
        ("last-leans", last, "Choosing every last option", "reorder some options"),
    ):
        if abs(total) > form.close:
            text = (
                f"{habit} of the {form.name} form is enough to lean to "
                f"{_role(form.bank, 1 if total > 0 else -1)}: {mend}."
            )
            yield Problem(code, WARNING, text)


def _closeness(form: FormBalance) -> Iterator[Problem]:
    half_minded = form.too_close_half_minded
    if half_minded > MOST_TOO_CLOSE:
        text = (
            f"The {form.name} form is too close to call for {percent(half_minded)} of those who "
            "favour one role in every second answer and choose the others at random, and for "
            f"{percent(form.too_close)} of those who choose all at random: "
            "add questions, or options that pull further."
        )
        yield Problem("too-close", WARNING, text)


def _forms_differ(short: FormBalance, full: FormBalance) -> Iterator[Problem]:
    share = opposed(short, full)
    if share > MOST_OPPOSED:
        text = (
            f"In {float(1000 * share):.0f} of 1,000 random sheets the short form leans firmly "
            "against the full one: put more questions, or others, in the short form."
        )
        yield Problem("forms-differ", WARNING, text)


def _role(bank: Bank, side: int) -> str:
    document = bank.document
    return document.role(document.right if side > 0 else document.left).name


def _larger_first(by_side: Mapping[int, int | Fraction]) -> list[int]:
    return sorted(SIDES, key=lambda side: -by_side[side])


def _more(by_side: Mapping[int, int | Fraction], side: int) -> str:
    """How much more this side has than the other."""
    return percent(Fraction(by_side[side]) / by_side[-side] - 1)
