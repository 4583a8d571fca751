"""A CSV export as a grid: encoding, separator, and rows that are streamed and held to their width."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
from typing import TYPE_CHECKING

from textmine.errors import TextmineError
from textmine.stages.read.model import Row

if TYPE_CHECKING:
    from _csv import Reader
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["CsvGrid", "sniff"]

_SEPARATORS = (",", ";", "\t")
_CHUNK = 1 << 20
_LONGEST_CELL = 1 << 27
"""Characters of the longest cell that is read; the default of the library, 131 072, is too few for a huge text."""


_HEADING_LINES = 100
"""Lines looked at for the headings, which may hold line breaks."""


class CsvGrid:
    """The cells of a CSV file; it is read again for each pass, never held in memory.

    Args:
        path: The file: UTF-8, with or without byte order mark, or UTF-16 with one.

    Raises:
        TextmineError: the file is empty, is not text, is in another encoding or is cut off.
    """

    tells_shown = False

    def __init__(self, path: Path) -> None:
        # a process-wide limit of the library; raising it harms nobody
        csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_CELL))
        self.path = path
        self._encoding = _encoding(path)
        self._separator, self.headings = self._first_line()
        if not self.headings:
            raise TextmineError(f"{path.name} is empty.", expected="a survey export with headings and answers")

    def rows(self) -> Iterator[Row]:
        """The records after the headings; blank lines at the end are no records.

        Raises:
            TextmineError: a record has more or fewer cells than there are headings, or the file ends
                within a quoted cell.
        """
        width = len(self.headings)
        records = self._records()
        next(records)
        for record in records:
            if len(record.cells) != width:
                raise TextmineError(
                    f"{self.path.name}, line {record.line}: the record has {len(record.cells)} cells.",
                    expected=f"{width} cells, as in the headings",
                    hint="Export the survey again; the file was cut off, or was changed by another program.",
                )
            yield record

    def _first_line(self) -> tuple[str, tuple[str, ...]]:
        with self.path.open(encoding=self._encoding, newline="") as file:
            return _headings(file)

    def _records(self) -> Iterator[Row]:
        with self.path.open(encoding=self._encoding, newline="") as file:
            reader = csv.reader(file, delimiter=self._separator, strict=True)
            for number in itertools.count(1):
                line = reader.line_num + 1
                cells = self._next(reader, line)
                if cells is None:
                    return
                if cells:
                    yield Row(number, line, tuple(cells))

    def _next(self, reader: Reader, line: int) -> list[str] | None:
        try:
            return next(reader, None)
        except csv.Error as error:
            raise TextmineError(
                f"{self.path.name}: the record that starts on line {line} has a broken quoted cell ({error}).",
                expected='cells in "quotes", a quote within them doubled',
                hint="Export the survey again; the file was cut off, or was changed by another program.",
            ) from error


def sniff(path: Path) -> tuple[str, ...]:
    """The headings of a file as its first MiB has them; none when it is no text."""
    with path.open("rb") as file:
        head = file.read(_CHUNK)
    encoding = _guessed(head)
    if not encoding:
        return ()
    try:
        return _headings(io.StringIO(head.decode(encoding, errors="replace"), newline=""))[1]
    except csv.Error:
        return ()


def _headings(lines: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """The separator that gives the heading line the most cells, and those headings."""
    head = list(itertools.islice(lines, _HEADING_LINES))
    found = {separator: tuple(next(csv.reader(head, delimiter=separator), ())) for separator in _SEPARATORS}
    separator = max(found, key=lambda separator: len(found[separator]))
    return separator, found[separator]


def _guessed(head: bytes) -> str:
    """The encoding that the first bytes of a file stand for; "" when it is no text."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "" if b"\0" in head else "utf-8-sig"


def _encoding(path: Path) -> str:
    """The encoding of a text file, every byte of which was looked at."""
    with path.open("rb") as file:
        encoding = _guessed(file.read(4096))
    if not encoding:
        raise TextmineError(
            f"{path.name} is not a text file.",
            expected="a survey export: LimeSurvey .csv with question codes, or .lsa",
        )
    return _checked(path, encoding)


def _checked(path: Path, encoding: str) -> str:
    decoder = codecs.getincrementaldecoder(encoding)()
    offset = 0
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK)
            pending = len(decoder.getstate()[0])
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                raise _undecodable(path, encoding, offset - pending + error.start) from error
            if not chunk:
                return encoding
            offset += len(chunk)


def _undecodable(path: Path, encoding: str, offset: int) -> TextmineError:
    with path.open("rb") as file:
        line = file.read(offset).count(b"\n") + 1
    name = "UTF-16" if encoding == "utf-16" else "UTF-8"
    return TextmineError(
        f"{path.name} is not in {name}: byte {offset} (line {line}) cannot be read.",
        expected="UTF-8, as LimeSurvey writes it",
        hint="Export it again, or save it as UTF-8; a file in a Windows encoding would lose its accents.",
    )
