"""The publish page: what is checked, shown and asked before a draft becomes an edition."""

from typing import Any

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from careers.models import Demand
from quiz.admin import publishing
from quiz.core.decoding import DocumentError
from quiz.models import Edition, Question, Quiz
from quiz.publishing import publish
from tests.makers import everything
from tests.study import (
    CHANGE,
    EDITION_PAGES,
    NOTE,
    address,
    changes,
    edition_address,
    post,
    publisher,
    quiz,
    said,
    sent_by,
    shown,
    somebody,
)
from tests.web.helpers import page, publish_again

__all__ = ["publisher", "quiz"]

# Publishing


def editions_of_one() -> int:
    """How many the quiz that is tried has; the shipped work check has its own."""
    return Edition.objects.exclude(quiz__slug=settings.CHECK_QUIZ).count()


def test_a_publisher_sees_what_changes_and_publishes_it(quiz: Quiz, publisher: Client) -> None:
    opened = shown(publisher, quiz)
    assert changes(opened) == [CHANGE]
    answer = post(publisher, quiz, sent_by(opened))
    assert (answer.status_code, answer.headers["Location"]) == (303, address(quiz))
    edition = Edition.objects.get(number=2)
    assert (edition.note, edition.published_by.username) == (NOTE, "publisher")
    assert edition.document["questions"][0]["text"] == "Which would you rather?"
    after = shown(publisher, quiz)
    message = after.one("ul", **{"class": "messagelist"})
    assert message.text == "Published as edition 2. See it as visitors do."
    assert message.one("a").attrs["href"] == "/"
    assert "Which would you rather?" in Client().get("/quiz/").content.decode()


def test_both_histories_tell_who_published_and_why(quiz: Quiz, publisher: Client) -> None:
    post(publisher, quiz, sent_by(shown(publisher, quiz)))
    found = LogEntry.objects.order_by("pk").values_list(
        "user__username", "content_type__model", "object_repr", "change_message"
    )
    told = f"Published edition 2: {NOTE}"
    assert list(found) == [
        ("publisher", "quiz", quiz.title, told),
        ("publisher", "edition", "crossroads edition 2", told),
    ]


def test_looking_changes_nothing(quiz: Quiz, publisher: Client) -> None:
    before = everything()
    for name in ("publish", "check", "export", "import"):
        assert publisher.get(address(quiz, name)).status_code == 200
    for name in EDITION_PAGES:
        assert publisher.get(edition_address(name)).status_code == 200
    assert everything() == before
    assert not LogEntry.objects.exists()


def test_a_draft_that_says_the_same_offers_nothing(shipped_quiz: Quiz, publisher: Client) -> None:
    opened = shown(publisher, shipped_quiz)
    assert "Nothing changed since edition 1" in opened.section("What changes").text
    assert opened.one("main").all("form") == []
    seen = publishing.read_review(shipped_quiz).checksum
    data = {"draft": seen, "after": "1", "note": NOTE}
    again = page(publisher.post(address(shipped_quiz), data), 409)
    assert "Nothing changed since edition 1" in again.text
    assert editions_of_one() == 1


def test_the_first_edition_is_published_here_too(quiz: Quiz, publisher: Client) -> None:
    Edition._base_manager.all()._raw_delete("default")  # as if none had been published
    opened = shown(publisher, quiz)
    assert "this draft becomes edition 1" in opened.section("What changes").text
    assert post(publisher, quiz, sent_by(opened)).status_code == 303
    assert list(Edition.objects.values_list("number", "note")) == [(1, NOTE)]


# Errors and warnings


def test_an_error_stops_publishing_and_leads_to_its_question(quiz: Quiz, publisher: Client) -> None:
    data = sent_by(shown(publisher, quiz))
    question = quiz.questions.get(slug="q02")
    question.options.filter(opt_out=False).exclude(key="a").delete()
    opened = shown(publisher, quiz)
    problem = opened.one("ul", **{"class": "problems errors"}).all("li")[0]
    where = reverse("admin:quiz_question_change", args=[question.pk])
    assert (problem.one("a").text, problem.one("a").attrs["href"]) == (
        "Mend it in q02",
        f"{where}#problems",
    )
    assert opened.one("main").all("form") == []
    data["draft"] = publishing.read_review(quiz).checksum
    page(post(publisher, quiz, data), 409)
    assert editions_of_one() == 1


def with_a_warning(quiz: Quiz) -> None:
    """One trait is measured by one question less than it should be."""
    quiz.questions.filter(slug="q07").delete()


def test_every_problem_leads_to_where_it_is_mended(quiz: Quiz, publisher: Client) -> None:
    quiz.questions.filter(slug="q07").delete()
    Demand.objects.filter(trait__slug="craft").update(level=0)
    opened = shown(publisher, quiz)
    problems = [item for ul in opened.all("ul") for item in ul.all("li") if item.all("a")]
    questions = f"{reverse('admin:quiz_question_changelist')}?quiz__id__exact={quiz.pk}"
    assert {(item.one("a").text, item.one("a").attrs["href"]) for item in problems} >= {
        ("Mend it in the questions", questions),
        ("Mend it in the demands", reverse("admin:careers_demand_changelist")),
    }


def test_warnings_are_to_be_read(quiz: Quiz, publisher: Client) -> None:
    with_a_warning(quiz)
    opened = shown(publisher, quiz)
    assert opened.one("ul", **{"class": "problems warnings"}).all("li")
    data = sent_by(opened)
    data.pop("read")
    refused = page(post(publisher, quiz, data), 400)
    assert "Tick that you have read the warnings, or mend them first." in refused.text
    assert refused.one("textarea").text == NOTE
    assert editions_of_one() == 1
    assert post(publisher, quiz, sent_by(refused)).status_code == 303
    assert editions_of_one() == 2


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "no note": ({"note": ""}, "Say in a few words what changes, and why."),
    "blank note": ({"note": "  \n"}, "Say in a few words what changes, and why."),
    "long note": (
        {"note": "x" * 301},
        "Ensure this value has at most 300 characters (it has 301).",
    ),
    "control characters": ({"note": "a\x00b"}, "Null characters are not allowed."),
    "another field": ({"title": "Mine"}, "Some of what was sent is not part of this page."),
    "a field twice": (
        {"note": ["One", "Two"]},
        "Some of what was sent is not part of this page.",
    ),
}


@pytest.mark.parametrize(("more", "sentence"), BAD.values(), ids=BAD)
def test_what_cannot_be_taken_is_told_and_publishes_nothing(
    quiz: Quiz, publisher: Client, more: dict[str, Any], sentence: str
) -> None:
    data = {**sent_by(shown(publisher, quiz)), **more}
    assert sentence in page(post(publisher, quiz, data), 400).text
    assert editions_of_one() == 1
    assert not LogEntry.objects.exists()


def test_a_body_too_large_is_refused_unread(quiz: Quiz, publisher: Client) -> None:
    data = {**sent_by(shown(publisher, quiz)), "note": "x" * 70_000}
    assert post(publisher, quiz, data).status_code == 413
    assert editions_of_one() == 1


def test_another_encoding_is_refused(quiz: Quiz, publisher: Client) -> None:
    sent = publisher.post(
        address(quiz), b"note=x", content_type="application/x-www-form-urlencoded; charset=utf-7"
    )
    assert sent.status_code == 400
    assert editions_of_one() == 1


def test_a_forged_form_without_the_token_is_refused(quiz: Quiz, publisher: Client) -> None:
    data = sent_by(shown(publisher, quiz))
    data.pop("csrfmiddlewaretoken")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = publisher.cookies
    assert strict.post(address(quiz), data).status_code == 403
    assert editions_of_one() == 1


# Two at once


def test_a_draft_that_changed_since_is_shown_again_with_the_note(
    quiz: Quiz, publisher: Client
) -> None:
    data = sent_by(shown(publisher, quiz))
    quiz.questions.filter(slug="q02").update(text="And now?")
    again = page(post(publisher, quiz, data), 409)
    assert said(again)[0].startswith("The draft changed since you opened this page.")
    assert [where for where, _ in changes(again)] == ["q01", "q02"]
    assert again.one("textarea").text == NOTE
    assert editions_of_one() == 1
    assert post(publisher, quiz, sent_by(again)).status_code == 303


def test_of_two_publishers_the_second_publishes_nothing(quiz: Quiz, publisher: Client) -> None:
    other = somebody("other", "Publisher", is_staff=True)
    first, second = (sent_by(shown(client, quiz)) for client in (publisher, other))
    assert post(publisher, quiz, first).status_code == 303
    again = page(post(other, quiz, second), 409)
    assert said(again)[0].startswith("Edition 2 was published since you opened this page.")
    assert "Nothing changed since edition 2" in again.text
    assert editions_of_one() == 2


def test_an_edition_between_shows_what_changes_after_it(quiz: Quiz, publisher: Client) -> None:
    """The draft is the one that was seen; what it is compared with is not."""
    data = sent_by(shown(publisher, quiz))
    publish_again(quiz, "Something else?")
    quiz.questions.filter(slug="q01").update(text="Which would you rather?")
    again = page(post(publisher, quiz, data), 409)
    assert said(again)[0].startswith("Edition 2 was published since you opened this page.")
    assert changes(again) == [("q01", "text “Something else?” → “Which would you rather?”")]
    assert editions_of_one() == 2


def test_a_change_in_the_very_moment_of_publishing_publishes_nothing(
    quiz: Quiz, publisher: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = sent_by(shown(publisher, quiz))

    def late(quiz: Quiz, **more: Any) -> Edition | None:
        Question.objects.filter(slug="q02").update(text="And now?")
        return publish(quiz, **more)

    monkeypatch.setattr(publishing, "publish", late)
    again = page(post(publisher, quiz, data), 409)
    assert said(again)[0].startswith("The draft changed since you opened this page.")
    assert editions_of_one() == 1
    assert not LogEntry.objects.exists()


def test_what_publishing_refuses_is_told_on_the_page(
    quiz: Quiz, publisher: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **more: object) -> None:
        raise DocumentError("questions", "the short form has none")

    data = sent_by(shown(publisher, quiz))
    monkeypatch.setattr(publishing, "publish", refuse)
    again = page(post(publisher, quiz, data), 409)
    sentence = "Not published: the draft is no quiz. questions: the short form has none."
    assert said(again)[0] == sentence
    assert again.one("textarea").text == NOTE
