"""Content files: strict YAML in, one canonical spelling out, mistakes told with their place."""

from collections.abc import Hashable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from pydantic import BaseModel, ConfigDict, TypeAdapter
from pydantic import ValidationError as ShapeError

T = TypeVar("T")


class ContentError(Exception):
    """A content file that cannot be loaded: which file, which key in it, and why."""

    def __init__(self, file: Path | str, key: str, reason: str) -> None:
        super().__init__(f"{file}: {key + ': ' if key else ''}{reason}")
        self.file = str(file)
        self.key = key
        self.reason = reason


class Shape(BaseModel):
    """A mapping in a content file: no unknown keys, no guessing at types."""

    model_config = ConfigDict(extra="forbid", strict=True)


class _StrictLoader(yaml.SafeLoader):
    """Refuses a key given twice, which YAML readers otherwise let pass silently."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        mapping = super().construct_mapping(node, deep)
        if len(mapping) < len(node.value):
            raise yaml.constructor.ConstructorError(
                None, None, "a key occurs twice in this mapping", node.start_mark
            )
        return mapping


def read_yaml(file: Path, kind: type[T]) -> T:
    """The file's content as ``kind`` (a Shape, or a list of them); raises ContentError."""
    text = read_text(file)
    try:
        data = yaml.load(text, _StrictLoader)  # noqa: S506  # nosec B506 # a SafeLoader
        return TypeAdapter(kind).validate_python(data)
    except yaml.YAMLError as mistake:
        raise ContentError(file, _line(mistake), f"not YAML: {_problem(mistake)}") from None
    except ShapeError as mistake:
        first = mistake.errors()[0]
        raise ContentError(file, _dotted(first["loc"]), _reason(first)) from None
    except ValueError as mistake:  # a date such as 2025-13-01
        raise ContentError(file, "", f"not YAML: {mistake}") from None
    except (LookupError, AttributeError):  # PyYAML's own, at `!!bool maybe` or `!!int ""`
        raise ContentError(file, "", "not YAML: a tag (!!) that its value does not fit") from None
    except RecursionError:
        raise ContentError(file, "", "nested too deeply") from None


def write_yaml(file: Path, data: Any) -> None:
    """Write plain data in the one spelling that all content files have."""
    file.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(
        data, sort_keys=False, allow_unicode=True, width=100, default_flow_style=False
    )
    file.write_text(text, encoding="utf-8")


def read_text(file: Path) -> str:
    """The file as text; raises ContentError."""
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ContentError(file, "", "no such file") from None
    except UnicodeDecodeError:
        raise ContentError(file, "", "not UTF-8 text") from None


def files_in(folder: Path) -> list[Path]:
    """The YAML files of a folder, by name; raises ContentError where there is none."""
    if not folder.is_dir():
        raise ContentError(folder, "", "no such folder")
    if files := sorted(folder.glob("*.yaml")):
        return files
    raise ContentError(folder, "", "holds no .yaml file")


def check_file_name(file: Path, slug: str) -> None:
    """Raises ContentError when a file is not named after what is in it."""
    if slug != file.stem:
        raise ContentError(file, "slug", f"should be {file.stem!r}, like the file's name")


def check_distinct(file: str, slugs: Iterable[str]) -> None:
    """Raises ContentError when a slug occurs twice."""
    seen = set()
    for slug in slugs:
        if slug in seen:
            raise ContentError(file, slug, "occurs twice")
        seen.add(slug)


def save_row(row: Model, file: Path | str, key: str) -> None:
    """Validate a row by its model's rules and save it; raises ContentError.

    Must run in a transaction. What the database holds to itself is not asked before, which would
    be a query for each rule and each row, but only where it refused.
    """
    try:
        with transaction.atomic():
            _clean(row)
            row.save()
    except (ValidationError, IntegrityError):
        _check_row(row, file, key)
        raise


def save_rows(rows: Sequence[tuple[Model, str]], file: Path | str) -> None:
    """What ``save_row`` does, of new rows of one model, each with its key, all at once."""
    try:
        with transaction.atomic():
            for row, _ in rows:
                _clean(row)
            if rows:
                type(rows[0][0])._base_manager.bulk_create([row for row, _ in rows])
    except (ValidationError, IntegrityError):
        for row, key in rows:  # which one it was
            row.pk = None
            save_row(row, file, key)
        raise


def _clean(row: Model) -> None:
    """The rules that need no query."""
    row.clean_fields(exclude=_known_relations(row))
    row.clean()


def _known_relations(row: Model) -> set[str]:
    """The names of those whose row was at hand when they were set."""
    fields = [field for field in row._meta.concrete_fields if field.is_relation]
    return {field.name for field in fields if field.get_cached_value(row, None)}


def _check_row(row: Model, file: Path | str, key: str) -> None:
    try:
        row.full_clean()
    except ValidationError as mistake:
        field, messages = next(iter(mistake.message_dict.items()))
        place = key if field == NON_FIELD_ERRORS else f"{key}.{field}"
        raise ContentError(file, place, messages[0]) from None


def _line(mistake: yaml.YAMLError) -> str:
    mark = getattr(mistake, "problem_mark", None)
    return f"line {mark.line + 1}" if mark else ""


def _problem(mistake: yaml.YAMLError) -> str:
    return getattr(mistake, "problem", None) or str(mistake)


def _reason(error: Any) -> str:
    """What our own validators say is already a sentence: without pydantic's "Value error"."""
    return str(error.get("ctx", {}).get("error", error["msg"]))


def _dotted(place: tuple[str | int, ...]) -> str:
    """("demands", 3, "level") as ``demands[3].level``."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
    return text.removeprefix(".")
