"""What the counted sheets say about the questions: figures from ``sums``, nothing else.

An unanswered question and an opt-out have pull 0 throughout, as in the lean itself: the
figures describe the lean as it is shown, not one of people who answer everything. Gaps
therefore weaken every correlation and alpha a little.

A figure that has no meaning (no variance, a single question, nobody) is None.

Sources, named where they are used:
    Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests.
        Psychometrika 16, 297–334.
    Fisher, R. A. (1921). On the "probable error" of a coefficient of correlation deduced
        from a small sample. Metron 1(4), 3–32.
    Hicks, L. E. (1970). Some properties of ipsative, normative, and forced-choice normative
        measures. Psychological Bulletin 74, 167–184.
    Lord, F. M. & Novick, M. R. (1968). Statistical Theories of Mental Test Scores.
    Nunnally, J. C. & Bernstein, I. H. (1994). Psychometric Theory, 3rd edition.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from quiz.core.document import OPT_OUT_KEY
from quiz.core.scoring import Bank
from quiz.core.sums import Sums, sides_of

FEWEST_SHEETS = 30
# A correlation further from 0 than this many standard errors has a certain sign: 5 %, two-sided.
CERTAIN = 1.96

WITH, UNCLEAR, AGAINST = "with", "unclear", "against"


@dataclass(frozen=True)
class Item:
    """One question. ``answered`` + ``opted_out`` + ``left_open`` are the sheets.

    ``rest`` is its item–rest correlation. ``sign`` says whether that is certainly above 0
    (with), certainly below (against) or neither (unclear), and is None where there is none.
    """

    slug: str
    answered: int
    opted_out: int
    left_open: int
    untaken: tuple[str, ...]  # keys of scored options that nobody chose
    rest: float | None
    sign: str | None

    @property
    def is_negative(self) -> bool:
        """Whether it speaks against the rest of the form at all, certainly or not."""
        return self.rest is not None and self.rest < 0


@dataclass(frozen=True)
class Scale:
    """A score that ``questions`` of the form add up to; ``sd`` and ``sem`` in points of lean."""

    questions: int
    alpha: Fraction | None
    sd: float | None
    sem: float | None


@dataclass(frozen=True)
class Figures:
    """A form's figures. ``mean`` is the average lean in points, gaps counted as pull 0.

    ``lean`` is the scale of the totals. ``left`` and ``right`` are the two interests that
    ``sums.sides_of`` splits it into. A choice for one side is often a choice against the
    other, so that the two are not independent of each other (Hicks 1970): their alphas say
    how well each side's traits hang together, and are no norm.
    """

    sheets: int
    mean: Fraction | None
    items: tuple[Item, ...]
    lean: Scale
    left: Scale
    right: Scale

    @property
    def negative(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.is_negative)


def figures(bank: Bank, form: str, sums: Sums) -> Figures:
    """Everything at once; each figure is None where ``sums`` cannot carry it."""
    reach = whole_reach(bank, form)
    slugs = [question.slug for question in bank.document.form(form)]

    def scale(score: Callable[[str, str], int], total: int, squared: int) -> Scale:
        moments = (_moments(bank, slug, sums, score) for slug in slugs)
        return _scale([spread for spread in moments if spread], sums.sheets, total, squared, reach)

    return Figures(
        sheets=sums.sheets,
        mean=Fraction(100 * sums.total, sums.sheets * reach) if sums.sheets and reach else None,
        items=tuple(_item(bank, slug, sums) for slug in slugs),
        lean=scale(lambda slug, key: bank.pulls[slug][key], sums.total, sums.total_squared),
        left=scale(lambda slug, key: sides_of(bank, slug, key)[0], sums.left, sums.left_squared),
        right=scale(lambda slug, key: sides_of(bank, slug, key)[1], sums.right, sums.right_squared),
    )


def whole_reach(bank: Bank, form: str) -> int:
    """The reach of a complete sheet, in the bank's 1/unit: a total this large is a lean of 100."""
    offered = [bank.pulls[question.slug].values() for question in bank.document.form(form)]
    return max(-sum(min(pulls) for pulls in offered), sum(max(pulls) for pulls in offered))


@dataclass(frozen=True)
class _Moments:
    """Σx and Σx² of one question's score over the sheets."""

    total: int
    squared: int

    def spread(self, sheets: int) -> int:
        """n² times the variance (over n): whole, and enough wherever only ratios are asked."""
        return scaled_variance(sheets, self.total, self.squared)


def scaled_variance(sheets: int, total: int, squared: int) -> int:
    """n·Σx² − (Σx)²: n² times the variance over n, n(n − 1) times the one over n − 1."""
    return sheets * squared - total * total


def alpha(questions: int, item_variances: Iterable[int], total_variance: int) -> Fraction | None:
    """Cronbach's alpha (1951): k / (k − 1) · (1 − Σ variance of items / variance of total).

    The variances may share any scale. None for fewer than two questions or a total that
    never varies. Below 0 where the questions contradict each other.
    """
    if questions < 2 or not total_variance:
        return None
    unshared = Fraction(sum(item_variances), total_variance)
    return Fraction(questions, questions - 1) * (1 - unshared)


def standard_error(sd: float | None, reliability: Fraction | None) -> float | None:
    """The standard error of measurement: SD · √(1 − reliability) (Lord & Novick 1968, ch. 3).

    An alpha below 0 is read as 0: a reliability is a share of variance, and error cannot
    spread more than the score that holds it.
    """
    if sd is None or reliability is None:
        return None
    return sd * math.sqrt(1 - max(reliability, Fraction(0)))


def item_rest(item_variance: int, total_variance: int, covariance: int) -> float | None:
    """The correlation of an item with the total of all others (Nunnally & Bernstein 1994, ch. 8).

    (cov(x, T) − var(x)) / √(var(x) · var(T − x)), var(T − x) = var(T) − 2 cov(x, T) + var(x).
    All on one scale. None where the item or the rest never varies.
    """
    rest_variance = total_variance - 2 * covariance + item_variance
    if not item_variance or not rest_variance:
        return None
    return (covariance - item_variance) / (math.sqrt(item_variance) * math.sqrt(rest_variance))


def sign_of(correlation: float | None, sheets: int) -> str | None:
    """Whether a correlation's sign is certain: artanh r is about normal with standard error
    1 / √(n − 3) (Fisher 1921). None without a correlation.
    """
    if correlation is None:
        return None
    if sheets <= 3:
        return UNCLEAR
    # At exactly ±1 artanh is infinite; a hair less is just as certain.
    bounded = max(-1 + 1e-12, min(1 - 1e-12, correlation))
    errors = math.atanh(bounded) * math.sqrt(sheets - 3)
    if abs(errors) < CERTAIN:
        return UNCLEAR
    return WITH if errors > 0 else AGAINST


def _scale(parts: list[_Moments], sheets: int, total: int, squared: int, reach: int) -> Scale:
    variance = scaled_variance(sheets, total, squared)
    reliability = alpha(len(parts), (part.spread(sheets) for part in parts), variance)
    sd = None
    if sheets > 1 and reach:
        sd = 100 * math.sqrt(Fraction(variance, sheets * (sheets - 1))) / reach
    return Scale(len(parts), reliability, sd, standard_error(sd, reliability))


def _moments(
    bank: Bank, slug: str, sums: Sums, score: Callable[[str, str], int]
) -> _Moments | None:
    """None where no option of the question scores: then it is no part of the scale."""
    scores = {key: score(slug, key) for key in bank.pulls[slug]}
    if not any(scores.values()):
        return None
    chosen = sums.chosen.get(slug, {})
    counted = [(value, chosen.get(key, 0)) for key, value in scores.items()]
    return _Moments(
        total=sum(value * count for value, count in counted),
        squared=sum(value * value * count for value, count in counted),
    )


def _item(bank: Bank, slug: str, sums: Sums) -> Item:
    chosen = sums.chosen.get(slug, {})
    answered = sum(chosen.get(key, 0) for key in bank.pulls[slug])
    opted_out = chosen.get(OPT_OUT_KEY, 0)
    rest = _item_rest(bank, slug, sums)
    return Item(
        slug=slug,
        answered=answered,
        opted_out=opted_out,
        left_open=sums.sheets - answered - opted_out,
        untaken=tuple(key for key in bank.pulls[slug] if not chosen.get(key)),
        rest=rest,
        sign=sign_of(rest, sums.sheets),
    )


def _item_rest(bank: Bank, slug: str, sums: Sums) -> float | None:
    moments = _moments(bank, slug, sums, lambda slug, key: bank.pulls[slug][key])
    if moments is None:
        return None
    covariance = sums.sheets * sums.with_total.get(slug, 0) - moments.total * sums.total
    return item_rest(
        moments.spread(sums.sheets),
        scaled_variance(sums.sheets, sums.total, sums.total_squared),
        covariance,
    )
