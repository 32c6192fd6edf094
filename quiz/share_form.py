"""The only gate for what a sharer chooses: the name to show, the answers, how long."""

import unicodedata
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from quiz.exact_form import ExactForm
from quiz.models import LONGEST_NAME, SharedResult

MONTH, YEAR = 30, 365
# What is sent → days, and what the choice is called.
KEEP: dict[str, tuple[int | None, str]] = {
    "30": (MONTH, "30 days"),
    "365": (YEAR, "a year"),
    "forever": (None, "as long as I leave it there"),
}
# Invisible, but part of words in some scripts and of many emoji.
JOINERS = "\u200c\u200d"
# Drawn as nothing, although Unicode counts them as letters and symbols: the fillers of Korean
# writing, the empty Braille cell and a musical note without a head.
BLANKS = "\u115f\u1160\u3164\uffa0\u2800\U0001d159"
MOST_MARKS = 4  # on one letter; no script needs more, and hundreds would cover the lines around


class NameField(forms.CharField):
    """A name as plain text in one line, without characters that cannot be seen."""

    def to_python(self, value: object) -> str:
        text = unicodedata.normalize("NFC", super().to_python(value))
        line = " ".join(_without_piles("".join(map(_kept, text))).split())
        return line if any(_is_seen(char) for char in line) else ""


class ShareForm(ExactForm):
    """The three choices. Without one of ``keep`` it is a year."""

    name = NameField(
        max_length=LONGEST_NAME,
        required=False,
        error_messages={"max_length": f"Use at most {LONGEST_NAME} characters for the name."},
    )
    include = forms.ChoiceField(choices=[("yes", "yes")], required=False)
    keep = forms.ChoiceField(
        choices=[(key, called) for key, (_, called) in KEEP.items()],
        required=False,
        error_messages={"invalid_choice": "Choose how long it can be seen."},
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict[str, Any] | None = None,
        share: SharedResult | None = None,
    ) -> None:
        super().__init__(data, files, initial=_choices_of(share), auto_id="share-%s")

    @property
    def days(self) -> int | None:
        """How long it can be seen from today; None: for good."""
        return KEEP[self.cleaned_data["keep"] or str(YEAR)][0]


def _choices_of(share: SharedResult | None) -> dict[str, str]:
    """What was chosen for a share; of ``keep``, what is no less than is left."""
    if share is None:
        return {"keep": str(YEAR)}
    chosen = {"name": share.name, "include": "" if share.answers is None else "yes"}
    if share.expires_on is None:
        return {**chosen, "keep": "forever"}
    days = (share.expires_on - timezone.localdate()).days
    return {**chosen, "keep": "30" if days <= MONTH else str(YEAR)}


def _kept(char: str) -> str:
    """Spaces for line ends and controls, nothing for what changes direction or is unseen."""
    category = unicodedata.category(char)
    if category in {"Cc", "Zl", "Zp"} or char in BLANKS:
        return " "
    return "" if category in {"Cf", "Cs", "Cn", "Co"} and char not in JOINERS else char


def _without_piles(text: str) -> str:
    """Without the marks on a letter that already bears ``MOST_MARKS``."""
    kept, marks = [], 0
    for char in text:
        if char not in JOINERS:  # which end no letter
            marks = marks + 1 if unicodedata.category(char) in {"Mn", "Me"} else 0
        if marks <= MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def _is_seen(char: str) -> bool:
    return unicodedata.category(char)[0] not in "CMZ"
