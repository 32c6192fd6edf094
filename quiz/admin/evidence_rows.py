"""The evidence of a question as a table: a row for each source, known by the source."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError

from careers.models import Source
from quiz.admin.table_rows import Rows, one_line
from quiz.models import Evidence

MOST_EVIDENCE = 30


class EvidenceRow(forms.Form):
    use_required_attribute = False
    source = forms.ChoiceField(
        error_messages={"required": "Choose a source, or tick “Remove”."},
    )
    note = forms.CharField(
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 1, "placeholder": " "}),
    )

    def __init__(self, *args: Any, sources: Mapping[int, Source], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        number = self.prefix.rpartition("-")[2]
        row = f"evidence {int(number) + 1}" if number.isdigit() else "new evidence"
        field = self.fields["source"]
        self.sources = {str(pk): source for pk, source in sources.items()}
        field.widget = SourceSelect(Evidence._meta.get_field("source"), admin.site)
        field.choices = [("", "—"), *((pk, str(source)) for pk, source in sources.items())]
        field.widget.attrs["aria-label"] = f"Source, {row}"
        self.fields["note"].widget.attrs["aria-label"] = f"What in it, {row}"

    def clean_source(self) -> Source:
        return self.sources[self.cleaned_data["source"]]

    def clean_note(self) -> str:
        return one_line(self.cleaned_data["note"])

    @property
    def told(self) -> list[str]:
        return [message for messages in self.errors.values() for message in messages]


class SourceSelect(AutocompleteSelect):
    """Looks sources up as they are typed; without scripts it is a plain list of all of them."""

    def optgroups(self, *args: Any, **kwargs: Any) -> Any:
        return forms.Select.optgroups(self, *args, **kwargs)


class BaseEvidenceRows(Rows):
    def row_name(self, form: EvidenceRow, index: int | None) -> str:
        return f"evidence {index + 1}" if index is not None else "new evidence"

    def clean(self) -> None:
        sources = [form.cleaned_data["source"] for form in self.staying]
        if len(sources) > len(set(sources)):
            raise ValidationError("This question already names this source.")

    def wanted(self) -> list[list[str]]:
        return [
            [form.cleaned_data["source"].slug, form.cleaned_data["note"]] for form in self.staying
        ]


EvidenceRows = forms.formset_factory(
    EvidenceRow,
    formset=BaseEvidenceRows,
    extra=1,
    can_delete=True,
    max_num=MOST_EVIDENCE,
    absolute_max=MOST_EVIDENCE,
    validate_max=True,
)
