"""Zip files that a stranger sent: what they may hold, checked before anything in them is read.

Nothing is ever extracted: a part is read by its name, wherever that name would lead on a disk.
"""

from __future__ import annotations

import contextlib
import io
import os
import zipfile
import zlib
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO, TYPE_CHECKING, Any

from textmine.errors import TextmineError

if TYPE_CHECKING:
    from collections.abc import Iterator

    _Path = Path
else:
    _Path = type(Path())  # Path itself cannot be a base before Python 3.12

__all__ = ["DAMAGE", "LARGEST", "Member", "check_book", "members", "opened", "part_names", "source"]

LARGEST = 4 << 30
"""Bytes that the parts of an archive may take unpacked; more is taken for a zip bomb."""

LARGEST_BOOK = 512 << 20
"""Bytes that the parts of a workbook may take unpacked: what its readers hold in memory grows with them. So many may
a file have that is held in memory because it lies in a zip file."""

_ENCRYPTED = 1
"""The flag of a part that a password protects."""

_MOST_PARTS = 10_000
_CHUNK = 1 << 20
_DOCUMENT_TYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)
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
        with zipfile.ZipFile(source(path)) as archive:
            _check(path, archive, largest or LARGEST)
            yield archive
    except DAMAGE as error:
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
        with zipfile.ZipFile(source(path)) as archive:
            return tuple(archive.namelist())
    except DAMAGE:
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


class Member(_Path):
    """A file in a zip file, which is read where it is; its path leads through the zip file, as through a folder.

    Attributes:
        archive: The zip file.
        part: What the zip file says of it.
    """

    archive: Path
    part: zipfile.ZipInfo

    def open(  # type: ignore[override]  # the modes of a path are many, these are those that are used
        self,
        mode: str = "r",
        buffering: int = -1,  # noqa: ARG002 - as Path has it
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
    ) -> IO[Any]:
        """Open it to read, as bytes or text; nothing of it is held in memory or written anywhere."""
        with zipfile.ZipFile(self.archive) as archive:  # its file stays open until that of the part is closed
            file = archive.open(self.part)
        return file if "b" in mode else io.TextIOWrapper(file, encoding, errors, newline)

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        """What the system says of the zip file, with the size of the part."""
        found = self.archive.stat(follow_symlinks=follow_symlinks)
        return os.stat_result((*found[:6], self.part.file_size, *found[7:10]))

    def check(self) -> None:
        """Read it through once, so that none of its readers finds it damaged.

        Raises:
            TextmineError: it is.
        """
        with opened(self.archive) as archive, archive.open(self.part) as file:
            while file.read(_CHUNK):
                pass


def members(path: Path) -> list[Member]:
    """The files in a zip file, without those that are empty, hidden, or named as to lead out of it.

    Raises:
        TextmineError: it holds far too much, is damaged, or is encrypted.
    """
    found = []
    with opened(path) as archive:
        for part in archive.infolist():
            parts = PurePosixPath(part.filename).parts
            hidden = any(name.startswith((".", "__MACOSX")) for name in parts)
            if part.file_size and not hidden and not PureWindowsPath(part.filename).anchor:
                member = Member(path, part.filename)
                member.archive, member.part = path, part
                found.append(member)
    if any(member.part.flag_bits & _ENCRYPTED for member in found):
        raise TextmineError(
            f"{path.name} is encrypted.",
            expected="an export, or a zip file without a password",
            hint="Unpack it, and give the file with the answers.",
        )
    return found


def source(path: Path) -> str | io.BytesIO:
    """What a library is given that goes to and fro in a file: its name or, of one in a zip file, its bytes.

    Raises:
        TextmineError: it is too large to be held in memory.
    """
    if not isinstance(path, Member):
        return str(path)
    if path.part.file_size > LARGEST_BOOK:
        raise TextmineError(
            f"{path.name} has {path.part.file_size:,} bytes.",
            expected=f"at most {LARGEST_BOOK:,} bytes for a file of its kind in a zip file",
            hint=f"Unpack {path.archive.name}, and give the file.",
        )
    return io.BytesIO(path.read_bytes())
