"""Knowledge kept as data: the files of `data/reference` and `data/codebooks`, as rows.

The only module that opens them. In a checkout they are read from the repository, in an installed
wheel from the folder that travels inside the package.
"""

from __future__ import annotations

import functools
from pathlib import Path

from textmine.errors import TextmineError, nearest

__all__ = ["codebook_path", "codebooks", "column", "columns", "folder", "path", "rows"]

_PACKAGE = Path(__file__).resolve().parent


def folder(kind: str) -> Path:
    """The folder of `kind`: reference or codebooks."""
    bundled = _PACKAGE / "_bundled" / kind
    return bundled if bundled.is_dir() else _PACKAGE.parent / "data" / kind


def path(name: str) -> Path:
    """The file `name` of data/reference."""
    return folder("reference") / name


@functools.cache
def columns(name: str) -> dict[str, list[str]]:
    """The columns of a tab-separated file of data/reference by their names, every value a string.

    Lines that begin with ``#`` are notes on source and licence. A row is no longer or shorter than the first.
    """
    lines = [line for line in path(name).read_text(encoding="utf-8").split("\n") if line and line[0] != "#"]
    header = lines[0].split("\t")
    cells = "\t".join(lines[1:]).split("\t") if len(lines) > 1 else []
    return {column: cells[place :: len(header)] for place, column in enumerate(header)}


@functools.cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of such a file, each by the names of the columns."""
    named = columns(name)
    return tuple(dict(zip(named, row, strict=True)) for row in zip(*named.values(), strict=True))


@functools.cache
def column(name: str, key: str, language: str | None = None) -> frozenset[str]:
    """The values of a column of such a file, of the rows of one language where one is given."""
    named = columns(name)
    if language is None:
        return frozenset(named[key])
    return frozenset(value for value, of in zip(named[key], named["language"], strict=True) if of == language)


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
