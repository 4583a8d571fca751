"""Tables with several rows for each respondent, put together to one record each."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from textmine.errors import TextmineError
from textmine.stages.read.model import Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from textmine.stages.read.model import Cell, Grid

__all__ = ["Key", "Long"]

Key = tuple[str, ...]
"""What a column of a record holds: a field and an event, a question and an option ..."""


class Long:
    """The rows of a grid that belong to one respondent as one record: a `Grid`.

    The grid is read in two passes. The first, when this is made, keeps the columns that are found and how
    many rows each respondent has. The second keeps the cells of a respondent from their first row to their
    last: of one respondent at a time where their rows stand together, as platforms write them, and of all
    only in a file that is sorted by something else.

    Args:
        grid: The rows.
        who: The column of the grid with the id of the respondent.
        place: Which cells of a row are read: for each, the key of its column in the record and its column in
            the row. A key always takes cells of the same column of the grid.
        absent: What a record holds where its respondent has no row: "" (nobody knows) or None (never shown).
        blank: Whether a column is kept in which every cell is empty.
        heading: What a column is called, by its key.

    Raises:
        TextmineError: a row does not say whose it is.

    Attributes:
        keys: The key of each column, in the order in which they are met; of the first, the ids, it is ().
        sources: The heading that each column has in the file.
    """

    tells_shown = False

    def __init__(
        self,
        grid: Grid,
        who: int,
        place: Callable[[Row], Iterable[tuple[Key, int]]],
        *,
        absent: Cell = "",
        blank: bool = True,
        heading: Callable[[Key], str] = " / ".join,
    ) -> None:
        self.path = grid.path
        self._grid, self._who, self._place, self._absent = grid, who, place, absent
        self._rows_of = Counter[str]()
        found: dict[Key, int] = {(): who}
        for row in grid.rows():
            if not row.cells[who]:
                raise TextmineError(
                    f"{grid.path.name}, line {row.line}: the record has no id.",
                    expected="an id in every record",
                    hint="Export the survey again, or remove the record.",
                )
            self._rows_of[row.cells[who] or ""] += 1
            found |= {key: column for key, column in place(row) if key not in found and (blank or row.cells[column])}
        self.keys = tuple(found)
        self._at = {key: column for column, key in enumerate(found)}
        self.sources = tuple(grid.headings[column] for column in found.values())
        self.headings = (self.sources[0], *map(heading, self.keys[1:]))

    def rows(self) -> Iterator[Row]:
        """The records, in the order of their last rows; `numbers` has the row of each cell.

        Raises:
            TextmineError: a respondent has two different answers in one place.
        """
        left = self._rows_of.copy()
        begun: dict[str, tuple[Row, dict[int, tuple[Cell, int]]]] = {}
        for row in self._grid.rows():
            who = row.cells[self._who] or ""
            first, cells = begun.setdefault(who, (row, {0: (who, row.number)}))
            for key, column in self._place(row):
                if key in self._at:
                    self._put(cells, self._at[key], row, row.cells[column])
            left[who] -= 1
            if not left[who]:
                del begun[who]
                yield self._record(first, cells)

    def _put(self, cells: dict[int, tuple[Cell, int]], column: int, row: Row, cell: Cell) -> None:
        before, number = cells.setdefault(column, (cell, row.number))
        if before == cell or not cell:
            return
        if before:
            raise TextmineError(
                f"{self.path.name}, line {row.line}: the respondent {row.cells[self._who]!r} has another answer to "
                f"{self.headings[column]!r} in row {number}.",
                expected="one answer of each respondent in each place",
                hint="Remove one of the rows, or give them ids of their own.",
            )
        cells[column] = (cell, row.number)

    def _record(self, first: Row, cells: dict[int, tuple[Cell, int]]) -> Row:
        nothing = (self._absent, first.number)
        found = [cells.get(column, nothing) for column in range(len(self.keys))]
        return Row(first.number, first.line, tuple(cell for cell, _ in found), tuple(number for _, number in found))
