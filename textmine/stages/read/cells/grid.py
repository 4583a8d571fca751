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


class Headed:
    """The records below the headings of a sheet: a `Grid`.

    Args:
        sheet: All rows.
        headings: What the columns are called; without, the first row.
        skip: How many rows of the sheet stand above the first record.
        blank: Whether a row of empty cells is a record, of somebody who answered nothing.

    Raises:
        TextmineError: the sheet is empty.
    """

    tells_shown = False

    def __init__(
        self, sheet: Sheet, headings: Sequence[str] | None = None, skip: int = 1, *, blank: bool = True
    ) -> None:
        if headings is None:
            headings = next(iter(first_rows(sheet, 1)), ())
        if not headings:
            raise TextmineError(f"{sheet.path.name} is empty.", expected="a survey export with headings and answers")
        self.path = sheet.path
        self.headings = tuple(headings)
        self._sheet, self._skip, self._blank = sheet, skip, blank

    def rows(self) -> Iterator[Row]:
        """The records; blank rows are none.

        Raises:
            TextmineError: a record has more or fewer cells than there are headings.
        """
        width = len(self.headings)
        for row in itertools.islice(self._sheet.rows(), self._skip, None):
            if not self._blank and not any(cell and not cell.isspace() for cell in row.cells):
                continue
            if len(row.cells) != width:
                raise TextmineError(
                    f"{self.path.name}, line {row.line}: the record has {len(row.cells)} cells.",
                    expected=f"{width} cells, as in the headings",
                    hint="Export the survey again; the file was cut off, or was changed by another program.",
                )
            yield row
