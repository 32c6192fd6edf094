"""Plain JSON values to dataclasses and back, strictly.

A value decodes only when every key is known, none is missing and each type is exact, so
that a damaged document is refused with its place and a reason rather than half read.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


class DocumentError(ValueError):
    """A document that cannot be used: ``place`` is a path such as ``questions[3].text``."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place or 'document'}: {reason}")
        self.place = place
        self.reason = reason


def decode(kind: type[T], value: object, place: str = "") -> T:
    """``value`` as an instance of the dataclass ``kind``; raises DocumentError."""
    return cast(T, _decode(kind, value, place))


def encode(value: object) -> Any:
    """The inverse of decode: dictionaries, lists and scalars ready for ``json.dumps``.

    Fields that hold their default are left out.
    """
    if is_dataclass(value) and not isinstance(value, type):
        pairs = ((f, getattr(value, f.name)) for f in fields(value))
        return {f.name: encode(v) for f, v in pairs if _required(f) or v != _default(f)}
    if isinstance(value, Mapping):
        return {key: encode(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [encode(item) for item in value]
    return value


def _decode(kind: Any, value: object, place: str) -> object:
    origin = get_origin(kind)
    if is_dataclass(kind):
        return _decode_dataclass(cast(type, kind), value, place)
    if origin is tuple:
        return _decode_list(get_args(kind)[0], value, place)
    if origin is not None and issubclass(origin, Mapping):
        return _decode_mapping(get_args(kind)[1], value, place)
    # bool is a subclass of int: `true` where a number belongs must not pass for 1.
    if type(value) is not kind:
        raise DocumentError(place, f"should be {kind.__name__}, is {type(value).__name__}")
    return value


def _decode_list(kind: Any, value: object, place: str) -> tuple[object, ...]:
    if not isinstance(value, list):
        raise DocumentError(place, "should be a list")
    return tuple(_decode(kind, item, f"{place}[{index}]") for index, item in enumerate(value))


def _decode_mapping(kind: Any, value: object, place: str) -> dict[str, object]:
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise DocumentError(place, "should be an object with text keys")
    return {key: _decode(kind, item, _join(place, key)) for key, item in value.items()}


def _decode_dataclass(kind: type, value: object, place: str) -> object:
    if not isinstance(value, dict):
        raise DocumentError(place, "should be an object")
    hints, required = _shape(kind)
    if unknown := sorted(str(key) for key in value.keys() - hints.keys()):
        raise DocumentError(place, f"unknown key {unknown[0]!r}")
    if missing := sorted(required - value.keys()):
        raise DocumentError(place, f"missing key {missing[0]!r}")
    return kind(
        **{key: _decode(hints[key], item, _join(place, key)) for key, item in value.items()}
    )


@cache
def _shape(kind: type) -> tuple[dict[str, Any], frozenset[str]]:
    return get_type_hints(kind), frozenset(f.name for f in fields(kind) if _required(f))


def _required(item: Field[Any]) -> bool:
    return item.default is MISSING and item.default_factory is MISSING


def _default(item: Field[Any]) -> object:
    return item.default if item.default_factory is MISSING else item.default_factory()


def _join(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key
