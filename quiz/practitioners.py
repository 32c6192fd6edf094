"""The shipped table of practitioners: read once in a process, or said to be unusable."""

import logging
from functools import cache
from pathlib import Path
from typing import Any

from careers.yaml_files import ContentError, read_text, read_yaml
from quiz.core.decoding import DocumentError, decode
from quiz.core.practitioners import About, Table, TableError, read_table

FOLDER = Path(__file__).parent / "content" / "practitioners"

log = logging.getLogger(__name__)


@cache
def table() -> Table | None:
    """The table; None where its files are damaged, which the log then says once."""
    try:
        return read(FOLDER)
    except (ContentError, DocumentError, TableError) as error:
        log.error("the table of practitioners cannot be used: %s", error)
        return None


def read(folder: Path) -> Table:
    """The table in a folder; raises ContentError, DocumentError or TableError."""
    about = decode(About, read_yaml(folder / "about.yaml", dict[str, Any]))
    return read_table(about, read_text(folder / "counts.csv"))
