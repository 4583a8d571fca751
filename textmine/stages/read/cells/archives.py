"""Zip files that a stranger sent: what they may hold, checked before anything in them is read.

Nothing is ever extracted: a part is read by its name, wherever that name would lead on a disk.
"""

from __future__ import annotations

import contextlib
import zipfile
import zlib
from typing import TYPE_CHECKING

from textmine.errors import TextmineError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["LARGEST", "check_book", "opened", "part_names"]

LARGEST = 4 << 30
"""Bytes that the parts of an archive may take unpacked; more is taken for a zip bomb."""

LARGEST_BOOK = 512 << 20
"""Bytes that the parts of a workbook may take unpacked: what its readers hold in memory grows with them."""

_MOST_PARTS = 10_000
_CHUNK = 1 << 20
_DOCUMENT_TYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)
"""What `zipfile` raises on an archive that is broken, encrypted or packed in a way it does not know."""


@contextlib.contextmanager
def opened(path: Path, largest: int = 0) -> Iterator[zipfile.ZipFile]:
    """A zip file, open to read.

    Args:
        path: The file.
        largest: Bytes that its parts may take unpacked, together; `LARGEST` where 0.

    Raises:
        TextmineError: it is no zip file, holds far too much, or is damaged, also where that shows while it is read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check(path, archive, largest or LARGEST)
            yield archive
    except _DAMAGE as error:
        raise TextmineError(
            f"{path.name} is damaged ({error}).", hint="Export it again; the download may have been cut off."
        ) from error


def _check(path: Path, archive: zipfile.ZipFile, largest: int) -> None:
    parts = archive.infolist()
    size = sum(part.file_size for part in parts)
    if size > largest or len(parts) > _MOST_PARTS:
        raise TextmineError(
            f"{path.name} would take {size:,} bytes unpacked, in {len(parts):,} parts.",
            expected=f"at most {largest:,} bytes in {_MOST_PARTS:,} parts",
            hint="Export the answers as CSV instead.",
        )


def part_names(path: Path) -> tuple[str, ...]:
    """The names of the parts of a zip file; none where it is none, or is damaged."""
    try:
        with zipfile.ZipFile(path) as archive:
            return tuple(archive.namelist())
    except _DAMAGE:
        return ()


def check_book(path: Path) -> None:
    """Make sure that a workbook (.xlsx, .ods) can be given to libraries that trust it.

    Every part is unpacked once, as the size that an archive states can be a lie.

    Raises:
        TextmineError: it is too large, is damaged, or has a document type, by which XML can grow without end or
            name other files.
    """
    with opened(path, LARGEST_BOOK) as archive:
        for part in archive.infolist():
            with archive.open(part) as file:
                before = b""
                while chunk := file.read(_CHUNK):
                    if any(sign in before + chunk for sign in _DOCUMENT_TYPES):
                        raise TextmineError(
                            f"{path.name}: {part.filename} has a document type.",
                            expected="a workbook as a survey platform or a spreadsheet writes it",
                            hint="Save it again with a spreadsheet, or export the answers as CSV.",
                        )
                    before = chunk[-len(_DOCUMENT_TYPES[-1]) :]
