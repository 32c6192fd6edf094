"""A draft that no check finds fault with, and small changes to it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from quiz.core.checks import ERROR, WARNING, check
from quiz.core.document import Document, Evidence, Option, Question, Source, Trait
from quiz.core.reading import read_document
from tests.core.banks import Demands, make_document, make_question

Change = Callable[[Document], Document]
Changes = Sequence[Change]
Finding = tuple[str, str, str, str, str]
# What is found · the changes that bring it about · changes nearly like them that do not.
Pair = tuple[list[Finding], Changes, Changes]

FROZEN = Path(__file__).parent.parent / "frozen" / "edition-1.json"

DEMANDS: Demands = {"ask": (4, 2), "build": (2, 4), "tell": (3, 3)}  # gaps −2, 2, 0
QUESTIONS = 24
ASK, BUILD = {"ask": 1}, {"build": 1}
AGREE = tuple({"build": points} for points in (2, 1, 0, -1, -2))
DISAGREE = tuple({"build": points} for points in (-2, -1, 0, 1, 2))


def make_sound(*changes: Change) -> Document:
    """24 pairs, q01 … q24, all of both forms; a and b pull 2 to either side, in turn.

    "tell" is shared, and asked about in q01 and q02.
    """
    rows = [(ASK, BUILD) if number % 2 else (BUILD, ASK) for number in range(1, QUESTIONS + 1)]
    rows[:2] = [({**ASK, "tell": 1}, BUILD), ({**BUILD, "tell": 1}, ASK)]
    made = (pair(f"q{number:02}", *row) for number, row in enumerate(rows, 1))
    document = replace(make_document(*made, demands=DEMANDS), sources=(make_source("S01"),))
    for change in changes:
        document = change(document)
    return document


def frozen() -> Document:
    """The first edition, as it was published."""
    return read_document(json.loads(FROZEN.read_text()))


def pair(slug: str, *points: dict[str, int], kind: str = "pair", short: bool = True) -> Question:
    question = make_question(slug, *points, kind=kind, short=short)
    return replace(question, evidence=(Evidence("S01"),))


def make_source(slug: str) -> Source:
    return Source(slug, f"Title of {slug}", "Publisher", "2025")


def whole(**values: Any) -> Change:
    """Change fields of the document."""
    return lambda document: replace(document, **values)


def asked(slug: str, /, **values: Any) -> Change:
    """Change fields of the question with this slug."""
    return lambda document: _with(document, slug, lambda question: replace(question, **values))


def offered(slug: str, key: str, /, **values: Any) -> Change:
    """Change fields of the option with this key."""

    def change(question: Question) -> Question:
        options = (replace(o, **values) if o.key == key else o for o in question.options)
        return replace(question, options=tuple(options))

    return lambda document: _with(document, slug, change)


def options(slug: str, choose: Callable[[tuple[Option, ...]], tuple[Option, ...]]) -> Change:
    """Put other options in the place of a question's."""
    return lambda document: _with(
        document, slug, lambda question: replace(question, options=choose(question.options))
    )


def pointed(slug: str, *points: dict[str, int], kind: str = "pair") -> Change:
    """Make a question of this kind with options of these points out of the one with this slug."""
    return lambda document: _with(
        document, slug, lambda question: pair(slug, *points, kind=kind, short=question.short)
    )


def demanded(trait: str, /, **levels: int) -> Change:
    """Change the demands for a trait, by role."""

    def change(document: Document) -> Document:
        return replace(
            document,
            traits=tuple(
                replace(
                    item,
                    demands={
                        role: replace(demand, level=levels.get(role, demand.level))
                        for role, demand in item.demands.items()
                    },
                )
                if item.slug == trait
                else item
                for item in document.traits
            ),
        )

    return change


def only(count: int) -> Change:
    """Keep the first questions."""
    return lambda document: replace(document, questions=document.questions[:count])


def short(*slugs: str) -> Change:
    """Put these questions, and no others, in the short form."""
    return lambda document: replace(
        document, questions=tuple(replace(q, short=q.slug in slugs) for q in document.questions)
    )


def traits(*slugs: str) -> Change:
    """These traits alone, each named as often as it is given here."""

    def change(document: Document) -> Document:
        by_slug: Mapping[str, Trait] = {trait.slug: trait for trait in document.traits}
        return replace(document, traits=tuple(by_slug[slug] for slug in slugs))

    return change


def without(*keys: str) -> Change:
    """Leave options out of q05."""
    return options("q05", lambda given: tuple(o for o in given if o.key not in keys))


def evidence(note: str) -> Change:
    """Let q05 rest on its source with this note."""
    return asked("q05", evidence=(Evidence("S01", note),))


def findings(document: Document) -> list[Finding]:
    """What the checks find, without the sentences."""
    return [(p.code, p.severity, p.question, p.option, p.trait) for p in check(document)]


def error(code: str, question: str = "", option: str = "", trait: str = "") -> Finding:
    return (code, ERROR, question, option, trait)


def warning(code: str, question: str = "", option: str = "", trait: str = "") -> Finding:
    return (code, WARNING, question, option, trait)


def _with(document: Document, slug: str, change: Callable[[Question], Question]) -> Document:
    questions = (change(q) if q.slug == slug else q for q in document.questions)
    return replace(document, questions=tuple(questions))
