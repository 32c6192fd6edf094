"""What the rows themselves refuse: constraints in the database, editions that stay as they are."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import CheckConstraint, Model, ProtectedError

from careers.figures import Occupation, PayFigure, RoleShare, Share
from careers.models import Demand, Fact, Role, Source, Trait
from quiz.models import (
    AnswerSheet,
    Checklist,
    Edition,
    EditionFrozen,
    Effect,
    Evidence,
    Option,
    Pairing,
    Question,
    Quiz,
    Reply,
    SharedResult,
    Tally,
)
from quiz.publishing import publish
from tests.makers import make_editor, make_figures, make_quiz, make_role, make_source, make_trait

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def quiz() -> Quiz:
    quiz = make_quiz()
    make_figures()
    return quiz


@pytest.fixture
def edition(quiz: Quiz) -> Edition:
    return publish(quiz, note="The first", by=make_editor())


# Constraints


def a_question(**changes: Any) -> Question:
    values = {"slug": "q09", "kind": "single", "text": "What?", "why": "Because."}
    return Question(quiz=Quiz.objects.get(), **{**values, **changes})


def an_option(question: str, key: str, *, opt_out: bool = False) -> Option:
    return Option(question=the(Question, question), key=key, text="This", opt_out=opt_out)


def a_quiz(**changes: Any) -> Quiz:
    return Quiz(slug="new", title="?", left=the(Role, "baker"), right=the(Role, "cook"), **changes)


def a_checklist() -> Checklist:
    return Checklist.objects.create(quiz=Quiz.objects.get(), slug="do", text="Which?")


def an_item(**changes: Any) -> Question:
    values = {"slug": "bread", "kind": "tick", "short": True, "weight": 1}
    return a_question(**{**values, "group": a_checklist(), **changes})


def an_effect(trait: str, points: int) -> Effect:
    option = Option.objects.get(question__slug="q01", key="a")
    return Effect(option=option, trait=the(Trait, trait), points=points)


def a_demand(level: int) -> Demand:
    return Demand(role=the(Role, "cook"), trait=make_trait("salt", {}), level=level, why="So.")


def a_fact(kind: str, role: Role | None, **changes: Any) -> Fact:
    return Fact(slug="fact", role=role, kind=kind, text="So.", basis="survey", **changes)


def a_share(**changes: Any) -> RoleShare:
    share, role = Share.objects.get(), make_role("waiter")
    return RoleShare(share=share, role=role, asked=200, **changes)


def some_pay(**changes: Any) -> PayFigure:
    row = again(PayFigure, year=2025)
    for name, value in {"year": 2026, **changes}.items():
        setattr(row, name, value)
    return row


def an_edition(number: int) -> Edition:
    return Edition(quiz=Quiz.objects.get(), number=number, document={"a": 1}, checksum="0")


def a_sheet(form: str) -> AnswerSheet:
    edition = publish(Quiz.objects.get(), note="The first")
    return AnswerSheet(edition=edition, form=form, answers={"q01": "a"}, day=date(2026, 1, 31))


def a_shared_result(token: str = "a", **changes: Any) -> SharedResult:
    """Not saved; of the first edition, which is published if it is not yet."""
    edition = Edition.objects.first() or publish(Quiz.objects.get(), note="The first")
    values = {"form": "short", "summary": {"a": 1}, "created_on": date(2026, 1, 31)}
    own = {"token": token, "sheet": token, "delete_key": token}
    return SharedResult(edition=edition, **{**own, **values, **changes})


def a_pairing(*tokens: str) -> Pairing:
    """Not saved; of saved shares with these tokens."""
    shares = {token: a_shared_result(token) for token in tokens}
    for share in shares.values():
        share.save()
    asked, agreed = (shares[token] for token in tokens)
    return Pairing(asked=asked, agreed=agreed)


def a_pairing_again() -> Pairing:
    pairing = a_pairing("a", "b")
    pairing.save()
    return again(Pairing)


def a_reply(**said: str) -> Reply:
    edition = publish(Quiz.objects.get(), note="The first")
    row = {"band": "clear", "side": "left", "title": "left", **said}
    return Reply(result="0" * 32, edition=edition, month=date(2026, 1, 1), **row)


def a_tally_again() -> Tally:
    edition = publish(Quiz.objects.get(), note="The first")
    Tally.objects.create(edition=edition, form="full")
    return Tally(edition=edition, form="full", sums={"a": 1})


def again(model: type[Any], **found: Any) -> Any:
    """A new row with the values of an old one."""
    row = model.objects.get(**found)
    row.pk = None
    return row


def edition_1_again() -> Edition:
    publish(Quiz.objects.get(), note="The first")
    return an_edition(1)


def the(model: type[Any], slug: str) -> Any:
    return model.objects.get(slug=slug)


SCALE = (
    "An agree question has a trait and 1 or 2 points per step, for or aga"
    "inst it; the other kinds have neither."
)
X = "The key x belongs to the opt-out, and to no other."
EVIDENCE = "This question already names this source."
EFFECT = "This option already gives points to this trait."
TICK = (
    "An item to tick is in a checklist and in the short form and has a weight; the other kinds "
    "have no checklist, no weight and no shares."
)
RANGE = "A weight is −5 to 5, and a percentage is from 0 to 100."
RULE = "The rule is interest or evidence, and only a quiz by evidence has an intercept."
POINTS = "Points are −5 to 5 and not 0."
OF_BOTH = "Facts about both roles have no role; others have one."
VERDICT = "Constraint “reply_to_a_verdict” is violated."
SOMETHING = "Constraint “reply_says_something” is violated."
LEVEL = "A skill has a level from 0 to 5; other facts have none."
ASCEND = "Each percentile should be above the one before it."

# A constraint, a row that breaks it and no other, and what an editor is told.
BROKEN: list[tuple[str, Callable[[], Model], str]] = [
    (
        "one_demand_per_role_and_trait",
        lambda: again(Demand, role__slug="cook", trait__slug="heat"),
        "This role already has a demand for this trait.",
    ),
    ("demand_0_to_5", lambda: a_demand(6), "A demand is a whole number from 0 to 5."),
    *(
        ("facts_of_both_have_no_role", lambda kind=kind: a_fact(kind, the(Role, "cook")), OF_BOTH)
        for kind in ("shared", "employer", "misquoted", "both")
    ),
    ("facts_of_both_have_no_role", lambda: a_fact("caution", None), OF_BOTH),
    ("skills_have_a_level", lambda: a_fact("skill", the(Role, "cook")), LEVEL),
    ("skills_have_a_level", lambda: a_fact("skill", the(Role, "cook"), level=6), LEVEL),
    ("skills_have_a_level", lambda: a_fact("faq", the(Role, "cook"), level=0), LEVEL),
    (
        "share_once_per_role",
        lambda: again(RoleShare, role__slug="cook"),
        "This role already has its share.",
    ),
    ("percent_0_to_100", lambda: a_share(percent=100.1), "A percentage is from 0 to 100."),
    ("percent_0_to_100", lambda: a_share(percent=-0.1), "A percentage is from 0 to 100."),
    (
        "pay_once_per_year",
        lambda: again(PayFigure, year=2025),
        "This occupation already has figures for this year.",
    ),
    ("percentiles_ascend", lambda: some_pay(p10=25_000), ASCEND),
    ("percentiles_ascend", lambda: some_pay(p25=30_000), ASCEND),
    ("percentiles_ascend", lambda: some_pay(p75=30_000), ASCEND),
    ("percentiles_ascend", lambda: some_pay(p90=40_000), ASCEND),
    ("percentiles_ascend", lambda: some_pay(p75=None, p90=50_000), ASCEND),
    (
        "a_quiz_compares_two_roles",
        lambda: Quiz(slug="same", title="?", left=the(Role, "cook"), right=the(Role, "cook")),
        "The two roles should differ.",
    ),
    (
        "question_slug_once_per_quiz",
        lambda: a_question(slug="q01"),
        "This quiz already has a question with this slug.",
    ),
    ("agree_questions_have_a_scale", lambda: a_question(kind="agree"), SCALE),
    ("agree_questions_have_a_scale", lambda: a_question(kind="agree", scale_step=1), SCALE),
    ("agree_questions_have_a_scale", lambda: a_question(scale_step=1), SCALE),
    ("agree_questions_have_a_scale", lambda: a_question(scale_trait=the(Trait, "heat")), SCALE),
    ("an_intercept_is_of_evidence", lambda: a_quiz(intercept=1), RULE),
    ("an_intercept_is_of_evidence", lambda: a_quiz(rule="votes"), RULE),
    (
        "checklist_slug_once_per_quiz",
        lambda: Checklist(quiz=a_checklist().quiz, slug="do", text="Again?"),
        "This quiz already has a checklist with this slug.",
    ),
    ("ticks_are_weighed", lambda: a_question(kind="tick", short=True), TICK),
    ("ticks_are_weighed", lambda: an_item(weight=None), TICK),
    ("ticks_are_weighed", lambda: an_item(group=None), TICK),
    ("ticks_are_weighed", lambda: an_item(short=False), TICK),
    ("ticks_are_weighed", lambda: a_question(weight=1), TICK),
    ("ticks_are_weighed", lambda: a_question(left_share=1), TICK),
    ("ticks_are_weighed", lambda: a_question(right_share=1), TICK),
    ("ticks_are_weighed", lambda: a_question(group=a_checklist()), TICK),
    ("weights_and_shares_in_range", lambda: an_item(weight=51), RANGE),
    ("weights_and_shares_in_range", lambda: an_item(weight=-51), RANGE),
    ("weights_and_shares_in_range", lambda: an_item(left_share=1001), RANGE),
    ("weights_and_shares_in_range", lambda: an_item(right_share=1001), RANGE),
    ("source_once_per_question", lambda: again(Evidence), EVIDENCE),
    (
        "option_key_once_per_question",
        lambda: an_option("q01", "a"),
        "This question already has an option with this key.",
    ),
    ("x_is_the_opt_out", lambda: an_option("q01", "d", opt_out=True), X),
    ("x_is_the_opt_out", lambda: an_option("q03", "x"), X),
    ("trait_once_per_option", lambda: an_effect("dough", 1), EFFECT),
    ("points_small_and_not_zero", lambda: an_effect("heat", 0), POINTS),
    ("points_small_and_not_zero", lambda: an_effect("heat", 6), POINTS),
    ("points_small_and_not_zero", lambda: an_effect("heat", -6), POINTS),
    ("edition_number_once", edition_1_again, "Edition with this Quiz and Number already exists."),
    ("editions_from_1", lambda: an_edition(0), "Constraint “editions_from_1” is violated."),
    ("sheet_form_known", lambda: a_sheet("long"), "Constraint “sheet_form_known” is violated."),
    (
        "share_form_known",
        lambda: a_shared_result(form="long"),
        "Constraint “share_form_known” is violated.",
    ),
    ("pairing_once", a_pairing_again, "Pairing with this Asked and Agreed already exists."),
    (
        "a_pairing_has_two",
        lambda: a_pairing("a", "a"),
        "Constraint “a_pairing_has_two” is violated.",
    ),
    *(
        ("reply_to_a_verdict", lambda row=row: a_reply(**row), VERDICT)
        for row in (
            {"band": "close"},
            {"side": ""},
            {"band": "leans", "side": ""},
            {"band": "few", "side": ""},
            {"side": "both"},
        )
    ),
    ("reply_says_something", lambda: a_reply(title=""), SOMETHING),
    ("reply_says_something", lambda: a_reply(title="boss"), SOMETHING),
    ("reply_says_something", lambda: a_reply(fits="maybe"), SOMETHING),
    ("one_tally_per_form", a_tally_again, "Tally with this Edition and Form already exists."),
]


def test_every_constraint_is_tried_below() -> None:
    ours = [model for app in ("careers", "quiz") for model in apps.get_app_config(app).get_models()]
    named = {constraint.name for model in ours for constraint in model._meta.constraints}
    assert named == {name for name, _, _ in BROKEN}


@pytest.mark.parametrize(("name", "make", "told"), BROKEN)
def test_the_database_refuses_what_breaks_a_constraint(
    quiz: Quiz, name: str, make: Callable[[], Model], told: str
) -> None:
    row = make()
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        row.save()
    if connection.vendor == "postgresql":
        assert caught.value.__cause__.diag.constraint_name == name
    else:
        assert str(caught.value) == as_sqlite_says(row, name)


@pytest.mark.parametrize(("name", "make", "told"), BROKEN)
def test_an_editor_is_told_what_breaks_a_constraint(
    quiz: Quiz, name: str, make: Callable[[], Model], told: str
) -> None:
    row = make()
    with pytest.raises(ValidationError) as caught:
        row.validate_constraints()
    assert caught.value.messages == [told]
    with pytest.raises(ValidationError):
        row.full_clean()


def as_sqlite_says(row: Model, name: str) -> str:
    (broken,) = (found for found in row._meta.constraints if found.name == name)
    if isinstance(broken, CheckConstraint):
        return f"CHECK constraint failed: {name}"
    columns = (row._meta.get_field(field).column for field in broken.fields)
    return "UNIQUE constraint failed: " + ", ".join(f"{row._meta.db_table}.{c}" for c in columns)


# Editions


ATTEMPTS: dict[str, Callable[[Edition], object]] = {
    "save": lambda edition: edition.save(),
    "save some fields": lambda edition: edition.save(update_fields=["note"]),
    "save a copy": lambda edition: Edition(pk=edition.pk, quiz=edition.quiz, number=9).save(),
    "delete": lambda edition: edition.delete(),
    "update": lambda edition: Edition.objects.update(note="Other"),
    "update some": lambda edition: Edition.objects.filter(number=1).update(note="Other"),
    "update the quiz's": lambda edition: edition.quiz.editions.update(note="Other"),
    "bulk_update": lambda edition: Edition.objects.bulk_update([edition], ["note"]),
    "update_or_create": lambda edition: Edition.objects.update_or_create(
        {"note": "Other"}, number=1
    ),
    "overwriting bulk_create": lambda edition: Edition.objects.bulk_create(
        [edition], update_conflicts=True, update_fields=["note"], unique_fields=["pk"]
    ),
    "delete all": lambda edition: Edition.objects.all().delete(),
    "delete the quiz's": lambda edition: edition.quiz.editions.all().delete(),
}


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS)
def test_an_edition_cannot_be_changed_or_deleted(
    edition: Edition, attempt: Callable[[Edition], object]
) -> None:
    before = Edition.objects.values().get()
    edition.note, edition.document = "Other", {}
    with pytest.raises(EditionFrozen):
        attempt(edition)
    assert Edition.objects.values().get() == before


def test_what_an_edition_rests_on_cannot_be_deleted(edition: Edition) -> None:
    before = Edition.objects.values().get()
    assert protected(edition.quiz) == protected(edition.published_by) == {edition}
    with pytest.raises(ProtectedError):
        Quiz.objects.all().delete()
    assert Edition.objects.values().get() == before


# Shares


@pytest.mark.parametrize("column", ["token", "sheet"])
def test_an_address_and_a_result_are_shared_once(quiz: Quiz, column: str) -> None:
    a_shared_result("a").save()
    twin = a_shared_result("b")
    setattr(twin, column, "a")
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        twin.save()
    if connection.vendor == "postgresql":
        assert f"Key ({column})=(a) already exists." in str(caught.value)
    else:
        assert str(caught.value) == f"UNIQUE constraint failed: quiz_sharedresult.{column}"


def test_a_pairing_goes_with_either_of_its_shares(quiz: Quiz) -> None:
    for gone in ("asked", "agreed"):
        pairing = a_pairing("a", "b")
        pairing.save()
        getattr(pairing, gone).delete()
        assert not Pairing.objects.exists()
        SharedResult.objects.all().delete()


# Rows in use


def protected(row: Model) -> set[Model]:
    with pytest.raises(ProtectedError) as caught:
        row.delete()
    return caught.value.protected_objects


def test_a_role_that_a_quiz_compares_cannot_be_deleted(quiz: Quiz) -> None:
    assert [protected(quiz.left), protected(quiz.right)] == [{quiz}, {quiz}]


def test_a_trait_that_options_or_scales_speak_for_cannot_be_deleted(quiz: Quiz) -> None:
    dough, heat = the(Trait, "dough"), the(Trait, "heat")
    assert protected(dough) == set(Effect.objects.filter(trait=dough))
    assert protected(heat) == {*Effect.objects.filter(trait=heat), the(Question, "q03")}


def test_a_source_that_a_question_rests_on_cannot_be_deleted(quiz: Quiz) -> None:
    assert protected(the(Source, "S01")) == set(Evidence.objects.all())


def test_a_source_that_a_figure_rests_on_cannot_be_deleted(quiz: Quiz) -> None:
    figures = {the(Share, "salt"), Occupation.objects.get()}
    assert protected(the(Source, "S02")) == figures


def test_what_is_not_in_use_can_be_deleted(quiz: Quiz) -> None:
    role, source = make_role("waiter"), make_source("S09")
    trait = make_trait("salt", {role: 3}, source)
    before = Demand.objects.count()
    for row in (trait, role, source):
        row.delete()
    assert Demand.objects.count() == before - 1
