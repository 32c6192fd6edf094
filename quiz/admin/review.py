"""A draft beside its last edition: what is wrong with it, what changes, and what that does."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import Max
from django.http import Http404
from django.urls import reverse

from quiz import editions
from quiz.admin.impact_tables import ImpactTables
from quiz.core.changes import Difference
from quiz.core.checks import ERROR, Problem, check
from quiz.core.differences import differences
from quiz.core.document import Document, checksum, write_document
from quiz.core.scoring import Bank
from quiz.editions import EditionMissing, Published
from quiz.impact import measure
from quiz.models import Quiz
from quiz.publishing import assemble

# Codes of problems that are mended in no question.
OF_THE_DEMANDS = {"demand-level", "demands", "trait-not-demanded"}
OF_THE_CHECKLISTS = {"empty-group", "group-twice", "no-group-text"}
OF_THE_QUIZ = {"off-middle", "roles", "sample", "unknown-rule"}


@dataclass(frozen=True)
class Review:
    """``last`` is None where nothing is published yet."""

    quiz: Quiz
    document: Document
    last: Published | None

    @property
    def after(self) -> int:
        """The number of the edition that the draft would follow; 0 where it is the first."""
        return self.last.number if self.last else 0

    @cached_property
    def checksum(self) -> str:
        return checksum(write_document(self.document))

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        return check(self.document)

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == ERROR]

    @property
    def warnings(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity != ERROR]

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        return differences(self.last.document, self.document) if self.last else ()

    @property
    def unchanged(self) -> bool:
        return self.last is not None and not self.differences

    @property
    def new_questions(self) -> list[str]:
        """Slugs that the last edition does not have, so hardly a sheet answers them."""
        before = self.last.document.by_slug if self.last else {}
        return [slug for slug in self.document.by_slug if slug not in before]

    @property
    def publishable(self) -> bool:
        return not self.errors and not self.unchanged

    @property
    def impact(self) -> ImpactTables | None:
        """None where there is nothing to compare, or a draft that cannot be scored."""
        if self.last is None or not self.publishable:
            return None
        measured = measure(self.quiz, self.last.bank, Bank(self.document))
        return ImpactTables(measured, self.last.document)

    def context(self) -> dict[str, Any]:
        questions = dict(self.quiz.questions.values_list("slug", "pk"))
        return {
            "review": self,
            "errors_found": [self._linked(problem, questions) for problem in self.errors],
            "warnings_found": [self._linked(problem, questions) for problem in self.warnings],
            "differences": by_place(self.differences, questions),
            "impact": self.impact,
        }

    def _linked(self, problem: Problem, questions: dict[str, int]) -> dict[str, str]:
        """The sentence, the page on which it is mended, and what to call that."""
        where, url = self._mended(problem, questions)
        return {"text": problem.text, "where": where, "url": url}

    def _mended(self, problem: Problem, questions: dict[str, int]) -> tuple[str, str]:
        if problem.question in questions:
            return problem.question, f"{_question_url(questions, problem.question)}#problems"
        if problem.code in OF_THE_DEMANDS:
            return "the demands", reverse("admin:careers_demand_changelist")
        if problem.code in OF_THE_CHECKLISTS:
            address = reverse("admin:quiz_checklist_changelist")
            return "the checklists", f"{address}?quiz__id__exact={self.quiz.pk}"
        if problem.code in OF_THE_QUIZ:
            return "the quiz", reverse("admin:quiz_quiz_change", args=[self.quiz.pk])
        address = reverse("admin:quiz_question_changelist")
        return "the questions", f"{address}?quiz__id__exact={self.quiz.pk}"


def read_review(quiz: Quiz) -> Review:
    """The draft as it is now; 404 where the edition before it cannot be read."""
    last = quiz.editions.aggregate(number=Max("number"))["number"]
    try:
        published = editions.get(quiz.slug, last) if last else None
    except EditionMissing as error:
        raise Http404(str(error)) from None
    return Review(quiz, assemble(quiz), published)


def by_place(
    found: Iterable[Difference], questions: dict[str, int] | None = None
) -> list[dict[str, Any]]:
    """Differences under the place that they are in, with a link to a question of the draft."""
    return [
        {
            "where": where,
            "url": _question_url(questions or {}, where),
            "texts": [difference.text for difference in group],
        }
        for where, group in groupby(found, key=lambda difference: difference.where)
    ]


def _question_url(questions: dict[str, int], slug: str) -> str:
    """Empty for what is no question, or one that the draft no longer has."""
    if slug not in questions:
        return ""
    return reverse("admin:quiz_question_change", args=[questions[slug]])
