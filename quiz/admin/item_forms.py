"""An item of a checklist as one form: its text, its weight, who ticks it, its evidence."""

from typing import Any

from django import forms

from quiz.admin.question_forms import DraftForm
from quiz.core.document import MOST_WEIGHT, WEIGHT_STEPS
from quiz.models import Question


class StepsField(forms.DecimalField):
    """A number with one decimal that is stored as a whole number of tenths."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(decimal_places=1, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """A whole number is what is stored; text is what was typed."""
        return f"{value / 10:.1f}" if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        number = super().clean(value)
        return None if number is None else int(number * 10)


class ItemForm(DraftForm):
    """Shares may be missing while it is a draft; the checks say so."""

    is_item = True

    class Meta:
        model = Question
        fields = ("slug", "text", "group", "why", "weight", "left_share", "right_share")
        error_messages = {
            "text": {"required": "Write what is to be ticked."},
            "group": {"required": "Choose the checklist that it is in."},
        }
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in ("text", "why")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.before is None:
            self.instance.kind, self.instance.short = Question.Kind.TICK, True
        # Without the right to change, fields are text and not here.
        if group := self.fields.get("group"):
            group.queryset = self.quiz.checklists.all()
            group.required, group.empty_label = True, "—"
            group.label, group.help_text = "Checklist", ""
        self._offer_numbers()

    def _offer_numbers(self) -> None:
        left, right = self.quiz.left, self.quiz.right
        most = MOST_WEIGHT / WEIGHT_STEPS
        offered = {
            "weight": StepsField(
                min_value=-most,
                max_value=most,
                help_text=f"In log-odds, as fitted, to a tenth: + speaks for {right.name}, "
                f"− for {left.name}.",
                error_messages={"required": "Fill in the weight."},
            ),
            "left_share": _share_field(left.plural),
            "right_share": _share_field(right.plural),
        }
        for name, field in offered.items():
            if name in self.fields:
                self.fields[name] = field


def _share_field(people: str) -> StepsField:
    return StepsField(
        label=f"% of {people}",
        required=False,
        min_value=0,
        max_value=100,
        help_text="Of 100 with this title, how many tick it.",
    )
