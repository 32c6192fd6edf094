"""The only gates for names, passwords and codes."""

import re

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import UsernameField

LONGEST_NAME = 150  # of an account
TYPED_BETWEEN = re.compile(r"[\s-]")  # as people group long codes


class LoginForm(AdminAuthenticationForm):
    """Django's, but a name that no account can have is neither looked up nor written down."""

    username = UsernameField(max_length=LONGEST_NAME, widget=forms.TextInput({"autofocus": True}))


class CodeForm(forms.Form):
    """The code that the app shows."""

    PATTERN = re.compile("[0-9]{6}")
    WRONG = "Type the six digits that the app shows."

    code = forms.CharField(
        label="Code from the app",
        max_length=20,
        error_messages={"required": WRONG, "max_length": WRONG},
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
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

    code = forms.CharField(
        label="Recovery code",
        max_length=20,
        error_messages={"required": WRONG, "max_length": WRONG},
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
            | {"autofocus": True}
        ),
    )
