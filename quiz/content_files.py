"""The draft quizzes as files: ``quiz/content/<slug>.yaml``, one per quiz."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, Self

from pydantic import model_validator

from careers.models import Role, Trait
from careers.syncing import find, find_sources, sync, sync_order
from careers.yaml_files import (
    ContentError,
    Shape,
    check_distinct,
    check_file_name,
    files_in,
    read_yaml,
    save_row,
    write_yaml,
)
from quiz.core.document import OPT_OUT_KEY
from quiz.models import Effect, Evidence, Option, Question, Quiz
from quiz.publishing import AGREE_SCALE

AGREE_KEYS = {OPT_OUT_KEY, *(key for key, _, _ in AGREE_SCALE)}


class EvidenceShape(Shape):
    source: str
    note: str


class OptionShape(Shape):
    key: str
    text: str
    points: dict[str, int] | None = None
    opt_out: Literal[True] | None = None

    @model_validator(mode="after")
    def scored_or_opt_out(self) -> Self:
        if bool(self.opt_out) == (self.points is not None):
            raise ValueError("an option has points, or is the opt-out")
        return self


class ScaleShape(Shape):
    trait: str
    step: int


class QuestionShape(Shape):
    slug: str
    kind: str
    text: str
    why: str
    short: bool
    evidence: list[EvidenceShape]
    scale: ScaleShape | None = None
    options: list[OptionShape] | None = None


class QuizShape(Shape):
    slug: str
    title: str
    left: str
    right: str
    sample: dict[str, str]
    questions: list[QuestionShape]


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
        return _checked(file, shape)


def load_quiz(shape: QuizShape) -> Iterator[str]:
    """Bring the draft to what the file says; yields a line for each thing that changed.

    Questions that the file does not name are removed. Must run in a transaction.
    """
    file = f"{shape.slug}.yaml"
    row = Quiz.objects.filter(slug=shape.slug).first()
    old = quiz_shape(row) if row else None
    if old is None or _head(old) != _head(shape):
        row = _save_head(row or Quiz(), shape, file)
        yield f"quiz {shape.slug}: {'changed' if old else 'added'}"
    named = {question.slug for question in shape.questions}
    for question in row.questions.exclude(slug__in=named):
        question.delete()
        yield f"question {question.slug}: removed"
    kept = [q for q in old.questions if q.slug in named] if old else []
    yield from sync("question", kept, shape.questions, lambda q: _save_question(row, q, file))
    yield from sync_order("questions", kept, shape.questions, row.questions.all())


def quiz_shape(quiz: Quiz) -> QuizShape:
    """The draft as its file says it."""
    questions = quiz.questions.select_related("scale_trait").prefetch_related(
        "evidence__source", "options__effects__trait"
    )
    return QuizShape(
        slug=quiz.slug,
        title=quiz.title,
        left=quiz.left.slug,
        right=quiz.right.slug,
        sample=quiz.sample,
        questions=[_question_shape(question) for question in questions],
    )


def _read_quiz(file: Path) -> QuizShape:
    shape = read_yaml(file, QuizShape)
    check_file_name(file, shape.slug)
    return _checked(file, shape)


def _checked(file: Path, shape: QuizShape) -> QuizShape:
    """The shape, when what it says fits together; raises ContentError."""
    check_distinct(file.name, (question.slug for question in shape.questions))
    for question in shape.questions:
        _check_question(file, question)
    _check_sample(file, shape)
    return shape


def _check_question(file: Path, question: QuestionShape) -> None:
    if (question.kind == "agree") != (question.options is None):
        raise ContentError(
            file, question.slug, "an agree question has a scale, the others have options"
        )
    if question.options is None:
        return
    check_distinct(file.name, (f"{question.slug}.{o.key}" for o in question.options))
    if not any(option.opt_out for option in question.options):
        raise ContentError(file, question.slug, "no option is the opt-out")


def _check_sample(file: Path, shape: QuizShape) -> None:
    """The sample answers questions that are asked, with options that they offer."""
    questions = {question.slug: question for question in shape.questions}
    for slug, key in shape.sample.items():
        if slug not in questions:
            raise ContentError(file, f"sample.{slug}", "no such question")
        if key not in _keys(questions[slug]):
            raise ContentError(file, f"sample.{slug}", f"no such option {key!r}")


def _keys(question: QuestionShape) -> set[str]:
    if question.options is None:
        return AGREE_KEYS
    return {option.key for option in question.options}


def _head(shape: QuizShape) -> tuple[object, ...]:
    return (shape.title, shape.left, shape.right, shape.sample)


def _question_shape(question: Question) -> QuestionShape:
    agree = question.kind == Question.Kind.AGREE
    return QuestionShape(
        slug=question.slug,
        kind=question.kind,
        text=question.text,
        why=question.why,
        short=question.short,
        evidence=[
            EvidenceShape(source=row.source.slug, note=row.note) for row in question.evidence.all()
        ],
        scale=ScaleShape(trait=question.scale_trait.slug, step=question.scale_step)
        if agree
        else None,
        options=None if agree else [_option_shape(option) for option in question.options.all()],
    )


def _option_shape(option: Option) -> OptionShape:
    if option.opt_out:
        return OptionShape(key=option.key, text=option.text, opt_out=True)
    effects = sorted(option.effects.all(), key=lambda effect: effect.pk)
    points = {effect.trait.slug: effect.points for effect in effects}
    return OptionShape(key=option.key, text=option.text, points=points)


def _save_head(row: Quiz, shape: QuizShape, file: str) -> Quiz:
    row.slug, row.title, row.sample = shape.slug, shape.title, shape.sample
    row.left = find(Role, shape.left, file, "left")
    row.right = find(Role, shape.right, file, "right")
    save_row(row, file, shape.slug)
    return row


def _save_question(quiz: Quiz, shape: QuestionShape, file: str) -> None:
    row = quiz.questions.filter(slug=shape.slug).first() or Question(quiz=quiz, slug=shape.slug)
    row.kind, row.text = shape.kind, shape.text
    row.why, row.short = shape.why, shape.short
    row.scale_trait = row.scale_step = None
    if shape.scale:
        row.scale_trait = find(Trait, shape.scale.trait, file, f"{shape.slug}.scale")
        row.scale_step = shape.scale.step
    save_row(row, file, shape.slug)
    _replace_evidence(row, shape.evidence, file)
    _replace_options(row, shape.options or [], file)


def _replace_evidence(question: Question, shapes: list[EvidenceShape], file: str) -> None:
    key = f"{question.slug}.evidence"
    sources = find_sources([shape.source for shape in shapes], file, key)
    question.evidence.all().delete()
    for order, (shape, source) in enumerate(zip(shapes, sources, strict=True)):
        row = Evidence(question=question, source=source, order=order, note=shape.note)
        save_row(row, file, f"{key}[{order}]")


def _replace_options(question: Question, shapes: list[OptionShape], file: str) -> None:
    question.options.all().delete()
    for order, shape in enumerate(shapes):
        key = f"{question.slug}.options.{shape.key}"
        row = Option(question=question, key=shape.key, order=order, text=shape.text)
        row.opt_out = bool(shape.opt_out)
        save_row(row, file, key)
        for slug, points in (shape.points or {}).items():
            trait = find(Trait, slug, file, f"{key}.points")
            save_row(Effect(option=row, trait=trait, points=points), file, f"{key}.points.{slug}")
