"""A question as one form: its fields, its options with their points, its evidence.

The form carries a signed snapshot of the question as it was shown. When what is stored no
longer agrees with it, nothing is written: the page comes back with the editor's own input,
what somebody else changed in words, and a fresh snapshot, so that saving again is knowing.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from careers.models import Source, Trait
from quiz.admin import conflicts
from quiz.admin.conflicts import DIRECTIONS, State
from quiz.admin.evidence_rows import EvidenceRows
from quiz.admin.question_rows import NEW_QUESTION_ROWS, OptionRows, columns
from quiz.admin.question_saving import save_evidence, save_options
from quiz.admin.table_rows import one_line
from quiz.core.document import TICK
from quiz.models import Question, Quiz

SNAPSHOT = "question"
NO_SNAPSHOT = (
    "This page did not say what it had shown, so nothing is saved yet. "
    "Check what stands here, then save again."
)
CHANGED = "Somebody else changed this question meanwhile, so nothing of yours is saved yet."
DELETED = "Somebody else deleted this question meanwhile, so nothing of yours is saved."


class DraftForm(forms.ModelForm):
    """What every kind of question has. ``quiz`` is set on the class that the admin makes."""

    quiz: Quiz
    snapshot = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = conflicts.state_of(self.instance.pk) if self.instance.pk else None
        if self.before is None:
            self.instance.quiz = self.quiz
        self.meanwhile: list[str] | None = None
        self.traits: dict[str, str] = {}
        # What was sent is compared with nothing: the rows may be others than those stored now.
        self.stored = {} if self.is_bound else self.before or {}
        self.evidence = self._evidence_rows()

    def _evidence_rows(self) -> Any:
        sources = {source.pk: source for source in Source.objects.all()}
        pks = {source.slug: pk for pk, source in sources.items()}
        evidence = self.stored.get("evidence", [])
        return EvidenceRows(
            self.data if self.is_bound else None,
            prefix="evidence",
            initial=[{"source": pks[slug], "note": note} for slug, note in evidence],
            form_kwargs={"sources": sources},
        )

    @property
    def tables(self) -> list[Any]:
        return [self.evidence]

    @property
    def media(self) -> forms.Media:
        return super().media + self.evidence.media

    @property
    def fresh_snapshot(self) -> str:
        """Of the question as it is stored now, or of none."""
        return conflicts.seal(self.before or {"pk": None, "quiz": self.quiz.pk}, SNAPSHOT)

    @property
    def only_meanwhile(self) -> bool:
        """Whether all that keeps it from being saved is what somebody else did."""
        valid = all(table.is_valid() for table in self.tables)
        return valid and set(self.errors) == {"__all__"} and len(self.non_field_errors()) == 1

    def is_valid(self) -> bool:
        parts = [table.is_valid() for table in self.tables]
        return super().is_valid() and all(parts)

    def clean_text(self) -> str:
        return one_line(self.cleaned_data["text"])

    def clean_why(self) -> str:
        return one_line(self.cleaned_data["why"])

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        if self.quiz.questions.filter(slug=slug).exclude(pk=self.instance.pk).exists():
            raise ValidationError("This quiz already has a question with this slug.")
        return slug

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._compare_with_what_was_shown(cleaned.get("snapshot", ""))
        return cleaned

    def _compare_with_what_was_shown(self, text: str) -> None:
        shown = conflicts.unseal(text, SNAPSHOT)
        if shown is None:
            self.add_error(None, ValidationError(NO_SNAPSHOT, code="snapshot"))
        elif shown["pk"] and self.before is None:
            self.meanwhile = []
            self.add_error(None, ValidationError(DELETED, code="deleted"))
        elif self.before and shown != self.before:
            names = dict(Trait.objects.values_list("slug", "name"))
            known = "text" in shown
            self.meanwhile = conflicts.differences(shown, self.before, names) if known else []
            self.add_error(None, ValidationError(CHANGED, code="conflict"))

    def save_tables(self, question: Question) -> None:
        """Make the question’s rows what the tables say."""
        save_evidence(question, self.evidence.wanted())


class QuestionForm(DraftForm):
    """A question whose options have points."""

    is_item = False

    class Meta:
        model = Question
        fields = ("slug", "text", "why", "kind", "short", "scale_trait", "scale_step")
        error_messages = {"text": {"required": "Write the question."}}
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in ("text", "why")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns(self.quiz, self.instance)
        self.traits = {column.slug: column.name for column in self.columns}
        self._offer_kinds()
        self._offer_scales()
        self.options = self._option_rows()

    def _offer_kinds(self) -> None:
        """Ticks are for quizzes that count them."""
        if kind := self.fields.get("kind"):
            kind.choices = [choice for choice in kind.choices if choice[0] != TICK]
        if why := self.fields.get("why"):
            why.required = True

    def _offer_scales(self) -> None:
        trait, step = self.fields.get("scale_trait"), self.fields.get("scale_step")
        if trait is None or step is None:
            return
        trait.to_field_name = "slug"
        trait.queryset = Trait.objects.filter(slug__in=self._scale_traits())
        trait.empty_label = "—"
        if self.instance.scale_trait:
            self.initial["scale_trait"] = self.instance.scale_trait.slug
        self.fields["scale_step"] = forms.TypedChoiceField(
            label="Direction",
            required=False,
            coerce=int,
            empty_value=None,
            choices=[("", "—"), *DIRECTIONS.items()],
        )

    def _scale_traits(self) -> list[str]:
        current = self.before["scale_trait"] if self.before else None
        return [column.slug for column in self.columns if column.gap is not None] + [current or ""]

    def _option_rows(self) -> Any:
        rows = OptionRows(
            self.data if self.is_bound else None,
            prefix="options",
            initial=[
                _initial(option, at) for at, option in enumerate(self.stored.get("options", []), 1)
            ],
            form_kwargs={"columns": self.columns},
        )
        if not self.before:
            rows.extra = NEW_QUESTION_ROWS
        return rows

    @property
    def tables(self) -> list[Any]:
        return [self.options, self.evidence]

    @property
    def fixed_scale(self) -> bool:
        """Whether it is now an agree question, stored or as sent."""
        return self["kind"].value() == Question.Kind.AGREE

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("kind") == Question.Kind.AGREE:
            self._ask_for_the_scale(cleaned)
        elif "kind" in cleaned:
            cleaned["scale_trait"] = cleaned["scale_step"] = None
        return cleaned

    def _ask_for_the_scale(self, cleaned: dict[str, Any]) -> None:
        needed = {
            "scale_trait": "Choose the trait that agreeing or disagreeing is about.",
            "scale_step": "Choose whether agreeing speaks for the trait or against it.",
        }
        for name, sentence in needed.items():
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, sentence)

    def save_tables(self, question: Question) -> None:
        kept = {option["key"] for option in (self.before or {}).get("options", [])}
        save_options(question, self.options.wanted(kept))
        super().save_tables(question)


def _initial(option: State, place: int) -> dict[str, Any]:
    points = {f"points-{slug}": number for slug, number in option["points"].items()}
    values = {name: option[name] for name in ("key", "text", "opt_out")}
    return {**values, "place": place, **points}
