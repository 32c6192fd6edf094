"""Rows and the shapes that content files give them: what differs, saving it, removing the rest."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.models import Model, QuerySet

from careers.models import Source
from careers.yaml_files import ContentError, Shape


def sync(
    what: str, old: Iterable[Any], new: Iterable[Any], save: Callable[[Any], None]
) -> Iterator[str]:
    """Save the shapes that differ from the old one of the same slug; say which and how."""
    before = {shape.slug: shape for shape in old}
    for shape in new:
        known = before.get(shape.slug)
        if known != shape:
            save(shape)
            yield f"{what} {shape.slug}: {_difference(known, shape)}"


def sync_order(
    what: str, old: Iterable[Any], new: Iterable[Any], rows: QuerySet[Any], key: str = "slug"
) -> Iterator[str]:
    """Number the rows as ``new`` lists them; say so where that moves known ones.

    ``key`` is the rows' field that holds the slug. Rows that stand in that order keep their
    numbers, which an editor may have chosen.
    """
    before, slugs = [shape.slug for shape in old], [shape.slug for shape in new]
    standing = list(rows.filter(**{f"{key}__in": slugs}).values_list(key, flat=True))
    if standing == slugs and set(slugs) <= set(before):
        return
    for order, slug in enumerate(slugs):
        rows.filter(**{key: slug}).update(order=order)
    if [slug for slug in before if slug in slugs] != [slug for slug in slugs if slug in before]:
        yield f"{what}: put in another order"


def remove(
    what: str, rows: QuerySet[Any], named: Iterable[Any], file: str, *, parts: str = ""
) -> Iterator[str]:
    """Delete the rows that no shape names; raises ContentError for one still in use.

    ``parts`` is the relation to what belongs to a row and goes with it.
    """
    slugs = {shape.slug for shape in named}
    for row in rows:
        slug = slug_of(row)
        if slug in slugs:
            continue
        if user := _user(row, parts):
            raise ContentError(file, slug, f"missing from the files, but used by {user}")
        row.delete()
        yield f"{what} {slug}: removed"


def slug_of(row: Any) -> str:
    """What content files call a row: its slug, or an occupation's code."""
    return str(getattr(row, "slug", "") or row.soc)


class Named:
    """Rows by their slugs, for one run that adds some: those of each model are asked for once."""

    def __init__(self) -> None:
        self._known: dict[Any, dict[str, Any]] = {}

    def row(self, model: Any, slug: str) -> Any:
        """The row with this slug, or a new one, to be filled and saved."""
        return self._of(model).setdefault(slug, model())

    def find(self, model: Any, slug: str, file: str, key: str) -> Any:
        """The row with this slug; raises ContentError where there is none."""
        if slug not in self._of(model):
            raise ContentError(file, key, f"unknown {model._meta.verbose_name} {slug!r}")
        return self._known[model][slug]

    def find_all(self, model: Any, slugs: Iterable[str], file: str, key: str) -> list[Any]:
        """The rows with these slugs, in order; raises ContentError for an unknown one."""
        return [self.find(model, slug, file, key) for slug in slugs]

    def sources(self, slugs: Iterable[str], file: str, key: str) -> list[Source]:
        return self.find_all(Source, slugs, file, f"{key}.sources")

    def _of(self, model: Any) -> dict[str, Any]:
        if model not in self._known:
            self._known[model] = {slug_of(row): row for row in model.objects.all()}
        return self._known[model]


def relate(relation: Any, rows: Iterable[Any], *, new: bool) -> None:
    """Set what a row is related to; of a new one, without asking what it was related to before."""
    if new:
        relation.add(*rows)
    else:
        relation.set(rows)


def from_row(shape: type[Any], row: Any, **more: Any) -> Any:
    """A shape filled from the row's attributes of the same names, and ``more``."""
    plain = {name: getattr(row, name) for name in shape.model_fields if name not in more}
    return shape(**plain, **more)


def fill(row: Model, shape: Shape) -> None:
    """Copy the values that are columns of the row; relations are the caller's."""
    columns = {field.name for field in row._meta.concrete_fields if not field.is_relation}
    for name, value in shape:
        if name in columns:
            setattr(row, name, value)


def source_slugs(row: Any) -> list[str]:
    return sorted(source.slug for source in row.sources.all())


def _difference(old: Any, new: Any) -> str:
    if old is None:
        return "added"
    changed = [name for name in type(new).model_fields if getattr(old, name) != getattr(new, name)]
    return f"changed {', '.join(changed)}"


def _user(row: Any, parts: str) -> str:
    """What uses a row, such as "question q03: What …"; empty where nothing does."""
    for relation in row._meta.related_objects:
        if relation.get_accessor_name() == parts:
            continue
        user = relation.related_model._base_manager.filter(**{relation.field.name: row}).first()
        if user is not None:
            return f"{user._meta.verbose_name} {user}"
    return ""
