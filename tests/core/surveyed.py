"""Little tables of practitioners."""

import hashlib
from collections.abc import Sequence
from typing import Any

from quiz.core.practitioners import About, Table, read_table
from tests.core.banks import LEFT, RIGHT

HEAD = "year,title,ticks,n"


def about(text: str = "", **changed: Any) -> About:
    """Of two items, fitted on 2020 and 2021 and tested on 2022."""
    said: dict[str, Any] = {
        "survey": "A survey",
        "licence": "CC BY 2.0",
        "licence_url": "https://example.org/",
        "changes": "Counted.",
        "titles": {"l": LEFT, "r": RIGHT},
        "items": ("one", "two"),
        "fitted_on": (2020, 2021),
        "tested_on": 2022,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    return About(**{**said, **changed})


def written(rows: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in (HEAD, *rows))


def make_table(*rows: str, **changed: Any) -> Table:
    """Rows such as "2022,l,10,3"; the years that are fitted on need not be given."""
    fitted = [f"{year},{title},10,1" for year in (2020, 2021) for title in "lr"]
    given = {row[:6] for row in rows}
    text = written([*(row for row in fitted if row[:6] not in given), *rows])
    return read_table(about(text, **changed), text)
