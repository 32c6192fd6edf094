"""What a comparison of shared results says, as a function of their readings.

Leans and interests compare across editions and forms of one quiz; single answers only between
people who included theirs, and only where they were asked in the same words.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quiz import marks, shared_result, together, wording
from quiz.compared import FEWEST_PEOPLE, Person
from quiz.core.document import EVIDENCE, INTEREST, Document, Option, Question, Trait
from quiz.shared_result import EITHER, LEFT, RIGHT, SharedGroup
from quiz.together import Bar, TraitRow, listed

MOST_IN_TITLE = 3


@dataclass(frozen=True)
class Pick:
    """What some people chose; ``option`` is None for no answer."""

    option: Option | None
    people: list[Person]


@dataclass(frozen=True)
class QuestionRow:
    question: Question
    picks: list[Pick]

    @property
    def alike(self) -> bool:
        """Whether all gave the same answer, and one that counts."""
        only = self.picks[0].option
        return len(self.picks) == 1 and only is not None and not only.opt_out


def page(compared: Sequence[Person]) -> dict[str, Any]:
    """The context of the page. Words and demands are those of the newest edition among them."""
    document = max(compared, key=lambda person: person.entry.edition).reading.document
    showing = [person for person in compared if person.entry.answers is not None]
    questions = question_rows(showing)
    line = marks.line([person.reading.lean_tenths for person in compared])
    return {
        "people": compared,
        "pair": len(compared) == FEWEST_PEOPLE,
        "title": title(compared),
        "document": document,
        "left": document.role(document.left),
        "right": document.role(document.right),
        "leans": leans(compared),
        "anyone_close": any(person.side == EITHER for person in compared),
        "line": line,
        "marks": list(zip(compared, line.marks, strict=True)),
        "distance": wording.apart(document, distance(compared)),
        "scale": wording.short_scale(document),
        "words": wording.phrases(document),
        "editions": sorted({person.entry.edition for person in compared}),
        "forms": sorted({person.reading.asked for person in compared}),
        "showing": showing,
        "questions": questions,
        "alike": sum(row.alike for row in questions),
        **_PARTS[document.rule](compared, document),
    }


def _traits_part(compared: Sequence[Person], document: Document) -> dict[str, Any]:
    """Of interests, trait by trait."""
    rows = trait_rows(compared, document)
    return {
        "part": "quiz/_compare_traits.html",
        "differences": together.differences(rows, document),
        "apart": together.APART,
        "enjoyed": together.enjoyed_by_all(rows),
        "unloved": together.loved_by_none(rows),
        "traits": rows,
    }


def _groups_part(compared: Sequence[Person], document: Document) -> dict[str, Any]:
    """Of ticks, checklist by checklist, as far as all were asked it."""
    by_person = [_groups(person) for person in compared]
    return {
        "part": "check/_compare_groups.html",
        "groups": [
            (group, [(p, rows[group.slug]) for p, rows in zip(compared, by_person, strict=True)])
            for group in document.groups
            if all(group.slug in rows for rows in by_person)
        ],
    }


def _groups(person: Person) -> dict[str, SharedGroup]:
    rows = shared_result.group_rows(person.reading.document, person.reading.summary)
    return {row.group.slug: row for row in rows}


_PARTS: Mapping[str, Callable[[Sequence[Person], Document], dict[str, Any]]] = {
    INTEREST: _traits_part,
    EVIDENCE: _groups_part,
}


def title(compared: Sequence[Person]) -> str:
    if len(compared) > MOST_IN_TITLE:
        return f"{len(compared)} results compared"
    return f"{listed([person.called for person in compared])} compared"


def leans(compared: Sequence[Person]) -> str:
    """All verdicts in one sentence: by name, or of many how many came to each."""
    if len(compared) <= MOST_IN_TITLE:
        return f"{listed([f'{person.called} {person.verdict}' for person in compared])}."
    document = compared[0].reading.document
    counted = [
        _counted(compared, LEFT, document, document.role(document.left).name),
        _counted(compared, EITHER, document),
        _counted(compared, RIGHT, document, document.role(document.right).name),
    ]
    return f"{listed([words for words in counted if words])}."


def _counted(compared: Sequence[Person], side: str, document: Document, role: str = "") -> str:
    """ "3 lean ML Engineer", "1 could enjoy either"; empty where nobody does."""
    number = sum(person.side == side for person in compared)
    if not number:
        return ""
    if not role:
        return f"{number} {wording.phrases(document).either}"
    return wording.counted(document, number, role)


def distance(compared: Sequence[Person]) -> int:
    """How far apart the two furthest leans are, in tenths of a point."""
    places = [person.reading.lean_tenths for person in compared]
    return max(places) - min(places)


def trait_rows(compared: Sequence[Person], document: Document) -> list[TraitRow]:
    """The traits that two or more have, those in which the roles differ most first."""
    rows = [_trait_row(compared, document, trait) for trait in document.traits]
    known = [row for row in rows if len(row.known) >= FEWEST_PEOPLE]
    return sorted(known, key=lambda row: -abs(row.right - row.left))


def question_rows(showing: Sequence[Person]) -> list[QuestionRow]:
    """What two or more of these were asked in the same words, and what each chose.

    In the order of the newest edition among them; what it no longer asks comes last.
    """
    places = _places(showing)
    asked: dict[tuple[str, str], list[tuple[Person, Question]]] = {}
    for person in showing:
        for question in person.reading.document.form(person.reading.summary.form):
            asked.setdefault((question.slug, question.text), []).append((person, question))
    return [
        QuestionRow(each[0][1], _picks(each))
        for _, each in sorted(asked.items(), key=lambda item: places.get(item[0][0], len(places)))
        if len(each) >= FEWEST_PEOPLE
    ]


def _places(showing: Sequence[Person]) -> dict[str, int]:
    newest = max(showing, key=lambda person: person.entry.edition, default=None)
    questions = newest.reading.document.questions if newest else ()
    return {question.slug: place for place, question in enumerate(questions)}


def _trait_row(compared: Sequence[Person], document: Document, trait: Trait) -> TraitRow:
    levels = (trait.demands[side].level for side in (document.left, document.right))
    bars = [Bar(p.letter, p.called, p.interests.get(trait.slug)) for p in compared]
    return TraitRow(trait, *levels, bars)


def _picks(asked: Sequence[tuple[Person, Question]]) -> list[Pick]:
    """By the words of the option, since an edition may have moved its letter."""
    picks: dict[str, Pick] = {}
    for person, question in asked:
        key = (person.entry.answers or {}).get(question.slug)
        option = question.option(key) if key else None
        pick = picks.setdefault(option.text if option else "", Pick(option, []))
        pick.people.append(person)
    return list(picks.values())
