"""An export with other cells than those in its file: of several files at once, or without cells that mean empty."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from textmine.stages.read.model import Grid, Opened, Row

__all__ = ["Emptied", "emptied", "showing"]


class Emptied:
    """The cells of a grid, empty where they hold nothing but a word for "no answer": a `Grid`.

    Whatever else the grid knows, such as the labels of its variables, is that of the grid.

    Args:
        grid: The cells as they stand.
        missing: The words; a cell that holds more than one of them, a space even, stays as it is.
        note: What a human should know of it; "" for nothing.
    """

    def __init__(self, grid: Grid, missing: Collection[str], note: str = "") -> None:
        self._grid, self._missing = grid, frozenset(missing)
        self.read_as: tuple[str, ...] = (*getattr(grid, "read_as", ()), *([note] if note else []))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._grid, name)

    def rows(self) -> Iterator[Row]:
        """The records, in the order of the file."""
        missing = self._missing
        for row in self._grid.rows():
            if missing.isdisjoint(row.cells):
                yield row
            else:
                yield row._replace(cells=tuple("" if cell in missing else cell for cell in row.cells))


def emptied(opened: Opened, missing: Collection[str]) -> Opened:
    """An export in which the cells that mean empty are empty, for whoever reads them."""
    return showing(opened, Emptied(opened.grid, missing)) if missing else opened


def showing(opened: Any, grid: Any) -> Any:
    """An export, or one that is corrected by the configuration, with other cells."""
    if "grid" in {each.name for each in fields(opened)}:
        return replace(opened, grid=grid)
    return replace(opened, opened=showing(opened.opened, grid))
