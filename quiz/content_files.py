"""The draft quizzes as files: ``quiz/content/<slug>.yaml``, one per quiz."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from careers.models import Role, Trait
from careers.syncing import Named, remove, sync, sync_order
from careers.yaml_files import (
    ContentError,
    check_file_name,
    files_in,
    read_yaml,
    save_row,
    save_rows,
    write_yaml,
)
from quiz.content_shapes import (
    EvidenceShape,
    GroupShape,
    OptionShape,
    QuestionShape,
    QuizShape,
    ScaleShape,
    checked,
    intercept_in_steps,
    share_in_steps,
    weight_in_steps,
)
from quiz.core.document import INTEREST
from quiz.models import Checklist, Effect, Evidence, Option, Question, Quiz


def read_quizzes(folder: Path) -> list[QuizShape]:
    """Read and check every quiz file of the folder; raises ContentError."""
    return [_read_quiz(file) for file in files_in(folder)]


def write_quizzes(folder: Path) -> None:
    """Write every draft quiz as a file, the inverse of loading it."""
    for quiz in Quiz.objects.all():
        shape = quiz_shape(quiz)
        write_yaml(folder / f"{shape.slug}.yaml", shape.model_dump(exclude_none=True))


def quiz_file(quiz: Quiz) -> bytes:
    """The draft as its file would be written."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"{quiz.slug}.yaml"
        write_yaml(file, quiz_shape(quiz).model_dump(exclude_none=True))
        return file.read_bytes()


def read_quiz_file(slug: str, body: bytes) -> QuizShape:
    """A file that was handed in as this quiz, checked like one on disk; raises ContentError."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"{slug}.yaml"
        file.write_bytes(body)
        shape = read_yaml(file, QuizShape)
        if shape.slug != slug:
            raise ContentError(file, "slug", f"should be {slug!r}: the file is of another quiz")
        return checked(file, shape)


def load_quiz(shape: QuizShape) -> Iterator[str]:
    """Bring the draft to what the file says; yields a line for each thing that changed.

    Questions that the file does not name are removed. Must run in a transaction.
    """
    file = f"{shape.slug}.yaml"
    row = Quiz.objects.filter(slug=shape.slug).first()
    old = quiz_shape(row) if row else None
    library = Named()
    if old is None or _head(old) != _head(shape):
        row = _save_head(library, row or Quiz(), shape, file)
        yield f"quiz {shape.slug}: {'changed' if old else 'added'}"
    old_groups, groups = (old and old.groups) or [], shape.groups or []
    yield from sync("checklist", old_groups, groups, lambda g: _save_group(row, g, file))
    yield from sync_order("checklists", old_groups, groups, row.checklists.all())
    named = {question.slug for question in shape.questions}
    for question in row.questions.exclude(slug__in=named):
        question.delete()
        yield f"question {question.slug}: removed"
    kept = [q for q in old.questions if q.slug in named] if old else []
    save = partial(_save_question, library, row, file)
    yield from sync("question", kept, shape.questions, save)
    yield from sync_order("questions", kept, shape.questions, row.questions.all())
    yield from remove("checklist", row.checklists.all(), groups, file)


def quiz_shape(quiz: Quiz) -> QuizShape:
    """The draft as its file says it."""
    questions = quiz.questions.select_related("scale_trait", "group").prefetch_related(
        "evidence__source", "options__effects__trait"
    )
    groups = [GroupShape(slug=row.slug, text=row.text) for row in quiz.checklists.all()]
    return QuizShape.of(
        slug=quiz.slug,
        title=quiz.title,
        left=quiz.left.slug,
        right=quiz.right.slug,
        rule=quiz.rule,
        intercept=quiz.intercept,
        groups=groups,
        sample=_in_order(quiz.sample, [question.slug for question in questions]),
        questions=[_question_shape(question, quiz) for question in questions],
    )


def _in_order(sample: dict[str, str], slugs: list[str]) -> dict[str, str]:
    """The sample as the questions stand; PostgreSQL keeps no order of its keys."""
    places = {slug: place for place, slug in enumerate(slugs)}
    return dict(sorted(sample.items(), key=lambda item: (places.get(item[0], len(slugs)), item[0])))


def _read_quiz(file: Path) -> QuizShape:
    shape = read_yaml(file, QuizShape)
    check_file_name(file, shape.slug)
    return checked(file, shape)


def _head(shape: QuizShape) -> tuple[object, ...]:
    return (shape.title, shape.left, shape.right, shape.rule, shape.intercept, shape.sample)


def _question_shape(question: Question, quiz: Quiz) -> QuestionShape:
    said = {
        "slug": question.slug,
        "kind": question.kind,
        "text": question.text,
        "why": question.why,
        "short": question.short,
        "evidence": [
            EvidenceShape(source=row.source.slug, note=row.note) for row in question.evidence.all()
        ],
    }
    if question.kind == Question.Kind.TICK:
        shares = {quiz.left.slug: question.left_share, quiz.right.slug: question.right_share}
        return QuestionShape.of_item(
            **said, group=question.group.slug, weight=question.weight, shares=shares
        )
    if question.kind == Question.Kind.AGREE:
        scale = ScaleShape(trait=question.scale_trait.slug, step=question.scale_step)
        return QuestionShape(**said, scale=scale)
    return QuestionShape(**said, options=[_option_shape(row) for row in question.options.all()])


def _option_shape(option: Option) -> OptionShape:
    if option.opt_out:
        return OptionShape(key=option.key, text=option.text, opt_out=True)
    effects = sorted(option.effects.all(), key=lambda effect: effect.pk)
    points = {effect.trait.slug: effect.points for effect in effects}
    return OptionShape(key=option.key, text=option.text, points=points)


def _save_head(library: Named, row: Quiz, shape: QuizShape, file: str) -> Quiz:
    row.slug, row.title, row.sample = shape.slug, shape.title, shape.sample
    row.left = library.find(Role, shape.left, file, "left")
    row.right = library.find(Role, shape.right, file, "right")
    row.rule, row.intercept = shape.rule or INTEREST, intercept_in_steps(shape.intercept)
    save_row(row, file, shape.slug)
    return row


def _save_group(quiz: Quiz, shape: GroupShape, file: str) -> None:
    row = quiz.checklists.filter(slug=shape.slug).first() or Checklist(quiz=quiz, slug=shape.slug)
    row.text = shape.text
    save_row(row, file, f"groups.{shape.slug}")


def _save_question(library: Named, quiz: Quiz, file: str, shape: QuestionShape) -> None:
    row = quiz.questions.filter(slug=shape.slug).first() or Question(quiz=quiz, slug=shape.slug)
    row.kind, row.text = shape.kind, shape.text
    row.why, row.short = shape.why, shape.short
    row.scale_trait = row.scale_step = None
    if shape.scale:
        row.scale_trait = library.find(Trait, shape.scale.trait, file, f"{shape.slug}.scale")
        row.scale_step = shape.scale.step
    row.group = quiz.checklists.get(slug=shape.group) if shape.group else None
    row.weight = weight_in_steps(shape.weight)
    shares = shape.shares or {}
    row.left_share = share_in_steps(shares.get(quiz.left.slug))
    row.right_share = share_in_steps(shares.get(quiz.right.slug))
    save_row(row, file, shape.slug)
    _replace_evidence(library, row, shape.evidence, file)
    _replace_options(library, row, shape.options or [], file)


def _replace_evidence(
    library: Named, question: Question, shapes: list[EvidenceShape], file: str
) -> None:
    key = f"{question.slug}.evidence"
    sources = library.sources([shape.source for shape in shapes], file, key)
    question.evidence.all().delete()
    rows = [
        Evidence(question=question, source=source, order=order, note=shape.note)
        for order, (shape, source) in enumerate(zip(shapes, sources, strict=True))
    ]
    save_rows([(row, f"{key}[{row.order}]") for row in rows], file)


def _replace_options(
    library: Named, question: Question, shapes: list[OptionShape], file: str
) -> None:
    question.options.all().delete()
    for order, shape in enumerate(shapes):
        key = f"{question.slug}.options.{shape.key}"
        row = Option(question=question, key=shape.key, order=order, text=shape.text)
        row.opt_out = bool(shape.opt_out)
        save_row(row, file, key)
        effects = []
        for slug, points in (shape.points or {}).items():
            trait = library.find(Trait, slug, file, f"{key}.points")
            effects.append((Effect(option=row, trait=trait, points=points), f"{key}.points.{slug}"))
        save_rows(effects, file)
