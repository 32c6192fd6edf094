"""Made-up sheets, the same for the same seed: to try a draft on, never to score anyone."""

from random import Random

from quiz.core.document import Document
from quiz.core.scoring import Bank

Sheets = list[dict[str, str]]


def random_sheets(document: Document, form: str, count: int, seed: int) -> Sheets:
    """Sheets that answer every question of the form, each scored option equally likely.

    For a document that can be scored; raises KeyError for an unknown form.
    """
    return minded_sheets(document, form, count, seed, side=1, share=0)


def minded_sheets(
    document: Document, form: str, count: int, seed: int, side: int, share: float
) -> Sheets:
    """Sheets of people who are drawn to one role: ``side`` is −1 for the left, +1 for the right.

    Each answer is, with probability ``share`` (0–1), the option that pulls furthest to that
    side, any of them where several do; otherwise it is any scored option. "Half-minded" is a
    share of 0.5. For a document that can be scored; raises KeyError for an unknown form.
    """
    pulls = Bank(document).pulls
    offered = {question.slug: list(pulls[question.slug]) for question in document.form(form)}
    furthest = {slug: _furthest(pulls[slug], side) for slug in offered}
    chooser = Random(seed)  # noqa: S311  # nosec B311 # no secret rests on it
    return [
        {
            slug: chooser.choice(furthest[slug] if chooser.random() < share else keys)
            for slug, keys in offered.items()
        }
        for _ in range(count)
    ]


def _furthest(pulls: dict[str, int], side: int) -> list[str]:
    most = max(pull * side for pull in pulls.values())
    return [key for key, pull in pulls.items() if pull * side == most]
