"""The sheets of an EUSurvey export as one grid: a sheet every 254 columns, and rows that long texts spill into."""

from __future__ import annotations

import itertools
import re
from functools import cached_property
from typing import TYPE_CHECKING

from textmine.errors import TextmineError
from textmine.stages.read.cells.book import BookSheet, sheet_names
from textmine.stages.read.model import Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

__all__ = ["Contributions"]

_SHEET = re.compile(r"Content(\d{0,9})")
_LONGEST = 32_767
"""UTF-16 units that a cell of Excel holds; what is longer goes on in a row below."""


class Contributions:
    """The contributions of an export: a `Grid`.

    Args:
        path: The workbook.

    Attributes:
        title: The short name of the survey.

    Raises:
        TextmineError: there are no headings below the date of the export.
    """

    tells_shown = False

    def __init__(self, path: Path) -> None:
        self.path = path
        names = {int(match[1] or 0): match[0] for name in sheet_names(path) if (match := _SHEET.fullmatch(name))}
        self._sheets = [BookSheet(path, name) for _, name in sorted(names.items())] or [BookSheet(path)]
        found = [_headings(sheet) for sheet in self._sheets]
        self.title = next((row.cells[1] or "" for row in self._sheets[0].rows() if len(row.cells) > 1), "") or path.stem
        if not all(found):
            raise TextmineError(
                f"{path.name} has no headings below the date of the export.",
                expected="results of EUSurvey with a row of headings and a row for each contribution",
                hint="In EUSurvey: Results, Export, Content.",
            )
        self._first = [row.number for row in found if row]
        self._widths = [_width(row.cells) for row in found if row]
        self.headings = tuple(
            cell or "" for row, width in zip(found, self._widths, strict=True) if row for cell in _cut(row.cells, width)
        )

    def rows(self) -> Iterator[Row]:
        """The contributions; a text that goes on in rows below is one."""
        return iter(self._records)

    @cached_property
    def _records(self) -> list[Row]:
        """All of them: a workbook is in memory anyway when it is read."""
        return list(self._put_together())

    def _put_together(self) -> Iterator[Row]:
        record: Row | None = None
        for row in self._joined():
            if record is not None and (places := _spill(record.cells, row.cells)):
                cells = list(record.cells)
                for place, target in places.items():
                    cells[target] = (cells[target] or "") + (row.cells[place] or "")
                record = Row(record.number, record.line, tuple(cells))
                continue
            if record is not None:
                yield record
            record = row
        if record is not None:
            yield record

    def _joined(self) -> Iterator[Row]:
        """The rows below the headings, those of all sheets side by side."""
        first, *more = self._sheets
        beside = [{row.number: row.cells for row in sheet.rows()} for sheet in more]
        for row in first.rows():
            if row.number > self._first[0]:
                parts = [row.cells, *(cells.get(row.number, ()) for cells in beside)]
                joined = (_cut(part, width) for part, width in zip(parts, self._widths, strict=True))
                yield Row(row.number, row.line, tuple(itertools.chain.from_iterable(joined)))


def _headings(sheet: BookSheet) -> Row | None:
    """The first row that is not blank below the date of the export."""
    below = False
    for row in sheet.rows():
        if below:
            return row
        below = row.cells[0] == "Export Date"
    return None


def _width(cells: Sequence[str | None]) -> int:
    """How many cells there are up to the last that is not empty."""
    return max((place for place, cell in enumerate(cells, start=1) if cell), default=0)


def _cut(cells: Sequence[str | None], width: int) -> tuple[str | None, ...]:
    return tuple(itertools.islice(itertools.chain(cells, itertools.repeat("")), width))


def _spill(record: Sequence[str | None], cells: Sequence[str | None]) -> dict[int, int]:
    """Where the cells of a row go on that holds nothing but the rest of long texts; none when it is a record.

    The program writes the rest one column further to the right than the text.
    """
    full = {place for place, cell in enumerate(record) if cell and _units(cell) % _LONGEST == 0}
    if not full:
        return {}
    filled = [place for place, cell in enumerate(cells) if cell]
    targets = {place: next((at for at in (place - 1, place) if at in full), -1) for place in filled}
    return {} if -1 in targets.values() else targets


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
