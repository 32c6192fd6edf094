"""Draft rows to a frozen edition: the only creator of editions."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Max

from careers.models import Fact, Role, Source, Trait
from quiz import editions
from quiz.core.document import (
    EVIDENCE,
    OPT_OUT_KEY,
    SCHEMA,
    TICKED,
    UNTICKED,
    Demand,
    Document,
    Evidence,
    Group,
    Link,
    Option,
    checksum,
    write_document,
)
from quiz.core.document import Fact as FrozenFact
from quiz.core.document import Question as FrozenQuestion
from quiz.core.document import Role as FrozenRole
from quiz.core.document import Source as FrozenSource
from quiz.core.document import Trait as FrozenTrait
from quiz.core.reading import read_document
from quiz.models import Edition, Question, Quiz

# The five answers to every agree question, best first, and their points per step.
AGREE_SCALE = (
    ("a", "Strongly agree", 2),
    ("b", "Agree", 1),
    ("c", "Neither / not sure", 0),
    ("d", "Disagree", -1),
    ("e", "Strongly disagree", -2),
)
AGREE_OPT_OUT = "No answer"
# The two answers to every item of a checklist.
TICK_OPTIONS = (Option(TICKED, "Ticked"), Option(UNTICKED, "Not ticked"))

# The kinds of facts that a result shows; the library's other facts are not frozen.
RESULT_KINDS = ("caution", "weekend", "roadmap", "shared")


@transaction.atomic
def publish(quiz: Quiz, *, note: str, by: AbstractBaseUser | None = None) -> Edition | None:
    """Freeze the draft into the next edition; None when nothing changed since the last one.

    Raises DocumentError when the draft does not make sense as a quiz.
    """
    # The quiz row is the lock: of two who publish at once, the second waits and sees the first.
    quiz = Quiz.objects.select_for_update().get(pk=quiz.pk)
    data = write_document(draft_document(quiz))
    digest = checksum(data)
    last = quiz.editions.aggregate(number=Max("number"))["number"] or 0
    if quiz.editions.filter(number=last, checksum=digest).exists():
        return None
    edition = Edition.objects.create(
        quiz=quiz,
        number=last + 1,
        document=data,
        checksum=digest,
        note=note,
        published_by=by,
    )
    transaction.on_commit(editions.forget)
    return edition


def draft_document(quiz: Quiz) -> Document:
    """The draft as a document, checked; raises DocumentError."""
    return read_document(write_document(assemble(quiz)))


def assemble(quiz: Quiz) -> Document:
    """The draft as a document as it stands, which may make no sense yet as a quiz."""
    roles = (quiz.left, quiz.right)
    questions = tuple(_question(question, quiz) for question in _questions(quiz))
    document = Document(
        schema=SCHEMA,
        quiz=quiz.slug,
        title=quiz.title,
        left=quiz.left.slug,
        right=quiz.right.slug,
        roles=tuple(_role(role) for role in roles),
        traits=tuple(_trait(trait, roles) for trait in _traits(quiz)),
        questions=questions,
        shared=_shared_facts(quiz),
        sample=_answers_that_exist(quiz.sample, questions),
        rule=quiz.rule,
        intercept=quiz.intercept,
        groups=tuple(Group(row.slug, row.text) for row in quiz.checklists.all()),
    )
    return replace(document, sources=_frozen_sources(document.cited))


def _questions(quiz: Quiz) -> Any:
    return quiz.questions.select_related("scale_trait", "group").prefetch_related(
        "evidence__source", "options__effects__trait"
    )


def _traits(quiz: Quiz) -> Any:
    """The traits that both roles have a demand for; ticks are of no trait."""
    if quiz.rule == EVIDENCE:
        return Trait.objects.none()
    both = Trait.objects.filter(demands__role=quiz.left).filter(demands__role=quiz.right)
    return both.prefetch_related("demands__role", "demands__sources")


def _facts(role: Role | None) -> Any:
    rows = Fact.objects.filter(role=role, kind__in=RESULT_KINDS).select_related("trait")
    return rows.prefetch_related("sources", "links").order_by("order", "slug")


def _shared_facts(quiz: Quiz) -> tuple[FrozenFact, ...]:
    """What both roles share: the library says it of the front quiz's two and of no others."""
    if quiz.slug != settings.FRONT_QUIZ:
        return ()
    return tuple(_fact(fact) for fact in _facts(None))


def _question(row: Question, quiz: Quiz) -> FrozenQuestion:
    evidence = (Evidence(item.source.slug, item.note) for item in row.evidence.all())
    return FrozenQuestion(
        slug=row.slug,
        kind=row.kind,
        text=row.text,
        why=row.why,
        short=row.short,
        options=_OPTIONS.get(row.kind, _options)(row),
        evidence=tuple(evidence),
        group=row.group.slug if row.group else "",
        weight=row.weight or 0,
        shares=_shares(row, quiz),
    )


def _shares(row: Question, quiz: Quiz) -> dict[str, int]:
    """By role; without what is not known yet."""
    shares = {quiz.left.slug: row.left_share, quiz.right.slug: row.right_share}
    return {role: share for role, share in shares.items() if share is not None}


def _options(row: Question) -> tuple[Option, ...]:
    ordered = sorted(row.options.all(), key=lambda option: option.opt_out)
    return tuple(
        Option(
            key=option.key,
            text=option.text,
            points={effect.trait.slug: effect.points for effect in option.effects.all()},
            opt_out=option.opt_out,
        )
        for option in ordered
    )


def _agree_options(row: Question) -> tuple[Option, ...]:
    trait, step = row.scale_trait.slug, row.scale_step
    scale = (Option(key, text, {trait: factor * step}) for key, text, factor in AGREE_SCALE)
    return (*scale, Option(OPT_OUT_KEY, AGREE_OPT_OUT, opt_out=True))


def _tick_options(row: Question) -> tuple[Option, ...]:
    return TICK_OPTIONS


# Of the kinds whose options are made, not written.
_OPTIONS = {Question.Kind.AGREE: _agree_options, Question.Kind.TICK: _tick_options}


def _trait(row: Trait, roles: tuple[Role, Role]) -> FrozenTrait:
    by_role = {demand.role_id: demand for demand in row.demands.all()}
    demands = {
        role.slug: Demand(by_role[role.pk].level, by_role[role.pk].why, _slugs(by_role[role.pk]))
        for role in roles
    }
    return FrozenTrait(row.slug, row.name, row.definition, demands)


def _role(row: Role) -> FrozenRole:
    return FrozenRole(
        slug=row.slug,
        name=row.name,
        long_name=row.long_name,
        plural=row.plural,
        line=row.line,
        summary=row.summary,
        facts=tuple(_fact(fact) for fact in _facts(row)),
        sources=_slugs(row),
    )


def _fact(row: Fact) -> FrozenFact:
    links = tuple(Link(link.title, link.url) for link in row.links.all())
    return FrozenFact(
        kind=row.kind,
        title=row.title,
        text=row.text,
        sources=_slugs(row),
        links=links,
        basis=row.basis,
        as_of=row.as_of,
        trait=row.trait.slug if row.trait else "",
    )


def _slugs(row: Any) -> tuple[str, ...]:
    return tuple(sorted(source.slug for source in row.sources.all()))


def _frozen_sources(slugs: set[str]) -> tuple[FrozenSource, ...]:
    return tuple(
        FrozenSource(row.slug, row.title, row.publisher, row.year, row.url)
        for row in Source.objects.filter(slug__in=slugs).order_by("slug")
    )


def _answers_that_exist(
    sample: dict[str, str], questions: tuple[FrozenQuestion, ...]
) -> dict[str, str]:
    """The sample without answers that the short form, as which it is scored, no longer offers."""
    offered = {q.slug: {option.key for option in q.options} for q in questions if q.short}
    return {slug: key for slug, key in sample.items() if key in offered.get(slug, ())}
