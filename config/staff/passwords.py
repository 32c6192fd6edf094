"""What no password here may be, beside what Django refuses."""

import re
from typing import Any

from django.core.exceptions import ValidationError

# What anybody would try here first; OWASP ASVS 5.0, 6.1.2 and 6.2.11.
WORDS = [
    *("crossroads", "quiz", "work", "check", "career", "data", "scientist", "science", "ml"),
    *("machine", "learning", "engineer", "engineering", "admin", "editor", "publisher", "password"),
]
_WORDS = re.compile("|".join(sorted(WORDS, key=len, reverse=True)))
FEWEST = 5  # letters and digits that must be left of a password when the words are taken out


class WordsOfTheSiteValidator:
    """Refuses words that stand all over this site, with little beside them."""

    def validate(self, password: str, user: Any = None) -> None:
        rest = _WORDS.sub("", re.sub(r"[\W_]", "", password.lower()))
        if len(rest) < FEWEST:
            raise ValidationError(
                "This password is mostly words of this site. Choose one that nobody expects here.",
                code="words_of_the_site",
            )

    def get_help_text(self) -> str:
        return "Your password can’t be mostly words of this site."
