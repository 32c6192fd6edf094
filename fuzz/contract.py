"""docs/openapi.yaml, read: what is described, and what an answer may be."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parent.parent / "docs" / "openapi.yaml"
METHODS = ("get", "head", "post")


@cache
def document() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(FILE.read_text())
    return read


@cache
def described() -> dict[str, list[str]]:
    """Addresses with their methods in capitals."""
    paths = document()["paths"]
    return {path: [m.upper() for m in METHODS if m in item] for path, item in paths.items()}


def allowed(place: str, method: str) -> dict[int, list[str]]:
    """The statuses described for a method at an address, with their content types."""
    responses = document()["paths"][place][method.lower()]["responses"]
    return {int(status): [*what.get("content", {})] for status, what in responses.items()}
