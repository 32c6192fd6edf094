"""A question on one screen: what an editor sees there, and what saving writes."""

import json
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from careers.models import Trait
from quiz.core.scoring import Bank
from quiz.models import Effect, Evidence, Option, Question, Quiz
from quiz.publishing import draft_document
from tests.makers import everything, make_question, make_quiz, make_role, make_source, make_trait
from tests.web.helpers import Element, page, read_html

LIST = "/admin/quiz/question/"
ADD = f"{LIST}add/"
PAGE_QUERIES = 50


@pytest.fixture
def quiz(db: None) -> Quiz:
    return make_quiz()


@pytest.fixture
def editor(db: None) -> Client:
    return client_of("editor", "Editor")


def client_of(name: str, *groups: str) -> Client:
    """The browser of a colleague in these groups."""
    user = get_user_model().objects.create_user(name, is_staff=True)
    user.groups.set(Group.objects.filter(name__in=groups))
    client = Client()
    client.force_login(user)
    return client


def where(question: Question) -> str:
    return reverse("admin:quiz_question_change", args=[question.pk])


def filled(shown: Element) -> dict[str, str]:
    """What a browser would send for the question's form as it stands."""
    sent = {}
    for field in shown.one("form", id="question_form").all("input", "textarea", "select"):
        name, kind = field.attrs.get("name"), field.attrs.get("type")
        left_out = kind in {"checkbox", "radio", "submit"} and "checked" not in field.attrs
        left_out |= name == "csrfmiddlewaretoken"
        if not name or "__prefix__" in name or "form" in field.attrs or left_out:
            continue
        assert name not in sent, f"{name} would be sent twice"
        sent[name] = value_of(field)
    return sent


def value_of(field: Element) -> str:
    if field.tag == "textarea":
        return "".join(str(child) for child in field.children).removeprefix("\n")
    if field.tag == "select":
        chosen = [o for o in field.all("option") if "selected" in o.attrs]
        return (chosen or field.all("option"))[0].attrs["value"] or ""
    return field.attrs.get("value") or ("on" if field.attrs.get("type") == "checkbox" else "")


def save(client: Client, question: Question, **changes: str) -> HttpResponse:
    """Open the question's page, change these fields, save."""
    return send(client, where(question), filled(page(client.get(where(question)))), **changes)


def send(client: Client, address: str, data: dict[str, str], **changes: str) -> HttpResponse:
    """Names of fields with "_" for "-": ``options_0_text``."""
    return client.post(address, {**data, **{name_of(n): v for n, v in changes.items()}})


def name_of(name: str) -> str:
    table = name.startswith(("options_", "evidence_"))
    return name.replace("_", "-", 3 if "points" in name else 2) if table else name


def assert_saved(response: HttpResponse) -> None:
    assert (response.status_code, response.headers.get("Location")) == (302, LIST), told(response)


def told(response: HttpResponse) -> list[str]:
    """Every error on the page."""
    shown = read_html(response.content.decode())
    lists = [item.text for ul in shown.all("ul") if is_error(ul) for item in ul.all("li")]
    return lists + [p.text for p in shown.all("p", **{"class": "study-error"})]


def is_error(ul: Element) -> bool:
    return (ul.attrs.get("class") or "").startswith("errorlist")


def options(question: Question) -> list[tuple[str, str, bool, dict[str, int]]]:
    """Key, text, opt-out and points of each option, in order."""
    return [
        (o.key, o.text, o.opt_out, {e.trait.slug: e.points for e in o.effects.all()})
        for o in question.options.all()
    ]


def history() -> list[str]:
    return [entry.get_change_message() for entry in LogEntry.objects.order_by("pk")]


Q01 = [
    ("a", "q01 a", False, {"dough": 2, "taste": 1}),
    ("b", "q01 b", False, {"heat": 2}),
    ("c", "q01 c", False, {"taste": -1}),
    ("x", "q01 x", True, {}),
]


# What stands there


def test_the_page_shows_the_whole_question(
    quiz: Quiz, editor: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(PAGE_QUERIES):
        shown = page(editor.get(where(quiz.questions.get(slug="q01"))))
    sent = filled(shown)
    assert {name: sent[name] for name in ("text", "why", "kind", "short")} == {
        "text": "Text of q01?",
        "why": "Why q01.",
        "kind": "single",
        "short": "on",
    }
    assert (sent["options-0-key"], sent["options-0-place"], sent["options-0-text"]) == (
        "a",
        "1",
        "q01 a",
    )
    points = {n: v for n, v in sent.items() if n.startswith("options-0-points")}
    assert points == {
        "options-0-points-dough": "2",
        "options-0-points-heat": "",
        "options-0-points-taste": "1",
    }
    assert sent["options-3-opt_out"] == "on"
    assert sent["evidence-0-note"] == "page 7"
    rows = {
        name.split("-")[1] for name in sent if name.startswith("options-") and "TOTAL" not in name
    }
    assert rows >= {"0", "1", "2", "3", "4", "5"}, "two empty rows"


def test_the_heads_say_to_which_role_a_point_pulls(quiz: Quiz, editor: Client) -> None:
    shown = page(editor.get(where(quiz.questions.get(slug="q01"))))
    heads = [shown.one("th", id=f"trait-{slug}").text for slug in ("dough", "heat", "taste")]
    assert heads == [
        "Dough ◀ 3each point pulls 3 towards Baker",
        "Heat 3 ▶each point pulls 3 towards Cook",
        "Taste =moves nobody",
    ]
    assert shown.one("th", id="trait-dough").one("abbr").attrs["title"] == "Dough. What dough is"


def test_every_field_of_the_tables_has_a_name(quiz: Quiz, editor: Client) -> None:
    shown = page(editor.get(where(quiz.questions.get(slug="q01"))))
    fields = [
        f for f in shown.all("input", "textarea", "select") if f.attrs.get("type") != "hidden"
    ]
    rows = [f for f in fields if (f.attrs.get("name") or "").startswith(("options-", "evidence-"))]
    names = [field.attrs["aria-label"] for field in rows]
    assert names[:3] == ["Source, evidence 1", "What in it, evidence 1", "Remove evidence 1"]
    assert "Dough, option a" in names
    assert len(set(names)) == len(names)


def pulls_shown(shown: Element) -> list[list[str]]:
    table = shown.section("How far each answer pulls").one("tbody")
    return [[c.text for c in row.all("th", "td") if not c.all("svg")] for row in table.all("tr")]


def test_the_pulls_are_those_of_the_rule(quiz: Quiz, editor: Client) -> None:
    """Gaps: dough −3, heat 3. q01 raw: −6, 6, 0; reach: 6 + 3 + 6 either way = 15."""
    shown = page(editor.get(where(quiz.questions.get(slug="q01"))))
    assert pulls_shown(shown) == [
        ["q01 a", "−6.0", "−40.0"],
        ["q01 b", "+6.0", "+40.0"],
        ["q01 c", "0.0", "0.0"],
    ]


def test_the_pulls_agree_with_the_published_bank(shipped_quiz: Quiz, editor: Client) -> None:
    bank = Bank(draft_document(shipped_quiz))
    for question in shipped_quiz.questions.all()[:6]:
        pulls = bank.pulls[question.slug].values()
        shown = [row[1] for row in pulls_shown(page(editor.get(where(question))))]
        exact = [pull / bank.unit for pull in pulls]
        said = [float(text.replace("−", "-")) for text in shown]
        assert said == pytest.approx(exact, abs=0.0501)
        assert len(said) == len(exact)


def test_the_preview_has_the_visitors_words_in_their_order(quiz: Quiz, editor: Client) -> None:
    shown = page(editor.get(where(quiz.questions.get(slug="q01")))).section("As a visitor sees it")
    assert [label.text for label in shown.all("label")] == ["q01 a", "q01 b", "q01 c", "q01 x"]
    assert "Text of q01?" in shown.text
    radios = shown.all("input")
    assert {radio.attrs["form"] for radio in radios} == {"nowhere"}, "never sent"


def test_a_problem_leads_to_the_field_that_mends_it(quiz: Quiz, editor: Client) -> None:
    question = quiz.questions.get(slug="q01")
    question.evidence.all().delete()
    question.options.filter(key="b").update(text="q01 a")
    shown = page(editor.get(where(question)))
    links = {a.attrs["href"] for a in shown.section("Problems").all("a")}
    assert {"#evidence", "#id_options-1-text"} <= links
    ids = {element.attrs["id"] for element in shown.all() if "id" in element.attrs}
    assert {link.removeprefix("#") for link in links} <= ids


# Saving


def test_saving_as_shown_changes_nothing(quiz: Quiz, editor: Client) -> None:
    before = everything()
    for question in quiz.questions.all():
        assert_saved(save(editor, question))
    assert everything() == before
    assert history() == ["No change"] * 3


def test_saving_writes_options_and_points(quiz: Quiz, editor: Client) -> None:
    question = quiz.questions.get(slug="q01")
    kept = question.options.get(key="b").pk
    changes = {"options_0_points_dough": "-1", "options_0_points_taste": "0"}
    changes |= {"options_1_text": "Better", "options_4_text": "New", "options_4_points_heat": "5"}
    assert_saved(save(editor, question, **changes, options_2_DELETE="on"))
    assert options(question) == [
        ("a", "q01 a", False, {"dough": -1}),
        ("b", "Better", False, {"heat": 2}),
        ("d", "New", False, {"heat": 5}),
        ("x", "q01 x", True, {}),
    ]
    assert question.options.get(key="b").pk == kept
    assert not Effect.objects.filter(points=0).exists()


def test_the_history_says_what_changed_in_words(quiz: Quiz, editor: Client) -> None:
    question = quiz.questions.get(slug="q01")
    source = make_source("S09")
    save(
        editor,
        question,
        text="What now?",
        options_0_points_dough="-1",
        options_1_place="1",
        options_0_place="2",
        options_2_DELETE="on",
        evidence_1_source=str(source.pk),
        evidence_0_note="page 8",
    )
    assert history() == [
        "Text: “Text of q01?” → “What now?”; "
        "Option c removed: “q01 c” (Taste −1); "
        "Option a, Dough: +2 → −1; "
        "Option a: place 1 → 2; "
        "Note on S01: “page 7” → “page 8”; "
        "Evidence S09 added"
    ]


def test_the_order_is_that_of_the_places_and_the_opt_out_stays_last(
    quiz: Quiz, editor: Client
) -> None:
    question = quiz.questions.get(slug="q01")
    assert_saved(save(editor, question, options_3_place="1", options_2_place="1"))
    assert [o[0] for o in options(question)] == ["a", "c", "b", "x"]
    assert list(question.options.values_list("order", flat=True)) == [0, 1, 2, 3]


def test_the_opt_out_can_change(quiz: Quiz, editor: Client) -> None:
    question = quiz.questions.get(slug="q01")
    data = filled(page(editor.get(where(question))))
    del data["options-3-opt_out"]
    changed = send(editor, where(question), data, options_2_opt_out="on", options_2_points_taste="")
    assert_saved(changed)
    assert [(o[0], o[1], o[2]) for o in options(question)] == [
        ("a", "q01 a", False),
        ("b", "q01 b", False),
        ("d", "q01 x", False),
        ("x", "q01 c", True),
    ]


def test_a_place_alone_is_no_option(quiz: Quiz, editor: Client) -> None:
    question = quiz.questions.get(slug="q01")
    assert_saved(save(editor, question, options_4_place="6"))
    assert options(question) == Q01


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"options_0_text": ""}, ["Write the answer, or tick “Remove”."]),
        ({"options_4_points_heat": "1"}, ["Write the answer, or tick “Remove”."]),
        ({"options_0_points_heat": "6"}, ["Heat: Ensure this value is less than or equal to 5."]),
        ({"options_0_points_heat": "much"}, ["Heat: Enter a whole number."]),
        ({"options_0_place": "0"}, ["Place: Ensure this value is greater than or equal to 1."]),
        ({"options_3_points_heat": "1"}, ["The opt-out is never scored: empty its points."]),
        (
            {"options_1_opt_out": "on", "options_1_points_heat": ""},
            ["Only one option can be the opt-out."],
        ),
        ({"options_1_key": "a"}, ["Two rows have the same key. Open the page anew."]),
        ({"options_1_key": "É"}, ["An option's key is one small letter."]),
        (
            {"options_0_text": "a" * 121},
            ["Ensure this value has at most 120 characters (it has 121)."],
        ),
        ({"evidence_1_note": "Only a note"}, ["Choose a source, or tick “Remove”."]),
        (
            {"evidence_0_source": "99999"},
            ["Select a valid choice. 99999 is not one of the available choices."],
        ),
        ({"text": ""}, ["Write the question."]),
        (
            {"kind": "agree"},
            [
                "Choose the trait that agreeing or disagreeing is about.",
                "Choose whether agreeing speaks for the trait or against it.",
            ],
        ),
        ({"kind": "essay"}, ["Select a valid choice. essay is not one of the available choices."]),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_written_or_lost(
    quiz: Quiz, editor: Client, changes: dict[str, str], errors: list[str]
) -> None:
    question, before = quiz.questions.get(slug="q01"), everything()
    refused = save(editor, question, **{"why": "Another why", **changes})
    assert told(refused) == errors
    shown = page(refused)
    assert shown.one("title").text.startswith("Error:")
    assert filled(shown)["why"] == "Another why"
    assert everything() == before


def test_a_table_without_its_counters_is_refused(quiz: Quiz, editor: Client) -> None:
    question, before = quiz.questions.get(slug="q01"), everything()
    data = filled(page(editor.get(where(question))))
    del data["options-TOTAL_FORMS"]
    refused = editor.post(where(question), data)
    assert page(refused).all("p", **{"class": "errornote"})
    assert everything() == before


# Agree questions


def test_an_agree_question_needs_a_trait_and_a_direction_and_no_options(
    quiz: Quiz, editor: Client
) -> None:
    question = quiz.questions.get(slug="q03")
    shown = page(editor.get(where(question)))
    sent = filled(shown)
    assert (sent["scale_trait"], sent["scale_step"]) == ("heat", "-1")
    directions = [o.text for o in shown.one("select", name="scale_step").all("option")]
    assert directions == [
        "—",
        "agreeing speaks for it, 1 point a step",
        "agreeing speaks for it, 2 points a step",
        "agreeing speaks against it, 1 point a step",
        "agreeing speaks against it, 2 points a step",
    ]
    preview = shown.section("As a visitor sees it")
    assert [label.text for label in preview.all("label")] == [
        *("Strongly agree", "Agree", "Neither / not sure", "Disagree", "Strongly disagree"),
        "No answer",
    ]
    assert "open" not in shown.one("details", **{"class": "own-options"}).attrs
    assert_saved(send(editor, where(question), sent, scale_step="2", scale_trait="dough"))
    question.refresh_from_db()
    assert (question.scale_trait.slug, question.scale_step) == ("dough", 2)
    assert history() == [
        "Trait of the scale: Heat → Dough; Direction of the scale: agreeing speaks against it, "
        "1 point a step → agreeing speaks for it, 2 points a step"
    ]


def test_options_are_kept_while_a_question_is_agree_and_come_back(
    quiz: Quiz, editor: Client
) -> None:
    question = quiz.questions.get(slug="q01")
    scale = {"scale_trait": "dough", "scale_step": "1"}
    assert_saved(save(editor, question, kind="agree", **scale))
    assert options(question) == Q01
    shown = page(editor.get(where(question)))
    messages = [m.text for m in shown.one("ul", **{"class": "messagelist"}).all("li")]
    assert messages[0] == "Its 4 options are kept but not shown while it is an agree question."
    assert "4 kept. They are saved, but visitors do not see them" in shown.text
    assert draft_document(quiz).by_slug["q01"].options[0].text == "Strongly agree"
    assert_saved(save(editor, question, kind="single"))
    question.refresh_from_db()
    assert (question.scale_trait, question.scale_step, options(question)) == (None, None, Q01)
    shown = page(editor.get(LIST))
    messages = [m.text for m in shown.one("ul", **{"class": "messagelist"}).all("li")]
    assert (
        "The scale is taken away. It was: Dough; agreeing speaks for it, 1 point a step."
        in messages
    )


# Adding


def test_a_question_is_added_last_with_the_next_slug(quiz: Quiz, editor: Client) -> None:
    shown = page(editor.get(ADD))
    data = filled(shown)
    assert data["slug"] == "q04"
    assert "It will come last, at place 4" in shown.text
    assert (data["kind"], data["options-TOTAL_FORMS"]) == ("single", "5")
    added = send(
        editor,
        ADD,
        data,
        text="New?",
        why="Because.",
        kind="pair",
        options_0_text="One",
        options_0_points_dough="1",
        options_1_text="Two",
    )
    assert_saved(added)
    question = Question.objects.get(slug="q04")
    assert (question.quiz, question.order, question.short) == (quiz, 3, False)
    assert options(question) == [("a", "One", False, {"dough": 1}), ("b", "Two", False, {})]


def test_a_slug_is_used_once(quiz: Quiz, editor: Client) -> None:
    data = filled(page(editor.get(ADD)))
    texts = {"text": "New?", "why": "Because.", "kind": "pair"}
    refused = send(editor, ADD, data, slug="q01", **texts)
    assert told(refused) == ["This quiz already has a question with this slug."]
    refused = send(editor, ADD, data, slug="sev", **texts)
    assert "A question's slug is q and a number: q07." in told(refused)
    assert Question.objects.count() == 3


@pytest.fixture
def bakery(quiz: Quiz) -> Quiz:
    """A second quiz, over other traits."""
    left, right = make_role("miller"), make_role("grocer")
    weight = make_trait("weight", {left: 4, right: 1})
    other = Quiz.objects.create(slug="bakery", title="Miller or grocer?", left=left, right=right)
    make_question(other, "q01", {weight: 1}, {weight: -1})
    return other


def test_the_quiz_decides_the_traits(quiz: Quiz, bakery: Quiz, editor: Client) -> None:
    shown = page(editor.get(where(bakery.questions.get())))
    assert [th.attrs["id"] for th in shown.all("th", **{"class": "trait"})] == ["trait-weight"]
    shown = page(editor.get(f"{ADD}?quiz={quiz.pk}"))
    heads = [th.attrs["id"] for th in shown.all("th", **{"class": "trait"})]
    assert heads == ["trait-dough", "trait-heat", "trait-taste"]


def test_with_several_quizzes_one_is_chosen_first(quiz: Quiz, bakery: Quiz, editor: Client) -> None:
    shown = page(editor.get(ADD))
    links = [(a.text, a.attrs["href"]) for a in shown.all("a", **{"class": "addlink"})]
    assert links == [("Miller or grocer?", f"?quiz={bakery.pk}"), (str(quiz), f"?quiz={quiz.pk}")]
    for wrong in ("0", "99", "x", "9" * 40):
        assert editor.get(f"{ADD}?quiz={wrong}").status_code == 404
    address = f"{ADD}?quiz={bakery.pk}"
    data = filled(page(editor.get(address)))
    texts = {"text": "New?", "why": "Because.", "kind": "pair", "_addanother": "on"}
    added = send(editor, address, data, **texts)
    assert (added.status_code, added.headers["Location"]) == (302, address)
    assert [q.slug for q in bakery.questions.all()] == ["q01", "q02"]


def test_without_a_quiz_there_is_nothing_to_add_to(db: None, editor: Client) -> None:
    assert "There is no quiz yet. Add a quiz first" in page(editor.get(ADD)).text


def test_points_to_a_trait_of_no_concern_are_shown_and_can_be_taken_out(
    quiz: Quiz, bakery: Quiz, editor: Client
) -> None:
    question = quiz.questions.get(slug="q02")
    weight = Trait.objects.get(slug="weight")
    Effect.objects.create(option=question.options.get(key="a"), trait=weight, points=2)
    shown = page(editor.get(where(question)))
    assert "not in this quiz" in shown.one("th", id="trait-weight").text
    links = {a.attrs["href"] for a in shown.section("Problems").all("a")}
    assert "#id_options-0-points-weight" in links
    assert_saved(send(editor, where(question), filled(shown)))
    assert Effect.objects.filter(trait=weight, option__question=question).count() == 1
    assert_saved(save(editor, question, options_0_points_weight=""))
    assert Effect.objects.filter(trait=weight, option__question=question).count() == 0


# People


def test_an_option_has_no_page_of_its_own(quiz: Quiz, editor: Client) -> None:
    assert editor.get("/admin/quiz/option/").status_code == 404
    index = page(editor.get("/admin/"))
    assert "/admin/quiz/option/" not in [a.attrs.get("href") for a in index.all("a")]


def test_a_colleague_without_rights_is_refused(quiz: Quiz) -> None:
    question, before = quiz.questions.get(slug="q01"), everything()
    colleague = client_of("colleague")
    assert colleague.get(where(question)).status_code == 403
    assert colleague.get(ADD).status_code == 403
    assert colleague.post(where(question), {"text": "Mine?"}).status_code == 403
    assert colleague.post(ADD, {"text": "Mine?"}).status_code == 403
    assert everything() == before


def test_a_colleague_who_may_only_look_sees_it_and_changes_nothing(quiz: Quiz) -> None:
    reader = client_of("reader")
    user = get_user_model().objects.get(username="reader")
    user.user_permissions.add(Permission.objects.get(codename="view_question"))
    question, before = quiz.questions.get(slug="q01"), everything()
    shown = page(reader.get(where(question)))
    assert "q01 a" in shown.text
    assert all("disabled" in f.attrs for f in shown.all("fieldset") if f.all("textarea"))
    assert reader.post(where(question), {"text": "Mine?"}).status_code == 403
    assert everything() == before


def test_what_the_script_reads_is_data(quiz: Quiz, editor: Client) -> None:
    shown = page(editor.get(where(quiz.questions.get(slug="q01"))))
    (panel,) = [s for s in shown.all("section") if "data-pulls" in s.attrs]
    data = json.loads(panel.attrs["data-pulls"])
    assert data["gaps"] == {"dough": -3, "heat": 3, "taste": 0}
    assert [e for e in shown.all() if "style" in e.attrs or "onclick" in e.attrs] == []
    assert [s for s in shown.all("script") if "src" not in s.attrs] == []


def test_evidence_is_added_changed_and_removed(quiz: Quiz, editor: Client) -> None:
    question, source = quiz.questions.get(slug="q01"), make_source("S09")
    assert_saved(save(editor, question, evidence_1_source=str(source.pk), evidence_1_note="p. 2"))
    rows = Evidence.objects.filter(question=question).values_list("source__slug", "note", "order")
    assert list(rows) == [("S01", "page 7", 0), ("S09", "p. 2", 1)]
    assert_saved(save(editor, question, evidence_0_DELETE="on"))
    assert list(rows.all()) == [("S09", "p. 2", 0)]
    refused = save(editor, question, evidence_1_source=str(source.pk))
    assert told(refused) == ["This question already names this source."]
    assert Option.objects.filter(question=question).count() == 4
