"""What is on a card."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Card:
    """Everything that is drawn. ``side`` is "left", "right" or empty for neither.

    ``place`` is the lean in tenths of a point, −1000 … 1000; ``close`` and ``clear`` are the
    edges of what is too close to call and of a clear lean, on the same scale.
    """

    name: str
    verb: str
    role: str
    side: str
    left: str
    right: str
    place: int
    close: int
    clear: int
    invitation: str
    address: str

    @property
    def headline(self) -> str:
        return " ".join(filter(None, (self.name, self.verb, self.role)))
