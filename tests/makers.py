"""A little quiz made by hand, row by row, and what tests of rows and content files share."""

import csv
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models import Model

from careers.figures import Occupation, PayFigure, RoleShare, Share
from careers.models import Claim, Demand, Fact, Link, Role, Source, Trait
from quiz.models import Effect, Evidence, Option, Question, Quiz

Rows = dict[str, list[dict[str, Any]]]

FILES = {
    "sources": "careers/content/sources.yaml",
    "traits": "careers/content/traits.yaml",
    "shared": "careers/content/shared.yaml",
    "shares": "careers/content/shares.yaml",
    "occupations": "careers/content/occupations.yaml",
    "pay": "careers/content/pay.csv",
    "checklist": "careers/content/checklist.yaml",
    "baker": "careers/content/roles/baker.yaml",
    "cook": "careers/content/roles/cook.yaml",
    "kitchen": "quiz/content/kitchen.yaml",
}
GONE = object()
# libyaml's where there is one: ten times as fast.
QUICK_YAML = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def make_source(slug: str = "S01", **changes: Any) -> Source:
    values = {
        "title": f"Title of {slug}",
        "publisher": f"Publisher of {slug}",
        "year": "2025",
        "kind": "book",
        "url": f"https://example.org/{slug}",
        "checked": "read",
    }
    return Source.objects.create(slug=slug, **{**values, **changes})


def make_role(slug: str, *sources: Source, **changes: Any) -> Role:
    name = slug.title()
    values = {
        "name": name,
        "long_name": f"{name} at work",
        "plural": f"{slug}s",
        "line": f"What a {slug} does.",
        "summary": f"More about what a {slug} does.",
    }
    role = Role.objects.create(slug=slug, **{**values, **changes})
    role.sources.set(sources)
    return role


def make_fact(slug: str, role: Role | None, *sources: Source, **changes: Any) -> Fact:
    values = {
        "kind": "caution" if role else "shared",
        "title": f"Title of {slug}",
        "text": f"Text of {slug}.",
        "basis": "judgement",
    }
    fact = Fact.objects.create(slug=slug, role=role, **{**values, **changes})
    fact.sources.set(sources)
    return fact


def make_trait(slug: str, levels: Mapping[Role, int], *sources: Source, order: int = 0) -> Trait:
    """A trait with a demand of each of these roles, resting on ``sources``."""
    trait = Trait.objects.create(
        slug=slug, order=order, name=slug.title(), definition=f"What {slug} is"
    )
    for role, level in levels.items():
        demand = Demand.objects.create(
            role=role, trait=trait, level=level, why=f"Why {level} for a {role.slug}."
        )
        demand.sources.set(sources)
    return trait


def make_question(
    quiz: Quiz, slug: str, *points: Mapping[Trait, int], opt_out: bool = True, **changes: Any
) -> Question:
    """A question with the options a, b, c … of these points, and the opt-out at the end."""
    values = {"kind": "single", "text": f"Text of {slug}?", "why": f"Why {slug}.", "short": True}
    question = Question.objects.create(quiz=quiz, slug=slug, **{**values, **changes})
    for order, (key, effects) in enumerate(zip("abcdefg", points, strict=False)):
        make_option(question, key, effects, order=order)
    if points and opt_out:
        make_option(question, "x", {}, order=len(points), opt_out=True)
    return question


def make_option(
    question: Question, key: str, points: Mapping[Trait, int], **changes: Any
) -> Option:
    text = f"{question.slug} {key}"
    option = Option.objects.create(**{"question": question, "key": key, "text": text, **changes})
    for trait, number in points.items():
        Effect.objects.create(option=option, trait=trait, points=number)
    return option


def make_quiz(slug: str = "kitchen") -> Quiz:
    """A draft of three questions, one of each kind, between two roles; everything is cited.

    Gaps: dough −3, heat 3, taste 0 (shared). q03 is not in the short form. The fact
    cook-skill is of a kind that no result shows.
    """
    cited, read = make_source("S01"), make_source("S02", url="")
    left, right = make_role("baker", cited), make_role("cook", cited)
    dough = make_trait("dough", {left: 5, right: 2}, cited, read)
    heat = make_trait("heat", {left: 1, right: 4}, cited, order=1)
    taste = make_trait("taste", {left: 3, right: 3}, order=2)
    fact = make_fact("baker-caution", left, cited)
    Link.objects.create(fact=fact, title="A book", url="https://example.org/book")
    make_fact("both-eat", None, read)
    step = {"kind": "roadmap", "basis": "survey", "as_of": "May 2025", "trait": heat}
    make_fact("cook-step", right, order=0, **step)
    make_fact("cook-skill", right, kind="skill", level=3, order=1)
    quiz = Quiz.objects.create(
        slug=slug, title="Baker or cook?", left=left, right=right, sample={"q01": "b", "q02": "x"}
    )
    first = make_question(quiz, "q01", {dough: 2, taste: 1}, {heat: 2}, {taste: -1})
    Evidence.objects.create(question=first, source=cited, note="page 7")
    make_question(quiz, "q02", {dough: 1}, {heat: 1}, kind="pair", order=1)
    make_question(quiz, "q03", kind="agree", order=2, short=False, scale_trait=heat, scale_step=-1)
    return quiz


def make_figures() -> None:
    """For the little quiz: a share, an occupation with pay of two years, and a claim."""
    read, cook = Source.objects.get(slug="S02"), Role.objects.get(slug="cook")
    share = Share.objects.create(
        slug="salt", group="tools", label="Salt", source=read, as_of="2022", differs=True
    )
    for role, percent in zip(Role.objects.order_by("slug"), (62.5, 40), strict=True):
        RoleShare.objects.create(share=share, role=role, percent=percent, asked=200)
    cooks = Occupation.objects.create(
        soc="35-2014", name="Cooks", source=read, official_for=cook, note="Near."
    )
    for year, p90 in ((2024, 50_000), (2025, None)):
        PayFigure.objects.create(
            occupation=cooks,
            year=year,
            employment=900,
            mean=31_000,
            p10=20_000,
            p25=25_000,
            median=30_000,
            p75=40_000,
            p90=p90,
        )
    claim = Claim.objects.create(slug="A1", element="Cooks cook", status="ok")
    claim.facts.set(Fact.objects.filter(slug="cook-skill"))


def make_editor(name: str = "editor") -> AbstractBaseUser:
    """Someone who may change everything in the admin."""
    return get_user_model().objects.create_superuser(name, password=name)


def load(folder: Path | None = None, **options: Any) -> str:
    """What loading the content files in this folder (the shipped ones, if none) says."""
    said = StringIO()
    if folder:
        options["folder"] = folder
    call_command("load_content", stdout=said, **options)
    return said.getvalue()


def export(folder: Path) -> dict[str, bytes]:
    """The draft as content files: written to this folder, and returned by path."""
    call_command("export_content", folder=folder, stdout=StringIO())
    return content_files(folder)


def content_files(folder: Path) -> dict[str, bytes]:
    """The content files in a folder laid out like the project: what lies deeper is no draft."""
    careers, quiz = folder / "careers" / "content", folder / "quiz" / "content"
    files = (file for file in (*careers.rglob("*"), *quiz.glob("*")) if file.is_file())
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def refusal(folder: Path) -> str:
    """Why loading is refused; the database stays exactly as it was."""
    before = everything()
    with pytest.raises(CommandError) as caught:
        load(folder, publish=True)
    assert everything() == before
    return str(caught.value).removeprefix("Nothing was loaded")


def read_content(file: Path) -> Any:
    text = file.read_text()
    if file.suffix == ".csv":
        return list(csv.reader(text.splitlines()))
    return yaml.load(text, QUICK_YAML)


def change(folder: Path, where: str, value: Any) -> None:
    """Change the little quiz's files in one place, such as ``traits:0.demands.1.level``.

    ``value`` is put there (at the end of a list too); GONE takes out what is there;
    ``reversed`` turns a list round.
    """
    name, _, place = where.partition(":")
    data = parent = {"": read_content(folder / FILES[name])}
    *way, last = ["", *(int(part) if part.isdigit() else part for part in place.split(".") if part)]
    for part in way:
        parent = parent[part]
    if value is GONE:
        del parent[last]
    elif isinstance(parent, list) and last == len(parent):
        parent.append(value)
    else:
        parent[last] = parent[last][::-1] if value is reversed else value
    if name == "pay":
        text = "".join(",".join(row) + "\n" for row in data[""])
    else:
        text = yaml.safe_dump(data[""], sort_keys=False, allow_unicode=True)
    (folder / FILES[name]).write_text(text)


def everything() -> Rows:
    """Every row of both apps, value by value, editions and ids included."""
    return {m._meta.label: list(m._base_manager.order_by("pk").values()) for m in _models()}


def _models() -> list[type[Model]]:
    return [
        model
        for app in ("careers", "quiz")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    ]
