"""A form that takes what it offers and nothing else: no other field, none twice, no file."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError


class ExactForm(forms.Form):
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        unknown = self.data.keys() - self.fields.keys()
        if self.files or unknown or any(len(self.data.getlist(name)) > 1 for name in self.data):
            raise ValidationError("Some of what was sent is not part of this form.")
        return cleaned
