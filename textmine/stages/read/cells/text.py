"""A CSV export as rows of cells: separator, quotes, and rows that are streamed."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections import Counter
from typing import IO, TYPE_CHECKING

from textmine.errors import TextmineError
from textmine.stages.read.cells.encodings import encoding_of, of_beginning
from textmine.stages.read.model import Row

if TYPE_CHECKING:
    from _csv import Reader
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

__all__ = ["CsvSheet", "beginning"]

_SEPARATORS = (",", ";", "\t", "|")
_SAID = re.compile(r'"?sep=([^\w\s"]|\t)"?\r?\n')
"""A first line by which Excel is told the separator."""

_START = 1 << 18
"""Characters looked at for the separator."""

_ROWS = 10
"""Rows among which the headings are looked for."""

_BLOCK = 1 << 18
"""Characters that are read at once."""

_LONGEST = 1 << 26
"""Characters of the longest record that is read; more is taken for a file whose quotes are broken, or no survey."""


class CsvSheet:
    """The cells of a CSV file; it is read again for each pass, never held in memory.

    Args:
        path: The file.
        encoding: Its encoding, where it is known.

    Attributes:
        encoding: Its encoding, as given or found.
        read_as: What its encoding was taken for, where the file itself does not say.

    Raises:
        TextmineError: the file is empty, is not text, is in an encoding that cannot be told or is cut off.
    """

    def __init__(self, path: Path, encoding: str = "") -> None:
        self.path = path
        self.encoding, self.read_as = encoding_of(path, encoding)
        with path.open(encoding=self.encoding, newline="") as file:
            self._separator, self._above = _separator(file.read(_START))

    def rows(self) -> Iterator[Row]:
        """The rows; blank lines are none.

        Raises:
            TextmineError: the file ends within a quoted cell, or a record is far too long.
        """
        line = 1 + self._above
        with self.path.open(encoding=self.encoding, newline="") as file:
            held = [0]
            lines = itertools.islice(self._lines(file, held), self._above, None)
            reader = _reader(lines, self._separator, strict=True)
            try:
                for number, cells in enumerate(reader, start=line):
                    held[0] = 0
                    if cells:
                        yield Row(number, line, tuple(cells))
                    line = reader.line_num + 1 + self._above
            except csv.Error as error:
                raise TextmineError(
                    f"{self.path.name}: the record that starts on line {line} has a broken quoted cell ({error}).",
                    expected='cells in "quotes", a quote within them doubled',
                    hint="Export the survey again; the file was cut off, or was changed by another program.",
                ) from error

    def _lines(self, file: IO[str], held: list[int]) -> Iterator[str]:
        """The lines; `held` counts the characters since the record began, which sets it to 0, block by block."""
        while lines := file.readlines(_BLOCK):
            yield from lines
            held[0] += _BLOCK
            if held[0] > _LONGEST:
                raise TextmineError(
                    f"{self.path.name} has a record of more than {_LONGEST:,} characters.",
                    expected="a survey export, a line a record",
                    hint="Export the survey again; a quote that is not closed makes all that follows one cell.",
                )


def beginning(data: bytes, encoding: str = "") -> tuple[str, list[tuple[str, ...]]]:
    """The text that a file begins with and its first rows, as far as the bytes go; "" when it is no text."""
    encoding = of_beginning(data, encoding)
    if not encoding:
        return "", []
    text = data.decode(encoding, errors="replace")
    separator, above = _separator(text)
    return text, _first_rows(text, separator, above)


def _separator(text: str) -> tuple[str, int]:
    """The separator, and how many lines above the first row only say it.

    Without such a line, it is the one that parts the first rows into the most cells, as many in most of them, the
    heading among them: what stands in comments, however often, decides nothing.
    """
    if said := _SAID.match(text):
        return said[1], 1
    return max(_SEPARATORS, key=lambda separator: _parted(_first_rows(text, separator, 0))), 0


def _parted(rows: Sequence[tuple[str, ...]]) -> tuple[bool, int]:
    """Whether most rows of several cells have as many as the first of all, and how many more than one these have."""
    widths = Counter(len(row) for row in rows if len(row) > 1)  # titles above a heading have one cell
    width, number = max(widths.items(), key=lambda each: each[1], default=(1, 0))
    return number > 1 and len(rows[0]) == width, number * (width - 1)


def _first_rows(text: str, separator: str, above: int) -> list[tuple[str, ...]]:
    """The first rows that are not blank."""
    lines = itertools.islice(io.StringIO(text, newline=""), above, None)
    try:
        rows = (tuple(row) for row in _reader(lines, separator, strict=False) if any(row))
        return list(itertools.islice(rows, _ROWS))
    except csv.Error:
        return []


def _reader(lines: Iterable[str], separator: str, *, strict: bool) -> Reader:
    # a process-wide limit of the library, which is 131 072; raising it harms nobody
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST))
    return csv.reader(lines, delimiter=separator, strict=strict)
