"""The only gate for what a visitor says of a result: their title, and whether it fits."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from quiz.core.document import Document
from quiz.exact_form import ExactForm
from quiz.replying import FITS, Said, titles

BACK = "back"


class ReplyForm(ExactForm):
    """Two questions, each of which may be left; ``take`` takes back what was said before."""

    title = forms.ChoiceField(required=False, label="What is your title?")
    fits = forms.ChoiceField(required=False, label="Does this fit you?", choices=FITS.items())
    take = forms.ChoiceField(required=False, choices=[(BACK, BACK)])

    def __init__(
        self,
        document: Document,
        data: QueryDict | None = None,
        files: MultiValueDict[str, Any] | None = None,
        said: Said | None = None,
    ) -> None:
        initial = {"title": said.title, "fits": said.fits} if said else {}
        super().__init__(data, files, initial=initial, auto_id=False)
        self.fields["title"].choices = titles(document).items()

    @property
    def questions(self) -> list[forms.BoundField]:
        return [self["title"], self["fits"]]

    @property
    def said(self) -> Said | None:
        """What was chosen; None where it is taken back."""
        if self.cleaned_data["take"]:
            return None
        return Said(self.cleaned_data["title"], self.cleaned_data["fits"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not (self.errors or any(cleaned.values())):
            raise ValidationError("Nothing was chosen. You can also leave both questions.")
        return cleaned
