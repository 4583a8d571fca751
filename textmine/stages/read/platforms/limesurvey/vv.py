"""A VV export of LimeSurvey (Export responses to VV file) as headings and records.

The dialect is that of PHP's fputcsv: a cell with a blank or a separator stands in quotes, a quote within is
doubled unless a backslash stands before it.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from textmine.errors import TextmineError
from textmine.stages.read.cells.text import CsvSheet
from textmine.stages.read.model import Row
from textmine.stages.read.platforms.limesurvey.naming import FIELD, SIGNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from textmine.stages.read.model import Cell

__all__ = ["VvGrid", "is_vv"]

_NOT_SHOWN = "{question_not_shown}"
_ESCAPED = {"newline": "\n", "cr": "\r", "tab": "\t", "quote": '"', "lbrace": "{"}
_ESCAPE = re.compile(rf"\{{({'|'.join(_ESCAPED)})\}}")

_CELL = re.compile(r'"((?:[^"\\]|\\"(?![\t\r\n]|\Z)|\\|"")*+)"(?=[\t\r\n]|\Z)|([^\t\r\n]*)(?=[\t\r\n]|\Z)')
"""A cell in quotes or without. No tab or end of line is ever within a record, so that behind \\" it ends the cell."""

_QUOTE = re.compile(r'(\\")|""')
_LONGEST_HEADINGS = 10_000
"""Lines that the wordings above the codes may take."""


def is_vv(rows: Sequence[Sequence[str]]) -> bool:
    """Whether these are the first rows of a VV file: wordings, and below them the codes, the id first."""
    parts = ["\t".join(row).split("\t") for row in rows]  # commas may have passed for separators
    found = next((row for row in parts[1:] if row[0] == "id"), None)
    if found is None or parts[0][0] in {"", "id"}:
        return False
    return len(SIGNS & {*found}) > 1 or any(map(FIELD.fullmatch, found))


class VvGrid:
    """The records of a VV file under the codes of its second row; it is read again for each pass, never held in memory.

    Args:
        path: The file.
        encoding: Its encoding, where it is known.

    Raises:
        TextmineError: it is in another encoding, or has no row of codes.
    """

    tells_shown = True

    def __init__(self, path: Path, encoding: str = "") -> None:
        self.path = path
        self._encoding = CsvSheet(path, encoding).encoding
        with path.open(encoding=self._encoding, newline="\n") as file:
            self._above, self.headings = self._codes(file)

    def rows(self) -> Iterator[Row]:
        """The records.

        Raises:
            TextmineError: a record has a broken cell, or more or fewer than there are headings.
        """
        with self.path.open(encoding=self._encoding, newline="\n") as file:
            for number, line in enumerate(itertools.islice(file, self._above, None), start=3):
                cells = _cells(line)
                if not line.strip("\r\n"):
                    continue
                place = self._above + number - 2
                if cells is None or len(cells) != len(self.headings):
                    raise TextmineError(
                        f"{self.path.name}, line {place}: the record has "
                        + ("a broken quoted cell." if cells is None else f"{len(cells)} cells."),
                        expected=f"{len(self.headings)} cells separated by tabs, as in the headings",
                        hint="Export the survey again; the file was cut off, or was changed by another program.",
                    )
                yield Row(number, place, tuple(map(_cell, cells)))

    def _codes(self, lines: Iterator[str]) -> tuple[int, tuple[str, ...]]:
        """How many lines stand above the first record, and the headings; wordings may hold line breaks."""
        for number, line in enumerate(itertools.islice(lines, _LONGEST_HEADINGS), start=1):
            if number > 1 and line.startswith(("id\t", '"id"\t')) and (cells := _cells(line)) is not None:
                return number, tuple(cells)
        raise TextmineError(
            f"{self.path.name} has no row of codes that begins with id.",
            expected="a VV file of LimeSurvey: wordings, codes, and records, separated by tabs",
            hint="Export the responses to a VV file again, or as CSV.",
        )


def _cells(line: str) -> list[str] | None:
    """The cells of a line; None when one is not closed."""
    cells, place = [], 0
    while (match := _CELL.match(line, place)) is not None:
        quoted, bare = match.groups()
        if quoted is None and bare.startswith('"'):
            return None
        cells.append(
            bare if quoted is None else _QUOTE.sub(lambda found: '"' if found[1] is None else found[1], quoted)
        )
        place = match.end()
        if line[place : place + 1] != "\t":
            return cells
        place += 1
    return None


def _cell(cell: str) -> Cell:
    return None if cell == _NOT_SHOWN else _ESCAPE.sub(lambda found: _ESCAPED[found[1]], cell)
