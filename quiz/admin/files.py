"""One quiz as a file: the draft to download, a file to read over the draft."""

import hashlib
import re
from contextlib import suppress
from typing import Any

import yaml
from django import forms
from django.contrib import messages
from django.contrib.admin.models import CHANGE
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from careers.yaml_files import ContentError
from quiz.admin.base import study_page
from quiz.admin.gate import READ, StrictForm, gate, log, refusal
from quiz.admin.rehearsal import Rehearsal, draft_checksum
from quiz.admin.review import by_place
from quiz.content_files import QuizShape, load_quiz, quiz_file, read_quiz_file
from quiz.models import Quiz
from quiz.views.common import SeeOther

LARGEST_FILE = 1024 * 1024
DEEPEST = 20  # mappings and lists in each other: an exported file has seven
LONGEST_TEXT = 5000  # characters: no field of a quiz takes a tenth of it
# Rows of the draft. Trying them out holds the database's only lock on SQLite, about 3 ms a row:
# sheets wait for it a quarter of a second and are then not counted, shares wait three seconds.
MOST_ROWS = 1200
# What can be written in YAML, as "\0" or "\ud800", and kept in no database.
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
FORM_AROUND = 16 * 1024  # what a browser sends beside the file
# An uploaded file waits here, in the session of who uploaded it, until it is applied.
WAITING = "quiz-file"

CHANGED = (
    "The draft changed since you opened this page. Below is what the file would change now; "
    "nothing was imported."
)
GONE = "The file is no longer here. Nothing was imported; choose it again."


class UploadForm(StrictForm):
    file = forms.FileField(
        label="The quiz as a YAML file",
        help_text="At most 1 MB, in UTF-8, as exporting gives it.",
        error_messages={
            "required": "Choose a file.",
            "empty": "The file is empty.",
            "invalid": "Choose a file.",
        },
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
    )

    def clean_file(self) -> bytes:
        """The file's bytes."""
        file: UploadedFile = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError("The file is larger than 1 MB. Nothing was imported.")
        return file.read()


class ApplyForm(StrictForm):
    """The checksums of the file that was shown and of the draft that it was compared with."""

    file = forms.CharField(widget=forms.HiddenInput)
    draft = forms.CharField(widget=forms.HiddenInput)


class FileUrls:
    """For the ModelAdmin of Quiz."""

    def get_urls(self) -> list[Any]:
        both, may = (*READ, "POST"), "quiz.publish_quiz"
        most = LARGEST_FILE + FORM_AROUND
        exporting = gate(self, _export, "quiz.change_quiz")
        importing = gate(self, self._import_page, may, both, most)
        applying = gate(self, self._apply, may, ("POST",))
        return [
            path("<int:pk>/export/", exporting, name="quiz_quiz_export"),
            path("<int:pk>/import/", importing, name="quiz_quiz_import"),
            path("<int:pk>/import/apply/", applying, name="quiz_quiz_import_apply"),
            *super().get_urls(),
        ]

    def _import_page(self, request: HttpRequest, quiz: Quiz) -> HttpResponse:
        if request.method != "POST":
            return self._file_page(request, quiz, "import", form=_upload_form())
        form = _upload_form(request.POST, request.FILES)
        if not form.is_valid():
            return self._file_page(request, quiz, "import", 400, form=form)
        return self._rehearse(request, quiz, form.cleaned_data["file"])

    def _rehearse(
        self, request: HttpRequest, quiz: Quiz, body: bytes, said: str = "", status: int = 200
    ) -> HttpResponse:
        """What the file would change, and the button that does it; or why it is refused."""
        try:
            text = _text(quiz, body)
            shape = read_quiz_file(quiz.slug, body)
            _check_size(quiz, shape)
            rehearsal = Rehearsal(quiz, lambda: list(load_quiz(shape)))
        except ContentError as mistake:
            form = _upload_form()
            return self._file_page(
                request, quiz, "import", 400, form=form, refused=refusal(mistake)
            )
        request.session[WAITING] = text
        seen = {"file": _digest(body), "draft": rehearsal.checksum}
        context = {
            "form": ApplyForm(initial=seen),
            "changes": rehearsal.outcome,
            "differences": by_place(rehearsal.differences),
            "said": said,
        }
        return self._file_page(request, quiz, "import_confirm", status, **context)

    def _apply(self, request: HttpRequest, quiz: Quiz) -> HttpResponse:
        form = ApplyForm(request.POST, request.FILES)
        body = request.session.get(WAITING, "").encode()
        if not form.is_valid() or form.cleaned_data["file"] != _digest(body):
            return self._file_page(request, quiz, "import", 409, form=_upload_form(), said=GONE)
        try:
            shape = read_quiz_file(quiz.slug, body)
            applied = _apply_file(request, quiz, shape, form.cleaned_data["draft"])
        except ContentError:
            applied = False
        if not applied:
            return self._rehearse(request, quiz, body, CHANGED, status=409)
        del request.session[WAITING]
        messages.success(request, "The draft is now what the file says. Visitors see no change.")
        return SeeOther(reverse("admin:quiz_quiz_check", args=[quiz.pk]))

    def _file_page(
        self, request: HttpRequest, quiz: Quiz, page: str, status: int = 200, **more: Any
    ) -> HttpResponse:
        title = "Import a file over the draft"
        return study_page(self, request, f"quiz/{page}", title, quiz, status, **more)


def _upload_form(data: Any = None, files: Any = None) -> UploadForm:
    return UploadForm(data, files, label_suffix="")


@transaction.atomic
def _apply_file(request: HttpRequest, quiz: Quiz, shape: QuizShape, seen: str) -> bool:
    """Whether the draft was still what was seen, and is now what the file says."""
    quiz = Quiz.objects.select_for_update().get(pk=quiz.pk)
    if draft_checksum(quiz) != seen:
        return False
    changes = list(load_quiz(shape))
    log(request, quiz, CHANGE, f"Imported a file: {'; '.join(changes)}")
    return True


def _export(request: HttpRequest, quiz: Quiz) -> HttpResponse:
    return HttpResponse(
        quiz_file(quiz),
        content_type="application/yaml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{quiz.slug}.yaml"'},
    )


def _check_size(quiz: Quiz, shape: QuizShape) -> None:
    """Raises ContentError for more rows than can be tried out while visitors are served."""
    options = [option for question in shape.questions for option in question.options or []]
    rows = len(shape.questions) + len(options)
    rows += sum(len(option.points or {}) for option in options)
    rows += sum(len(question.evidence) for question in shape.questions)
    if rows > MOST_ROWS:
        counted = f"{rows} questions, options, points and evidence"
        reason = f"{counted} are more than the {MOST_ROWS} that can be imported here"
        raise ContentError(f"{quiz.slug}.yaml", "", reason)


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _text(quiz: Quiz, body: bytes) -> str:
    """The file's text; raises ContentError where it is none, or holds what no content file needs.

    A few lines of aliases can stand for millions; a tag can claim of a text what it is not;
    reading what is nested or numbered without end takes minutes.
    """
    file = f"{quiz.slug}.yaml"
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise ContentError(file, "", "not UTF-8 text") from None
    with suppress(yaml.YAMLError):  # reading the file tells it
        _check_events(file, text)
    return text


def _check_events(file: str, text: str) -> None:
    """Raises ContentError, or YAMLError where the text is no YAML."""
    depth = 0
    for event in yaml.parse(text):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        reason = "nested too deeply" if depth > DEEPEST else _not_read(event)
        if reason:
            raise ContentError(file, f"line {event.start_mark.line + 1}", reason)


def _not_read(event: yaml.Event) -> str:
    """Why this part of a file is refused; empty where it is not."""
    if isinstance(event, yaml.AliasEvent):
        return "aliases (*) and anchors (&) are not read"
    if getattr(event, "tag", None) is not None:
        return "tags (!) are not read"
    value = event.value if isinstance(event, yaml.ScalarEvent) else ""
    if len(value) > LONGEST_TEXT:
        return f"a text of more than {LONGEST_TEXT} characters"
    return "a character that cannot be kept" if UNSTORABLE.search(value) else ""
