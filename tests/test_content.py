"""Content files: loaded whole or not at all, and given back as they were."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from careers.figures import Occupation, Revision, Share
from careers.models import Claim, Demand, Fact, Role, Source, Trait
from quiz.models import Edition, Question, Quiz
from tests.makers import (
    FILES,
    GONE,
    change,
    content_files,
    everything,
    export,
    load,
    make_fact,
    make_figures,
    make_quiz,
    make_role,
    make_source,
    make_trait,
    read_content,
)

NOTHING = "Nothing to change.\n"


@pytest.fixture
def folder(db: None, tmp_path: Path) -> Path:
    """The little quiz as rows, and as content files in this folder."""
    make_quiz()
    make_figures()
    export(tmp_path)
    return tmp_path


def slugs(name: str, key: str = "slug") -> list[str]:
    shipped = settings.BASE_DIR / "careers" / "content" / f"{name}.yaml"
    return [item[key] for item in read_content(shipped)]


# The shipped files


def test_loading_says_what_is_new(db: None) -> None:
    quiz = read_content(settings.BASE_DIR / "quiz" / "content" / "crossroads.yaml")
    check = read_content(settings.BASE_DIR / "quiz" / "content" / "work-check.yaml")
    pay = read_content(settings.BASE_DIR / "careers" / "content" / "pay.csv")[1:]
    new = [f"source {slug}: added" for slug in slugs("sources")]
    new += ["role data-scientist: added", "role machine-learning-engineer: added"]
    new += [f"trait {slug}: added" for slug in slugs("traits")]
    new += ["facts about both roles: changed"]
    new += [f"share {slug}: added" for slug in slugs("shares")]
    new += [f"occupation {soc}: added" for soc in slugs("occupations", "soc")]
    new += [f"pay {soc} {year}: added" for year, soc, *_ in pay]
    new += [f"claim {slug}: added" for slug in slugs("checklist")]
    new += ["quiz crossroads: added"]
    new += [f"question {question['slug']}: added" for question in quiz["questions"]]
    new += ["quiz work-check: added"]
    new += [f"checklist {group['slug']}: added" for group in check["groups"]]
    new += [f"question {item['slug']}: added" for item in check["questions"]]
    lines = [*(f"  {line}" for line in new), f"{len(new)} changed.", ""]
    assert load() == "\n".join(lines)


def test_loading_again_changes_nothing(shipped_quiz: Quiz) -> None:
    before = everything()
    assert load() == NOTHING
    assert everything() == before


def test_exporting_gives_the_shipped_files_back_byte_for_byte(
    shipped_quiz: Quiz, tmp_path: Path
) -> None:
    assert export(tmp_path) == content_files(settings.BASE_DIR)


def test_loading_with_publish_publishes_once(db: None) -> None:
    said = [load(publish=True, note="The first"), load(publish=True, note="The second")]
    published = "Published crossroads edition 1.\nPublished work-check edition 1.\n"
    assert said[0].endswith(f"changed.\n{published}")
    again = "crossroads: no change to publish.\nwork-check: no change to publish.\n"
    assert said[1] == f"{NOTHING}{again}"
    assert list(Edition.objects.values_list("number", "note")) == [(1, "The first")] * 2


# An editor's draft and the files


def test_exporting_and_loading_an_editors_draft_changes_nothing(folder: Path) -> None:
    Source.objects.create(slug="A0", title="T", publisher="P", year="1", kind="book")
    Trait.objects.create(slug="aroma", name="Aroma", definition="Smells", order=1)
    for order, question in enumerate(Question.objects.order_by("-slug")):
        question.order, question.text = 10 * order, f"In place {order}?"
        question.save()
    Demand.objects.update(level=0)
    Quiz.objects.update(title="Another title", sample={"q03": "e"})
    files, before = export(folder), everything()
    assert load(folder) == NOTHING
    assert (everything(), export(folder)) == (before, files)


NEW = {
    "slug": "q04",
    "kind": "pair",
    "text": "New?",
    "why": "Why.",
    "short": True,
    "evidence": [{"source": "S02", "note": "n"}],
    "options": [
        {"key": "a", "text": "A", "points": {"heat": 1}},
        {"key": "b", "text": "B", "points": {"dough": 3, "heat": -5}},
        {"key": "x", "text": "Neither", "opt_out": True},
    ],
}

CHANGES: dict[str, tuple[str, Any, str]] = {
    "source": ("sources:0.year", "2026", "source S01: changed year"),
    "new source": ("sources:2", {"slug": "S03"}, "source S03: added"),
    "role": ("baker:line", "Bakes.", "role baker: changed line"),
    "role's sources": ("baker:sources", [], "role baker: changed sources"),
    "fact": ("baker:facts.0.text", "Early.", "role baker: changed facts"),
    "link": ("baker:facts.0.links", [], "role baker: changed facts"),
    "trait": ("traits:1.name", "Fire", "trait heat: changed name"),
    "demand": ("traits:1.demands.0.level", 0, "trait heat: changed demands"),
    "shared fact": ("shared:0.title", "Eating", "facts about both roles: changed"),
    "no shared fact": ("shared:0", GONE, "facts about both roles: changed"),
    "quiz": ("kitchen:sample", {"q01": "a"}, "quiz kitchen: changed"),
    "question": ("kitchen:questions.0.short", False, "question q01: changed short"),
    "points": ("kitchen:questions.0.options.0.points.dough", -5, "question q01: changed options"),
    "scale": ("kitchen:questions.2.scale.step", 1, "question q03: changed scale"),
    "evidence": ("kitchen:questions.0.evidence", [], "question q01: changed evidence"),
    "level": ("cook:facts.1.level", 0, "role cook: changed facts"),
    "trait of a step": ("cook:facts.0.trait", "taste", "role cook: changed facts"),
    "no trait of a step": ("cook:facts.0.trait", "", "role cook: changed facts"),
    "date of a copy": ("sources:0.checked_on", "1 May 2026", "source S01: changed checked_on"),
    "share": ("shares:0.label", "Pepper", "share salt: changed label"),
    "percent": ("shares:0.percents.cook", 0.0, "share salt: changed percents"),
    "people asked": ("shares:0.asked.cook", 7, "share salt: changed asked"),
    "source of a share": ("shares:0.source", "S01", "share salt: changed source"),
    "no share": ("shares:0", GONE, "share salt: removed"),
    "occupation": ("occupations:0.note", "", "occupation 35-2014: changed note"),
    "official": ("occupations:0.official_for", "baker", "occupation 35-2014: changed official_for"),
    "pay": ("pay:1.6", "26000", "pay 35-2014 2024: changed median"),
    "pay above the highest": ("pay:1.8", "#", "pay 35-2014 2024: changed p90"),
    "no pay": ("pay:1", GONE, "pay 35-2014 2024: removed"),
    "claim": ("checklist:0.status", "wrong", "claim A1: changed status"),
    "facts of a claim": ("checklist:0.facts", ["both-eat"], "claim A1: changed facts"),
    "no claim": ("checklist:0", GONE, "claim A1: removed"),
    "no question": ("kitchen:questions.2", GONE, "question q03: removed"),
    "new question": ("kitchen:questions.3", NEW, "question q04: added"),
}


@pytest.mark.parametrize(("where", "value", "line"), CHANGES.values(), ids=CHANGES)
def test_loading_says_what_differs_and_brings_the_draft_to_it(
    folder: Path, where: str, value: Any, line: str
) -> None:
    if line == "source S03: added":
        value = {**read_content(folder / FILES["sources"])[0], **value}
    change(folder, where, value)
    assert load(folder) == f"  {line}\n1 changed.\n"
    assert load(folder) == NOTHING
    wanted = {path: read_content(folder / path) for path in content_files(folder)}
    export(folder)
    assert {path: read_content(folder / path) for path in content_files(folder)} == wanted


@pytest.mark.parametrize(
    "where",
    [
        "sources",
        "traits:0.demands",
        "traits:0.demands.0.sources",
        "shared:0.sources",
        "checklist:0.facts",
    ],
)
def test_another_order_of_what_has_none_is_no_change(folder: Path, where: str) -> None:
    Fact.objects.get(role=None).sources.set(Source.objects.all())
    Claim.objects.get().facts.set(Fact.objects.all())
    export(folder)
    change(folder, where, reversed)
    assert load(folder) == NOTHING


@pytest.mark.parametrize(
    ("where", "model", "line"),
    [("traits", Trait, "traits"), ("kitchen:questions", Question, "questions")],
)
def test_another_order_of_traits_and_questions_is_one_change(
    folder: Path, where: str, model: type[Any], line: str
) -> None:
    before = list(model.objects.values_list("slug", flat=True))
    change(folder, where, reversed)
    assert load(folder) == f"  {line}: put in another order\n1 changed.\n"
    assert load(folder) == NOTHING
    assert list(model.objects.values_list("slug", flat=True)) == before[::-1]


def test_a_new_question_stands_where_the_file_has_it_whatever_the_numbers(folder: Path) -> None:
    for order, question in enumerate(Question.objects.all()):
        Question.objects.filter(pk=question.pk).update(order=10 * order)
    change(folder, "kitchen:questions.3", NEW)
    change(folder, "kitchen:questions.2", GONE)
    assert load(folder) == "  question q03: removed\n  question q04: added\n2 changed.\n"
    assert list(Question.objects.values_list("slug", flat=True)) == ["q01", "q02", "q04"]


def test_an_editors_extra_question_is_removed_and_named(folder: Path) -> None:
    before = everything()
    extra = Question(quiz=Quiz.objects.get(), slug="q00", kind="single", text="Mine?", why="Why.")
    extra.save()
    assert load(folder) == "  question q00: removed\n1 changed.\n"
    assert everything() == before


# What the files no longer name


def test_what_the_files_do_not_name_is_removed_when_nothing_uses_it(folder: Path) -> None:
    before = everything()
    source, role = make_source("S09"), make_role("waiter")
    make_trait("salty", {Role.objects.get(slug="cook"): 2}, order=9)
    make_fact("waiter-caution", role, source)
    Share.objects.create(
        slug="old", group="tools", label="Old", source=source, as_of="2020", differs=False
    )
    Occupation.objects.create(soc="35-3031", order=9, name="Waiters", source=source)
    assert load(folder) == (
        "  share old: removed\n  occupation 35-3031: removed\n  trait salty: removed\n"
        "  role waiter: removed\n  source S09: removed\n5 changed.\n"
    )
    (revision,) = Revision.objects.all()
    changed = {"id": 1, "number": 1, "changed_at": revision.changed_at}
    assert everything() == {**before, "careers.Revision": [changed]}


def test_what_moved_to_another_file_keeps_its_row(folder: Path) -> None:
    baker, cook = (folder / FILES[name] for name in ("baker", "cook"))
    facts = {file: read_content(file)["facts"] for file in (baker, cook)}
    pks = set(Fact.objects.values_list("slug", "pk"))
    change(folder, "baker:facts", facts[cook])
    change(folder, "cook:facts", facts[baker])
    assert load(folder) == ("  role baker: changed facts\n  role cook: changed facts\n2 changed.\n")
    assert load(folder) == NOTHING
    assert set(Fact.objects.values_list("slug", "pk")) == pks
    moved = Fact.objects.filter(role__slug="baker").values_list("slug", flat=True)
    assert sorted(moved) == ["cook-skill", "cook-step"]


def test_the_file_of_a_role_that_is_gone_is_not_left_behind(folder: Path) -> None:
    make_role("waiter")
    assert "careers/content/roles/waiter.yaml" in export(folder)
    Role.objects.get(slug="waiter").delete()
    assert "careers/content/roles/waiter.yaml" not in export(folder)
    assert load(folder) == NOTHING


def test_a_fact_of_one_role_can_become_one_of_both(folder: Path) -> None:
    fact = read_content(folder / FILES["baker"])["facts"][0]
    change(folder, "baker:facts", [])
    change(folder, "shared:1", {**fact, "kind": "both"})
    load(folder)
    assert load(folder) == NOTHING
    assert Fact.objects.get(slug=fact["slug"]).role is None
