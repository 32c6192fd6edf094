"""An item of a checklist on one screen, and checklists: what an editor sees, what saving writes."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from quiz.models import Checklist, Question, Quiz
from quiz.publishing import assemble
from tests.counted import client_of
from tests.test_question_screen import ADD, assert_saved, filled, history, save, send, told, where
from tests.web.helpers import page

PAGE_QUERIES = 50


@pytest.fixture
def check(shipped_quiz: Quiz) -> Quiz:
    return Quiz.objects.get(slug=settings.CHECK_QUIZ)


@pytest.fixture
def editor(db: None) -> Client:
    return client_of("editor")


def stored(slug: str) -> tuple[Any, ...]:
    row = Question.objects.get(slug=slug)
    return row.text, row.weight, row.left_share, row.right_share, row.group.slug


def test_the_page_shows_the_weight_the_shares_and_the_evidence(
    check: Quiz, editor: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(PAGE_QUERIES):
        shown = page(editor.get(where(check.questions.get(slug="r"))))
    sent = filled(shown)
    assert {name: sent[name] for name in ("text", "weight", "left_share", "right_share")} == {
        "text": "R",
        "weight": "-1.0",
        "left_share": "34.6",
        "right_share": "11.2",
    }
    labels = [label.text for label in shown.one("form", id="question_form").all("label")]
    assert {"% of data scientists:", "% of ML engineers:", "Weight:", "Checklist:"} <= {*labels}
    assert not [name for name in sent if name.startswith(("options-", "kind", "scale_"))]
    (pulls,) = shown.all("section", **{"class": "module study-pulls"})
    rows = [[cell.text for cell in row.all("th", "td")] for row in pulls.all("tr")]
    assert rows == [["Answer", "Log-odds"], ["Ticked", "−0.771"], ["Not ticked", "+0.229"]]


def test_saving_it_as_it_stands_changes_nothing(check: Quiz, editor: Client) -> None:
    before = assemble(check)
    for slug in ("r", "gpu", "infrastructure"):
        assert_saved(save(editor, check.questions.get(slug=slug)))
    assert assemble(check) == before


def test_a_change_is_saved_and_told_in_the_history(check: Quiz, editor: Client) -> None:
    group = str(check.checklists.get(slug="tool").pk)
    changes = {"text": "R\nor S", "weight": "-0.8", "left_share": "", "group": group}
    assert_saved(save(editor, check.questions.get(slug="r"), **changes))
    assert stored("r") == ("R or S", -8, None, 112, "tool")
    assert history() == [
        "Text: “R” → “R or S”; Checklist: “lang” → “tool”; Weight: −1 → −0.8; "
        "Share on the left: 34.6 → nothing"
    ]


REFUSED = {
    "no text": ({"text": ""}, "Write what is to be ticked."),
    "no weight": ({"weight": ""}, "Fill in the weight."),
    "no checklist": ({"group": ""}, "Choose the checklist that it is in."),
    "two decimals": ({"weight": "0.25"}, "Ensure that there are no more than 1 decimal place."),
    "too heavy": ({"weight": "5.1"}, "Ensure this value is less than or equal to 5.0."),
    "more than all": (
        {"left_share": "100.1"},
        "Ensure this value is less than or equal to 100.",
    ),
    "less than none": (
        {"right_share": "-0.1"},
        "Ensure this value is greater than or equal to 0.",
    ),
}


@pytest.mark.parametrize(("changes", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_refused_with_a_sentence(
    check: Quiz, editor: Client, changes: dict[str, str], sentence: str
) -> None:
    before = stored("r")
    assert told(save(editor, check.questions.get(slug="r"), **changes)) == [sentence]
    assert stored("r") == before


def test_an_item_is_added_last(check: Quiz, editor: Client) -> None:
    address = f"{ADD}?quiz={check.pk}"
    data = filled(page(editor.get(address)))
    group = str(check.checklists.get(slug="lang").pk)
    refused = send(editor, address, data, slug="count", text="COBOL", weight="0.1", group=group)
    assert "None of these, which the form itself needs" in told(refused)[0]
    refused = send(editor, address, data, slug="r", text="COBOL", weight="0.1", group=group)
    assert told(refused) == ["This quiz already has a question with this slug."]
    added = send(editor, address, data, slug="cobol", text="COBOL", weight="0.1", group=group)
    assert_saved(added)
    row = check.questions.last()
    assert (row.slug, row.kind, row.short, row.weight) == ("cobol", "tick", True, 1)


def test_of_two_editors_the_later_is_told_what_changed(check: Quiz, editor: Client) -> None:
    question = check.questions.get(slug="r")
    data = filled(page(editor.get(where(question))))
    assert_saved(save(editor, question, weight="-0.5"))
    again = send(editor, where(question), data, right_share="12.0")
    shown = page(again)
    assert "Weight: −1 → −0.5" in [item.text for item in shown.all("li")]
    assert stored("r") == ("R", -5, 346, 112, "lang")


def test_what_is_wrong_leads_to_the_field_that_mends_it(check: Quiz, editor: Client) -> None:
    links = []
    for slug, wrong in (("gpu", {"weight": -4}), ("r", {"left_share": None})):
        check.questions.filter(slug=slug).update(**wrong)
        shown = page(editor.get(where(check.questions.get(slug=slug))))
        (problems,) = shown.all("section", id="problems")
        links += [(item.text, item.one("a").attrs["href"]) for item in problems.all("li")]
    (contrary, second), (missing, first) = links
    assert missing.startswith("Error. How many data scientists tick r is missing")
    assert contrary.startswith("Warning. gpu speaks for Data Scientist, but 44 % of")
    assert (first, second) == ("#id_left_share", "#id_weight")


def test_the_list_shows_where_each_belongs_and_how_far_it_pulls(
    check: Quiz, editor: Client
) -> None:
    shown = page(editor.get(f"/admin/quiz/question/?quiz__id__exact={check.pk}"))
    (row,) = [tr for tr in shown.all("tr") if "GPUs" in tr.text]
    assert "tick what applies" in row.text
    assert "Which of these do you use or do regularly?" in row.text
    assert "Data Scientist ◀ −0.2 +0.2 ▶ ML Engineer" in row.text


# Checklists


def test_a_checklist_is_changed_and_put_elsewhere(check: Quiz, editor: Client) -> None:
    row = check.checklists.get(slug="method")
    address = reverse("admin:quiz_checklist_change", args=[row.pk])
    data = {"text": "Which methods do you use?", "order": "0", "slug": "other", "quiz": "9"}
    assert editor.post(address, data).status_code == 302
    row.refresh_from_db()
    assert (row.slug, row.text, row.order, row.quiz) == (
        "method",
        "Which methods do you use?",
        0,
        check,
    )


def test_one_that_holds_items_is_not_deleted(check: Quiz, editor: Client) -> None:
    row = check.checklists.get(slug="act")
    address = reverse("admin:quiz_checklist_delete", args=[row.pk])
    assert "would require deleting the following protected" in page(editor.get(address)).text
    editor.post(address, {"post": "yes"})
    assert Checklist.objects.filter(pk=row.pk).exists()


def test_only_quizzes_of_ticks_have_checklists(check: Quiz, editor: Client) -> None:
    shown = page(editor.get(reverse("admin:quiz_checklist_add")))
    (select,) = [s for s in shown.all("select") if s.attrs["name"] == "quiz"]
    assert [option.text for option in select.all("option")][1:] == [check.title]


def test_the_rule_of_a_quiz_with_questions_stays(check: Quiz, editor: Client) -> None:
    shown = page(editor.get(reverse("admin:quiz_quiz_change", args=[check.pk])))
    assert "rule" not in filled_names(shown)
    assert "intercept" in filled_names(shown)


def filled_names(shown: Any) -> set[str]:
    return {f.attrs.get("name") or "" for f in shown.all("input", "select", "textarea")}
