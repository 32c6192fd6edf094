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

from quiz.answer_fields import AnswerField, fields_of
from quiz.editions import Published
from quiz.models import LARGEST_NUMBER
from quiz.orders import ORDERS


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
        chosen: Mapping[str, Any] | None = None,
    ) -> None:
        """``asked`` are slugs of questions; ``chosen`` is what another form of these held."""
        initial: dict[str, Any] = {"edition": published.number, "form": form, "order": order}
        if data is None:
            self.parts = fields_of(published.document, form, order)
            initial |= {name: field.shown(answers or {}) for name, field in self.parts.items()}
            initial |= dict(chosen or {})
        else:
            self.parts, self.base_fields = _to_check(published, form, self.base_fields)
        super().__init__(data, files, initial=initial, auto_id="%s")
        self.asked = self._parts_with(asked)
        if data is None:
            self.fields["form"].choices = [(form, form)]
            for number, name in enumerate(self._in_asking_order(), start=1):
                self._add(name, number)

    @property
    def helper(self) -> FormHelper:
        """How crispy-forms renders it: the hidden fields and the questions, no form tag."""
        helper = FormHelper(self)
        helper.form_tag = False
        helper.layout = Layout(*(Field(name) for name in ("edition", "form", "order", *self.parts)))
        return helper

    @property
    def answers(self) -> dict[str, str]:
        """The answers that are valid, also when the form as a whole is not."""
        return {slug: key for given in self._given.values() for slug, key in given.items()}

    @property
    def chosen(self) -> dict[str, Any]:
        """What was sent and can be shown again, by field."""
        parts = self.parts.items()
        return {name: field.sound(self.data.getlist(name)) for name, field in parts}

    @property
    def missing(self) -> list[str]:
        """The fields without an answer, unless the visitor chose to leave them."""
        if self.cleaned_data.get("unanswered"):
            return []
        return [name for name, given in self._given.items() if not given]

    @property
    def unclear(self) -> list[str]:
        """The fields whose values contradict each other."""
        parts = self.parts.items()
        return [name for name, field in parts if field.contradicts(self.data.getlist(name))]

    @property
    def seconds(self) -> int:
        """About how long what is asked takes."""
        return sum(self.parts[name].seconds for name in self.asked)

    @property
    def may_be_counted(self) -> bool:
        given = self.cleaned_data
        return not given.get("counting") or bool(given.get("count"))

    @cached_property
    def _given(self) -> dict[str, dict[str, str]]:
        """The valid answers by field."""
        parts = self.parts.items()
        return {name: field.answers(self.data.getlist(name)) for name, field in parts}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if self.files or self.data.keys() - self.fields.keys():
            raise ValidationError("Some of what was sent is not part of this quiz.")
        if any(self._repeats(name) for name in self.data):
            raise ValidationError("Some answers were sent more than once.")
        return cleaned

    def _repeats(self, name: str) -> bool:
        values, field = self.data.getlist(name), self.parts.get(name)
        return field.repeats(values) if field else len(values) > 1

    def _parts_with(self, asked: Iterable[str] | None) -> set[str]:
        """The names of the fields that ask any of these questions; all, if None."""
        if asked is None:
            return set(self.parts)
        wanted = set(asked)
        parts = self.parts.items()
        return {name for name, f in parts if wanted & {question.slug for question in f.questions}}

    def _in_asking_order(self) -> list[str]:
        """The fields that are asked come first, so that they are numbered from 1."""
        return sorted(self.parts, key=lambda name: name not in self.asked)

    def _add(self, name: str, number: int) -> None:
        field = self.parts[name]
        field.number = number
        if name not in self.asked:
            field.widget = forms.HiddenInput(attrs={"id": False})
        self.fields[name] = field


class _SharedFields(dict[str, forms.Field]):
    """Fields that only check. Checking changes none, so every form may have the very same."""

    def __deepcopy__(self, memo: dict[int, Any]) -> "_SharedFields":
        return _SharedFields(self)


def _to_check(
    published: Published, form: str, declared: Mapping[str, forms.Field]
) -> tuple[dict[str, AnswerField], _SharedFields]:
    """Made once for each edition and form: making them was a third of what a sheet cost."""
    found = published.fields.get(form)
    if found is None:
        parts, others = fields_of(published.document, form, order=0), deepcopy(dict(declared))
        others["form"].choices = [(form, form)]
        found = published.fields[form] = (parts, _SharedFields(others | parts))
    return found
