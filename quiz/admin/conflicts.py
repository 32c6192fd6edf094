"""What a page showed, carried along signed, and what has changed since, in words.

The later of two editors is told before anything is written: see ``question_forms``.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core import signing

from quiz.admin.numbers import signed
from quiz.admin.places import moved
from quiz.core.changes import quoted
from quiz.core.document import SHARE_STEPS, WEIGHT_STEPS
from quiz.models import Question
from quiz.wording import MINUS

State = dict[str, Any]
FIELDS = {
    "text": "Text",
    "why": "Why we ask",
    "kind": "Kind",
    "short": "In the short form",
    "scale_trait": "Trait of the scale",
    "scale_step": "Direction of the scale",
    "group": "Checklist",
    "weight": "Weight",
    "left_share": "Share on the left",
    "right_share": "Share on the right",
}
# What these are stored in, of what they are shown in.
STEPS = {
    "weight": WEIGHT_STEPS,
    "left_share": SHARE_STEPS // 100,
    "right_share": SHARE_STEPS // 100,
}
DIRECTIONS = {
    1: "agreeing speaks for it, 1 point a step",
    2: "agreeing speaks for it, 2 points a step",
    -1: "agreeing speaks against it, 1 point a step",
    -2: "agreeing speaks against it, 2 points a step",
}


def state_of(pk: int) -> State | None:
    """The stored question with its options, points and evidence as plain values; None: gone."""
    rows = Question.objects.select_related("scale_trait", "group")
    row = rows.prefetch_related("options__effects__trait", "evidence__source").filter(pk=pk).first()
    if row is None:
        return None
    return {
        **{name: getattr(row, name) for name in ("pk", "slug", "text", "why", "kind", "short")},
        "quiz": row.quiz_id,
        "scale_trait": row.scale_trait.slug if row.scale_trait else None,
        "scale_step": row.scale_step,
        "group": row.group.slug if row.group else None,
        **{name: getattr(row, name) for name in STEPS},
        "options": [_option(option) for option in row.options.all()],
        "evidence": [[item.source.slug, item.note] for item in row.evidence.all()],
    }


def _option(row: Any) -> State:
    points = {effect.trait.slug: effect.points for effect in row.effects.all()}
    return {"key": row.key, "text": row.text, "opt_out": row.opt_out, "points": points}


def seal(value: Any, purpose: str) -> str:
    """Signed text that a page can carry along; for other purposes it does not count."""
    return signing.dumps(value, salt=f"study-{purpose}", compress=True)


def unseal(text: str, purpose: str) -> Any:
    """What was signed for this purpose; None where it was not, or not by us."""
    try:
        return signing.loads(text, salt=f"study-{purpose}")
    except signing.BadSignature:
        return None


def differences(old: State, new: State, traits: Mapping[str, str]) -> list[str]:
    """What changed from one state to the other, a line each; ``traits`` are names by slug."""
    return [
        *(
            f"{label}: {_said(name, old[name], traits)} → {_said(name, new[name], traits)}"
            for name, label in FIELDS.items()
            if old[name] != new[name]
        ),
        *_option_differences(old["options"], new["options"], traits),
        *_evidence_differences(dict(old["evidence"]), dict(new["evidence"])),
    ]


def _said(name: str, value: Any, traits: Mapping[str, str]) -> str:
    if value in (None, ""):
        return "nothing"
    if name == "kind":
        return f"{Question.Kind(value).label}"
    if name == "short":
        return "yes" if value else "no"
    if name in STEPS:
        return in_decimals(value, STEPS[name])
    if name == "scale_trait":
        return traits.get(value, value)
    return DIRECTIONS[value] if name == "scale_step" else quoted(value)


def in_decimals(number: int, steps: int) -> str:
    """A number of steps of 1/``steps`` as a decimal number, with a real minus sign."""
    return f"{number / steps:g}".replace("-", MINUS)


def _option_differences(
    old: Sequence[State], new: Sequence[State], traits: Mapping[str, str]
) -> Iterator[str]:
    before, after = ({row["key"]: row for row in rows} for rows in (old, new))
    for key, row in before.items():
        if key not in after:
            yield f"Option {key} removed: {quoted(row['text'])}{_points(row['points'], traits)}"
    for key, row in after.items():
        if key not in before:
            yield f"Option {key} added: {quoted(row['text'])}{_points(row['points'], traits)}"
        else:
            yield from _of_one_option(before[key], row, traits)
    yield from _moves("Option", [key for key in before if key in after], [*after])


def _of_one_option(old: State, new: State, traits: Mapping[str, str]) -> Iterator[str]:
    place = f"Option {new['key']}"
    if old["text"] != new["text"]:
        yield f"{place}: {quoted(old['text'])} → {quoted(new['text'])}"
    for slug in {**old["points"], **new["points"]}:
        was, now = (row["points"].get(slug, 0) for row in (old, new))
        if was != now:
            yield f"{place}, {traits.get(slug, slug)}: {signed(was)} → {signed(now)}"


def _evidence_differences(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    for slug, note in old.items():
        if slug not in new:
            yield f"Evidence {slug} removed{_note(note)}"
    for slug, note in new.items():
        if slug not in old:
            yield f"Evidence {slug} added{_note(note)}"
        elif old[slug] != note:
            yield f"Note on {slug}: {quoted(old[slug])} → {quoted(note)}"
    yield from _moves("Evidence", [slug for slug in old if slug in new], [*new])


def _moves(what: str, old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    kept = [name for name in new if name in old]
    for name, was, now in moved(old, kept):
        yield f"{what} {name}: place {was} → {now}"


def _points(points: Mapping[str, int], traits: Mapping[str, str]) -> str:
    said = (f"{traits.get(slug, slug)} {signed(number)}" for slug, number in points.items())
    return f" ({', '.join(said)})" if points else ""


def _note(note: str) -> str:
    return f": {quoted(note)}" if note else ""
