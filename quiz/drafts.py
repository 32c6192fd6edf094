"""An older edition made the draft again.

Questions, sample and title become what the edition says, and so do the demands: what a role
calls for, why, and who says so. The library's other texts stay as they are.
"""

from collections.abc import Iterator

from careers import revision
from careers.models import Demand, Role, Trait
from careers.syncing import Named
from careers.yaml_files import ContentError, save_row
from quiz.content_files import load_quiz
from quiz.content_shapes import (
    EvidenceShape,
    GroupShape,
    OptionShape,
    QuestionShape,
    QuizShape,
    ScaleShape,
)
from quiz.core import document as frozen
from quiz.models import Question, Quiz
from quiz.publishing import AGREE_SCALE

PLACE = "this edition"


def restore(quiz: Quiz, document: frozen.Document) -> None:
    """Bring the draft to what the document says. Must run in a transaction.

    Raises ContentError where the library no longer has what the document names.
    """
    list(load_quiz(_quiz_shape(quiz, document)))
    library, demands = Named(), _demands(document)
    changed = [_restore_demand(library, trait.slug, *demand) for trait, demand in demands]
    if any(changed):
        revision.bump()


def _demands(
    document: frozen.Document,
) -> Iterator[tuple[frozen.Trait, tuple[str, frozen.Demand]]]:
    for trait in document.traits:
        for demand in trait.demands.items():
            yield trait, demand


def _restore_demand(library: Named, trait: str, role: str, demand: frozen.Demand) -> bool:
    """Whether this changed anything."""
    key = f"{trait}.demands.{role}"
    row = Demand.objects.filter(trait__slug=trait, role__slug=role).first()
    if row is None:
        row = Demand()
        row.trait = library.find(Trait, trait, PLACE, key)
        row.role = library.find(Role, role, PLACE, key)
    if row.pk and _says(row, demand):
        return False
    row.level, row.why = demand.level, demand.why
    save_row(row, PLACE, key)
    row.sources.set(library.sources(demand.sources, PLACE, key))
    return True


def _says(row: Demand, demand: frozen.Demand) -> bool:
    sources = set(row.sources.values_list("slug", flat=True))
    return (row.level, row.why, sources) == (demand.level, demand.why, set(demand.sources))


def _quiz_shape(quiz: Quiz, document: frozen.Document) -> QuizShape:
    return QuizShape.of(
        slug=quiz.slug,
        title=document.title,
        left=document.left,
        right=document.right,
        rule=document.rule,
        intercept=document.intercept,
        groups=[GroupShape(slug=group.slug, text=group.text) for group in document.groups],
        sample=dict(document.sample),
        questions=[_question_shape(question) for question in document.questions],
    )


def _question_shape(question: frozen.Question) -> QuestionShape:
    said = {
        "slug": question.slug,
        "kind": question.kind,
        "text": question.text,
        "why": question.why,
        "short": question.short,
        "evidence": [EvidenceShape(source=e.source, note=e.note) for e in question.evidence],
    }
    if question.kind == Question.Kind.TICK:
        weighed = {"group": question.group, "weight": question.weight, "shares": question.shares}
        return QuestionShape.of_item(**said, **weighed)
    if question.kind == Question.Kind.AGREE:
        return QuestionShape(**said, scale=_scale(question))
    return QuestionShape(**said, options=[_option_shape(option) for option in question.options])


def _option_shape(option: frozen.Option) -> OptionShape:
    if option.opt_out:
        return OptionShape(key=option.key, text=option.text, opt_out=True)
    return OptionShape(key=option.key, text=option.text, points=dict(option.points))


def _scale(question: frozen.Question) -> ScaleShape:
    """The trait and the points per step, read off the first answer's points."""
    key, _, factor = AGREE_SCALE[0]
    points = question.option(key).points
    if len(points) != 1:
        raise ContentError(PLACE, question.slug, "its scale is of no single trait")
    [(trait, most)] = points.items()
    return ScaleShape(trait=trait, step=most // factor)
