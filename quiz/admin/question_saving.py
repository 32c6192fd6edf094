"""A question's rows made what its form says; only what differs is written."""

from collections.abc import Mapping
from typing import Any

from careers.models import Source, Trait
from quiz.admin.conflicts import State
from quiz.models import Question


def save_options(question: Question, wanted: list[State]) -> None:
    """Its options with their points."""
    question.options.exclude(key__in=[option["key"] for option in wanted]).delete()
    stored = {option.key: option for option in question.options.prefetch_related("effects__trait")}
    traits = {trait.slug: trait for trait in Trait.objects.all()}
    for order, option in enumerate(wanted):
        values = {"text": option["text"], "opt_out": option["opt_out"], "order": order}
        row = stored.get(option["key"])
        if row is None:
            row = question.options.create(key=option["key"], **values)
        else:
            _update(row, values)
        _save_points(row, option["points"], traits)


def _save_points(row: Any, points: Mapping[str, int], traits: Mapping[str, Trait]) -> None:
    stored = {effect.trait.slug: effect for effect in row.effects.all()}
    for slug in stored.keys() - points.keys():
        stored[slug].delete()
    for slug, number in points.items():
        if slug in stored:
            _update(stored[slug], {"points": number})
        else:
            row.effects.create(trait=traits[slug], points=number)


def save_evidence(question: Question, wanted: list[list[str]]) -> None:
    """Sources with their notes, in this order."""
    question.evidence.exclude(source__slug__in=[slug for slug, _ in wanted]).delete()
    stored = {item.source.slug: item for item in question.evidence.select_related("source")}
    for order, (slug, note) in enumerate(wanted):
        if slug in stored:
            _update(stored[slug], {"note": note, "order": order})
        else:
            source = Source.objects.get(slug=slug)
            question.evidence.create(source=source, note=note, order=order)


def _update(row: Any, values: Mapping[str, Any]) -> None:
    if any(getattr(row, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
