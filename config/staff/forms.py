"""The only gates for names, passwords and codes."""

import re

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import UsernameField

LONGEST_NAME = 150  # of an account
LONGEST_CODE = 20  # with what people type between
TYPED_BETWEEN = re.compile(r"[\s-]")  # as people group long codes


class LoginForm(AdminAuthenticationForm):
    """Django's, but a name that no account can have is neither looked up nor written down."""

    username = UsernameField(max_length=LONGEST_NAME, widget=forms.TextInput({"autofocus": True}))


def _code_field(label: str, wrong: str, **attributes: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST_CODE,
        error_messages={"required": wrong, "max_length": wrong},
        widget=forms.TextInput({**attributes, "autofocus": True}),
    )


class CodeForm(forms.Form):
    """The code that the app shows."""

    PATTERN = re.compile("[0-9]{6}")
    WRONG = "Type the six digits that the app shows."

    code = _code_field(
        "Code from the app", WRONG, autocomplete="one-time-code", inputmode="numeric"
    )

    def clean_code(self) -> str:
        code = TYPED_BETWEEN.sub("", self.cleaned_data["code"]).lower()
        if not self.PATTERN.fullmatch(code):
            raise forms.ValidationError(self.WRONG)
        return code


class RecoveryForm(CodeForm):
    """One of the recovery codes."""

    PATTERN = re.compile("[a-z2-7]{8}")
    WRONG = "Type one of your recovery codes: eight letters and digits."

    code = _code_field(
        "Recovery code", WRONG, autocomplete="off", autocapitalize="none", spellcheck="false"
    )
