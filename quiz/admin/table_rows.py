"""What the tables of a question's page share."""

from typing import Any

from django import forms


def one_line(text: str) -> str:
    """As visitors read it: a line break in a field that wraps is a space."""
    return " ".join(text.splitlines())


class Rows(forms.BaseFormSet):
    """Rows that are filled in and stay."""

    @property
    def staying(self) -> list[Any]:
        return [
            form
            for form in self.forms
            if form.is_valid() and not form.cleaned_data.get("DELETE") and self._is_filled(form)
        ]

    def _is_filled(self, form: Any) -> bool:
        return form.has_changed() or not form.empty_permitted

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].widget.attrs["aria-label"] = f"Remove {self.row_name(form, index)}"
