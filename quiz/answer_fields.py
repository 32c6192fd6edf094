"""The fields of a form of answers, by the edition's rule: a question each, or a checklist each.

A field knows its questions, what the values that a browser sent for it answer, and what of them
to show again. Values are lists: a browser may send none, or several.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from django import forms

from quiz.core.document import EVIDENCE, INTEREST, TICKED, UNTICKED, Document, Group, Question
from quiz.core.scoring import Answers
from quiz.orders import arranged

NONE = "none"  # of a checklist: nothing of it; no item is called so
SECONDS_A_QUESTION = 11
SECONDS_AN_ITEM = 4


class QuestionField(forms.ChoiceField):
    """One question. The template finds the question itself in ``field.field.question``."""

    widget = forms.RadioSelect
    template = "quiz/_question.html"
    seconds = SECONDS_A_QUESTION

    def __init__(self, question: Question, order: int) -> None:
        self.question = question
        self.questions = (question,)
        choices = [(option.key, option.text) for option in arranged(question, order)]
        self.keys = {key for key, _ in choices}
        super().__init__(choices=choices, required=False, label=question.text)

    def valid_value(self, value: object) -> bool:
        """Django's own goes through all choices, in case that there are groups of them."""
        return value in self.keys

    def shown(self, answers: Answers) -> str | None:
        """What is chosen when these answers are shown."""
        return answers.get(self.question.slug)

    def sound(self, values: Sequence[str]) -> str | None:
        """What of the values can be shown again."""
        return values[0] if len(values) == 1 and self.valid_value(values[0]) else None

    def answers(self, values: Sequence[str]) -> dict[str, str]:
        key = self.sound(values)
        return {self.question.slug: key} if key else {}

    def repeats(self, values: Sequence[str]) -> bool:
        return len(values) > 1

    def contradicts(self, values: Sequence[str]) -> bool:
        return False


class ListField(forms.MultipleChoiceField):
    """A checklist: its items, and "None of these", which tells it from one that was left."""

    widget = forms.CheckboxSelectMultiple
    template = "check/_list.html"

    def __init__(self, group: Group, items: Sequence[Question]) -> None:
        self.questions = tuple(items)
        self.seconds = SECONDS_AN_ITEM * len(items)
        choices = [*((item.slug, item.text) for item in items), (NONE, "None of these")]
        super().__init__(choices=choices, required=False, label=group.text)

    def shown(self, answers: Answers) -> list[str]:
        """What is ticked when these answers are shown; nothing of a checklist that was left."""
        given = [item.slug for item in self.questions if item.slug in answers]
        return [slug for slug in given if answers[slug] == TICKED] or [NONE] * bool(given)

    def sound(self, values: Sequence[str]) -> list[str]:
        """What of the values can be shown again."""
        return [value for value in values if self.valid_value(value)]

    def answers(self, values: Sequence[str]) -> dict[str, str]:
        """Every item ticked or not; none where that is not clear."""
        unclear = self.contradicts(values) or self.repeats(values)
        if not values or unclear or self.sound(values) != list(values):
            return {}
        return {i.slug: TICKED if i.slug in values else UNTICKED for i in self.questions}

    def repeats(self, values: Sequence[str]) -> bool:
        return len(set(values)) < len(values)

    def contradicts(self, values: Sequence[str]) -> bool:
        """Whether something is ticked, and "None of these" as well."""
        return NONE in values and len(set(values)) > 1


AnswerField = QuestionField | ListField
Named = Iterator[tuple[str, AnswerField]]


def fields_of(document: Document, form: str, order: int) -> dict[str, AnswerField]:
    """The fields of a form of this document by their names, in its order."""
    return dict(_MAKERS[document.rule](document, form, order))


def list_name(group: Group) -> str:
    """The name of a checklist's field, which is no item's and no other field's."""
    return f"list-{group.slug}"


def _questions(document: Document, form: str, order: int) -> Named:
    for question in document.form(form):
        yield question.slug, QuestionField(question, order)


def _lists(document: Document, form: str, order: int) -> Named:
    for group in document.groups:
        yield list_name(group), ListField(group, document.items(group.slug))


_MAKERS: Mapping[str, Callable[[Document, str, int], Named]] = {
    INTEREST: _questions,
    EVIDENCE: _lists,
}
