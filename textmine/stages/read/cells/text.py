"""A CSV export as rows of cells: encoding, separator, and rows that are streamed."""

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
    from collections.abc import Iterator, Sequence
    from pathlib import Path

__all__ = ["CsvSheet", "beginning"]

_SEPARATORS = (",", ";", "\t")
_CHUNK = 1 << 20
_LONGEST_CELL = 1 << 27
"""Characters of the longest cell that is read; the default of the library, 131 072, is too few for a huge text."""


_HEADING_LINES = 200
"""Lines looked at for the headings, which may hold line breaks."""

_HEADING_ROWS = 10
"""Rows among which the headings are looked for."""


class CsvSheet:
    """The cells of a CSV file; it is read again for each pass, never held in memory.

    Attributes:
        encoding: Its encoding, as given or found.

    Args:
        path: The file: UTF-8, with or without byte order mark, or UTF-16 with one.
        encoding: Its encoding, where it is known.

    Raises:
        TextmineError: the file is empty, is not text, is in another encoding or is cut off.
    """

    def __init__(self, path: Path, encoding: str = "") -> None:
        # a process-wide limit of the library; raising it harms nobody
        csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_CELL))
        self.path = path
        self.encoding = _checked(path, encoding) if encoding else _encoding(path)
        with path.open(encoding=self.encoding, newline="") as file:
            self._separator = _separator(list(itertools.islice(file, _HEADING_LINES)))

    def rows(self) -> Iterator[Row]:
        """The rows; blank lines are none.

        Raises:
            TextmineError: the file ends within a quoted cell.
        """
        with self.path.open(encoding=self.encoding, newline="") as file:
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


def beginning(data: bytes, encoding: str = "") -> tuple[str, list[tuple[str, ...]]]:
    """The text that a file begins with and its first rows, as far as the bytes go; "" when it is no text."""
    encoding = encoding or _guessed(data)
    if not encoding:
        return "", []
    text = data.decode(encoding, errors="replace")
    lines = list(itertools.islice(io.StringIO(text, newline=""), _HEADING_LINES))
    return text, _first_rows(lines, _separator(lines))


def _separator(lines: Sequence[str]) -> str:
    """The separator that gives the first row the most cells, or the next: a title may stand above the headings."""
    found = {separator: [len(row) for row in _first_rows(lines, separator)] for separator in _SEPARATORS}
    for number in range(_HEADING_ROWS):
        widths = {separator: counts[number] for separator, counts in found.items() if number < len(counts)}
        if max(widths.values(), default=0) > 1:
            return max(widths, key=lambda separator: widths[separator])
    return _SEPARATORS[0]


def _first_rows(lines: Sequence[str], separator: str) -> list[tuple[str, ...]]:
    try:
        return [tuple(row) for row in itertools.islice(csv.reader(lines, delimiter=separator), _HEADING_ROWS)]
    except csv.Error:
        return []


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
            expected="a survey export",
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
