"""Rows of cells under headings: what most exports are, whatever file holds them."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import TYPE_CHECKING, Protocol

from textmine.errors import TextmineError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from textmine.stages.read.model import Row

__all__ = ["Headed", "Sheet", "as_text", "first_rows"]

_MOST_COLUMNS = 20_000
"""More than any spreadsheet (16 384) or survey database has."""


class Sheet(Protocol):
    """All rows of a file, headings too, which can be read through more than once."""

    @property
    def path(self) -> Path:
        """The file that is read."""

    def rows(self) -> Iterator[Row]:
        """The rows in the order of the file; every cell is a text, "" when it is empty."""


def first_rows(sheet: Sheet, number: int) -> tuple[tuple[str, ...], ...]:
    """The cells of the first rows of a sheet."""
    return tuple(tuple(cell or "" for cell in row.cells) for row in itertools.islice(sheet.rows(), number))


def as_text(value: object) -> str:
    """A cell as text: no .0 behind whole numbers, dates as 2026-03-01 or 2026-03-01 10:10:00."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, dt.datetime):
        value = value.replace(microsecond=0)
        return str(value.date()) if value.time() == dt.time() else str(value)
    return str(value)


def _without_empty_end(headings: Sequence[str]) -> Sequence[str]:
    """The headings without the empty ones at the end, which spreadsheets add."""
    width = max((place for place, heading in enumerate(headings, start=1) if heading.strip()), default=len(headings))
    return headings[:width]


class Headed:
    """The records below the headings of a sheet: a `Grid`.

    Args:
        sheet: All rows.
        headings: What the columns are called; without, the first row, as far as it is filled.
        skip: How many rows of the sheet stand above the first record.
        blank: Whether a row of empty cells is a record, of somebody who answered nothing.

    Attributes:
        read_as: What a human should know of how the cells were read.

    Raises:
        TextmineError: the sheet is empty, or has far too many columns.
    """

    tells_shown = False

    def __init__(
        self, sheet: Sheet, headings: Sequence[str] | None = None, skip: int = 1, *, blank: bool = True
    ) -> None:
        if headings is None:
            headings = _without_empty_end(next(iter(first_rows(sheet, 1)), ()))
        if not headings:
            raise TextmineError(f"{sheet.path.name} is empty.", expected="a survey export with headings and answers")
        self.path = sheet.path
        self.headings = tuple(headings)
        self.read_as: tuple[str, ...] = getattr(sheet, "read_as", ())
        if len(self.headings) > _MOST_COLUMNS:
            raise TextmineError(
                f"{sheet.path.name} has {len(self.headings):,} columns.", expected=f"at most {_MOST_COLUMNS:,}"
            )
        self._sheet, self._skip, self._blank = sheet, skip, blank

    def rows(self) -> Iterator[Row]:
        """The records; blank rows are none, and empty cells beyond the headings are cut.

        Raises:
            TextmineError: a record has more cells that are filled, or fewer cells, than there are headings.
        """
        width = len(self.headings)
        for row in itertools.islice(self._sheet.rows(), self._skip, None):
            if not self._blank and not any(cell and not cell.isspace() for cell in row.cells):
                continue
            if len(row.cells) > width and not any(row.cells[width:]):
                row = row._replace(cells=row.cells[:width])  # noqa: PLW2901 - cut where nothing stands
            if len(row.cells) != width:
                raise TextmineError(
                    f"{self.path.name}, line {row.line}: the record has {len(row.cells)} cells.",
                    expected=f"{width} cells, as in the headings",
                    hint="Export the survey again; the file was cut off, or was changed by another program.",
                )
            yield row
