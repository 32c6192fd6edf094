"""The rule read literally from its formulas, in fractions, trying every sheet: slow and plain."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import product

from quiz.core.document import Document, Option, Question


def raw(document: Document, option: Option) -> int:
    levels = {
        trait.slug: (trait.demands[document.left].level, trait.demands[document.right].level)
        for trait in document.traits
    }
    return sum(worth * (levels[t][1] - levels[t][0]) for t, worth in option.points.items())


def pulls(document: Document, question: Question) -> dict[str, Fraction]:
    """By the key of each scored option."""
    raws = {o.key: raw(document, o) for o in question.options if not o.opt_out}
    mean = Fraction(sum(raws.values()), len(raws))
    return {key: value - mean for key, value in raws.items()}


def offered(document: Document, chosen: Mapping[str, str]) -> dict[str, dict[str, Fraction]]:
    """The pulls of every question in ``chosen``."""
    return {q.slug: pulls(document, q) for q in document.questions if q.slug in chosen}


def total(document: Document, chosen: Mapping[str, str]) -> Fraction:
    table = offered(document, chosen)
    return sum((table[slug][key] for slug, key in chosen.items()), Fraction(0))


def reaches(document: Document, chosen: Mapping[str, str]) -> tuple[Fraction, Fraction]:
    """To the left, to the right."""
    table = offered(document, chosen).values()
    lowest = sum((min(row.values()) for row in table), Fraction(0))
    highest = sum((max(row.values()) for row in table), Fraction(0))
    return -lowest, highest


def lean(document: Document, chosen: Mapping[str, str]) -> Fraction:
    reach = max(reaches(document, chosen))
    return 100 * total(document, chosen) / reach if reach else Fraction(0)


def every_sheet(questions: Iterable[Question]) -> Iterator[dict[str, str]]:
    """All ways to answer all these questions with scored options."""
    asked = list(questions)
    for keys in product(*([o.key for o in q.options if not o.opt_out] for q in asked)):
        yield {q.slug: key for q, key in zip(asked, keys, strict=True)}


def counts(rows: Iterable[Iterable[int]]) -> Counter[int]:
    """How many of all sheets have each total, for questions with these pulls."""
    return Counter(sum(sheet) for sheet in product(*(tuple(row) for row in rows)))


def p(document: Document, chosen: Mapping[str, str]) -> Fraction:
    """The share of all sheets at least as far from 0."""
    rows = (row.values() for row in offered(document, chosen).values())
    totals = [sum(sheet, Fraction(0)) for sheet in product(*rows)]
    far = abs(total(document, chosen))
    return Fraction(sum(abs(other) >= far for other in totals), len(totals))


def fewest_changes(document: Document, chosen: Mapping[str, str]) -> int | None:
    """The least number of other answers that puts the total strictly across 0."""
    table = offered(document, chosen)
    before = total(document, chosen)
    found = []
    for keys in product(*table.values()):
        other = dict(zip(table, keys, strict=True))
        if total(document, other) * before < 0:
            found.append(sum(chosen[slug] != key for slug, key in other.items()))
    return min(found, default=None)
