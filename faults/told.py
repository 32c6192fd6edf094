"""What one fault did: its counts, and the promises that it broke."""

from dataclasses import dataclass, field


@dataclass
class Told:
    """Counts are printed as they come; ``broken`` holds a sentence for each broken promise."""

    broken: list[str] = field(default_factory=list)

    def count(self, what: str, number: object) -> None:
        print(f"  {what:52} {number}", flush=True)

    def promise(self, what: str, holds: bool) -> None:
        """Print whether ``what``, said as it should be, is so."""
        print(f"  {'held  ' if holds else 'BROKEN'}  {what}", flush=True)
        if not holds:
            self.broken.append(what)
