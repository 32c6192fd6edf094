"""The only gate for answers: every field of a sent sheet is checked against its edition."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from functools import cached_property
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from quiz.core.document import Question
from quiz.editions import Published
from quiz.models import LARGEST_NUMBER
from quiz.orders import ORDERS, arranged


class QuestionField(forms.ChoiceField):
    """One question. The template finds the question itself in ``field.field.question``."""

    widget = forms.RadioSelect

    def __init__(self, question: Question, number: int, order: int) -> None:
        self.question = question
        self.number = number
        choices = [(option.key, option.text) for option in arranged(question, order)]
        super().__init__(choices=choices, required=False, label=question.text)


class AnswerForm(forms.Form):
    """A form of an edition, to be shown (``answers`` filled in) or checked (``data``).

    ``asked`` limits what is shown to some questions; the other answers go along hidden.
    """

    edition = forms.IntegerField(
        min_value=1, max_value=LARGEST_NUMBER, widget=forms.HiddenInput(attrs={"id": False})
    )
    form = forms.ChoiceField(widget=forms.HiddenInput(attrs={"id": False}))
    order = forms.TypedChoiceField(
        choices=[(order, order) for order in ORDERS],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.HiddenInput(attrs={"id": False}),
    )
    # Sent by our page, so that an unticked box can be told from a form that has no box.
    counting = forms.ChoiceField(choices=[("asked", "asked")], required=False)
    count = forms.ChoiceField(choices=[("yes", "yes")], required=False)
    unanswered = forms.ChoiceField(choices=[("leave", "leave")], required=False)

    def __init__(
        self,
        published: Published,
        form: str,
        *,
        order: int = 0,
        data: QueryDict | None = None,
        files: MultiValueDict[str, Any] | None = None,
        answers: Mapping[str, str] | None = None,
        asked: Iterable[str] | None = None,
    ) -> None:
        initial = {"edition": published.number, "form": form, "order": order, **(answers or {})}
        self.questions = published.document.form(form)
        self.asked = {q.slug for q in self.questions} if asked is None else set(asked)
        if data is not None:
            self.base_fields = _fields_to_check(published, form, self.base_fields)
        super().__init__(data, files, initial=initial, auto_id="%s")
        if data is None:
            self.fields |= _fields(form, self._in_asking_order(), self.asked, order)

    @property
    def helper(self) -> FormHelper:
        """How crispy-forms renders it: the hidden fields and the questions, no form tag."""
        helper = FormHelper(self)
        helper.form_tag = False
        shown = ("edition", "form", "order", *(q.slug for q in self.questions))
        helper.layout = Layout(*(Field(name) for name in shown))
        return helper

    @property
    def answers(self) -> dict[str, str]:
        """The answers that are valid, also when the form as a whole is not."""
        given = {q.slug: self.cleaned_data.get(q.slug) for q in self.questions}
        return {slug: key for slug, key in given.items() if key and slug not in self._repeated}

    @property
    def missing(self) -> list[Question]:
        """The questions without an answer, unless the visitor chose to leave them."""
        if self.cleaned_data.get("unanswered"):
            return []
        given = self.answers
        return [question for question in self.questions if question.slug not in given]

    @property
    def may_be_counted(self) -> bool:
        given = self.cleaned_data
        return not given.get("counting") or bool(given.get("count"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if self.files or self.data.keys() - self.fields.keys():
            raise ValidationError("Some of what was sent is not part of this quiz.")
        if self._repeated:
            raise ValidationError("Some answers were sent more than once.")
        return cleaned

    @cached_property
    def _repeated(self) -> set[str]:
        return {name for name in self.data if len(self.data.getlist(name)) > 1}

    def _in_asking_order(self) -> list[Question]:
        """The questions that are asked come first, so that they are numbered from 1."""
        return sorted(self.questions, key=lambda question: question.slug not in self.asked)


class _SharedFields(dict[str, forms.Field]):
    """Fields that only check. Checking changes none, so every form may have the very same."""

    def __deepcopy__(self, memo: dict[int, Any]) -> "_SharedFields":
        return _SharedFields(self)


def _fields_to_check(
    published: Published, form: str, declared: Mapping[str, forms.Field]
) -> _SharedFields:
    """Made once for each edition and form: making them was a third of what a sheet cost."""
    found = published.fields.get(form)
    if found is None:
        questions = published.document.form(form)
        asked = {question.slug for question in questions}
        found = _SharedFields(deepcopy(dict(declared)) | _fields(form, questions, asked, order=0))
        published.fields[form] = found
    return found


def _fields(
    form: str, questions: Iterable[Question], asked: set[str], order: int
) -> dict[str, forms.Field]:
    """The fields of the name of the form, and of the questions; hidden where not asked."""
    name = deepcopy(AnswerForm.base_fields["form"])
    name.choices = [(form, form)]
    fields: dict[str, forms.Field] = {"form": name}
    for number, question in enumerate(questions, start=1):
        field = fields[question.slug] = QuestionField(question, number, order)
        if question.slug not in asked:
            field.widget = forms.HiddenInput(attrs={"id": False})
    return fields
