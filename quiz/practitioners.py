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
    except ContentError as error:
        log.error("the table of practitioners cannot be used: %s", error)
        return None


def read(folder: Path) -> Table:
    """The table in a folder; raises ContentError."""
    about, counts = folder / "about.yaml", folder / "counts.csv"
    try:
        return read_table(_read_about(about), read_text(counts))
    except TableError as error:
        raise ContentError(counts, "", str(error)) from None


def _read_about(file: Path) -> About:
    try:
        return decode(About, read_yaml(file, dict[str, Any]))
    except DocumentError as error:
        raise ContentError(file, error.place, error.reason) from None
