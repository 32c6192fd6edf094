"""The options of a question as a table: a row for each, with its points for each trait.

Rows are known by what they say (an option by its key, evidence by its source), not by row id:
a page describes the whole question, so it can be saved even after another editor removed or
added rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from careers.models import Trait
from quiz.admin.conflicts import State
from quiz.admin.table_rows import Rows, one_line
from quiz.core.document import MOST_POINTS, OPT_OUT_KEY
from quiz.models import Question, Quiz
from quiz.models.questions import option_key

LETTERS = [letter for letter in "abcdefghijklmnopqrstuvwxyz" if letter != OPT_OUT_KEY]
MOST_OPTIONS = len(LETTERS) + 1
EMPTY_ROWS = 2
# A new question's: four options and the opt-out.
NEW_QUESTION_ROWS = 5


@dataclass(frozen=True)
class Column:
    """A trait in the grid. ``gap`` is None where this quiz does not compare it."""

    slug: str
    name: str
    definition: str
    gap: int | None

    @property
    def size(self) -> int:
        return abs(self.gap or 0)


def columns(quiz: Quiz, question: Question | None) -> list[Column]:
    """The traits both roles demand, then others that this question still gives points to."""
    both = Trait.objects.filter(demands__role=quiz.left).filter(demands__role=quiz.right)
    found = [_column(trait, quiz) for trait in both.prefetch_related("demands")]
    if question and question.pk:
        known = [column.slug for column in found]
        given = Trait.objects.filter(effect__option__question=question).exclude(slug__in=known)
        found += [_column(trait, None) for trait in given.distinct()]
    return found


def _column(trait: Trait, quiz: Quiz | None) -> Column:
    if quiz is None:
        return Column(trait.slug, trait.name, trait.definition, None)
    levels = {demand.role_id: demand.level for demand in trait.demands.all()}
    gap = levels[quiz.right_id] - levels[quiz.left_id]
    return Column(trait.slug, trait.name, trait.definition, gap)


class OptionRow(forms.Form):
    """One option. A new one has no key yet; a row in which only the place stands is empty."""

    use_required_attribute = False
    key = forms.CharField(required=False, validators=[option_key], widget=forms.HiddenInput)
    place = forms.IntegerField(required=False, min_value=1, max_value=99)
    text = forms.CharField(
        max_length=120,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Write the answer, or tick “Remove”."},
    )
    opt_out = forms.BooleanField(required=False)

    def __init__(self, *args: Any, columns: Sequence[Column], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        for column in columns:
            self.fields[f"points-{column.slug}"] = forms.IntegerField(
                required=False,
                min_value=-MOST_POINTS,
                max_value=MOST_POINTS,
                widget=forms.NumberInput(attrs={"placeholder": " "}),
            )
        self._name_fields()

    def _name_fields(self) -> None:
        """Say aloud what the table's heads say to the eye."""
        number = self.prefix.rpartition("-")[2]
        row = f"option {self['key'].value() or 'new ' + number}"
        names = {"place": "Place", "text": "Text", "opt_out": "Opt-out"}
        names.update({f"points-{column.slug}": column.name for column in self.columns})
        for name, said in names.items():
            self.fields[name].widget.attrs["aria-label"] = f"{said}, {row}"

    @property
    def points_fields(self) -> list[tuple[Column, forms.BoundField]]:
        return [(column, self[f"points-{column.slug}"]) for column in self.columns]

    @property
    def told(self) -> list[str]:
        """Every error of this row as a sentence that names its column."""
        heads = {f"points-{column.slug}": column.name for column in self.columns}
        heads["place"] = "Place"
        return [
            f"{heads[name]}: {message}" if name in heads else message
            for name, messages in self.errors.items()
            for message in messages
        ]

    def has_changed(self) -> bool:
        return bool(set(self.changed_data) - {"place", "key"})

    def clean_text(self) -> str:
        """In one line, as visitors see it."""
        return one_line(self.cleaned_data["text"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("opt_out") and self.points:
            raise ValidationError("The opt-out is never scored: empty its points.")
        return cleaned

    @property
    def points(self) -> dict[str, int]:
        given = {c.slug: self.cleaned_data.get(f"points-{c.slug}") for c in self.columns}
        return {slug: number for slug, number in given.items() if number}


class BaseOptionRows(Rows):
    def row_name(self, form: OptionRow, index: int | None) -> str:
        return f"option {form['key'].value() or f'new {index}'}"

    def clean(self) -> None:
        if sum(form.cleaned_data["opt_out"] for form in self.staying) > 1:
            raise ValidationError("Only one option can be the opt-out.")
        sent = (form.cleaned_data.get("key") for form in self.forms if form.is_valid())
        keys = [key for key in sent if key]
        if len(keys) > len(set(keys)):
            raise ValidationError("Two rows have the same key. Open the page anew.")

    def wanted(self, taken: Iterable[str]) -> list[State]:
        """The options as they shall be, in order, each with its key, the opt-out last.

        ``taken`` are keys that new options must not get.
        """
        taken = {*taken, *(form.cleaned_data["key"] for form in self.staying)}
        options = []
        for form in sorted(self.staying, key=_place):
            key = _key(form.cleaned_data, taken)
            taken.add(key)
            text, opt_out = form.cleaned_data["text"], form.cleaned_data["opt_out"]
            points = {} if opt_out else form.points
            options.append({"key": key, "text": text, "opt_out": opt_out, "points": points})
        return sorted(options, key=lambda option: option["opt_out"])


def _place(form: OptionRow) -> int:
    """Rows without a place come last, in the order they stand in."""
    return form.cleaned_data["place"] or 100


def _key(row: dict[str, Any], taken: set[str]) -> str:
    """x for the opt-out; else its own key, or the letter after the last one in use."""
    if row["opt_out"]:
        return OPT_OUT_KEY
    if row["key"] and row["key"] != OPT_OUT_KEY:
        return str(row["key"])
    used = [LETTERS.index(key) for key in taken if key in LETTERS]
    after = LETTERS[max(used, default=-1) + 1 :]
    return next(letter for letter in [*after, *LETTERS] if letter not in taken)


OptionRows = forms.formset_factory(
    OptionRow,
    formset=BaseOptionRows,
    extra=EMPTY_ROWS,
    can_delete=True,
    max_num=MOST_OPTIONS,
    absolute_max=MOST_OPTIONS,
    validate_max=True,
)
