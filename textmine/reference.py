"""Knowledge kept as data: the files of `data/reference` and `data/codebooks`, as rows.

The only module that opens them. In a checkout they are read from the repository, in an installed
wheel from the folder that travels inside the package.
"""

from __future__ import annotations

import csv
import functools
from pathlib import Path

from textmine.errors import TextmineError, nearest

__all__ = ["codebook_path", "codebooks", "column", "folder", "path", "rows"]

_PACKAGE = Path(__file__).resolve().parent


def folder(kind: str) -> Path:
    """The folder of `kind`: reference or codebooks."""
    bundled = _PACKAGE / "_bundled" / kind
    return bundled if bundled.is_dir() else _PACKAGE.parent / "data" / kind


def path(name: str) -> Path:
    """The file `name` of data/reference."""
    return folder("reference") / name


@functools.cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a tab-separated file of data/reference, every value a string.

    Lines that begin with ``#`` are notes on source and licence.
    """
    with path(name).open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        return tuple(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@functools.cache
def column(name: str, key: str, language: str | None = None) -> frozenset[str]:
    """The values of a column of such a file, of the rows of one language where one is given."""
    return frozenset(row[key] for row in rows(name) if language in (None, row.get("language")))


def codebooks() -> list[str]:
    """The names of the codebooks that come with textmine."""
    return sorted(file.stem for file in folder("codebooks").glob("*.yaml"))


def codebook_path(name: str) -> Path:
    """The file of the codebook `name` that comes with textmine.

    Raises:
        TextmineError: there is none of that name.
    """
    file = folder("codebooks") / f"{name}.yaml"
    if not file.is_file():
        raise TextmineError(f"No codebook {name!r} comes with textmine.", hint=nearest(name, codebooks()))
    return file
