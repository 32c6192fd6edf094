"""Files that a publisher imports over a draft: shown and applied, or refused, never broken on."""

import html
import re

import yaml
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import strategies as st

from fuzz.bodies import MULTIPART
from fuzz.edits import Choices, edited_data, edited_text
from fuzz.site import OTHER, Answer, Request, Site
from fuzz.targets import TAGS
from quiz.content_files import quiz_file, read_quiz_file
from quiz.models import Quiz

SECRET = "s" * 32  # of the form token: any will do that cookie and form agree on
HIDDEN = re.compile(rb'<input type="hidden" name="(file|draft)" value="([^"]*)"')

any_file = st.binary(min_size=120, max_size=120)


class Publisher:
    """A publisher's browser on the pages of the small quiz."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.quiz = Quiz.objects.get(slug=OTHER)
        user = get_user_model().objects.create_user("fuzz-publisher", is_staff=True)
        user.groups.set(Group.objects.filter(name="Publisher"))
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.cookies = (
            f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={SECRET}"
        )
        self.good = quiz_file(self.quiz)

    def imports(self, data: bytes) -> str:
        """What became of a file: its status, and that of applying it. Raises on a finding."""
        body = damaged(self.good, Choices(data))
        shown = self._post("import", [("file", '; filename="quiz.yaml"', body)])
        if shown.status != 200:
            assert shown.status == 400 and b"</h1>" in shown.text, f"status {shown.status}"
            assert quiz_file(self.quiz) == self.good, "a refused file changed the draft"
            return "400"
        hidden = [
            (name.decode(), "", html.unescape(value.decode()).encode())
            for name, value in HIDDEN.findall(shown.text)
        ]
        if not hidden:
            return "200 nothing to change"
        applied = self._post("import_apply", hidden)
        assert applied.status == 303, f"what was shown is not applied: {applied.status}"
        self._still_sound()
        return "303 applied"

    def _still_sound(self) -> None:
        """What was imported reads again, and the pages about it open."""
        quiz = Quiz.objects.get(pk=self.quiz.pk)
        read_quiz_file(OTHER, quiz_file(quiz))
        for page in ("check", "publish"):
            path = reverse(f"admin:quiz_quiz_{page}", args=[quiz.pk])
            self._sound(self.site.call(Request("GET", path, cookies=self.cookies)))

    def _post(self, page: str, parts: list[tuple[str, str, bytes]]) -> Answer:
        parts = [*parts, ("csrfmiddlewaretoken", "", SECRET.encode())]
        written = [
            f'--here\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode()
            + value
            + b"\r\n"
            for name, more, value in parts
        ]
        path = reverse(f"admin:quiz_quiz_{page}", args=[self.quiz.pk])
        body = b"".join([*written, b"--here--\r\n"])
        request = Request("POST", path, "", "", body, MULTIPART, {}, self.cookies)
        return self._sound(self.site.call(request))

    def _sound(self, answer: Answer) -> Answer:
        assert not answer.error, f"raised:\n{answer.error}"
        assert answer.status < 500, f"status {answer.status}"
        return answer


def damaged(good: bytes, choices: Choices) -> bytes:
    """A quiz's file with other data, other text, or tags where none belong."""
    kind = choices.below(4)
    if kind < 2:
        data = edited_data(choices, yaml.safe_load(good))
        return yaml.safe_dump(data, allow_unicode=True, sort_keys=False).encode()
    text = edited_text(choices, good.decode())
    if kind == 3:
        at = choices.below(len(text) + 1)
        text = f"{text[:at]} !!{choices.one_of(TAGS)} {text[at:]}"
    return text.encode("utf-8", "surrogateescape")


def case(publisher: Publisher, data: bytes) -> str:
    with transaction.atomic():
        outcome = publisher.imports(data)
        transaction.set_rollback(True)
    return outcome
