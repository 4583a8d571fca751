"""Zip files that a stranger sent: what they may hold, checked before anything in them is read.

Exports, archives, workbooks, Word files and projects are all such files, and no other module opens one to read.
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

__all__ = ["LARGEST", "LARGEST_HELD", "Member", "check_office", "held", "members", "opened", "part_names", "source"]

LARGEST = 4 << 30
"""Bytes that the parts of an archive may take unpacked; more is taken for a zip bomb."""

LARGEST_HELD = 512 << 20
"""Bytes that the parts of an office file may take unpacked: what its readers hold in memory grows with them. So many
may a part have that is held in memory as a whole."""

_ENCRYPTED = 1
"""The flag of a part that a password protects."""

_MOST_PARTS = 10_000
_CHUNK = 1 << 20
_WORD, _DRAWING = {".docx", ".dotx"}, ".svg"  # drawings have a document type, and python-docx does not look into them
_DOCUMENT_TYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)
"""What `zipfile` raises on an archive that is broken, encrypted or packed in a way it does not know."""


@contextlib.contextmanager
def opened(path: Path, largest: int = 0, hint: str = "", parts: int = 0) -> Iterator[zipfile.ZipFile]:
    """A zip file, open to read.

    Args:
        path: The file.
        largest: Bytes that its parts may take unpacked, together; `LARGEST` where 0.
        hint: What to do where it cannot be read; to export it again where empty.
        parts: How many parts it may have; 10,000 where 0.

    Raises:
        TextmineError: it is no zip file, holds far too much, or is damaged, also where that shows while it is read.
    """
    try:
        with zipfile.ZipFile(source(path)) as archive:
            _check(path, archive, largest or LARGEST, hint, parts or _MOST_PARTS)
            yield archive
    except (FileNotFoundError, PermissionError) as error:
        raise TextmineError(f"{path} cannot be read: {error.strerror}.", hint=hint) from error
    except _DAMAGE as error:
        again = "Export it again; the download may have been cut off."
        raise TextmineError(f"{path.name} is damaged ({error}).", hint=hint or again) from error


def _check(path: Path, archive: zipfile.ZipFile, largest: int, hint: str, most: int) -> None:
    parts = archive.infolist()
    size = sum(part.file_size for part in parts)
    if size > largest or len(parts) > most:
        raise TextmineError(
            f"{path.name} would take {size:,} bytes unpacked, in {len(parts):,} parts.",
            expected=f"at most {largest:,} bytes in {most:,} parts",
            hint=hint or "Export the answers as CSV instead.",
        )


def part_names(path: Path) -> tuple[str, ...]:
    """The names of the parts of a zip file; none where it is none, or is damaged."""
    try:
        with zipfile.ZipFile(source(path)) as archive:
            return tuple(archive.namelist())
    except PermissionError:  # it may well be one
        raise
    except _DAMAGE:
        return ()


def held(path: Path, archive: zipfile.ZipFile, name: str, largest: int = 0) -> bytes:
    """A part of a zip file, as a whole.

    Args:
        path: The file.
        archive: The same, open.
        name: The name of the part.
        largest: Bytes that it may take unpacked; `LARGEST_HELD` where 0.

    Raises:
        TextmineError: it is too large to be held in memory.
    """
    size, most = archive.getinfo(name).file_size, largest or LARGEST_HELD  # no more than it states is ever unpacked
    if size > most:
        raise TextmineError(
            f"{path.name} is far too large: {name} would take {size:,} bytes unpacked.",
            expected=f"at most {most:,} bytes",
        )
    return archive.read(name)


def check_office(path: Path, hint: str = "") -> None:
    """Make sure that a workbook or Word file (.xlsx, .ods, .docx) can be given to libraries that trust it.

    Every part is unpacked once, as the size that an archive states can be a lie.

    Args:
        path: The file.
        hint: What to do where it cannot; to save it again or to export the answers otherwise where empty.

    Raises:
        TextmineError: it is too large, is damaged, or has a document type, by which XML can grow without end or
            name other files.
    """
    in_word = path.suffix.casefold() in _WORD
    with opened(path, LARGEST_HELD, hint) as archive:
        for part in archive.infolist():
            drawn = in_word and part.filename.casefold().endswith(_DRAWING)
            with archive.open(part) as file:
                before = b""
                while chunk := file.read(_CHUNK):
                    if not drawn and any(sign in before + chunk for sign in _DOCUMENT_TYPES):
                        raise TextmineError(
                            f"{path.name}: {part.filename} has a document type.",
                            expected="a file as a survey platform or an office program writes it",
                            hint=hint or "Save it again with a spreadsheet, or export the answers as CSV.",
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
    if path.part.file_size > LARGEST_HELD:
        raise TextmineError(
            f"{path.name} has {path.part.file_size:,} bytes.",
            expected=f"at most {LARGEST_HELD:,} bytes for a file of its kind in a zip file",
            hint=f"Unpack {path.archive.name}, and give the file.",
        )
    return io.BytesIO(path.read_bytes())
