"""Checking a draft, and publishing it as somebody has seen it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.models import ADDITION, CHANGE
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.html import format_html

from quiz.admin.base import study_page
from quiz.admin.gate import READ, StrictForm, gate, log
from quiz.admin.review import Review, read_review
from quiz.core.decoding import DocumentError
from quiz.models import Edition, Quiz
from quiz.publishing import publish
from quiz.views.common import SeeOther

CHANGED = (
    "The draft changed since you opened this page. Below is how it is now; "
    "nothing was published. Read it again, then publish."
)
OVERTAKEN = (
    "Edition {number} was published since you opened this page. Below is what changes "
    "after it; nothing was published by you. Read it again, then publish."
)


class SeenDraftChanged(Exception):
    """The draft is no longer the one that was seen, or no longer follows the same edition."""


class PublishForm(StrictForm):
    """``draft`` and ``after`` say what was seen: the draft's checksum and the edition before it."""

    draft = forms.CharField(widget=forms.HiddenInput)
    after = forms.CharField(widget=forms.HiddenInput)
    read = forms.BooleanField(
        label="I have read the warnings",
        error_messages={"required": "Tick that you have read the warnings, or mend them first."},
    )
    note = forms.CharField(
        label="What changes, and why",
        help_text="For editors; at most 300 characters. Visitors do not see it.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        error_messages={"required": "Say in a few words what changes, and why."},
    )

    def __init__(self, review: Review, data: Any = None, files: Any = None, note: str = "") -> None:
        self.seen = {"draft": review.checksum, "after": str(review.after)}
        super().__init__(data, files, initial={**self.seen, "note": note}, label_suffix="")
        if not review.warnings:
            del self.fields["read"]

    @property
    def is_stale(self) -> bool:
        return any(self.data.get(name) != value for name, value in self.seen.items())


class PublishUrls:
    """For the ModelAdmin of Quiz."""

    def get_urls(self) -> list[Any]:
        both = (*READ, "POST")
        publishing = gate(self, self._publish_page, "quiz.publish_quiz", both)
        checking = gate(self, self._check_page, "quiz.change_quiz")
        return [
            path("<int:pk>/publish/", publishing, name="quiz_quiz_publish"),
            path("<int:pk>/check/", checking, name="quiz_quiz_check"),
            *super().get_urls(),
        ]

    def _check_page(self, request: HttpRequest, quiz: Quiz) -> HttpResponse:
        return self._review_page(request, read_review(quiz), "Check the draft", "check")

    def _publish_page(self, request: HttpRequest, quiz: Quiz) -> HttpResponse:
        review = read_review(quiz)
        if request.method != "POST":
            return self._form_page(request, review, PublishForm(review))
        form = PublishForm(review, request.POST, request.FILES)
        if form.is_stale:
            return self._seen_again(request, quiz)
        if not review.publishable:
            return self._form_page(request, review, form, status=409)
        if not form.is_valid():
            return self._form_page(request, review, form, status=400)
        return self._publish(request, quiz, form)

    def _publish(self, request: HttpRequest, quiz: Quiz, form: PublishForm) -> HttpResponse:
        try:
            edition = _publish_seen(request, quiz, form)
        except SeenDraftChanged:
            return self._seen_again(request, quiz)
        except DocumentError as error:
            review = read_review(quiz)
            said = f"Not published: the draft is no quiz. {error}."
            return self._form_page(request, review, form, said, status=409)
        address = reverse("home", args=[quiz.slug])
        said = format_html(
            'Published as edition {}. <a href="{}">See it as visitors do</a>.',
            edition.number,
            address,
        )
        messages.success(request, said)
        return SeeOther(request.path)

    def _seen_again(self, request: HttpRequest, quiz: Quiz) -> HttpResponse:
        """The page as it is now, with the note that was written on the one before."""
        review = read_review(quiz)
        same = request.POST.get("after") == str(review.after)
        said = CHANGED if same else OVERTAKEN.format(number=review.after)
        form = PublishForm(review, note=request.POST.get("note", ""))
        return self._form_page(request, review, form, said, status=409)

    def _form_page(
        self,
        request: HttpRequest,
        review: Review,
        form: PublishForm,
        said: str = "",
        status: int = 200,
    ) -> HttpResponse:
        more = {"form": form, "said": said}
        return self._review_page(request, review, "Publish the draft", "publish", status, **more)

    def _review_page(
        self,
        request: HttpRequest,
        review: Review,
        title: str,
        page: str,
        status: int = 200,
        **more: Any,
    ) -> HttpResponse:
        more |= review.context()
        return study_page(self, request, f"quiz/{page}", title, review.quiz, status, **more)


@transaction.atomic
def _publish_seen(request: HttpRequest, quiz: Quiz, form: PublishForm) -> Edition:
    """Publish the draft if it is what the form's sender saw; raises SeenDraftChanged."""
    note = form.cleaned_data["note"]
    edition = publish(quiz, note=note, by=request.user)
    now = edition and {"draft": edition.checksum, "after": str(edition.number - 1)}
    if now != form.seen:
        raise SeenDraftChanged
    message = f"Published edition {edition.number}: {note}"
    log(request, quiz, CHANGE, message)
    log(request, edition, ADDITION, message)
    return edition
