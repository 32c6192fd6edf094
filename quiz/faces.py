"""How each rule's pages look: where their templates are and what they are told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from quiz import check_methods, check_result, methods, result
from quiz.core.document import EVIDENCE, INTEREST, Document
from quiz.editions import Published


@dataclass(frozen=True)
class Face:
    """``folder`` holds take.html, result.html and methods.html; home.html if it has a home.

    ``result`` and ``methods`` make the context of these pages.
    """

    folder: str
    has_home: bool
    result: Callable[[Any], dict[str, Any]]
    methods: Callable[[Published], dict[str, Any]]

    def template(self, page: str) -> str:
        return f"{self.folder}/{page}.html"


_FACES: Mapping[str, Face] = {
    INTEREST: Face("quiz", True, result.page, methods.worked_example),
    EVIDENCE: Face("check", False, check_result.page, check_methods.worked_example),
}


def face_of(document: Document) -> Face:
    """The face of the document's rule."""
    return _FACES[document.rule]
